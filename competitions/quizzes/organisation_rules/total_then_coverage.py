"""单位总分高者列前；同分依次比参与率、高分加分、人均答题次数；仍相同的并列。

出处：bjszjggw.gov.cn 1754005508588（单位总分、参与率、高分加分、人均答题次数，仍同分的一并晋级）。
单位总分为本单位各人计入成绩之和；高分加分为达到高分线的人数乘以每人加分，只用于比较，不加入总分（原文未写明是否加入）。
"""

from decimal import Decimal
from fractions import Fraction

from competitions.quizzes.organisation_rules import Standing

CODE = "total_then_coverage"
TITLE = "单位总分，同分比参与率、高分加分、人均答题次数"


def keys(standing: Standing) -> tuple[Fraction | Decimal | int, ...]:
    """从大到小比较：单位总分、参与率、高分加分、人均答题次数。"""
    return (standing.total, standing.participation, standing.bonus, standing.answers_per_head)
