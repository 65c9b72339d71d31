"""Award certificates one by one, by the batch, and signed, against other ways of making the same papers.

python -m benchmarks.certificates [COUNT]   (needs what requirements-benchmarks.lock pins)

All in one process; each paper has its own name, number and QR code. The slow ways make a tenth of COUNT, scaled up.
"""

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import weasyprint

from benchmarks.certificate_peers import Paper, limit, reportlab_maker, typst_maker
from benchmarks.timing import timed
from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import PaperTask, content_of, make_paper
from certificates.kinds import all_kinds, facts_to_json, held_by
from certificates.kinds.wording import chinese_date
from certificates.printing import layout
from certificates.printing.content import Content, Sheet
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

KIND = "award"
NAMES = ("张示安", "李例宁", "𬱖示安", "买买提·示例·吐尔逊", "王样竹", "欧阳示例", "Anna Example", "司马示范")
RUNS = 3
SLOW = 10
KEYS = {"SECRET_KEY": "benchmark", "ENCRYPTION_KEY": new_key()}


@dataclass(frozen=True)
class Batch:
    """The same papers in every form that a way of making them wants."""

    sheet: Sheet
    contents: Sequence[Content]
    tasks: Sequence[PaperTask]
    papers: Sequence[Paper]


def batch_of(count: int) -> Batch:
    """Award certificates by the kind's own design, names and numbers in turn."""
    settings, kind = default_settings(KIND), all_kinds()[KIND]
    sheet = sheet_of(KIND, settings, kind.EXAMPLE)
    contents, tasks, papers = [], [], []
    for turn in range(count):
        example: Any = held_by(kind.EXAMPLE, NAMES[turn % len(NAMES)] + ("" if turn < 8 else str(turn)))
        number = f"SL-2026-{turn + 1:06}"
        facts = replace(example, number=number, verify_url=f"https://jiangxin.example/v/{turn:022}")
        wording = wording_of(KIND, settings, facts)
        content = content_of(KIND, facts, wording)
        contents.append(content)
        tasks.append(PaperTask(KIND, facts_to_json(facts), wording, sheet, (1, turn), None))
        lines = tuple((text, 16.0, style == "emphasis") for style, text in wording["body"])
        day = chinese_date(facts.issued_on)
        papers.append(Paper(kind.TITLE, lines, facts.issuers[0], day, number, facts.verify_url))
    return Batch(sheet, contents, tasks, papers)


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
