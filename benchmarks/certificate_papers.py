"""The papers that certificates are measured with: awards by the kind's own design, each with its own name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import PaperTask, content_of
from certificates.kinds import all_kinds, facts_to_json, held_by
from certificates.kinds.wording import chinese_date
from certificates.printing.content import Content, Sheet

KIND = "award"
NAMES = ("张示安", "李例宁", "𬱖示安", "买买提·示例·吐尔逊", "王样竹", "欧阳示例", "Anna Example", "司马示范")


@dataclass(frozen=True)
class Paper:
    """The words of one certificate, as other programs set them: `lines` are (text, points, centred)."""

    title: str
    lines: tuple[tuple[str, float, bool], ...]
    issuer: str
    day: str
    number: str
    address: str


@dataclass(frozen=True)
class Batch:
    """The same papers in every form that a way of making them wants."""

    sheet: Sheet
    contents: Sequence[Content]
    tasks: Sequence[PaperTask]
    papers: Sequence[Paper]


def batch_of(count: int, first: int = 0) -> Batch:
    """Award certificates by the kind's own design, names and numbers in turn from the `first` on."""
    settings, kind = default_settings(KIND), all_kinds()[KIND]
    sheet = sheet_of(KIND, settings, kind.EXAMPLE)
    contents, tasks, papers = [], [], []
    for turn in range(first, first + count):
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
