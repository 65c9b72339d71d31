"""荆门市总工会服务职工项目：四类项目、三类申报主体，初评选 20 个进决赛，10 个获奖（4、4、2）。

出处：荆门市总工会服务职工项目评选通知（来源 S118）：素质提升、帮扶关爱、文体娱乐、基层组织四类，
获奖 4/4/2 个，分别补助 1.5 万元、1 万元、0.5 万元。通知没有写评分权重，决赛按 100 % 计是本系统的理解。
"""

from decimal import Decimal

from studios.contests.presets import ContestPreset
from studios.contests.rules import ContestKind, PlannedGrade, PlannedStep, StepKind

PRESET = ContestPreset(
    title="服务职工项目评选（四类项目、初评和决赛）",
    kind=ContestKind.SERVICE,
    source="荆门市总工会服务职工项目评选",
    classes=(("素质提升", ""), ("帮扶关爱", ""), ("文体娱乐", ""), ("基层组织", "")),
    applicant_classes=("县（市、区）总工会", "市直产业工会", "基层工会"),
    materials=("项目申报表（盖章）", "决赛演示文稿"),
    asks_budget=True,
    steps=(
        PlannedStep(StepKind.SCREENING, "形式审查"),
        PlannedStep(StepKind.PRELIMINARY, "初评", cut=20, rubric="service-project"),
        PlannedStep(StepKind.PITCH, "决赛路演", weight=Decimal(100), rubric="pitch", least_raters=5),
    ),
    grades=(
        PlannedGrade("一等奖", 4, Decimal(15000)),
        PlannedGrade("二等奖", 4, Decimal(10000)),
        PlannedGrade("三等奖", 2, Decimal(5000)),
    ),
)
