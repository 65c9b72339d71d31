"""A CIS marking scheme (WorldSkills): the rows of its import sheet -> criteria, with every fault by its row.

What the sheet says: tables of the standards (WSOS) and of the criteria A, B, ... on top; then for each criterion a
header, sub-criteria (A1, A2, ...), and below each its aspects. A judgement aspect is followed by four rows that say
what 0, 1, 2 and 3 mean. Newer sheets know M and J and a day of marking; older ones O (objective), S (subjective, 1 to
10) and J. Source: competition-rules 2.5 (five public generators and readers); an aspect has no number of its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from marking.schemes.cis_columns import NEEDED, CisColumn, columns_of
from marking.schemes.cis_totals import DeclaredTotals, mark_of_cell, without_noughts
from marking.schemes.rules import CriterionFacts
from scoring.marks import MarkingType

GRADES, OLD_GRADES = 3, 10
KINDS = {
    **dict.fromkeys(("M", "MEAS", "MEASUREMENT", "O", "OBJ", "OBJECTIVE"), (MarkingType.MEASUREMENT, None)),
    **dict.fromkeys(("J", "JUDG", "JUDGEMENT"), (MarkingType.JUDGEMENT, GRADES)),
    **dict.fromkeys(("S", "SUBJ", "SUBJECTIVE"), (MarkingType.JUDGEMENT, OLD_GRADES)),
}
LONGEST_TITLE = 200
STEPS = tuple(Decimal(step) for step in ("0.5", "0.25", "0.1", "0.05", "0.01"))


@dataclass(frozen=True, slots=True)
class CisAspect:
    """One aspect: the row it stands in, its section of the standards, and the criterion it becomes."""

    row: int
    section: str
    criterion: CriterionFacts


@dataclass(frozen=True, slots=True)
class CisScheme:
    """What a sheet says. `faults` stop the import; `warnings` are sums that differ from what the sheet itself says."""

    aspects: tuple[CisAspect, ...]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def criteria(self) -> list[CriterionFacts]:
        """The criteria in the order of the sheet."""
        return [aspect.criterion for aspect in self.aspects]

    @property
    def groups(self) -> list[tuple[str, list[CisAspect], Decimal]]:
        """Each sub-criterion with its aspects and the sum of their marks, in the order of the sheet."""
        grouped = [(group, list(parts)) for group, parts in groupby(self.aspects, lambda one: one.criterion.group)]
        return [(group, aspects, _sum(aspect.criterion for aspect in aspects)) for group, aspects in grouped]

    @property
    def total(self) -> Decimal:
        """The sum of the full marks."""
        return _sum(self.criteria)


def read_cis(rows: Sequence[Sequence[Any]]) -> CisScheme | None:
    """The scheme in the rows of a sheet, as a workbook gives them; None if the sheet has no header of a CIS scheme."""
    sheet = _Sheet()
    for number, cells in enumerate(rows, start=1):
        sheet.take(number, cells)
    return sheet.finished() if sheet.columns is not None else None


@dataclass
class _Draft:
    """An aspect whose descriptors may still follow."""

    row: int
    code: str
    group: str
    title: str
    kind: MarkingType
    scale: int | None
    full_mark: Decimal
    section: str
    descriptors: dict[int, str] = field(default_factory=dict)

    def finished(self) -> CisAspect:
        step = next((step for step in STEPS if self.full_mark % step == 0), STEPS[-1])
        descriptors = tuple(self.descriptors[score] for score in sorted(self.descriptors))
        return CisAspect(
            self.row,
            self.section,
            CriterionFacts(
                self.code,
                self.title,
                self.kind,
                self.full_mark,
                step,
                descriptors,
                scale=self.scale,
                group=self.group,
            ),
        )


class _Sheet:
    """Takes one row after another; `columns` are those of the last header seen."""

    def __init__(self) -> None:
        self.columns: Mapping[CisColumn, int] | None = None
        self.totals = DeclaredTotals()
        self.drafts: list[_Draft] = []
        self.faults: list[str] = []
        self.warnings: list[str] = []
        self.sub_criterion = self.group = ""

    def take(self, number: int, cells: Sequence[Any]) -> None:
        """One row: a header, a row of the tables above the first header, or a row below it."""
        header = columns_of(cells)
        if header is not None:
            missing = [column.value for column in NEEDED if column not in header]
            if missing:
                self.faults.append(f"第 {number} 行：表头缺少“{'、'.join(missing)}”，请对照 CIS 导入表补上。")
            self.columns, self.sub_criterion, self.group = header, "", ""
        elif self.columns is None:
            self.totals.take(cells)
        else:
            for fault in self._take_below(number, {c: _text(cells, place) for c, place in self.columns.items()}):
                self.faults.append(f"第 {number} 行：{fault}")

    def _take_below(self, number: int, cells: Mapping[CisColumn, str]) -> list[str]:
        """The faults of a row below a header."""
        code = cells[CisColumn.SUB_CRITERION_ID].upper()
        if re.fullmatch(r"[A-Z]\d{1,2}", code):
            self.sub_criterion = code
            self.group = f"{code} {cells.get(CisColumn.SUB_CRITERION_NAME, '')}".strip()
        if cells.get(CisColumn.ASPECT_TYPE):
            return self._take_aspect(number, cells)
        if cells.get(CisColumn.SCORE) and not cells.get(CisColumn.MAX_MARK):
            return self._take_descriptor(cells)
        if cells.get(CisColumn.DESCRIPTION) and cells.get(CisColumn.MAX_MARK):
            return [f"有分值，但没有写类型（{CisColumn.ASPECT_TYPE}），应为 M 或 J。"]
        return []

    def _take_aspect(self, number: int, cells: Mapping[CisColumn, str]) -> list[str]:
        word = cells[CisColumn.ASPECT_TYPE]
        mark = mark_of_cell(cells.get(CisColumn.MAX_MARK, ""))
        title = _title(cells)
        faults = [] if word.upper() in KINDS else [f"类型“{word}”不认识，应为 M 或 J（旧版为 O、S、J）。"]
        if not self.sub_criterion:
            faults.append("这一项上面没有子项编号（如 A1），不知道归在哪里。")
        if not cells.get(CisColumn.DESCRIPTION):
            faults.append(f"没有写评分内容（{CisColumn.DESCRIPTION}）。")
        if len(title) > LONGEST_TITLE:
            faults.append(f"评分内容连同要求共 {len(title)} 个字，最多 {LONGEST_TITLE} 个，请缩短。")
        if mark is None or mark <= 0:
            faults.append(f"分值（{CisColumn.MAX_MARK}）应为大于 0、最多两位小数的数。")
        if not faults and mark is not None:
            kind, scale = KINDS[word.upper()]
            place = 1 + sum(draft.code.startswith(f"{self.sub_criterion}.") for draft in self.drafts)
            section = cells.get(CisColumn.SECTION, "")
            code = f"{self.sub_criterion}.{place}"
            self.drafts.append(_Draft(number, code, self.group, title, kind, scale, mark, section))
        return faults

    def _take_descriptor(self, cells: Mapping[CisColumn, str]) -> list[str]:
        score, text = cells[CisColumn.SCORE], cells.get(CisColumn.EXTRA, "")
        if not self.drafts or self.drafts[-1].scale != GRADES:
            return ["等级说明的上面不是 J 项，请移到所属的 J 项下面。"]
        if score not in {"0", "1", "2", "3"} or int(score) in self.drafts[-1].descriptors:
            return [f"等级写的是“{score}”，应为 0、1、2、3，各一行。"]
        if not text:
            return [f"{score} 分没有写说明（{CisColumn.EXTRA}）。"]
        self.drafts[-1].descriptors[int(score)] = text
        return []

    def finished(self) -> CisScheme:
        """What the rows came to, with what can only be judged at the end."""
        for draft in self.drafts:
            found = len(draft.descriptors)
            if draft.scale == GRADES and found == 0:
                self.warnings.append(f"第 {draft.row} 行：J 项“{draft.code}”没有等级说明，裁判只看到 0 至 3。")
            elif draft.scale == GRADES and found <= GRADES:
                lost = "、".join(str(score) for score in range(GRADES + 1) if score not in draft.descriptors)
                self.faults.append(f"第 {draft.row} 行：J 项“{draft.code}”缺少 {lost} 分的说明。")
            elif draft.scale == OLD_GRADES:
                self.warnings.append(f"第 {draft.row} 行：“{draft.code}”是旧版主观项（S），按 0 至 10 评判。")
        if not self.drafts and not self.faults:
            self.faults.append("表头下面没有任何评分项。")
        marks = [(draft.code, draft.section, draft.full_mark) for draft in self.drafts]
        warnings = (*self.totals.differences(marks), *self.warnings)
        return CisScheme(tuple(draft.finished() for draft in self.drafts), tuple(self.faults), warnings)


def _sum(criteria: Iterable[CriterionFacts]) -> Decimal:
    return without_noughts(sum((criterion.full_mark for criterion in criteria), Decimal(0)))


def _title(cells: Mapping[CisColumn, str]) -> str:
    """What the judge reads: the aspect, what is asked for, and the extra description."""
    required = cells.get(CisColumn.REQUIREMENT, "")
    parts = [
        cells.get(CisColumn.DESCRIPTION, ""),
        f"要求：{required}" if required else "",
        cells.get(CisColumn.EXTRA, ""),
    ]
    return "；".join(part for part in parts if part)


def _text(cells: Sequence[Any], place: int) -> str:
    """A cell as one line of text; a whole number without its “.0”."""
    cell = cells[place] if place < len(cells) else ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())
