"""What a certificate may say and how it lives: names, numbers, masking, states. Pure: no database, no clock."""

import re
from enum import StrEnum
from itertools import pairwise

from foundation.workflow import Workflow

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
    """证书上不能印的姓名及原因，一次列全；空列表即可以印。名字须先经 `normalise_name`。"""
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


def certificate_number(series: str, year: int, sequence: int) -> str:
    """证书编号：`系列代码-年份-六位流水号`，例如 `YYJ-2026-000123`。

    `sequence` comes from one locked row a series and year; a number is never reused, so it is never re-made here.
    Raises ValueError for a series that is not 2 to 12 capitals or digits, or a sequence outside 1 to 999999.
    """
    if not re.fullmatch(r"[A-Z0-9]{2,12}", series):
        raise ValueError(f"series code must be 2 to 12 capital letters or digits, not {series!r}")
    if not (1 <= sequence <= 999_999 and 1000 <= year <= 9999):
        raise ValueError(f"no certificate number for year {year}, sequence {sequence}")
    return f"{series}-{year}-{sequence:06d}"


def mask_identity(identity_number: str) -> str:
    """公开查询页上的证件号码：长号码留前三后四，短号码只留末两位，其余为星号；出生日期必不外露。"""
    head, tail = (3, 4) if len(identity_number) >= 15 else (0, 2)
    if len(identity_number) <= head + tail:
        return "*" * len(identity_number)
    return identity_number[:head] + "*" * (len(identity_number) - head - tail) + identity_number[-tail:]


class CertificateState(StrEnum):
    """The life of one version of a certificate, in order."""

    DRAFT = "draft"
    NUMBERED = "numbered"
    SEALED = "sealed"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


STATE_TITLES = {
    CertificateState.DRAFT: "草稿",
    CertificateState.NUMBERED: "已编号",
    CertificateState.SEALED: "已用印",
    CertificateState.ISSUED: "有效",
    CertificateState.SUPERSEDED: "已换发",
    CertificateState.SUSPENDED: "暂停使用",
    CertificateState.REVOKED: "已撤销",
}

CERTIFICATE_WORKFLOW = Workflow(
    name="证书",
    titles=STATE_TITLES,
    corrections=frozenset(
        {"reissue_certificate", "suspend_certificate", "restore_certificate", "revoke_certificate"},
    ),
    table={
        (CertificateState.DRAFT, "number_certificate"): CertificateState.NUMBERED,
        (CertificateState.NUMBERED, "seal_certificate"): CertificateState.SEALED,
        (CertificateState.SEALED, "issue_certificate"): CertificateState.ISSUED,
        (CertificateState.NUMBERED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.SEALED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.ISSUED, "reissue_certificate"): CertificateState.SUPERSEDED,
        (CertificateState.ISSUED, "suspend_certificate"): CertificateState.SUSPENDED,
        (CertificateState.ISSUED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.SUSPENDED, "restore_certificate"): CertificateState.ISSUED,
        (CertificateState.SUSPENDED, "revoke_certificate"): CertificateState.REVOKED,
    },
)
"""一张证书的一生。补发（换发）留编号、升版次，旧版转为“已换发”；编号之后作废的证书号不再使用。"""
