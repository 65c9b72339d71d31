"""按固定分数线设奖：18 分以上一等 1 项 1500 元，15 分以上二等 2 项 1000 元，13 分以上三等 3 项 500 元。

出处：企业合理化建议奖励办法（S58）。名额满了的，按分数落到下一等还有的名额。
"""

from decimal import Decimal

from studios.proposals.rules_grades import Grade, Grading

GRADING = Grading(
    code="cuts_18_15_13",
    title="按分数线：18 分一等、15 分二等、13 分三等",
    source="企业合理化建议奖励办法（S58）",
    grades=(
        Grade("一等", 1, Decimal(18), Decimal(1500)),
        Grade("二等", 2, Decimal(15), Decimal(1000)),
        Grade("三等", 3, Decimal(13), Decimal(500)),
    ),
)
