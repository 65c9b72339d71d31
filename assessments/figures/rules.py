"""统计口径：每个数字都写明数的是什么。人次和人数从不混用；本系统以外的数字单独列出并注明出处。"""

from enum import StrEnum

from people.persons.rules import Level

ATTENDANCE = "参加认定人次：审核通过并到场、至少有一部分成绩的申报，一份申报计一人次，补考另计。年度按计划的考试日期。"
PASSED = "通过人次：公示期满、认定结果生效且合格的申报。"
CERTIFIED = "发证数：本年度发证日期的有效和已换发的职业技能等级证书，含以赛代评、直接认定和评聘；已撤销的不计。"
SKILLED = (
    "技能人才：截至统计日，在册职工中取得五级/初级工及以上技能等级的人数，特级技师、首席技师聘期内的也计，不论证书是否已经制作；"
    "一人有几个等级的只计一次，按最高等级。"
)
HIGHLY_SKILLED = "高技能人才：其中最高等级为三级/高级工及以上的人数。"

SKILLED_LEVELS = tuple(level for level in Level if level is not Level.APPRENTICE)
HIGH_LEVELS = (Level.THREE, Level.TWO, Level.ONE, Level.SPECIAL, Level.CHIEF)


class Measure(StrEnum):
    """What an outside figure counts."""

    WORKERS = "workers"
    SKILLED = "skilled"
    HIGHLY_SKILLED = "highly-skilled"
    ASSESSED = "assessed"
    CERTIFIED = "certified"


MEASURE_TITLES = {
    Measure.WORKERS: "产业工人数",
    Measure.SKILLED: "技能人才数",
    Measure.HIGHLY_SKILLED: "高技能人才数",
    Measure.ASSESSED: "鉴定评价人次",
    Measure.CERTIFIED: "发证数",
}
