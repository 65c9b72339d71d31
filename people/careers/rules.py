"""学历、职称和竞赛名次：申报条件、以赛代评和个人履历都要查的、有日期的记录。"""

from enum import StrEnum


class DiplomaKind(StrEnum):
    """What a diploma is of (学历)."""

    SECONDARY_VOCATIONAL = "secondary-vocational"
    TECHNICIAN_SCHOOL = "technician-school"
    SENIOR_TECHNICIAN_CLASS = "senior-technician-class"
    PREPARATORY_TECHNICIAN_CLASS = "preparatory-technician-class"
    HIGHER_VOCATIONAL = "higher-vocational"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


DIPLOMA_TITLES = {
    DiplomaKind.SECONDARY_VOCATIONAL: "中等职业学校",
    DiplomaKind.TECHNICIAN_SCHOOL: "技工院校中级工班",
    DiplomaKind.SENIOR_TECHNICIAN_CLASS: "技工院校高级工班（高级技校、技师学院）",
    DiplomaKind.PREPARATORY_TECHNICIAN_CLASS: "技师学院预备技师（技师）班",
    DiplomaKind.HIGHER_VOCATIONAL: "高等职业学校、专科",
    DiplomaKind.BACHELOR: "本科",
    DiplomaKind.MASTER: "硕士研究生",
    DiplomaKind.DOCTOR: "博士研究生",
}


class TitleGrade(StrEnum):
    """Grades of professional titles (职称层级)."""

    TECHNICIAN = "technician"
    ASSISTANT = "assistant"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"
    FULL_SENIOR = "full-senior"


TITLE_GRADE_TITLES = {
    TitleGrade.TECHNICIAN: "员级（技术员）",
    TitleGrade.ASSISTANT: "助理级（助理工程师）",
    TitleGrade.INTERMEDIATE: "中级（工程师）",
    TitleGrade.SENIOR: "副高级（高级工程师）",
    TitleGrade.FULL_SENIOR: "正高级（正高级工程师）",
}


class ContestTier(StrEnum):
    """Of which tier a contest is, as promotion rules count it (竞赛层级类别)."""

    NATIONAL = "national"
    PROVINCIAL_FIRST = "provincial-first"
    PROVINCIAL_SECOND = "provincial-second"
    CITY_FIRST = "city-first"
    CITY_SECOND = "city-second"
    DISTRICT = "district"
    ENTERPRISE = "enterprise"


CONTEST_TIER_TITLES = {
    ContestTier.NATIONAL: "国家级",
    ContestTier.PROVINCIAL_FIRST: "省级一类",
    ContestTier.PROVINCIAL_SECOND: "省级二类",
    ContestTier.CITY_FIRST: "市级一类（综合赛）",
    ContestTier.CITY_SECOND: "市级二类",
    ContestTier.DISTRICT: "区级",
    ContestTier.ENTERPRISE: "企业和院校级",
}
