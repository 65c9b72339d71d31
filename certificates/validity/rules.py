"""How long a certificate holds, who may take it away, and what its holder is told. Pure: no database, no clock."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any, Protocol

from certificates.issuing.rules import CertificateState, MessageKind, ReissueReason
from certificates.kinds.facts import last_day
from foundation.workflow import Workflow

PROPOSAL_LIFE = timedelta(days=14)
"""批量撤销的提议：另一人须在 14 天内确认，过期作废。"""

REMINDER_DAYS = (60, 30)
"""到期前 60 天提醒持证人和经办人，到期前 30 天加重提醒。"""


class Standing(StrEnum):
    """What a certificate is worth today. Never stored: a certificate expires without anybody doing anything."""

    PENDING = "pending"
    VALID = "valid"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CANCELLED = "cancelled"


STANDING_TITLES = {
    Standing.PENDING: "制作中",
    Standing.VALID: "有效",
    Standing.EXPIRED: "已过期",
    Standing.SUPERSEDED: "已换发",
    Standing.SUSPENDED: "暂停使用",
    Standing.REVOKED: "已撤销",
    Standing.CANCELLED: "没有发出，已取消",
}

_STANDINGS = {
    CertificateState.DRAFT: Standing.PENDING,
    CertificateState.NUMBERED: Standing.PENDING,
    CertificateState.SEALED: Standing.PENDING,
    CertificateState.ISSUED: Standing.VALID,
    CertificateState.SUPERSEDED: Standing.SUPERSEDED,
    CertificateState.SUSPENDED: Standing.SUSPENDED,
    CertificateState.REVOKED: Standing.REVOKED,
    CertificateState.CANCELLED: Standing.CANCELLED,
}


class Dated(Protocol):
    """What `standing` looks at: a certificate, or anything like it."""

    @property
    def state(self) -> Any: ...

    @property
    def valid_until(self) -> Any: ...


def standing(certificate: Dated, today: date) -> Standing:
    """证书今天的效力。写明有效期的证书，有效期最后一天仍然有效，次日起过期。"""
    found = _STANDINGS[certificate.state]
    over = certificate.valid_until is not None and certificate.valid_until < today
    return Standing.EXPIRED if found is Standing.VALID and over else found


def days_left(certificate: Dated, today: date) -> int | None:
    """到期前还剩几天（最后一天为 0）；只对有效、并且已进入提醒期的证书有值。"""
    if certificate.valid_until is None or standing(certificate, today) is not Standing.VALID:
        return None
    left: int = (certificate.valid_until - today).days
    return left if left <= max(REMINDER_DAYS) else None


def new_term(valid_until: date | None, months: int, today: date) -> tuple[date, date]:
    """续期的起止：未过期的，新期接着旧期；已过期的，自续期之日起。"""
    begins = today if valid_until is None or valid_until < today else valid_until + timedelta(days=1)
    return begins, last_day(begins, months)


def reasons_against_reissuing(
    *, valid: bool, pending: bool, reason: ReissueReason, changed: bool, until: date | None, new_until: date | None
) -> list[str]:
    """补发、换发只换纸，内容一字不动；更正必须有所改动；续期只对有有效期的证书，须比原来长；同一编号一次只做一个新版。"""
    reasons = [] if valid else ["只有已发出的证书能补发、更正或续期。暂停使用的请先恢复；已撤销的不能再发。"]
    if pending:
        reasons.append("这个编号已有一个新版正在制作。请等它发出，或先取消它。")
    if reason is ReissueReason.CORRECTED and not changed:
        reasons.append("没有改动任何内容。更正至少要改动一处；内容不变的请选“遗失补发”或“损坏换发”。")
    if reason in {ReissueReason.LOST, ReissueReason.DAMAGED} and changed:
        reasons.append("遗失补发和损坏换发不能改动证书上的内容。要改动请选“更正内容”。")
    if reason is ReissueReason.RENEWED and until is None:
        reasons.append("这张证书长期有效，不需要续期。")
    elif reason is ReissueReason.RENEWED and until is not None and (new_until is None or new_until <= until):
        reasons.append("新的有效期没有比原来的晚。请填写续期以后的有效期。")
    return reasons


def renamed(holder_name: str, before: Any, after: Any) -> str:
    """更正以后的持证人姓名：独名证书随证书上的姓名；列有全队的，随名单上同一位置的人；名单人数变了则不动。"""
    if before.holder == holder_name:
        return str(after.holder)
    old, new = getattr(before, "holders", ()), getattr(after, "holders", ())
    same = len(old) == len(new) and holder_name in old
    return str(new[old.index(holder_name)]) if same else holder_name


def message_text(kind: MessageKind, paper: str, number: str, version: int) -> str:
    """告知持证人的话。只写发生了什么；原因写在证书上，不在这里。"""
    named = f"{paper}（编号 {number}）"
    if kind is MessageKind.ISSUED and version > 1:
        return f"您的{named}第 {version} 版已发出，旧版同时失效，请改用新版。"
    return {
        MessageKind.ISSUED: f"您的{named}已制作完成，可以下载。",
        MessageKind.SUSPENDED: f"您的{named}被暂停使用，恢复之前不能作为凭证。",
        MessageKind.RESTORED: f"您的{named}已恢复使用，继续有效。",
        MessageKind.REVOKED: f"您的{named}已被发证单位撤销，不再有效。",
    }[kind]


def loss_statement(holder: str, paper: str, number: str, issued_on: date) -> str:
    """遗失声明的写法。登不登报由发证单位规定；数字证书以查验页为准，旧件在新版发出时即失效。"""
    day = f"{issued_on.year}年{issued_on.month}月{issued_on.day}日"
    return f"遗失声明：{holder}遗失{paper}一份，编号 {number}，发证日期 {day}，声明作废。"


class RevocationState(StrEnum):
    """A proposal to revoke many changes nothing until a second person confirms it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


REVOCATION_STATE_TITLES = {
    RevocationState.PROPOSED: "等另一人确认",
    RevocationState.CONFIRMED: "已撤销",
    RevocationState.WITHDRAWN: "已撤回",
}

REVOCATION_WORKFLOW = Workflow(
    name="批量撤销",
    titles=REVOCATION_STATE_TITLES,
    table={
        (RevocationState.PROPOSED, "confirm_revocation"): RevocationState.CONFIRMED,
        (RevocationState.PROPOSED, "withdraw_revocation"): RevocationState.WITHDRAWN,
    },
)


def reasons_against_confirming(*, same_person: bool, expired: bool, count: int, seen: int) -> list[str]:
    """批量撤销由提议人以外的另一人确认；过期的、已没有可撤销证书的、看过以后数目变了的，都不能确认。"""
    reasons = ["这份提议由您提出，须由另一人确认。"] if same_person else []
    if expired:
        reasons.append("这份提议已过期，请撤回后重新提出。")
    if not count:
        reasons.append("这些证书都已经不在可撤销的状态，没有什么可撤销的了。")
    elif count != seen:
        reasons.append(f"您看到的是 {seen} 张，现在是 {count} 张。请核对下面最新的名单，再决定是否确认。")
    return reasons


def common_path(paths: Iterable[str]) -> str:
    """The path of the lowest organisation above all of `paths` ("/1/4/" of "/1/4/7/" and "/1/4/9/"); "/" for none."""
    parts = zip(*(path.strip("/").split("/") for path in paths), strict=False)
    shared = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, parts) if names[0]]
    return "/".join(["", *shared, ""])
