"""受理审查：机器查到的与审查人核对的并列；受理、补正、不予受理。"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from studios.designation.conditions import ConditionResult
from studios.designation.rules import MATERIAL_KIND_TITLES, MaterialKind

LONGEST_CORRECTION = 60
"""补正最长几天。"""


@dataclass(frozen=True)
class Tick:
    """What the officer says about one item, and the note where the machine does not say the same."""

    met: bool
    note: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One line of the check: a condition or a material, what the machine says, what the officer says."""

    item: str
    title: str
    met: bool | None
    found: str
    needed: str
    tick: Tick | None


def check_lines(
    results: Sequence[ConditionResult],
    given: Collection[MaterialKind],
    on_file: Collection[MaterialKind],
    needed: Sequence[MaterialKind],
    ticks: Mapping[str, Tick],
) -> list[CheckLine]:
    """逐项条件在前，材料在后。"""
    conditions = [
        CheckLine(f"condition:{one.condition.code}", one.condition.text, one.met, one.found, one.needed, None)
        for one in results
    ]
    materials = [
        CheckLine(f"material:{kind}", MATERIAL_KIND_TITLES[kind], *_material(kind, given, on_file), "材料", None)
        for kind in needed
    ]
    return [
        CheckLine(one.item, one.title, one.met, one.found, one.needed, ticks.get(one.item))
        for one in (*conditions, *materials)
    ]


def _material(
    kind: MaterialKind, given: Collection[MaterialKind], on_file: Collection[MaterialKind]
) -> tuple[bool, str]:
    if kind in given:
        return True, "已上传"
    return (True, "工作室档案里有") if kind in on_file else (False, "没有")


def reasons_against_admitting(lines: Sequence[CheckLine]) -> list[str]:
    """全部核对为符合才能受理；机器没有查到、人认为符合的，写明依据。"""
    reasons = []
    for line in lines:
        if line.tick is None or not line.tick.met:
            reasons.append(f"“{line.title}”没有核对为符合。请要求补正，或者不予受理。")
        elif line.met is not True and not line.tick.note:
            reasons.append(f"“{line.title}”档案里查到的是“{line.found}”，认为符合的请写明依据。")
    return reasons


def reasons_against_correction(what: str, due: date | None, day: date) -> list[str]:
    """补正要写明缺什么，期限在明天到六十天之内。"""
    reasons = [] if what.strip() else ["请写明要补正什么。"]
    if due is None or not 0 < (due - day).days <= LONGEST_CORRECTION:
        reasons.append(f"补正期限应在明天以后、{LONGEST_CORRECTION} 天之内。")
    return reasons


def reasons_against_supplement(due: date | None, day: date) -> list[str]:
    """补正期限当天 24 时以前可以提交。"""
    if due is None or day <= due:
        return []
    return [f"补正期限 {due:%Y年%m月%d日} 已经过了，请联系受理单位。"]


def reasons_against_rejecting(due: date | None, day: date, *, correcting: bool) -> list[str]:
    """要求了补正的，期限过了还没有补正才可以不予受理。"""
    if not correcting or due is None or day > due:
        return []
    return [f"补正期限到 {due:%Y年%m月%d日} 24 时，期限没有过，不能不予受理。"]
