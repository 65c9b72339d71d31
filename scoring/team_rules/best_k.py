"""成绩最好的若干名队员总分之和：有成绩的队员不足规定人数则无团体总分。

出处：公开规则中的常见表述，未读到可引用的原文；采用时请在评分方案中写明依据文件。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender
from scoring.team_plan import TeamPlan

CODE = "best_k"
TITLE = "最好的若干名队员总分之和"
LOWER_IS_BETTER = False
MORE_MEMBERS = True
FEWER_MEMBERS = False


def value(member: Contender, plan: TeamPlan) -> Decimal:
    """队员的总分。"""
    return member.total
