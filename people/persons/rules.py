"""What may be said of a person, and when it is believable."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """Identity documents (证件类型)."""

    RESIDENT = "resident"
    HK_MACAO_TAIWAN_RESIDENCE = "hk-macao-taiwan-residence"
    FOREIGNER_RESIDENCE = "foreigner-residence"
    PASSPORT = "passport"


DOCUMENT_TITLES = {
    DocumentKind.RESIDENT: "居民身份证",
    DocumentKind.HK_MACAO_TAIWAN_RESIDENCE: "港澳台居民居住证",
    DocumentKind.FOREIGNER_RESIDENCE: "外国人永久居留身份证",
    DocumentKind.PASSPORT: "护照",
}


class Sex(StrEnum):
    """As the identity document says."""

    MALE = "male"
    FEMALE = "female"


SEX_TITLES = {Sex.MALE: "男", Sex.FEMALE: "女"}


class Level(StrEnum):
    """The eight grades of skill (新八级工)."""

    APPRENTICE = "apprentice"
    FIVE = "5"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1"
    SPECIAL = "special"
    CHIEF = "chief"


LEVEL_TITLES = {
    Level.APPRENTICE: "学徒工",
    Level.FIVE: "五级/初级工",
    Level.FOUR: "四级/中级工",
    Level.THREE: "三级/高级工",
    Level.TWO: "二级/技师",
    Level.ONE: "一级/高级技师",
    Level.SPECIAL: "特级技师",
    Level.CHIEF: "首席技师",
}
