"""What may be said of a person, and when it is believable."""

import re
from enum import StrEnum
from itertools import pairwise


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

MIDDLE_DOT = "\u00b7"
"""民族姓名的间隔号，只用这一个码位。"""

OTHER_MIDDLE_DOTS = "\u0387\u16eb\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65"
LONGEST_NAME = 60

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29"
"""Unified ideographs of the first plane; the twelve odd ones look like compatibility forms and are not."""

HAN_SUPPLEMENT = "\U00020000-\U0002f7ff\U0002fa20-\U0003ffff"
COMPATIBILITY_HAN = "\uf900-\ufaff\U0002f800-\U0002fa1f"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"

IS_HAN = re.compile(f"[{HAN}{HAN_SUPPLEMENT}{COMPATIBILITY_HAN}]")
ALLOWED = re.compile(f"[{HAN}{HAN_SUPPLEMENT}{COMPATIBILITY_HAN}{LATIN}{MIDDLE_DOT} .'\u2019-]")
DOUBTFUL = re.compile(f"(?![{HAN}])[{COMPATIBILITY_HAN}]")

FORBIDDEN = (
    (re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]"), "是造字区字符，各系统显示不同，请改用该字的国家标准编码"),
    (re.compile("[\u2e80-\u2fdf]"), "是部首符号，不是汉字，请重新录入这个字"),
    (re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]"), "是看不见的控制字符，请删去后重新录入"),
    (re.compile("[\ufe00-\ufe0f\u180b-\u180f\U000e0100-\U000e01ef]"), "是异体选择符，请删去，只保留汉字本身"),
    (re.compile("[\uff01-\uff5e\u3000]"), "是全角字符，请改用半角字母或间隔号“·”"),
)


def normalise_name(name: str) -> str:
    """姓名入库前的唯一改动：去首尾空白，把各种间隔号统一为 U+00B7。

    Never NFKC: it would turn a compatibility ideograph into another character than the one on the identity card.
    """
    return name.strip().translate(dict.fromkeys(map(ord, OTHER_MIDDLE_DOTS), MIDDLE_DOT))


def reasons_against_name(name: str) -> list[str]:
    """不能用（也不能印在证书上）的姓名及原因，一次列全；空列表即可以印。名字须先经 `normalise_name`。"""
    if not name:
        return ["姓名为空，请填写。"]
    reasons = [reason for character in dict.fromkeys(name) for reason in _reasons_against_character(character)]
    if len(name) > LONGEST_NAME:
        reasons.append(f"姓名有 {len(name)} 个字，最多 {LONGEST_NAME} 个字，请核对是否多录了内容。")
    if name[0] == MIDDLE_DOT or name[-1] == MIDDLE_DOT or MIDDLE_DOT * 2 in name:
        reasons.append("间隔号“·”只能单个用在两段名字之间，请核对。")
    if any(IS_HAN.match(before) and after in ".'\u2019-" for before, after in pairwise(name)):
        reasons.append("汉字后面用了西文标点；民族姓名的间隔请用“·”（U+00B7）。")
    if re.search(r"^\s|\s$|\s\s", name):
        reasons.append("姓名首尾有空格或连续空格，请删去。")
    return reasons


def doubts_about_name(name: str) -> list[str]:
    """可以印、但须由经办人对照身份证核对的字：兼容汉字与常用字外形相同而编码不同。"""
    return [
        f"{name_character(character)}是兼容汉字，与常用字外形相同而编码不同，请对照身份证核对。"
        for character in dict.fromkeys(name)
        if DOUBTFUL.match(character)
    ]


def name_character(character: str) -> str:
    """A character as a person can look it up: itself (if it can be seen) and its code point."""
    code_point = f"U+{ord(character):04X}"
    return f"“{character}”（{code_point}）" if character.isprintable() else code_point


def _reasons_against_character(character: str) -> list[str]:
    for pattern, advice in FORBIDDEN:
        if pattern.match(character):
            return [f"{name_character(character)}{advice}。"]
    if not ALLOWED.match(character):
        return [f"{name_character(character)}不能用在姓名里，请核对。"]
    return []
