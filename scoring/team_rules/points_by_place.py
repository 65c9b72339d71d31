"""名次积分之和：个人名次按方案所列分值折算积分（如第一名 40 分、第二名 39 分……第四十名 1 分），列外名次不得分。

出处：m.kidbbs.com 52913（同分再比第一名个数、第二名个数，见 `more_first_places`）。
并列者都按所并列的名次得分；没有名次的队员不得分，均未见条文，为本系统的写法。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender
from scoring.team_plan import InvalidTeamPlan, TeamPlan, place_of

CODE = "points_by_place"
TITLE = "名次积分之和"
LOWER_IS_BETTER = False
MORE_MEMBERS = True
FEWER_MEMBERS = True


def value(member: Contender, plan: TeamPlan) -> Decimal:
    """该名次的积分。没有列出各名次的积分报 `InvalidTeamPlan`。"""
    if not plan.place_points:
        raise InvalidTeamPlan("按名次积分计团体成绩，须列出各名次的积分，请补充。")
    place = place_of(member)
    return plan.place_points[place - 1] if place <= len(plan.place_points) else Decimal(0)
