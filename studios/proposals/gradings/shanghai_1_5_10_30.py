"""按名次设奖：特等 1（20 万元）、一等 5（10 万元）、二等 10（5 万元）、三等 30（3 万元），其余为优秀。

出处：上海职工创新成果评选（S63）。
"""

from decimal import Decimal

from studios.proposals.rules_grades import Grade, Grading

GRADING = Grading(
    code="shanghai_1_5_10_30",
    title="按名次：特等 1、一等 5、二等 10、三等 30，其余优秀",
    source="上海职工创新成果评选（S63）",
    grades=(
        Grade("特等奖", 1, reward=Decimal(200_000)),
        Grade("一等奖", 5, reward=Decimal(100_000)),
        Grade("二等奖", 10, reward=Decimal(50_000)),
        Grade("三等奖", 30, reward=Decimal(30_000)),
        Grade("优秀奖"),
    ),
)
