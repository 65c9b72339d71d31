"""Revoking many certificates at once: one person proposes, another confirms (两人原则); the database insists on it too.

A batch may have 140,000. They are revoked by a few statements in one transaction, all at the same moment, each with
its audit entry and its holder's message: object by object it would take minutes, and half of them would be valid.
"""

from sqlalchemy import ColumnElement, Select, func, insert, literal, select, update

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.queries import revocable_certificates_visible_to
from certificates.issuing.rules import CERTIFICATE_WORKFLOW, CertificateState, MessageKind
from certificates.issuing.succession import tell_holders
from certificates.validity.models import Revocation, RevocationItem
from certificates.validity.queries import REVOCABLE, count_of, to_be_revoked
from certificates.validity.rules import PROPOSAL_LIFE, common_path, reasons_against_confirming
from foundation import audit, clock
from foundation.audit import AuditEntry
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

ACTION = "revoke_certificate"


def propose_revocation(chosen: Select[Certificate], *, title: str, reason: str, by: Account) -> Revocation:
    """Propose to revoke those of `chosen` that `by` may revoke. Nothing changes yet; which ones is fixed now.

    `title` says in words what was chosen. Raises `Refused` if there are none, or no one organisation where the proposer
    may revoke stands above all of them: then nobody could be found to confirm it as a whole.
    """
    allowed = revocable_certificates_visible_to(by).with_only_columns(Certificate.id)
    which = chosen.where(Certificate.id.in_(allowed), Certificate.state.in_(REVOCABLE)).order_by(None)
    ids = which.with_only_columns(Certificate.id)
    if not session.scalar(select(ids.exists())):
        raise Refused("选出来的证书里没有您可以撤销的。请核对筛选条件；已撤销、已换发的不能再撤销。")
    proposal = Revocation(
        title=title,
        reason=reason.strip(),
        count=session.scalar(select(func.count()).select_from(ids.subquery())),
        organisation_id=_organisation_above(ids, by).id,
        proposed_by_id=by.id,
        expires_at=clock.now() + PROPOSAL_LIFE,
    )
    session.add(proposal)
    session.flush()
    rows = select(literal(proposal.id), Certificate.id).where(Certificate.id.in_(ids))
    session.execute(insert(RevocationItem).from_select(["revocation_id", "certificate_id"], rows))
    audit.record("propose_revocation", proposal, by=by, reason=proposal.reason)
    return proposal


def confirm_revocation(proposal: Revocation, *, seen: int, by: Account) -> int:
    """Revoke what the proposal names, in whichever version it is in force by now; how many numbers that were.

    `seen` is the number that was on the screen. Raises `Refused` for the proposer, for a proposal that expired or was
    decided, and if it is another number now.
    """
    _require(by, lock(proposal))
    which = to_be_revoked(proposal)
    count = count_of(which)
    reasons = reasons_against_confirming(
        same_person=proposal.proposed_by_id == by.id,
        expired=proposal.is_expired(clock.now()),
        count=count,
        seen=seen,
    )
    if reasons:
        raise Refused(reasons[0], reasons=reasons)
    proposal.decided_by_id, proposal.decided_at, proposal.revoked = by.id, clock.now(), count
    advance(proposal, "confirm_revocation", by=by, reason=proposal.reason)
    _revoke(proposal, by)
    return count


def withdraw_revocation(proposal: Revocation, *, by: Account) -> None:
    """Drop a proposal: the proposer, or whoever could have confirmed it. The certificates stay as they are."""
    _require(by, lock(proposal))
    proposal.decided_by_id, proposal.decided_at = by.id, clock.now()
    advance(proposal, "withdraw_revocation", by=by)


def _require(by: Account, proposal: Revocation) -> None:
    if not by.may_at(Permission.CERTIFICATE_REVOKE, proposal.organisation_path):
        raise NotAllowed


def _organisation_above(ids: Select[int], by: Account) -> Organisation:
    batches = select(Certificate.batch_id).where(Certificate.id.in_(ids))
    paths = session.scalars(
        select(Organisation.path)
        .join(CertificateBatch, CertificateBatch.organisation_id == Organisation.id)
        .where(CertificateBatch.id.in_(batches))
        .distinct()
    ).all()
    path = common_path(paths)
    if not by.may_at(Permission.CERTIFICATE_REVOKE, path):
        raise Refused("选出来的证书由几个互不隶属的单位制发，不能一起撤销。请按批次分别提出。")
    return session.scalars(select(Organisation).where(Organisation.path == path)).one()


def _revoke(proposal: Revocation, by: Account) -> None:
    """The one change of a state beside `advance`, by the same table: `REVOCABLE` are the states from which it leads."""
    which = to_be_revoked(proposal)
    # Taken in the order in which issuing takes them, so that the two never wait for each other.
    held = select(Certificate.id).where(which).order_by(Certificate.version.desc(), Certificate.id)
    session.execute(held.with_for_update(of=Certificate)).all()
    for state in REVOCABLE:
        _write_down(which & (Certificate.state == state), state, proposal, by)
    tell_holders(MessageKind.REVOKED, which & Certificate.issued_at.is_not(None))
    change = {"state": CertificateState.REVOKED, "state_reason": proposal.reason, "state_at": clock.now()}
    session.execute(update(Certificate).where(which).values(change).execution_options(synchronize_session=False))
    session.expire_all()


def _write_down(which: ColumnElement[bool], state: CertificateState, proposal: Revocation, by: Account) -> None:
    after = CERTIFICATE_WORKFLOW.next_state(state, ACTION, proposal.reason)
    columns = {
        "at": literal(clock.now(), AuditEntry.at.type),
        "actor_id": literal(by.id),
        "actor_name": literal(by.display_name),
        "action": literal(ACTION),
        "subject_kind": literal(Certificate.__tablename__),
        "subject_id": Certificate.id,
        "subject_label": Certificate.number + " " + Certificate.holder_name,
        "organisation_path": Organisation.path,
        "reason": literal(proposal.reason),
        "changes": literal({"state": [state.value, after.value]}, AuditEntry.changes.type),
    }
    rows = select(*columns.values()).select_from(Certificate).join(Certificate.organisation).where(which)
    session.execute(insert(AuditEntry).from_select(list(columns), rows))
