"""Marks in the rows of a table, one mark a row, as people type them: docs/scoring-files.md shows a whole one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.marks import Criterion, Deduction, EntryMarks, EntryStatus
from scoring.plan import ModulePlan, ScoringPlan
from scoring.reading import Unreadable, read_decimal

ENTRANT, MODULE, JUDGE, ITEM, MARK, NOTE = "选手", "模块", "裁判", "评分项", "分数", "说明"
NEEDED = (ENTRANT, MODULE, JUDGE, ITEM, MARK)
NO_SHEET = "缺评分表"
STATUSES = {"缺考": EntryStatus.ABSENT, "弃权": EntryStatus.WITHDRAWN, "取消资格": EntryStatus.DISQUALIFIED}

Cells = Mapping[str, str]
"""One row: column title -> text without blanks around it."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class MarkTable:
    """The entries of a table in their order, and the columns that were not read."""

    entries: tuple[EntryMarks, ...]
    ignored: tuple[str, ...]


def read_mark_rows(plan: ScoringPlan, header: Sequence[str], body: Iterable[tuple[int, Sequence[str]]]) -> MarkTable:
    """The entries that the rows tell of. `body`: row number and cells. Error: `Unreadable`, each fault with its row."""
    titles = [title.strip() for title in header]
    if missing := [title for title in NEEDED if title not in titles]:
        raise Unreadable([f"第 1 行表头缺少“{'、'.join(missing)}”，应有：{'、'.join(NEEDED)}（另可有：{NOTE}）。"])
    if twice := sorted({title for title in (*NEEDED, NOTE) if titles.count(title) > 1}):
        raise Unreadable([f"第 1 行表头的“{'、'.join(twice)}”重复，请只保留一列。"])
    table = _Table(plan)
    for number, cells in body:
        if any(cell.strip() for cell in cells[len(titles) :]):
            table.faults.append(f"第 {number} 行：表头只有 {len(titles)} 列，这一行更多；内容里有逗号的，请加引号。")
        table.take(number, {title: cell.strip() for title, cell in zip(titles, cells, strict=False)})
    if table.faults:
        raise Unreadable(table.faults)
    if not table.drafts:
        raise Unreadable(["没有数据行，请从第 2 行开始填写。"])
    ignored = tuple(title for title in titles if title and title not in (*NEEDED, NOTE))
    return MarkTable(tuple(draft.finished() for draft in table.drafts.values()), ignored)


@dataclass
class _Draft:
    """What the rows have told of one entry so far."""

    label: str
    sheets: dict[str, dict[str, dict[str, Decimal] | None]] = field(default_factory=dict)
    deductions: dict[str, list[Deduction]] = field(default_factory=dict)
    module_seconds: dict[str, Decimal] = field(default_factory=dict)
    absent_modules: set[str] = field(default_factory=set)
    seconds: Decimal | None = None
    status: EntryStatus = EntryStatus.COMPETING
    status_reason: str = ""
    award_barred: str = ""
    decided_order: int | None = None
    decided_basis: str = ""

    def finished(self) -> EntryMarks:
        return EntryMarks(
            key=self.label,
            label=self.label,
            sheets=self.sheets,
            seconds=self.seconds,
            deductions={module: tuple(points) for module, points in self.deductions.items()},
            absent_modules=frozenset(self.absent_modules),
            status=self.status,
            status_reason=self.status_reason,
            award_barred=self.award_barred,
            module_seconds=self.module_seconds,
            decided_order=self.decided_order,
            decided_basis=self.decided_basis,
        )


class _Fault(Exception):
    """What is wrong with one row."""


class _Table:
    """Takes one row after another and gathers the faults."""

    def __init__(self, plan: ScoringPlan) -> None:
        self.plan = plan
        self.drafts: dict[str, _Draft] = {}
        self.faults: list[str] = []
        self.others: Mapping[str, Callable[[_Draft, Cells], None]] = {
            "状态": self._take_status,
            "用时": self._take_time,
            "扣分": self._take_deduction,
            "不参评": self._take_bar,
            "裁定次序": self._take_decision,
        }

    def take(self, number: int, cells: Cells) -> None:
        """One row: a mark when it names a judge, otherwise one of the other facts."""
        if not any(cells.values()):
            return
        try:
            label = cells[ENTRANT]
            if not label:
                raise _Fault("没有写选手，请补充。")
            draft = self.drafts.setdefault(label, _Draft(label))
            if cells.get(JUDGE):
                self._take_mark(draft, cells)
            elif cells.get(ITEM) in self.others:
                self.others[cells[ITEM]](draft, cells)
            else:
                raise _Fault(f"没有写裁判；不写裁判的行，{ITEM}只能是：{'、'.join(self.others)}。")
        except _Fault as fault:
            self.faults.append(f"第 {number} 行：{fault}")

    def _take_mark(self, draft: _Draft, cells: Cells) -> None:
        module, judge, item = self._module(cells), cells[JUDGE], cells.get(ITEM, "")
        sheets = draft.sheets.setdefault(module.code, {})
        if item == NO_SHEET:
            if judge in sheets:
                raise _Fault(f"{draft.label}在模块“{module.title}”已有裁判“{judge}”的行，不能又写“{NO_SHEET}”。")
            sheets[judge] = None
            return
        criterion = _criterion(module, item)
        sheet = sheets.setdefault(judge, {})
        if sheet is None or criterion.code in sheet:
            raise _Fault(f"{draft.label}的评分项“{criterion.title}”已有裁判“{judge}”的分数，重复了。")
        sheet[criterion.code] = _number(cells)

    def _take_status(self, draft: _Draft, cells: Cells) -> None:
        word = cells.get(MARK, "")
        if word not in STATUSES:
            raise _Fault(f"{MARK}写的是“{word}”，状态只能是：{'、'.join(STATUSES)}。")
        if not cells.get(MODULE):
            draft.status, draft.status_reason = STATUSES[word], cells.get(NOTE, "")
        elif STATUSES[word] is EntryStatus.ABSENT:
            draft.absent_modules.add(self._module(cells).code)
        else:
            raise _Fault(f"“{word}”是全部模块的状态，请不写模块；只有“缺考”可以只写一个模块。")

    def _take_time(self, draft: _Draft, cells: Cells) -> None:
        seconds = _seconds(cells)
        module = self._module(cells).code if cells.get(MODULE) else None
        if (draft.seconds is not None) if module is None else (module in draft.module_seconds):
            raise _Fault(f"{draft.label}的这一用时写了两次。")
        if module is None:
            draft.seconds = seconds
        else:
            draft.module_seconds[module] = seconds

    def _take_deduction(self, draft: _Draft, cells: Cells) -> None:
        deduction = Deduction(_number(cells), cells.get(NOTE, ""))
        draft.deductions.setdefault(self._module(cells).code, []).append(deduction)

    def _take_bar(self, draft: _Draft, cells: Cells) -> None:
        if not cells.get(NOTE):
            raise _Fault(f"不参评须在“{NOTE}”列写明原因。")
        draft.award_barred = cells[NOTE]

    def _take_decision(self, draft: _Draft, cells: Cells) -> None:
        order = _number(cells)
        if order < 1 or order != int(order):
            raise _Fault("裁定次序应为 1、2、3 等整数。")
        draft.decided_order, draft.decided_basis = int(order), cells.get(NOTE, "")

    def _module(self, cells: Cells) -> ModulePlan:
        name = cells.get(MODULE, "")
        for module in self.plan.modules:
            if name in (module.code, module.title):
                return module
        listed = "、".join(module.title for module in self.plan.modules)
        raise _Fault(f"评分方案中没有模块“{name}”，应为：{listed}。")


def _criterion(module: ModulePlan, name: str) -> Criterion:
    for criterion in module.criteria:
        if name in (criterion.code, criterion.title):
            return criterion
    listed = "、".join(criterion.title for criterion in module.criteria)
    raise _Fault(f"模块“{module.title}”没有评分项“{name}”，应为：{listed}。")


def _number(cells: Cells) -> Decimal:
    text = cells.get(MARK, "")
    number = read_decimal(text)
    if not text:
        raise _Fault(f"没有写{MARK}。")
    if number is None:
        raise _Fault(f"{MARK}“{text}”不是有效的十进制数，应写作 85 或 85.5（半角数字）。")
    return number


def _seconds(cells: Cells) -> Decimal:
    """用时：秒数，或 分:秒，或 时:分:秒。"""
    clock = _CLOCK.fullmatch(cells.get(MARK, ""))
    if clock is None:
        return _number(cells)
    hours, minutes, seconds = (int(part or 0) for part in clock.groups())
    return Decimal((hours * 60 + minutes) * 60 + seconds)
