"""`ximu draw`: make the draw of a published file again and tell whether it is the list that was published."""

from __future__ import annotations

from pathlib import Path

import click

from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import IntakeError
from ximu.track.rules.drawing import DrawFile, differences, draw, read_draw, seed_of


@click.command("draw")
@click.argument("file", type=click.Path(path_type=Path))
def draw_again(file: Path) -> int:
    """Make a published random draw again and compare it with the list in FILE.

    The file is the JSON that the page of a draw offers. Prints the drawn objects with their inspectors, tab-separated, in
    the order of the draw. docs/reference/draw-format tells how it is made.

    Exit status: 0 it is the published list, 1 it is not, or the secret is not published yet.

    Example: ximu draw draw.json
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise IntakeError(
            f"cannot be read: {error.strerror or error}", where=str(file), next_step="check the path", code="R002"
        ) from error
    found = read_draw(data, str(file))
    if found.secret:
        for line in lines(found):
            click.echo(line)
    wrong = differences(found)
    for one in wrong:
        say(f"{file}: {one}")
    if not wrong:
        say(f"{file}: the same list; committed to as {found.commitment}")
    return SOME_FAILED if wrong else OK


def lines(file: DrawFile) -> list[str]:
    """The draw as its plan and seed give it: number, id, name, inspectors."""
    names = {one.id: one.name for one in file.plan.objects}
    people = {one.id: one.name for one in file.plan.inspectors}
    return [
        f"{turn}\t{one.object}\t{names[one.object]}\t{', '.join(f'{people[who]} {who}' for who in one.inspectors)}"
        for turn, one in enumerate(draw(file.plan, seed_of(file.secret, file.public_value)), 1)
    ]
