"""Showing one's certificates to others, taking that back, and fetching a certificate with a slip."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update

from certificates.holdings.models import ClaimSlip, ShareLink
from certificates.holdings.queries import code_hash, slip_by_code
from certificates.holdings.rules import (
    CLAIM_LIFE,
    CLAIMED_LINK_LIFE,
    SHARES_ALLOWED,
    SLIPS_AT_ONCE,
    share_life,
)
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.secrets import new_token, token_hash
from people.accounts.models import Account
from people.accounts.passwords import new_slip_code
from people.persons.rules import normalise_name

NOT_CLAIMED = "领取码和姓名对不上，或者领取码已经用过、过期。请照领取条核对；仍不行的，请单位工会重新打印一张。"


def share_certificate(certificate: Certificate, *, days: int, label: str, by: Account) -> ShareLink:
    """A link to one's own certificate, for whoever gets it, until it ends or is withdrawn.

    Raises `Refused` for a certificate that is not valid, or when too many of its links are open.
    """
    if certificate.state is not CertificateState.ISSUED:
        raise Refused("这张证书目前无效，不能分享。如有疑问，请联系发证单位。")
    lock(certificate)
    now = clock.now()
    alive = (ShareLink.number == certificate.number, ShareLink.withdrawn_at.is_(None), ShareLink.expires_at > now)
    if (session.scalar(select(func.count()).select_from(ShareLink).where(*alive)) or 0) >= SHARES_ALLOWED:
        raise Refused(f"这张证书已有 {SHARES_ALLOWED} 个有效的分享链接。请先收回不用的，再新建。")
    link = _opened_link(certificate, label=label.strip(), life=share_life(days), by_id=by.id)
    audit.record("share_certificate", link, by=by, changes={"expires_at": (None, link.expires_at)})
    return link


def withdraw_link(link: ShareLink, *, by: Account) -> None:
    """Whoever opens the link from now on sees nothing. Withdrawing twice changes nothing."""
    lock(link)
    if link.withdrawn_at is None:
        link.withdrawn_at = clock.now()
        audit.record("withdraw_link", link, by=by)


def open_link(link: ShareLink) -> None:
    """Count a visit, so that the holder sees whether the link is used."""
    counted = update(ShareLink).where(ShareLink.id == link.id).values(times_opened=ShareLink.times_opened + 1)
    session.execute(counted.values(last_opened_at=clock.now()))


def print_claim_slips(certificates: Sequence[Certificate], *, by: Account) -> list[tuple[Certificate, str]]:
    """A fresh one-time code for each certificate; only this answer ever holds the codes. Older slips become void.

    Raises `Refused` for none, or for more than are printed at once.
    """
    if not certificates:
        raise Refused("没有可以打印领取条的证书：只有有效的证书才能领取。请调整筛选条件。")
    if len(certificates) > SLIPS_AT_ONCE:
        raise Refused(f"一次最多打印 {SLIPS_AT_ONCE} 张领取条，这里有 {len(certificates)} 张。请按单位分开打印。")
    ids = [certificate.id for certificate in certificates]
    session.execute(delete(ClaimSlip).where(ClaimSlip.certificate_id.in_(ids)))
    now = clock.now()
    slips = [(certificate, new_slip_code()) for certificate in certificates]
    common = {"printed_at": now, "printed_by": by.id, "expires_at": now + CLAIM_LIFE}
    rows = [{"certificate_id": one.id, "code_hash": code_hash(code)} | common for one, code in slips]
    session.execute(insert(ClaimSlip), rows)
    audit.record_all("print_claim_slips", certificates, by=by)
    return slips


def claim_certificate(code: str, name: str, *, by: Account | None) -> tuple[Certificate, ShareLink | None]:
    """Fetch the certificate of a slip, once. `by` is the signed-in account, if there is one.

    A certificate without a holder on record goes to the account's person if the name is theirs; everybody else gets a
    link for some weeks. Raises `Refused` with the same words whatever is wrong.
    """
    slip = slip_by_code(code)
    if slip is None or not _is_good(lock(slip)) or normalise_name(name) not in slip.certificate.names_on_it:
        raise Refused(NOT_CLAIMED)
    certificate = slip.certificate
    slip.used_at = clock.now()
    audit.record("claim_certificate", certificate, by=by)
    if by is not None and _becomes_theirs(certificate, by):
        return certificate, None
    return certificate, _opened_link(certificate, label="领取条", life=CLAIMED_LINK_LIFE, by_id=None)


def _becomes_theirs(certificate: Certificate, by: Account) -> bool:
    """Whether the certificate is now, or already was, among the account's own."""
    if by.person is None:
        return False
    if certificate.holder_id is None and certificate.holder_name == by.person.name:
        certificate.holder = by.person
    return certificate.holder_id == by.person.id or certificate.holder is by.person


def _opened_link(certificate: Certificate, *, label: str, life: timedelta, by_id: int | None) -> ShareLink:
    token, now = new_token(), clock.now()
    link = ShareLink(
        number=certificate.number,
        label=label,
        token=token,
        token_hash=token_hash(token),
        made_at=now,
        made_by=by_id,
        expires_at=now + life,
    )
    session.add(link)
    return link


def _is_good(slip: ClaimSlip) -> bool:
    valid = slip.certificate.state is CertificateState.ISSUED
    return valid and slip.used_at is None and clock.now() < slip.expires_at
