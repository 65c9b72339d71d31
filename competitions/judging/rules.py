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


def reasons_against_opening(modules: Sequence[tuple[str, Collection[Duty]]], unjudged: Sequence[str]) -> list[str]:
    """每个模块须有裁判长和评分裁判；回避之后，每名选手仍须有评分裁判。

    `modules`：模块名称和裁判组中已有的分工；`unjudged`：回避后没有评分裁判的选手。
    """
    reasons = [] if modules else ["还没有竞赛模块。"]
    for title, duties in modules:
        reasons += [
            f"模块“{title}”还没有{DUTY_TITLES[duty]}。" for duty in (Duty.CHIEF, Duty.MARKING) if duty not in duties
        ]
    return reasons + [f"评分裁判全部回避，没有人可以评分：{label}" for label in unjudged]


def reasons_against_closing(unsealed: Sequence[str], unstated: Sequence[str], late: Sequence[str] = ()) -> list[str]:
    """评分表未全部封存、到场情况未全部登记、迟到的分数未全部裁定的，不能结束评分。"""
    reasons = [f"评分表未封存：{label}" for label in unsealed]
    reasons += [f"没有检录结果：{label}" for label in unstated]
    return reasons + [f"迟到的分数未裁定：{label}" for label in late]
