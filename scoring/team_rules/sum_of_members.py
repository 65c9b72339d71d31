"""全体队员总分之和：每队人数由方案规定，缺一人则无团体总分。

出处：三名队员成绩之和，fsou 17207918_7、holdmm 17207879_5。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender
from scoring.team_plan import TeamPlan

CODE = "sum_of_members"
TITLE = "全体队员总分之和"
LOWER_IS_BETTER = False
MORE_MEMBERS = False
FEWER_MEMBERS = False


def value(member: Contender, plan: TeamPlan) -> Decimal:
    """队员的总分。"""
    return member.total
