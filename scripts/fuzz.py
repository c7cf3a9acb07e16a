"""Look for inputs that break the reader, led by what parts of it they reach: python scripts/fuzz.py --seconds 300

Needs atheris, a tool that only this script uses: pip install atheris. What breaks is kept as var/fuzz/found/*.bin, one input
for each place that broke; as a file in tests/fuzz/found/ it becomes a test.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "var" / "fuzz"
# A first byte of zero: the rest is text inside a report, so that it is always read.
INSIDE = b"\0"


def load(name: str) -> object:
    """A module beside the tests."""
    sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
    return importlib.import_module(name)


def file_of(data: bytes, head: str, tail: str) -> bytes:
    """The file that an input stands for."""
    if not data.startswith(INSIDE):
        return data
    return (head + data[1:].decode("utf-8", "ignore") + tail).encode()


def place_of(error: BaseException) -> str:
    """Kind of error and the innermost line of the reader or of the laws that it came from."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if str(ROOT) in one.filename]
    last = f"{Path(frames[-1].filename).stem}-{frames[-1].lineno}" if frames else "outside"
    return f"{type(error).__name__}-{last}"


def target(read: Callable[[bytes], object], head: str, tail: str, found: Path) -> Callable[[bytes], None]:
    """What is run for each input: breaks are written down once each, and the search goes on."""
    known: set[str] = set()

    def one(data: bytes) -> None:
        file = file_of(data, head, tail)
        try:
            read(file)
        except Exception as error:
            place = place_of(error)
            if place not in known:
                known.add(place)
                (found / f"{place}.bin").write_bytes(file)
                print(f"ximu fuzz: {place}: {str(error)[:200]!r}", file=sys.stderr, flush=True)

    return one


def prepare(pieces: tuple[tuple[str, ...], ...]) -> Path:
    """The dictionary of pieces and the first inputs: reports of the sample city, whole and inside a report."""
    seeds = WORK / "corpus"
    for folder in (seeds, WORK / "found"):
        folder.mkdir(parents=True, exist_ok=True)
    words = (piece.encode()[:60] for group in pieces for piece in group)
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in words]
    (WORK / "pieces.dict").write_text("\n".join(lines) + "\n", encoding="ascii")
    for path in (ROOT / "sample" / "reports").iterdir():
        data = path.read_bytes()
        (seeds / path.name).write_bytes(data)
        if path.suffix == ".txt":
            for number, start in enumerate(range(0, len(text := data.decode()), 500)):
                (seeds / f"{path.stem}-{number}").write_bytes(INSIDE + text[start : start + 500].encode())
    return seeds


def main(arguments: list[str]) -> int:
    """Search for so many seconds; exit status 1 when atheris is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--longest", type=int, default=6000, help="bytes of one input")
    wish = parser.parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        print("ximu: this needs atheris, which is not installed; pip install atheris", file=sys.stderr)
        return 1
    import atheris

    with atheris.instrument_imports(include=["ximu"]):
        laws, texts = load("laws"), load("fuzz_texts")
        laws.read_or_refuse(b"x" * 100)  # type: ignore[attr-defined]  # steps that load when they are first needed
    seeds = prepare(texts.PIECES)  # type: ignore[attr-defined]
    run = target(laws.read_or_refuse, texts.HEAD, texts.TAIL, WORK / "found")  # type: ignore[attr-defined]
    options = [f"-max_total_time={wish.seconds}", f"-max_len={wish.longest}", f"-dict={WORK / 'pieces.dict'}"]
    options += ["-timeout=20", f"-artifact_prefix={WORK / 'found'}/", "-print_final_stats=1", str(seeds)]
    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
