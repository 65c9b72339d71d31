"""前 10 名全部复核，其余抽检不少于 15 %，错误率超过 5 % 的全部复核；更正书面通知，裁判长签字。

出处：jzds.itmc.cn/html/jiang（竞赛成绩复核）。原文未写错误率按什么计算，本规则按成绩（选手）计：一名选手任一评分表有误即为有误。
"""

from decimal import Decimal

from competitions.results.rules_spot_checks import SpotCheckRules

RULES = SpotCheckRules(
    code="top_ten_2026",
    title="前 10 名全部复核，其余抽检 15 %，错误率超过 5 % 全部复核",
    source="jzds.itmc.cn/html/jiang",
    top=10,
    share=Decimal("0.15"),
    tolerance=Decimal("0.05"),
)
