"""What is wrong with a batch, listed before anything is made: what stops all of it, and what only one certificate."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from certificates.designs.models import DesignVersion
from certificates.designs.rules import wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.models import Certificate
from certificates.issuing.numbering import series_fault
from certificates.issuing.papers import content_of, settings_of
from certificates.issuing.requests import CertificateRequest
from certificates.issuing.rules import LAST_SEQUENCE, certificate_number
from certificates.kinds import CertificateFacts
from certificates.printing.characters import strange_characters, unprintable
from certificates.printing.composing import Overlong, Slot, compose
from certificates.printing.content import Content, Line
from certificates.printing.openings import PhotoPlace
from certificates.printing.plates import Plate, plate_of
from foundation.database import session
from people.persons.rules import IS_HAN, OTHER_MIDDLE_DOTS

LONGEST_NUMBER = certificate_number("WWWWWWWWWWWW", 2026, LAST_SEQUENCE)

ANY_HAN = "字"


class ProblemKind(StrEnum):
    """What can be wrong, in the order in which a page lists it."""

    NAMELESS = "nameless"
    TWICE = "twice"
    MADE = "made"
    YEARS = "years"
    NUMBERS = "numbers"
    CHARACTER = "character"
    GLYPH = "glyph"
    LENGTH = "length"
    PHOTO = "photo"


PROBLEM_TITLES = {
    ProblemKind.NAMELESS: "没有写持证人",
    ProblemKind.TWICE: "重复",
    ProblemKind.MADE: "已经制作过",
    ProblemKind.YEARS: "发证日期跨了年份",
    ProblemKind.NUMBERS: "编号不够",
    ProblemKind.CHARACTER: "可疑字符",
    ProblemKind.GLYPH: "缺字",
    ProblemKind.LENGTH: "文字太长",
    ProblemKind.PHOTO: "缺照片",
}
STOPS_ALL = frozenset(
    {ProblemKind.NAMELESS, ProblemKind.TWICE, ProblemKind.MADE, ProblemKind.YEARS, ProblemKind.NUMBERS}
)
"""处理之前整批都不能制作；其余的只影响那一张，不影响别人。"""


@dataclass(frozen=True)
class Problem:
    """Something wrong: with the whole batch (no `holder_name`), or with one request."""

    kind: ProblemKind
    holder_name: str
    message: str

    @property
    def stops_all(self) -> bool:
        return self.kind in STOPS_ALL

    def __str__(self) -> str:
        return f"{self.holder_name.strip() or '（无姓名）'}：{self.message}"


def preflight(
    kind: str, requests: Sequence[CertificateRequest], *, design: DesignVersion | None = None, series: str = ""
) -> list[Problem]:
    """Everything that is wrong with these requests, before anything is made; empty when all is well.

    `series`: the series of the numbers, where it is known already whether it has enough of them.
    """
    problems = reasons_to_stop(requests)
    if requests and series and (fault := series_fault(series, requests[0].facts.issued_on.year, len(requests))):
        problems.append(Problem(ProblemKind.NUMBERS, "整批", fault))
    return problems + list(_paper_problems(kind, requests, design))


def grouped(problems: Sequence[Problem]) -> Mapping[ProblemKind, list[Problem]]:
    """The problems kind by kind, in the order of `ProblemKind`."""
    return {kind: found for kind in ProblemKind if (found := [one for one in problems if one.kind is kind])}


def reasons_to_stop(requests: Sequence[CertificateRequest]) -> list[Problem]:
    """What has to be put right before any of these certificates can be made."""
    twice = Counter(request.source for request in requests)
    made = _made(list(twice))
    problems = []
    for request in requests:
        name = request.holder_name
        if not name.strip():
            problems.append(Problem(ProblemKind.NAMELESS, name, "没有写持证人。"))
        if twice[request.source] > 1:
            problems.append(Problem(ProblemKind.TWICE, name, "在这一批里出现了不止一次。"))
        if request.source in made:
            problems.append(Problem(ProblemKind.MADE, name, "已经制作过证书，不能再编一个号。"))
    if len({request.facts.issued_on.year for request in requests}) > 1:
        message = "同一批证书的发证日期跨了年份，编号无法连续。请按年份分批制作。"
        problems.append(Problem(ProblemKind.YEARS, "整批", message))
    return problems


def _paper_problems(
    kind: str, requests: Sequence[CertificateRequest], design: DesignVersion | None
) -> Iterator[Problem]:
    """What keeps single certificates from being printed as they should."""
    settings = settings_of(kind, design)
    plates: dict[tuple[object, ...], Plate] = {}
    sound: set[str] = set()
    for request in requests:
        facts = _numbered(request)
        shared = (facts.issuers, facts.issued_on)
        if shared not in plates:
            plates[shared] = plate_of(sheet_of(kind, settings, facts))
        content = content_of(kind, facts, wording_of(kind, settings, facts), photo=b"")
        for problem, message in _faults(plates[shared], content, has_photo=request.photo is not None, sound=sound):
            yield Problem(problem, request.holder_name, message)


def _numbered(request: CertificateRequest) -> CertificateFacts:
    """The facts with a number as long as any, so that it is measured too."""
    given: Any = request.facts
    numbered: CertificateFacts = replace(given, number=LONGEST_NUMBER)
    return numbered


def _faults(plate: Plate, content: Content, *, has_photo: bool, sound: set[str]) -> Iterator[tuple[ProblemKind, str]]:
    """What is wrong with one paper. `sound`: characters that need no second look; more are put in."""
    texts = [line.text for lines in content.texts.values() for line in lines]
    if not sound.issuperset("".join(texts)):
        strange = list(dict.fromkeys(reason for text in texts for reason in strange_characters(text)))
        missing = [reason for reason in unprintable(texts) if reason not in strange]
        yield from ((ProblemKind.CHARACTER, reason) for reason in strange)
        yield from ((ProblemKind.GLYPH, reason) for reason in missing)
        if not strange and not missing:
            sound.update(*texts)
            sound.difference_update(OTHER_MIDDLE_DOTS)  # these depend on what stands beside them
    for slot in plate.slots():
        if overlong := _overlong(slot, content.texts.get(slot.name, ())):
            yield ProblemKind.LENGTH, overlong
    if not has_photo and any(isinstance(place, PhotoPlace) for place in plate.openings):
        yield ProblemKind.PHOTO, "没有照片，这种证书要印持证人的照片。请补传照片。"


def _overlong(slot: Slot, lines: Sequence[Line]) -> str:
    """Why the lines do not fit; empty when they do.

    No Chinese character is wider than another and a line may end at each, so that names of the same length fit alike:
    of 140,000 papers some hundred are composed, the others are known by `compose` already.
    """
    try:
        compose(slot, tuple(Line(line.style, IS_HAN.sub(ANY_HAN, line.text)) for line in lines))
    except Overlong:
        try:
            compose(slot, tuple(lines))
        except Overlong as overlong:
            return overlong.message
    return ""


def _made(sources: Sequence[str]) -> set[str]:
    """Those of `sources` that have their certificate. Asked by the thousand: a statement takes only so many values."""
    slices = (sources[start : start + 1000] for start in range(0, len(sources), 1000))
    return {
        made
        for part in slices
        for made in session.scalars(select(Certificate.source).where(Certificate.source.in_(part)))
    }
