"""名次之和：名次最好的若干名队员的个人名次相加，少者列前；有名次的队员不足规定人数则无团体总分。

出处：caipiaor.com 2452（原文为棋类规程；同分再比最好名次，见 `best_single_place`）。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender
from scoring.team_plan import TeamPlan, place_of

CODE = "sum_of_places"
TITLE = "最好的若干名队员名次之和，少者列前"
LOWER_IS_BETTER = True
MORE_MEMBERS = True
FEWER_MEMBERS = False


def value(member: Contender, plan: TeamPlan) -> Decimal:
    """队员的个人名次。"""
    return Decimal(place_of(member))
