"""Known holes in the libraries that are installed: `make audit`.

Asks pip-audit (the package index, then the OSV database) about requirements.txt and requirements-dev.txt, and npm about the
outside programs of the tests. What was not looked at is never called clean. A machine without a network can judge answers
brought from elsewhere (--python, --npm).

Exit status: 0 all was looked at and nothing is known; 1 a hole is known; 2 something could not be looked at. With
--if-reachable the last is said and is no failure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".tools" / "audit"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
OUTSIDE = ROOT / "tests" / "outside"
SERVICES = ("pypi", "osv")
PATIENCE = 600  # seconds for one question


class Answer(NamedTuple):
    """What a list said: how many packages it was asked about, the names of those it could not tell of, the holes."""

    asked: int = 0
    untold: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether anything was looked at."""
        return self.asked > len(self.untold)


def of_pip_audit(answer: Mapping[str, Any]) -> Answer:
    """What the JSON of pip-audit says."""
    found = answer.get("dependencies", ())
    untold = tuple(one["name"] for one in found if "skip_reason" in one)
    holes = tuple(
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for one in found
        for hole in one.get("vulns", ())
    )
    return Answer(len(found), untold, holes)


def of_npm(answer: Mapping[str, Any]) -> Answer:
    """What the JSON of `npm audit` says; an error of the registry is an answer about nothing."""
    if "vulnerabilities" not in answer:
        return Answer()
    holes = tuple(
        f"{name} {one['range']}: {hole['title']} ({hole['url']})"
        for name, one in answer["vulnerabilities"].items()
        for hole in one["via"]
        if isinstance(hole, Mapping)  # a word names another package, which is listed itself
    )
    return Answer(answer["metadata"]["dependencies"]["total"], (), holes)


def said(*command: str | Path, folder: Path = ROOT) -> dict[str, Any]:
    """The JSON that a program prints; empty when it has none. Its exit status also counts holes, so it tells nothing."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE)
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {}
    return found if isinstance(found, dict) else {}


def ask_pip_audit() -> Answer:
    """Ask one list after the other until one knows our libraries; pip-audit is brought into .tools when it is missing."""
    program = FOLDER / "bin" / "pip-audit"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", FOLDER], check=False)
        subprocess.run([program.with_name("python"), "-m", "pip", "--quiet", "install", "pip-audit"], check=False)
    files = [word for name in REQUIREMENTS for word in ("-r", name)]
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    answers = (of_pip_audit(said(program, *options, "-s", service, *files)) for service in SERVICES)
    return next((answer for answer in answers if answer.reached), Answer())


def ask_npm() -> Answer:
    """Ask the registry of npm about the lock file."""
    return of_npm(said("npm", "audit", "--json", folder=OUTSIDE))


def tell(of: str, answer: Answer) -> int:
    """Print what a list said, and the exit status that it means."""
    if not answer.reached:
        print(f"ximu: {of}: the list of known holes is out of reach; nothing was looked at", file=sys.stderr)
        return 2
    looked_at = answer.asked - len(answer.untold)
    print(f"ximu: {of}: {looked_at} packages looked at, {len(answer.holes)} known holes", file=sys.stderr)
    for hole in answer.holes:
        print(f"ximu: {hole}", file=sys.stderr)
    if answer.untold:
        print(f"ximu: {of}: not in the list, so not looked at: {', '.join(answer.untold)}", file=sys.stderr)
    return 1 if answer.holes else 2 if answer.untold else 0


def main() -> int:
    """Ask or read, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--if-reachable", action="store_true", help="what could not be looked at is no failure")
    parser.add_argument("--python", type=Path, help="an answer of `pip-audit -f json`, instead of asking")
    parser.add_argument("--npm", type=Path, help="an answer of `npm audit --json`, instead of asking")
    asked = parser.parse_args()
    python = of_pip_audit(json.loads(asked.python.read_text("utf-8"))) if asked.python else ask_pip_audit()
    npm = of_npm(json.loads(asked.npm.read_text("utf-8"))) if asked.npm else ask_npm()
    statuses = {tell("Python", python), tell("npm", npm)}
    if 1 in statuses:
        return 1
    return 0 if asked.if_reachable else max(statuses)


if __name__ == "__main__":
    sys.exit(main())
