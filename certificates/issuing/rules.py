"""What a certificate may say and how it lives: numbers, masking, states. Pure: no database, no clock."""

import re
from enum import StrEnum

from foundation.workflow import Workflow

LAST_SEQUENCE = 999_999
"""每个系列每年最多的证书数。"""


def is_series_code(series: str) -> bool:
    """证书系列代码：2 到 12 位大写字母或数字。"""
    return re.fullmatch(r"[A-Z0-9]{2,12}", series) is not None


def certificate_number(series: str, year: int, sequence: int) -> str:
    """证书编号：`系列代码-年份-六位流水号`，例如 `YYJ-2026-000123`。

    `sequence` comes from one locked row a series and year; a number is never reused, so it is never re-made here.
    Raises ValueError for a series that is not 2 to 12 capitals or digits, or a sequence outside 1 to 999999.
    """
    if not is_series_code(series):
        raise ValueError(f"series code must be 2 to 12 capital letters or digits, not {series!r}")
    if not (1 <= sequence <= LAST_SEQUENCE and 1000 <= year <= 9999):
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
    CANCELLED = "cancelled"


STATE_TITLES = {
    CertificateState.DRAFT: "草稿",
    CertificateState.NUMBERED: "已编号",
    CertificateState.SEALED: "已用印",
    CertificateState.ISSUED: "有效",
    CertificateState.SUPERSEDED: "已换发",
    CertificateState.SUSPENDED: "暂停使用",
    CertificateState.REVOKED: "已撤销",
    CertificateState.CANCELLED: "没有发出，已取消",
}

PUBLIC_STATES = frozenset(
    {CertificateState.ISSUED, CertificateState.SUPERSEDED, CertificateState.SUSPENDED, CertificateState.REVOKED}
)
"""公开查验认得的状态：还没有发出的证书，对公众等于不存在。"""

ACTION_TITLES = {
    "ask_for_batch": "申请制证，编号",
    "seal_certificate": "用印",
    "issue_certificate": "发证",
    "add_root": "签署批次指纹",
    "reissue_certificate": "申请补发、更正或续期",
    "cancel_reissue": "取消补发、更正或续期",
    "supersede_certificate": "被新版代替",
    "suspend_certificate": "暂停使用",
    "restore_certificate": "恢复使用",
    "revoke_certificate": "撤销",
    "print_claim_slips": "打印领取条",
    "claim_certificate": "凭条领取",
    "unmask_report": "导出上报数据（完整证件号码）",
}

CERTIFICATE_WORKFLOW = Workflow(
    name="证书",
    titles=STATE_TITLES,
    corrections=frozenset(
        {
            "supersede_certificate",
            "cancel_reissue",
            "suspend_certificate",
            "restore_certificate",
            "revoke_certificate",
        },
    ),
    table={
        (CertificateState.DRAFT, "number_certificate"): CertificateState.NUMBERED,
        (CertificateState.NUMBERED, "seal_certificate"): CertificateState.SEALED,
        (CertificateState.SEALED, "issue_certificate"): CertificateState.ISSUED,
        (CertificateState.NUMBERED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.SEALED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.NUMBERED, "cancel_reissue"): CertificateState.CANCELLED,
        (CertificateState.SEALED, "cancel_reissue"): CertificateState.CANCELLED,
        (CertificateState.ISSUED, "supersede_certificate"): CertificateState.SUPERSEDED,
        (CertificateState.ISSUED, "suspend_certificate"): CertificateState.SUSPENDED,
        (CertificateState.ISSUED, "revoke_certificate"): CertificateState.REVOKED,
        (CertificateState.SUSPENDED, "restore_certificate"): CertificateState.ISSUED,
        (CertificateState.SUSPENDED, "revoke_certificate"): CertificateState.REVOKED,
    },
)
"""一张证书的一生。补发、更正、续期都留编号、升版次：新版发出的同时旧版转为“已换发”，新版没有发出则旧版照旧有效；
撤销的证书号不再使用。"""

VOID_STATES = frozenset({CertificateState.SUPERSEDED, CertificateState.REVOKED, CertificateState.CANCELLED})
"""这一版不再算数，也不会再算数。"""


REISSUE = "reissue:"
"""How the source of a reissue's batch begins."""


class ReissueReason(StrEnum):
    """Why a certificate got a further version."""

    LOST = "lost"
    DAMAGED = "damaged"
    CORRECTED = "corrected"
    RENEWED = "renewed"


REISSUE_TITLES = {
    ReissueReason.LOST: "遗失补发",
    ReissueReason.DAMAGED: "损坏换发",
    ReissueReason.CORRECTED: "更正内容",
    ReissueReason.RENEWED: "到期续期",
}


class MessageKind(StrEnum):
    """What happened to a certificate that its holder is told."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    REVOKED = "revoked"
