"""奖项积分之和：个人奖项按方案所列分值折算积分（如一、二、三等奖和优胜奖各 8、4、2、1 分），未获奖者不得分。

出处：m.pps.sh.cn show-72-1258-1。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender
from scoring.numbers import exact_sum
from scoring.team_plan import InvalidTeamPlan, TeamPlan

CODE = "points_by_award"
TITLE = "奖项积分之和"
LOWER_IS_BETTER = False
MORE_MEMBERS = True
FEWER_MEMBERS = True


def value(member: Contender, plan: TeamPlan) -> Decimal:
    """所获奖项的积分。没有列出各奖项的积分，或奖项不在其中，报 `InvalidTeamPlan`。"""
    unlisted = [award for award in member.awards if award not in plan.award_points]
    if unlisted or not plan.award_points:
        raise InvalidTeamPlan(f"按奖项积分计团体成绩，须列出每个奖项{_named(unlisted)}的积分，请补充。")
    return exact_sum(plan.award_points[award] for award in member.awards)


def _named(awards: list[str]) -> str:
    return f"（缺“{'、'.join(awards)}”）" if awards else ""
