"""How long the reader takes for a megabyte of text, beside a plain word segmenter on the same text."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jieba

from ximu.read.intake import Document, open_document
from ximu.read.pipeline import read_document

ROOT = Path(__file__).resolve().parent.parent


def texts(folder: Path) -> list[Document]:
    """Every text file of the folder that is long enough to be measured."""
    documents = [open_document(path) for path in sorted(folder.glob("*.txt"))]
    return [document for document in documents if len(document.text) >= 2000]


def seconds_per_megabyte(run: Callable[[Document], object], documents: list[Document], repeats: int) -> float:
    """The quickest of `repeats` runs over all documents, in seconds per megabyte of UTF-8."""
    megabytes = sum(len(document.text.encode()) for document in documents) / 1e6
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        for document in documents:
            run(document)
        best = min(best, time.perf_counter() - began)
    return best / megabytes


def main() -> int:
    """Print three lines: segmenter, reader, and how the second compares with the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("XIMU_SHARED", ROOT.parent / "shared")) / "corpus"
    parser.add_argument(
        "folder", nargs="?", type=Path, default=shared if shared.is_dir() else ROOT / "sample" / "reports"
    )
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    documents = texts(chosen.folder)
    if not documents:
        print(f"ximu: {chosen.folder} holds no text file of 2,000 characters or more", file=sys.stderr)
        return 1
    jieba.initialize()
    read_document(documents[0])
    segmenter = seconds_per_megabyte(lambda document: jieba.lcut(document.text), documents, chosen.repeats)
    reader = seconds_per_megabyte(read_document, documents, chosen.repeats)
    print(f"{len(documents)} documents, best of {chosen.repeats}")
    print(f"jieba.lcut    {segmenter:7.3f} s/MB")
    print(f"read_document {reader:7.3f} s/MB, {reader / segmenter:.2f} of the segmenter")
    return 0


if __name__ == "__main__":
    sys.exit(main())
