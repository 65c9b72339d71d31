"""Texts that are alike among 10,000 achievements, against the two naive ways to compare a pair of texts.

python -m benchmarks.likeness [ENTRIES]
"""

import random
import tracemalloc
from collections.abc import Iterable
from difflib import SequenceMatcher

from benchmarks.databases import asked_count
from benchmarks.timing import timed
from studios.proposals.rules_likeness import ALIKE_PERCENT, alike, normalised

SIGNS = 600
SAMPLE = 40  # texts that the slow ways are measured on
ASKED = 3  # entries whose likes are looked for; the median counts
WORDS = [a + b for a in "焊接数控液压轴承模具涂装电缆铸造锻压热处" for b in "改进夹具工艺温度检测效率减少废品节约用电"]


def main() -> None:
    """Print what a pair costs in each way, and what one entry against all costs in time and memory."""
    count = asked_count(10_000)
    texts = [text_of(random.Random(nth)) for nth in range(count)]
    copied = reworded(texts[7])
    sample = texts[:SAMPLE]
    pairs = {
        "difflib ratio of every pair": timed(lambda: by_difflib(copied, sample)) / SAMPLE,
        "every pair, pieces in lists": timed(lambda: by_lists(copied, sample)) / SAMPLE,
    }
    runs = sorted(timed(lambda: found_in(copied, texts)) for _ in range(ASKED))
    pairs["alike"] = runs[ASKED // 2] / count
    print(f"one text of {SIGNS} signs against {count:,}; CPU seconds, the first two by a sample of {SAMPLE}")
    for name, seconds in pairs.items():
        against = pairs["difflib ratio of every pair"] / seconds
        print(f"  {seconds * 1000:8.3f} ms a pair  {seconds * count:8.2f} s against all  {against:7.1f} times  {name}")
    tracemalloc.start()
    found = found_in(copied, texts)
    print(f"  memory at most {tracemalloc.get_traced_memory()[1] / 2**20:.2f} MiB beside the texts; found {found}")
    assert list(found) == [7], found


def text_of(chance: random.Random) -> str:
    """A description of its own."""
    return "，".join(chance.choice(WORDS) for _ in range(SIGNS // 3))


def reworded(text: str) -> str:
    """The same description after somebody changed every tenth word."""
    words = text.split("，")
    return "，".join("另一种" if nth % 10 == 0 else word for nth, word in enumerate(words))


def found_in(text: str, others: Iterable[str]) -> dict[int, int]:
    """As the formal check does it; the texts come one by one, as rows come from the database."""
    return alike(text, enumerate(others))


def by_difflib(text: str, others: Iterable[str]) -> list[float]:
    """The likeness of the standard library."""
    return [SequenceMatcher(None, text, other, autojunk=False).ratio() for other in others]


def by_lists(text: str, others: Iterable[str]) -> list[int]:
    """Three signs at a time without sets: each piece is looked for among the other's."""
    wanted = pieces(text)
    return [sum(piece in wanted for piece in pieces(other)) * 100 // len(wanted) >= ALIKE_PERCENT for other in others]


def pieces(text: str) -> list[str]:
    """Three signs at a time, in their order."""
    bare = normalised(text)
    return [bare[start : start + 3] for start in range(len(bare) - 2)]


if __name__ == "__main__":
    main()
