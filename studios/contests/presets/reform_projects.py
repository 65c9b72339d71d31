"""深化工会改革重点机制建设项目：年度化推进、项目化落实，试点立项 → 对照节点推进 → 评估 → 命名 10 个。

出处：来源文件 003（全省深化工会改革重点机制建设优秀项目；类别有工会改革系统集成机制、领导干部牵头联系推进重要
改革事项机制）。报道写明流程、类别和命名数，没有写评估办法：年度推进计划和对照节点的检查、第三方评估、答辩的权重是本系统的建议。
"""

from decimal import Decimal

from studios.contests.presets import ContestPreset
from studios.contests.rules import ContestKind, PlannedGrade, PlannedStep, StepKind

PRESET = ContestPreset(
    title="改革和重点机制项目（试点建设、评估、命名）",
    kind=ContestKind.REFORM,
    source="全省深化工会改革重点机制建设优秀项目（报道）",
    classes=(("工会改革系统集成机制", ""), ("领导干部牵头联系推进重要改革事项机制", ""), ("其他重点机制", "")),
    applicant_classes=("市（州）总工会", "县（市、区）总工会", "产业工会"),
    materials=("项目建设方案", "年度推进计划（节点、时限、责任人）", "制度文件和佐证材料"),
    one_per_group=True,
    steps=(
        PlannedStep(StepKind.SCREENING, "立项审查，确定试点"),
        PlannedStep(StepKind.SCREENING, "年度推进检查，对照计划节点"),
        PlannedStep(StepKind.ASSESSMENT, "建设成效评估", weight=Decimal(60), cut=20, rubric="reform-project"),
        PlannedStep(StepKind.PITCH, "现场答辩", weight=Decimal(40), rubric="reform-project", least_raters=5),
        PlannedStep(StepKind.DECISION, "审定命名", cut=10),
    ),
    grades=(PlannedGrade("优秀项目", None),),
)
