"""职工作品征集：美术、书法、摄影、安全文化，征集 → 评选 → 展出。

出处：来源文件 001（美术书法摄影征集 700 余件，展出 185 件）、002（安全文化作品 50 余件）。
报道没有写评分办法：初评打分、评委会评定入展是本系统的建议。
"""

from decimal import Decimal

from studios.contests.presets import ContestPreset
from studios.contests.rules import ContestKind, PlannedGrade, PlannedStep, StepKind

PRESET = ContestPreset(
    title="职工作品征集（评选、展出）",
    kind=ContestKind.WORKS,
    source="职工美术书法摄影作品征集（报道）",
    classes=(
        ("美术", "国画"),
        ("美术", "油画、水彩"),
        ("书法", "毛笔书法"),
        ("书法", "硬笔、篆刻"),
        ("摄影", ""),
        ("安全文化", "漫画、海报"),
        ("安全文化", "微视频脚本"),
    ),
    applicant_classes=("职工个人", "职工集体"),
    materials=("作品照片（长边不少于 3000 像素）", "作品说明"),
    asks_pictures=True,
    steps=(
        PlannedStep(StepKind.SCREENING, "形式审查"),
        PlannedStep(
            StepKind.PRELIMINARY, "专家初评", weight=Decimal(100), cut=185, rubric="collected-works", anonymous=True
        ),
        PlannedStep(StepKind.DECISION, "评委会评定", cut=185),
    ),
    grades=(
        PlannedGrade("一等奖", 5),
        PlannedGrade("二等奖", 10),
        PlannedGrade("三等奖", 20),
        PlannedGrade("入展作品", None),
    ),
)
