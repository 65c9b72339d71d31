"""Certificates by the hundred thousand on two processes, one file each: unsigned, and with badge and signature.

python -m benchmarks.certificate_files [COUNT]

No database and no durable store: what printing and signing take when nothing else is done. Wall seconds, by rounds; the
papers of a round are put into words before and their files deleted after, neither of which counts. One process that
makes the same papers one by one with `Plate.print` and `make_paper` is the baseline.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from benchmarks.certificate_papers import Batch, batch_of
from certificates.issuing.papers import make_papers
from certificates.issuing.printing_job import PRELOAD, SLICE
from certificates.printing.content import Content, Sheet
from certificates.printing.plates import Plate, plate_of
from certificates.signing.authority import certify, key_name, new_authority, new_key, to_pem
from certificates.signing.document_signer import SignerSpec
from certificates.signing.places import FileKey
from certificates.signing.vault import to_der
from foundation import clock
from foundation.errors import Refused
from foundation.process_pool import ProcessPool

USUAL = 140_000
ROUND = 2_000
PROCESSES = 2
MEBIBYTE = 1024


@dataclass
class Told:
    """What a process says after a slice: who it is, and the most memory that it ever held (MiB)."""

    process: int = field(default_factory=os.getpid)
    most: float = field(default_factory=lambda: getrusage(RUSAGE_SELF).ru_maxrss / MEBIBYTE)


def print_files(plate: Plate, folder: Path, papers: Sequence[tuple[int, Content]]) -> Told:
    """Unsigned papers, each into a file."""
    for number, content in papers:
        (folder / f"{number}.pdf").write_bytes(plate.print(content))
    return Told()


def sign_files(
    spec: SignerSpec, plates: Mapping[Sheet, Plate], folder: Path, papers: Sequence[tuple[int, Any]]
) -> Told:
    """Papers with badge and signature, each into a file."""
    made = make_papers(spec, plates, [task for _, task in papers])
    for (number, _), paper in zip(papers, made, strict=True):
        if isinstance(paper, Refused):
            raise paper
        (folder / f"{number}.pdf").write_bytes(paper)
    return Told()


def a_spec() -> SignerSpec:
    """A new key with its certificate. Made here, not by the application, which every process would have to import."""
    key, authority = new_key(), new_authority("示例市总工会", clock.now())
    chain = to_pem(certify(authority, key.public_key(), "示例市总工会", clock.now()), authority.certificate)
    return SignerSpec(key_name(key.public_key()), chain, FileKey(to_der(key)))


def sliced(first: int, papers: Sequence[Any]) -> list[list[tuple[int, Any]]]:
    """The papers with their numbers, as they are handed to processes."""
    numbered = list(enumerate(papers, start=first))
    return [numbered[start : start + SLICE] for start in range(0, len(numbered), SLICE)]


def rounds(count: int, wanted: Callable[[Batch], Sequence[Any]]) -> Iterator[list[list[tuple[int, Any]]]]:
    """The slices of one round after the other."""
    for first in range(0, count, ROUND):
        yield sliced(first, wanted(batch_of(min(ROUND, count - first), first)))


def measure(name: str, count: int, make: Callable[..., Told], wanted: Callable[[Batch], Sequence[Any]]) -> None:
    """Make `count` papers and say how long it took and what the processes held."""
    pool, seconds, told = ProcessPool(PRELOAD), 0.0, []
    pool.map(os.path.exists, ["."] * PROCESSES, PROCESSES)  # started
    for slices in rounds(count, wanted):
        folder = Path(tempfile.mkdtemp(prefix="jiangxin-files-"))
        began = time.perf_counter()
        told.append(pool.map(partial(make, folder), slices, PROCESSES))
        seconds += time.perf_counter() - began
        assert len(list(folder.iterdir())) == sum(map(len, slices))
        shutil.rmtree(folder)
    pool.close()
    first, most = max(one.most for one in told[0]), max(one.most for slices in told for one in slices)
    print(
        f"  {name:22} {seconds:8.1f} s  {count / seconds:7.0f} a second  {seconds / count * 1000:6.2f} ms each   "
        f"a process held {first:.0f} MiB after {min(ROUND, count)}, {most:.0f} MiB at most"
    )


def alone(make: Callable[..., Told], wanted: Callable[[Batch], Sequence[Any]]) -> float:
    """Seconds a paper in this process alone."""
    (slices,) = rounds(ROUND, wanted)
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), slices[0])
        began = time.perf_counter()
        for part in slices[1:]:
            make(Path(folder), part)
        return (time.perf_counter() - began) / (ROUND - SLICE)


def main() -> None:
    """Unsigned, then signed, on two processes and in this one alone."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    sheet = batch_of(1).sheet
    laying_out = ProcessPool(PRELOAD)
    plate = laying_out.map(plate_of, [sheet], 1)[0]
    laying_out.close()
    unsigned, signed = partial(print_files, plate), partial(sign_files, a_spec(), {sheet: plate})
    print(f"{count} certificates on {PROCESSES} processes")
    measure("unsigned", count, unsigned, lambda batch: batch.contents)
    measure("with badge, signed", count, signed, lambda batch: batch.tasks)
    print(f"  in one process: unsigned {alone(unsigned, lambda batch: batch.contents) * 1000:.2f} ms each")
    print(f"  in one process: signed   {alone(signed, lambda batch: batch.tasks) * 1000:.2f} ms each")


if __name__ == "__main__":
    main()
