"""讲师的聘期和培训记录。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

LONGEST_TERM_DAYS = 5 * 366
MOST_TRAINING_HOURS = 200


class TrainingResult(StrEnum):
    """讲师培训的结果。"""

    EXCELLENT = "excellent"
    PASSED = "passed"
    ATTENDED = "attended"
    FAILED = "failed"


TRAINING_RESULT_TITLES = {
    TrainingResult.EXCELLENT: "优秀",
    TrainingResult.PASSED: "合格",
    TrainingResult.ATTENDED: "参加",
    TrainingResult.FAILED: "不合格",
}


@dataclass(frozen=True)
class Term:
    """聘期：首日和末日都算在内。"""

    begins: date
    ends: date


def reasons_against_term(term: Term, held: Iterable[Term], today: date) -> list[str]:
    """聘期的条件：末日不早于首日，没有过期，不超过五年，与已有的聘期不重叠。"""
    if term.ends < term.begins:
        return ["聘期的最后一天早于第一天，请核对。"]
    reasons = []
    if term.ends < today:
        reasons.append(f"聘期到 {term.ends} 为止，已经过去；请填写还没有结束的聘期。")
    if (term.ends - term.begins).days >= LONGEST_TERM_DAYS:
        reasons.append("一次聘期最长五年，请缩短；期满后可以续聘。")
    reasons += [
        f"与已有的聘期 {one.begins} 至 {one.ends} 重叠；续聘请从 {one.ends} 的次日算起。"
        for one in held
        if term.begins <= one.ends and one.begins <= term.ends
    ]
    return reasons


def in_term(terms: Iterable[Term], day: date) -> bool:
    """这一天是否在聘期之内。"""
    return any(one.begins <= day <= one.ends for one in terms)


def reasons_against_training(held_on: date, hours: Decimal, today: date) -> list[str]:
    """培训记录的条件：已经举行，学时在 0 至 200 之间，最多一位小数。"""
    reasons = []
    if held_on > today:
        reasons.append(f"培训日期 {held_on} 还没有到，培训结束后再登记。")
    if not 0 < hours <= MOST_TRAINING_HOURS or hours * 10 % 1:
        reasons.append(f"学时应大于 0、不超过 {MOST_TRAINING_HOURS}，最多一位小数。")
    return reasons
