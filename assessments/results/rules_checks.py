"""抽检复核：从已审核的成绩里按种子抽出一部分，与试卷、评分表等原始记录核对；有误的退回重录。"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.sampling import first_by_digest, sample_size

USUAL_SHARE = Decimal(10)
AT_LEAST = 3


class CheckState(StrEnum):
    """A check is open until every score drawn is found right or corrected."""

    OPEN = "open"
    FINISHED = "finished"


CHECK_STATE_TITLES = {CheckState.OPEN: "抽检中", CheckState.FINISHED: "复核完成"}

CHECK_WORKFLOW = Workflow(
    name="抽检复核",
    table={(CheckState.OPEN, "finish_score_check"): CheckState.FINISHED},
    titles=CHECK_STATE_TITLES,
)


class Finding(StrEnum):
    """What was found when a score was held against its original."""

    RIGHT = "right"
    WRONG = "wrong"


FINDING_TITLES = {Finding.RIGHT: "无误", Finding.WRONG: "有误"}


def drawn_for_check(labels: Sequence[str], *, share: Decimal, seed: str) -> list[str]:
    """抽中的成绩，标签为“准考证号/部分”：按 `share`（百分之几）抽，有小数即进一，至少 3 份；由种子决定，可以复算。"""
    count = sample_size(len(labels), share / 100, at_least=AT_LEAST)
    return sorted(first_by_digest(labels, seed, count))


def reasons_against_finishing(waiting: int, uncorrected: Sequence[str]) -> list[str]:
    """抽中的全部核对、有误的全部更正并重新审核之后，抽检才算完成。"""
    reasons = [f"还有 {waiting} 份成绩没有核对。"] if waiting else []
    return reasons + [f"查出有误、还没有更正并重新审核：{label}。" for label in uncorrected]
