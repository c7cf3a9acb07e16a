"""How fast near-duplicate sentences are found in ever larger collections, beside MinHash, and how many are found.

The collections are made while it runs and stored nowhere: reports as long as the real ones in the folder, of their
sentences with the letters exchanged for others as frequent (so that nothing is shared), some set phrases, and sentences taken
over from an earlier report as they are or with some letters changed. So it is known which sentences must be found. It prints seconds of processor
time, peak memory and recall, and never fails on a time.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import mean

from ximu.link.duplicates import Document, counts, duplicates, grams, wanted
from ximu.read.intake import open_document

ROOT = Path(__file__).resolve().parent.parent
MASK = (1 << 64) - 1
TAKEN, ALTERED, FORMULA = 15, 15, 40  # of a thousand sentences
REACH = 300  # reports back from which sentences are taken
BLOCK = 32  # letters that stand for one another
ALIKE = 0.7
ENDS = "。！？；;!?\n"


def mixed(*numbers: int) -> int:
    """A number that looks random and is always the same for the same numbers (splitmix64)."""
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
        state ^= state >> 31
    return state


class Maker:
    """Makes the reports of a collection, each the same whenever it is asked for."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [[line for line in cut(text) if 24 <= len(line) <= 200] for text in texts]
        self.sentences = [line for each in lines for line in each]
        self.lengths = [len(each) for each in lines]
        letters = Counter(letter for text in texts for letter in text if "\u4e00" <= letter <= "\u9fff").most_common()
        self.letters = [letter for letter, _ in letters[: len(letters) // BLOCK * BLOCK]]
        self.formulas = self.sentences[:: max(1, len(self.sentences) // 300)]
        # A letter becomes one of nearly the same frequency, in every report another.
        self.alphabet = lru_cache(2 * REACH)(self._alphabet)

    def _alphabet(self, report: int) -> dict[int, str]:
        changes = [1 + mixed(report, block) % (BLOCK - 1) for block in range(len(self.letters) // BLOCK)]
        return {ord(letter): self.letters[nth ^ changes[nth // BLOCK]] for nth, letter in enumerate(self.letters)}

    def fresh(self, report: int, place: int) -> str:
        """A new sentence: a real one with the letters of the report."""
        return self.sentences[mixed(report, place) % len(self.sentences)].translate(self.alphabet(report))

    def kind(self, report: int, place: int) -> str:
        """taken, altered, formula or fresh."""
        chance = (mixed(report, place) >> 40) % 1000
        if report and chance < TAKEN + ALTERED:
            return "taken" if chance < TAKEN else "altered"
        return "formula" if chance >= 1000 - FORMULA else "fresh"

    def origin(self, report: int, place: int) -> tuple[int, int] | None:
        """Where a sentence was taken from, None for a new one."""
        if self.kind(report, place) not in ("taken", "altered"):
            return None
        chance = mixed(report, place, 1)
        earlier = report - 1 - (chance >> 16) % min(report, REACH)
        where = (chance >> 32) % self.count(earlier)
        return (earlier, where) if self.kind(earlier, where) == "fresh" else None

    def count(self, report: int) -> int:
        """How many sentences a report has: as many as some real one."""
        return self.lengths[mixed(report, 7) % len(self.lengths)]

    def sentence(self, report: int, place: int) -> str:
        """A sentence without its end."""
        kind = self.kind(report, place)
        if kind == "fresh":
            return self.fresh(report, place)
        if kind == "formula":
            return self.formulas[mixed(report, place) % len(self.formulas)]
        origin = self.origin(report, place)
        if origin is None:
            return self.fresh(report, place)
        said = self.fresh(*origin)
        if kind == "altered" and len(said) > 40:
            at = mixed(report, place, 2) % (len(said) - 5)
            said = said[:at] + self.fresh(report, place)[:5] + said[at + 5 :]
        return said

    def report(self, number: int) -> Document:
        """A report."""
        return Document(str(number), "。".join(self.sentence(number, place) for place in range(self.count(number))))


def cut(text: str) -> list[str]:
    """The sentences of a text."""
    for end in ENDS[1:]:
        text = text.replace(end, ENDS[0])
    return [line.strip() for line in text.split(ENDS[0]) if line.strip()]


def planted(maker: Maker, count: int) -> Iterator[tuple[str, int, str]]:
    """Report, place in its text and kind of every sentence that was taken over and is long enough to be found."""
    for number in range(count):
        at = 0
        for place in range(maker.count(number)):
            said = maker.sentence(number, place)
            kind = maker.kind(number, place)
            origin = maker.origin(number, place) if kind in ("taken", "altered") else None
            if origin is not None and _counts(said) and alike(said, maker.sentence(*origin)) >= ALIKE:
                yield str(number), at, kind
            at += len(said) + 1


def alike(one: str, other: str) -> float:
    """The share of four-letter pieces that two sentences have in common (Jaccard)."""
    mine, theirs = grams(one), grams(other)
    return len(mine & theirs) / max(1, len(mine | theirs))


def _counts(said: str) -> bool:
    return counts(said, wanted())


def memory() -> float:
    """Peak memory so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def own(maker: Maker, count: int, *, recall_of: int) -> None:
    """Print how the search of stretches does on so many reports; recall by what was planted in the first `recall_of`."""
    began = time.process_time()
    texts = [maker.report(number) for number in range(count)]
    made, before = time.process_time() - began, memory()
    began, wall = time.process_time(), time.time()
    found = {(one.a.source, one.a.start) for one in duplicates(lambda: texts, count)}
    spent, wall = time.process_time() - began, time.time() - wall
    wanted_here = list(planted(maker, min(count, recall_of)))
    hit = sum((name, at) in found for name, at, _ in wanted_here)
    characters = sum(len(one.text) for one in texts)
    print(
        f"{count:7} reports, {characters / 1e6:7.1f} million characters: {spent:7.1f} s ({wall:.0f} s on the wall; making them"
        f" {made:.0f} s), memory beside the texts {memory() - before:.0f} MB, {len(found)} sentences taken over, of those"
        f" planted in the first {recall_of} {hit}/{len(wanted_here)}",
        flush=True,
    )


def sentences_of(texts: Iterable[str]) -> list[tuple[int, str]]:
    """The sentences that count, each with the number of its text."""
    return [(number, line) for number, text in enumerate(texts) for line in cut(text) if _counts(line)]


def exact(said: Sequence[tuple[int, str]], least: float) -> set[tuple[int, int]]:
    """Every pair of sentences of two texts that have `least` of their four-letter pieces in common: the truth, slowly."""
    index: dict[str, list[int]] = defaultdict(list)
    sets = [grams(line) for _, line in said]
    for number, own_grams in enumerate(sets):
        for gram in own_grams:
            index[gram].append(number)
    found = set()
    for number, own_grams in enumerate(sets):
        shared: dict[int, int] = defaultdict(int)
        for gram in own_grams:
            for other in index[gram]:
                if other < number:
                    shared[other] += 1
        for other, both in shared.items():
            if both >= least * (len(own_grams) + len(sets[other]) - both) and said[number][0] != said[other][0]:
                found.add((number, other))
    return found


def minhash(said: Sequence[tuple[int, str]], least: float, permutations: int) -> set[tuple[int, int]]:
    """The pairs that datasketch finds; candidates are checked exactly."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=least, num_perm=permutations)
    found, sets = set(), []
    for number, (text, line) in enumerate(said):
        own_grams = grams(line)
        sets.append(own_grams)
        sketch = MinHash(num_perm=permutations)
        sketch.update_batch([gram.encode() for gram in own_grams])
        for other in lsh.query(sketch):
            both = len(own_grams & sets[other])
            if both >= least * (len(own_grams) + len(sets[other]) - both) and said[other][0] != text:
                found.add((number, other))
        lsh.insert(number, sketch)
    return found


def compare(name: str, texts: Sequence[str]) -> None:
    """Print time and recall of both ways on some texts against the exact truth."""
    said = sentences_of(texts)
    truth = exact(said, ALIKE)
    later = {one for one, _ in truth}
    began = time.process_time()
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    found = {(one.a.source, one.a.as_written.strip()) for one in duplicates(lambda: documents, len(documents))}
    spent = time.process_time() - began
    hit = sum((str(said[one][0]), said[one][1]) in found for one in later)
    print(f"{name}: {len(said)} sentences, {len(later)} with an earlier one alike (4-letter Jaccard {ALIKE})")
    print(f"  stretches            {spent:7.2f} s {len(said) / spent:9.0f} a second, recall {hit}/{len(later)}")
    for permutations in (64, 128):
        began = time.process_time()
        pairs = minhash(said, ALIKE, permutations)
        spent = time.process_time() - began
        hit = len(later & {one for one, _ in pairs})
        print(
            f"  datasketch {permutations:3} hashes {spent:6.2f} s {len(said) / spent:9.0f} a second, recall {hit}/{len(later)}",
            flush=True,
        )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=ROOT / "sample", help="its *.txt give the shape [sample]"
    )
    parser.add_argument("--counts", default="1000,10000,100000", help="reports in a collection [1000,10000,100000]")
    parser.add_argument("--no-minhash", action="store_true", help="only the search of stretches")
    chosen = parser.parse_args()
    texts = [open_document(path).text for path in sorted(chosen.folder.rglob("*.txt"))]
    if not texts:
        print(f"ximu: {chosen.folder} holds no text", file=sys.stderr)
        return 1
    maker = Maker(texts)
    print(f"{len(texts)} texts, {mean(maker.lengths):.0f} sentences each; {os.cpu_count()} cores, one used")
    if not chosen.no_minhash:
        compare("the texts themselves", texts)
        compare("200 made reports", [maker.report(number).text for number in range(200)])
    for count in map(int, chosen.counts.split(",")):
        own(maker, count, recall_of=2000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
