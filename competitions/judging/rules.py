"""Who may judge what, who appeared, and when judging may begin and end."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from marking.panels.rules import DUTY_TITLES, Duty

KNOWS_NAMES = frozenset({Duty.CHECK_IN, Duty.ANONYMISING})


class AppearanceStatus(StrEnum):
    """What became of an entry on the day (检录): an absence is stated, never inferred from a missing mark."""

    PRESENT = "present"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"


APPEARANCE_TITLES = {
    AppearanceStatus.PRESENT: "已检录",
    AppearanceStatus.ABSENT: "缺考",
    AppearanceStatus.DISQUALIFIED: "取消资格",
}
NEEDS_NO_SHEETS = frozenset({AppearanceStatus.ABSENT, AppearanceStatus.DISQUALIFIED})


def duty_fault(duty: Duty, held: AbstractSet[Duty], *, blind: bool, keeps_mapping: bool = False) -> str | None:
    """检录、加密裁判知道选手身份，不得兼任盲评模块的评分裁判；返回不能兼任的原因。

    封存或看过本阶段任一层对应关系的人，不得任本阶段任何模块的裁判长和评分裁判。
    """
    if keeps_mapping and duty in (Duty.CHIEF, Duty.MARKING):
        return f"是本阶段的加密裁判，或看过对应关系，不能再任{DUTY_TITLES[duty]}。"
    others = held & KNOWS_NAMES if duty is Duty.MARKING else held & {Duty.MARKING} if duty in KNOWS_NAMES else set()
    if not blind or not others:
        return None
    return f"已任{DUTY_TITLES[min(others)]}，盲评模块中不能再任{DUTY_TITLES[duty]}。"


def reasons_of_gap(title: str, minimum: int, *, raters: int, short: Sequence[tuple[str, int]]) -> list[str]:
    """评分裁判不足之处。`raters`：裁判组的评分裁判人数；`short`：回避之后人数不足的选手和余下的人数。"""
    if raters < minimum:
        return [f"模块“{title}”的评分裁判只有 {raters} 名，至少 {minimum} 名。"] if raters else []
    return [f"回避之后评分裁判不足：{title} {label}只有 {count} 名，至少 {minimum} 名。" for label, count in short]


def reasons_against_opening(modules: Sequence[tuple[str, Collection[Duty]]], gaps: Sequence[str]) -> list[str]:
    """每个模块须有裁判长和评分裁判；回避之后，每名选手的评分裁判仍不少于方案规定的人数。

    `modules`：模块名称和裁判组中已有的分工；`gaps`：评分裁判不足之处，每处一句。
    """
    reasons = [] if modules else ["还没有竞赛模块。"]
    for title, duties in modules:
        reasons += [
            f"模块“{title}”还没有{DUTY_TITLES[duty]}。" for duty in (Duty.CHIEF, Duty.MARKING) if duty not in duties
        ]
    return reasons + list(gaps)


def reasons_against_closing(
    unsealed: Sequence[str], unstated: Sequence[str], late: Sequence[str] = (), conflicting: Sequence[str] = ()
) -> list[str]:
    """评分表未全部封存、到场情况未全部登记、迟到的分数未全部裁定，或封存之后才发现应当回避的，不能结束评分。"""
    reasons = [f"评分表未封存：{label}" for label in unsealed]
    reasons += [f"没有检录结果：{label}" for label in unstated]
    reasons += [f"迟到的分数未裁定：{label}" for label in late]
    return reasons + [f"应当回避，请裁判长解封后登记回避：{label}" for label in conflicting]
