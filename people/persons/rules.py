"""What may be said of a person, and when it is believable."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise

from stdnum import numdb
from stdnum.cn import ric


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
SPACED_HAN = re.compile(f"{IS_HAN.pattern} {IS_HAN.pattern}")
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
    elif SPACED_HAN.search(name):
        reasons.append("汉字之间有空格，请删去；证书上的对齐由系统处理。")
    return reasons


def doubts_about_name(name: str) -> list[str]:
    """可以印、但须由经办人对照身份证核对的字：兼容汉字与常用字外形相同而编码不同。"""
    return [
        f"{name_character(character)}是兼容汉字，与常用字外形相同而编码不同，请对照身份证核对。"
        for character in dict.fromkeys(name)
        if DOUBTFUL.match(character)
    ]


def notes_on_rare_characters(name: str) -> list[str]:
    """生僻字（GB 2312 之外的汉字）：照原样收下，请经办人对照证件核对字形。"""
    rare = [one for one in dict.fromkeys(name) if IS_HAN.match(one) and not _in_gb2312(one)]
    return [f"含生僻字{'、'.join(map(name_character, rare))}，按原样收录，请对照证件核对字形。"] if rare else []


def name_character(character: str) -> str:
    """A character as a person can look it up: itself (if it can be seen) and its code point."""
    code_point = f"U+{ord(character):04X}"
    return f"“{character}”（{code_point}）" if character.isprintable() else code_point


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _reasons_against_character(character: str) -> list[str]:
    for pattern, advice in FORBIDDEN:
        if pattern.match(character):
            return [f"{name_character(character)}{advice}。"]
    if not ALLOWED.match(character):
        return [f"{name_character(character)}不能用在姓名里，请核对。"]
    return []


PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
RESIDENCE_PERMITS = frozenset({"81", "82", "83"})
OLDEST = 120
HAS_BIRTH_DATE = re.compile(r"\d{17}[\dX]", re.ASCII)
OLD_FOREIGNER_NUMBER = re.compile(r"[A-Z]{3}\d{12}", re.ASCII)
PASSPORT_NUMBER = re.compile(r"[A-Z0-9]{5,17}", re.ASCII)
PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def normalise_number(number: str) -> str:
    """证件号码的统一写法：去首尾空白，字母大写。全角数字不替人改，由核对指出。"""
    return number.strip().upper()


def identity_faults(kind: DocumentKind, number: str, today: date) -> list[str]:
    """证件号码的错误（GB 11643-1999）；空列表即可用。`number` 须先经 `normalise_number`。

    县级代码不作依据：代码随区划变动，老号码和新区县都是真号码，见 `identity_doubts`。
    """
    if kind is DocumentKind.PASSPORT:
        return [] if PASSPORT_NUMBER.fullmatch(number) else ["护照号码应为 5 至 17 位字母或数字，请核对。"]
    if kind is DocumentKind.FOREIGNER_RESIDENCE and OLD_FOREIGNER_NUMBER.fullmatch(number):
        return []
    if not number.isascii():
        return ["号码里有全角字符或汉字，请改为半角数字。"]
    if not HAS_BIRTH_DATE.fullmatch(number):
        return [f"号码应为 18 位（17 位数字加 1 位数字或 X），现在是 {len(number)} 位，请核对。"]
    return list(_faults_of_18_digits(kind, number, today))


def identity_doubts(kind: DocumentKind, number: str) -> list[str]:
    """可以收下、但请对照证件核对的地方：县级代码不在已知的区划表里（新设或早已撤销的区县）。"""
    known = kind is not DocumentKind.RESIDENT or bool(numdb.get("cn/loc").info(number[:6])[-1][1])
    return [] if known else [f"前六位 {number[:6]} 不在已知的行政区划代码里，请对照证件核对。"]


def birth_date_of(kind: DocumentKind, number: str) -> date | None:
    """证件号码第 7 至 14 位所示的出生日期；证件不载明则为 None。"""
    if kind is DocumentKind.PASSPORT or not HAS_BIRTH_DATE.fullmatch(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(kind: DocumentKind, number: str) -> Sex | None:
    """第 17 位奇数为男，偶数为女；证件不载明则为 None。"""
    if birth_date_of(kind, number) is None:
        return None
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age_on(birth_date: date, day: date) -> int:
    """周岁：过了生日才长一岁；2 月 29 日生者平年 3 月 1 日长一岁。"""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def phone_faults(phone: str) -> list[str]:
    """手机号码：1 开头、第二位 3 至 9 的 11 位数字。"""
    return [] if PHONE.fullmatch(phone) else ["手机号码应为 1 开头的 11 位数字，请核对。"]


def birth_date_faults(birth_date: date, today: date) -> list[str]:
    """出生日期须在今天之前、120 岁以内。"""
    if birth_date > today:
        return ["出生日期在今天之后，请核对。"]
    return [f"年龄超过 {OLDEST} 岁，请核对。"] if age_on(birth_date, today) > OLDEST else []


def mask_identity(number: str | None) -> str:
    """页面和导出表上的证件号码：够辨认，不够冒用，出生日期不外露。500***********1234。"""
    if not number:
        return ""
    return (
        number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 8 else number[0] + "*" * (len(number) - 1)
    )


def mask_phone(phone: str | None) -> str:
    """138****5678。"""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def _faults_of_18_digits(kind: DocumentKind, number: str, today: date) -> Iterator[str]:
    area = number[:2]
    if kind is DocumentKind.RESIDENT and area in RESIDENCE_PERMITS:
        yield "以 81、82、83 开头的是港澳台居民居住证，请改选证件类型。"
    elif kind is DocumentKind.RESIDENT and not PROVINCE.fullmatch(area):
        yield f"前两位 {area} 不是省级行政区代码，请核对。"
    elif kind is DocumentKind.HK_MACAO_TAIWAN_RESIDENCE and area not in RESIDENCE_PERMITS:
        yield "港澳台居民居住证号码应以 81、82 或 83 开头，请核对。"
    elif kind is DocumentKind.FOREIGNER_RESIDENCE and number[0] != "9":
        yield "外国人永久居留身份证的 18 位号码应以 9 开头，请核对。"
    birth_date = birth_date_of(kind, number)
    if birth_date is None:
        yield "第 7 至 14 位不是真实的日期，请核对。"
    else:
        yield from birth_date_faults(birth_date, today)
    if ric.calc_check_digit(number) != number[-1]:
        yield "校验码（最后一位）不对，号码中有数字录错，请对照证件逐位核对。"
