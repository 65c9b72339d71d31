"""重庆江北 2022 服务职工项目竞赛：征集（103 项）→ 第三方评估 → 初审 → 路演 → 基层职工选拔 → 展示册 → 基层工会点单。

出处：江北区总工会 2022 年工作报道（来源文件 002）。报道写明流程和征集数，没有写各环节的权重、进入数量和奖项：
这里的权重、28 项进路演、奖项数量是本系统的建议，起草时按当次通知修改。路演的三段时限参照南通陈桥评审表。
"""

from decimal import Decimal

from studios.contests.presets import ContestPreset
from studios.contests.rules import ContestKind, GradeBasis, PlannedGrade, PlannedStep, StepKind, VoteUse

PRESET = ContestPreset(
    title="服务职工项目竞赛（第三方评估、路演、职工选拔）",
    kind=ContestKind.SERVICE,
    source="江北区总工会 2022 年服务职工项目竞赛（报道）",
    classes=(
        ("素质提升", "技能培训"),
        ("素质提升", "阅读学习"),
        ("帮扶关爱", "困难帮扶"),
        ("帮扶关爱", "心理健康"),
        ("文体娱乐", "文化活动"),
        ("文体娱乐", "体育健身"),
        ("普惠服务", ""),
    ),
    applicant_classes=("基层工会", "职工服务阵地", "社会组织"),
    materials=("项目申报书（盖章）", "路演演示文稿：简介、团队分工、需求、受益群体、目标、计划、预算"),
    asks_budget=True,
    steps=(
        PlannedStep(StepKind.SCREENING, "形式审查"),
        PlannedStep(StepKind.ASSESSMENT, "第三方专业评估", weight=Decimal(20), rubric="service-project"),
        PlannedStep(StepKind.PRELIMINARY, "项目初审", weight=Decimal(20), cut=28, rubric="service-project"),
        PlannedStep(StepKind.PITCH, "项目路演", weight=Decimal(40), rubric="pitch", least_raters=5),
        PlannedStep(StepKind.VOTE, "基层职工选拔", weight=Decimal(20), vote_use=VoteUse.WEIGHT),
    ),
    grades=(
        PlannedGrade("一等奖", 3),
        PlannedGrade("二等奖", 6),
        PlannedGrade("三等奖", 9),
        PlannedGrade("优秀奖", None),
        PlannedGrade("最受职工欢迎项目", 3, basis=GradeBasis.VOTES),
    ),
)
