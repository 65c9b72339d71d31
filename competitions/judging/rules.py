"""Who appeared, and when judging may end."""

from collections.abc import Sequence
from enum import StrEnum


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


def reasons_against_closing(unsealed: Sequence[str], unstated: Sequence[str]) -> list[str]:
    """评分表未全部封存、到场情况未全部登记的，不能结束评分。"""
    reasons = [f"评分表未封存：{label}" for label in unsealed]
    return reasons + [f"没有检录结果：{label}" for label in unstated]
