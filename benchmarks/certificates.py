"""Award certificates one by one, by the batch, and signed, against other ways of making the same papers.

python -m benchmarks.certificates [COUNT]   (needs what requirements-benchmarks.lock pins)

All in one process; each paper has its own name, number and QR code. The slow ways make a tenth of COUNT, scaled up.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

import weasyprint

from benchmarks.certificate_papers import Batch, batch_of
from benchmarks.certificate_peers import limit, reportlab_maker, typst_maker
from benchmarks.timing import timed
from certificates.issuing.papers import make_paper
from certificates.printing import layout
from certificates.printing.drawing import seal_address
from certificates.printing.plates import plate_of
from certificates.printing.sheets import context_of
from certificates.printing.whole import Filled, print_whole
from certificates.signing.document_signer import DocumentSigner, open_signer
from certificates.signing.signers import current_spec
from foundation.database import db
from foundation.secrets import new_key
from website.app import create_app

T = TypeVar("T")

RUNS = 3
SLOW = 10
KEYS = {"SECRET_KEY": "benchmark", "ENCRYPTION_KEY": new_key()}


def plain_weasyprint(batch: Batch) -> Callable[[], None]:
    """WeasyPrint as its manual has it: each page laid out and written by itself, with the installed fonts."""
    template = layout._environment().get_template(batch.sheet.template)
    folder = (layout.TEMPLATES / batch.sheet.template).parent

    def make() -> None:
        for content in batch.contents[: len(batch.contents) // SLOW]:
            openings = Filled(content)
            page = template.render(context_of(batch.sheet, openings, subject=content.subject, made_at=content.made_at))
            weasyprint.HTML(string=page, base_url=f"{folder.as_uri()}/").write_pdf(pdf_variant="pdf/a-3a")

    return make


def each(make: Callable[[T], bytes], papers: Sequence[T]) -> Callable[[], None]:
    """Makes all papers, one after the other, and keeps none."""

    def make_all() -> None:
        for paper in papers:
            make(paper)

    return make_all


def ways(batch: Batch, signer: DocumentSigner, folder: Path) -> Iterator[tuple[str, Callable[[], object], int]]:
    """Name, what makes the papers, and how many times fewer it makes; the baseline first."""
    plate = plate_of(batch.sheet)
    whole = plate.print(batch.contents[0])
    variable = whole[: len(whole) // 8]
    seal = unquote(seal_address(batch.papers[0].issuer).partition(",")[2])
    border = layout._environment().get_template("certificates/pdf/borders/meander.svg").render(width=297, height=210)
    by_typst, by_reportlab = typst_maker(border, seal), reportlab_maker()
    few = len(batch.papers) // SLOW

    def to_the_limit() -> None:
        with (folder / "pack").open("wb") as pack:
            for _ in batch.papers:
                limit(variable, whole, pack)

    yield "plain WeasyPrint, one run each", plain_weasyprint(batch), SLOW
    yield (
        "print_whole: WeasyPrint with a cut font",
        lambda: [print_whole(batch.sheet, one) for one in batch.contents[:few]],
        SLOW,
    )
    yield "reportlab, HanaMin", lambda: [by_reportlab(one) for one in batch.papers[:few]], SLOW
    yield "typst, one compile each", lambda: [by_typst(one) for one in batch.papers[:few]], SLOW
    yield "batch, unsigned", lambda: [plate.print(one) for one in batch.contents], 1
    yield "batch, with badge and signature", each(partial(make_paper, signer=signer), batch.tasks), 1
    yield "limit: deflate, hash, append to a pack", to_the_limit, 1


@contextmanager
def a_signer(folder: Path) -> Iterator[DocumentSigner]:
    """The signer of an installation that has just begun."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'b.sqlite'}", "INSTANCE": str(folder)} | KEYS)
    with app.app_context():
        db.create_all()
        yield open_signer(current_spec())


def main() -> None:
    """Measure all ways in turn, so that a busy moment hits each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    batch = batch_of(count)
    with tempfile.TemporaryDirectory() as folder, a_signer(Path(folder)) as signer:
        chosen = list(ways(batch, signer, Path(folder)))
        for _, make, _ in chosen:
            make()  # fonts are opened and cut, the plate laid out
        runs = [[timed(make) * fewer for _, make, fewer in chosen] for _ in range(RUNS)]
    print(f"{count} certificates\n  {'ms each':>8}  {'a second':>9}  {'times plain WeasyPrint':>22}")
    plain = [run[0] for run in runs]
    for place, (name, _, _) in enumerate(chosen):
        own = [run[place] for run in runs]
        each = statistics.median(own) / count
        gains = [slow / quick for slow, quick in zip(plain, own, strict=True)]
        gain = f"{statistics.median(gains):.1f} ({min(gains):.1f} to {max(gains):.1f})"
        print(f"  {each * 1000:8.2f}  {1 / each:9.0f}  {gain:>22}  {name}")


if __name__ == "__main__":
    main()
