"""What is wrong with a batch, listed before anything is made: what stops all of it, and what only one certificate."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from certificates.designs.models import DesignVersion
from certificates.designs.rules import wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.models import Certificate
from certificates.issuing.numbering import series_fault
from certificates.issuing.papers import content_of, settings_of
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import all_kinds
from certificates.printing.papers import missing_characters
from foundation.database import session


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
    for request in requests:
        if missing := missing_characters(request.facts):
            message = f"打印字体里没有这些字：{'、'.join(missing)}。"
            yield Problem(ProblemKind.GLYPH, request.holder_name, message)
        if all_kinds()[kind].PHOTO and request.photo is None:
            yield Problem(ProblemKind.PHOTO, request.holder_name, "没有照片，证书上要印照片。请先补传照片。")


def _made(sources: Sequence[str]) -> set[str]:
    """Those of `sources` that have their certificate. Asked by the thousand: a statement takes only so many values."""
    slices = (sources[start : start + 1000] for start in range(0, len(sources), 1000))
    return {
        made
        for part in slices
        for made in session.scalars(select(Certificate.source).where(Certificate.source.in_(part)))
    }
