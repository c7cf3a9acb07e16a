"""Resolve the versions and write the three requirement files: hashes, and no address of any server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
FILES = {
    "requirements.txt": ["--extra", "web", "--group", "build"],
    "requirements-dev.txt": ["--all-extras", "--group", "dev", "--group", "build"],
    "requirements-bench.txt": ["--only-group", "bench"],
}
HEADS = {
    "requirements.txt": "what `make up` installs: the reader, the command and the site",
    "requirements-dev.txt": "what `make check` and `make test` install: everything above, all extras and the tools",
    "requirements-bench.txt": "what `make bench` compares with",
}


def find_uv() -> str:
    """The uv of .venv, of the path, or one brought into .tools."""
    for place in (ROOT / ".venv" / "bin" / "uv", TOOLS / "bin" / "uv"):
        if place.exists():
            return str(place)
    found = shutil.which("uv")
    if found:
        return found
    venv.create(TOOLS, with_pip=True)
    subprocess.run([TOOLS / "bin" / "python", "-m", "pip", "install", "-q", "uv"], check=True)
    return str(TOOLS / "bin" / "uv")


def main() -> int:
    """Exit status 1 when an address would be written."""
    uv = find_uv()
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv else []
    subprocess.run([uv, "lock", "--quiet", *upgrade], cwd=ROOT, check=True)
    base = [uv, "export", "--quiet", "--no-header", "--no-annotate", "--no-emit-project", "--no-default-groups"]
    for name, chosen in FILES.items():
        text = subprocess.run([*base, *chosen], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        if re.search(r"://|^-", text, re.MULTILINE):
            print(f"ximu: {name} would hold an address or an option of pip; not written", file=sys.stderr)
            return 1
        (ROOT / name).write_text(f"# Written by `make lock`: {HEADS[name]}.\n{text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
