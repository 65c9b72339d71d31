"""人均成绩高者列前；同分人均用时少者列前；仍相同的并列。人数不同的单位之间较为公平。

出处：sites.ncut.edu.cn/xgh/info/1058/3169（取平均成绩，同分用时少者列前；competition-rules 1.7）。
"""

from decimal import Decimal
from fractions import Fraction

from competitions.quizzes.organisation_rules import Standing

CODE = "mean_then_time"
TITLE = "人均成绩，同分比人均用时"


def keys(standing: Standing) -> tuple[Fraction | Decimal | int, ...]:
    """从大到小比较：人均成绩、人均用时的相反数。"""
    return (standing.mean, -Fraction(standing.seconds, standing.takers))
