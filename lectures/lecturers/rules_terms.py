"""讲师的聘期和培训记录。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from certificates.kinds.facts import last_day

LONGEST_TERM_MONTHS = 60
USUAL_TERM_MONTHS = 24
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
    """聘期：从 `begins` 起 `months` 个月，首日和末日都算在内。"""

    begins: date
    months: int

    @property
    def ends(self) -> date:
        """聘期的最后一天，与证书上的“有效期至”相同。"""
        return last_day(self.begins, self.months)


def reasons_against_term(term: Term, held: Iterable[Term], today: date) -> list[str]:
    """聘期的条件：从 2000 至 2099 年之间的一天起，1 至 60 个月，还没有结束，与已有的聘期不重叠。"""
    if not 2000 <= term.begins.year < 2100:
        return [f"聘期从 {term.begins} 起，年份不对，请检查日期。"]
    if not 1 <= term.months <= LONGEST_TERM_MONTHS:
        return [f"一次聘期最短 1 个月、最长 {LONGEST_TERM_MONTHS} 个月；期满后可以续聘。"]
    reasons = []
    if term.ends < today:
        reasons.append(f"聘期到 {term.ends} 为止，已经过去；请填写还没有结束的聘期。")
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
