"""Write the pages of the manual that come from code and data: commands and glossary."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import click

from ximu.cli.main import SUBCOMMANDS, cli
from ximu.terms.load import Term, terms

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTICE = "<!-- Written by `make manual`; change the code or the data, not this page. -->"


def commands_page() -> str:
    """Every command with its help, as the terminal shows it at 80 columns."""
    lines = [
        "# 命令 · Commands",
        "",
        NOTICE,
        "",
        "退出状态 · Exit status: 0 全部成功 all went well, 1 有的没有成功 something failed, 2 用法不对 wrong usage.",
    ]
    for name in SUBCOMMANDS:
        with click.Context(cli, info_name="ximu", terminal_width=80, **cli.context_settings) as parent:
            command = cli.get_command(parent, name)
            if command is None:
                continue
            with click.Context(command, info_name=name, parent=parent, terminal_width=80) as context:
                shown = command.get_help(context)
        lines += ["", f"## ximu {name}", "", "```text", shown.replace("\b", "").rstrip(), "```"]
    return "\n".join(lines) + "\n"


def glossary_page() -> str:
    """Every term by group: Chinese, English, identifier, words not to use."""
    lines = [
        "# 词汇 · Glossary",
        "",
        NOTICE,
        "",
        "一个词一个意思。One word, one meaning; the last column says what not to write for it.",
    ]

    def group(term: Term) -> tuple[str, str]:
        return term.group_zh, term.group_en

    for (group_zh, group_en), found in groupby(terms().glossary, key=group):
        lines += [
            "",
            f"## {group_zh} · {group_en}",
            "",
            "| 中文 | English | 识别名 identifier | 注意 | 不用 not |",
            "|---|---|---|---|---|",
        ]
        for term in found:
            identifier = f"`{term.identifier}`" if term.identifier else ""
            lines.append(f"| {term.zh} | {term.en} | {identifier} | {term.note_zh} | {'；'.join(term.not_words)} |")
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"commands.md": commands_page, "glossary.md": glossary_page}


def main() -> int:
    """Write every page; exit status 0."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
