"""Reading one's own certificates, and what a link or a slip opens."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from certificates.holdings.models import ClaimSlip, ShareLink
from certificates.issuing.models import Certificate
from certificates.issuing.queries import held_by, unit_certificates_visible_to
from certificates.issuing.rules import PUBLIC_STATES, CertificateState
from foundation import clock
from foundation.database import session
from foundation.secrets import keyed_hash, token_hash
from people.accounts.models import Account
from people.accounts.rules_signing_in import slip_code


def own_certificates_visible_to(user: Account) -> Select[Certificate]:
    """One's own certificates, newest first, without further versions that were given up before they were issued."""
    own = select(Certificate).where(held_by(user), Certificate.state != CertificateState.CANCELLED)
    return own.order_by(Certificate.id.desc())


def share_links_visible_to(user: Account) -> Select[ShareLink]:
    """The links to one's own certificates that are open now, newest first."""
    numbers = select(Certificate.number).where(held_by(user))
    alive = ShareLink.withdrawn_at.is_(None) & (ShareLink.expires_at > clock.now())
    return select(ShareLink).where(ShareLink.number.in_(numbers), alive).order_by(ShareLink.id.desc())


def links_by_number(links: Sequence[ShareLink]) -> dict[str, list[ShareLink]]:
    """Links, sorted by the certificate they show."""
    found: dict[str, list[ShareLink]] = defaultdict(list)
    for link in links:
        found[link.number].append(link)
    return dict(found)


def link_by_token(token: str) -> ShareLink | None:
    """The link with this token, open or not."""
    return session.scalars(select(ShareLink).where(ShareLink.token_hash == token_hash(token))).one_or_none()


def shared_certificate(link: ShareLink, at: datetime) -> Certificate | None:
    """What the link shows: the newest issued version under its number; None once it is closed."""
    if not link.is_open(at):
        return None
    versions = select(Certificate).where(Certificate.number == link.number, Certificate.state.in_(PUBLIC_STATES))
    return session.scalars(versions.order_by(Certificate.version.desc()).limit(1)).one_or_none()


def slip_by_code(code: str) -> ClaimSlip | None:
    """The slip with this code, used or not, old or not."""
    query = select(ClaimSlip).where(ClaimSlip.code_hash == code_hash(code)).options(joinedload(ClaimSlip.certificate))
    return session.scalars(query).one_or_none()


def claimable_certificates_visible_to(user: Account) -> Select[Certificate]:
    """Valid certificates in an officer's care, for which slips may be printed."""
    valid = Certificate.state == CertificateState.ISSUED
    return unit_certificates_visible_to(user).where(valid).order_by(Certificate.organisation_id, Certificate.number)


def code_hash(code: str) -> str:
    """What is stored of a slip's code. A quick keyed hash is enough: the code is random, the key outside."""
    return keyed_hash(f"claim:{slip_code(code)}")
