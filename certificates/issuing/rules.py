"""What a certificate may say and how it lives: numbers, masking, states. Pure: no database, no clock."""

import re
from enum import StrEnum

from foundation.workflow import Workflow


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

PUBLIC_STATES = frozenset(
    {CertificateState.ISSUED, CertificateState.SUPERSEDED, CertificateState.SUSPENDED, CertificateState.REVOKED}
)
"""公开查验认得的状态：还没有发出的证书，对公众等于不存在。"""

ACTION_TITLES = {
    "ask_for_batch": "申请制证，编号",
    "seal_certificate": "用印",
    "issue_certificate": "发证",
    "reissue_certificate": "换发",
    "suspend_certificate": "暂停使用",
    "restore_certificate": "恢复使用",
    "revoke_certificate": "撤销",
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
