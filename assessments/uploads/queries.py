"""Reading uploads, and what is due to be told to the authority."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Exists, Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from assessments.bodies.models import AssessmentBody, Site
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from assessments.uploads.models import Upload, UploadRow
from assessments.uploads.rules import LIVE_STATES, TOLD_STATES, UploadKind, UploadState
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState, ReissueReason
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in

T = TypeVar("T")


@dataclass(frozen=True)
class Due:
    """How many certificates of a site wait to be told in an upload of one kind, and the earliest day on their faces."""

    site: Site
    kind: UploadKind
    count: int
    since: date


def uploads_visible_to(user: Account) -> Select[Upload]:
    """The uploads of the bodies in one's care."""
    return _at_bodies(select(Upload).join(Upload.body), user, Permission.GRANT_READ)


def uploads_made_by(user: Account) -> Select[Upload]:
    """The uploads that this officer prepares and follows."""
    return _at_bodies(select(Upload).join(Upload.body), user, Permission.GRANT_CERTIFY)


def sites_uploaded_by(user: Account) -> Select[Site]:
    """The sites whose certificates this officer uploads."""
    query = _at_bodies(select(Site).join(Site.body), user, Permission.GRANT_CERTIFY)
    return query.options(joinedload(Site.body)).order_by(Site.id)


def rows_of(upload: Upload) -> Select[UploadRow]:
    """What an upload told, in the order of its file."""
    shown = (joinedload(UploadRow.certificate), joinedload(UploadRow.grant))
    return select(UploadRow).where(UploadRow.upload_id == upload.id).options(*shown).order_by(UploadRow.id)


def with_places(query: Select[Upload]) -> Select[Upload]:
    """The uploads of `query` with their body, site and plan, as lists say them."""
    return query.options(joinedload(Upload.body), joinedload(Upload.site), joinedload(Upload.batch))


def row_counts(upload_ids: list[int]) -> dict[int, int]:
    """How many certificates each upload tells of."""
    query = select(UploadRow.upload_id, func.count(UploadRow.id)).where(UploadRow.upload_id.in_(upload_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(UploadRow.upload_id))}


def due_rows(kind: UploadKind) -> Select[Grant, Certificate]:
    """Grants with the version of their certificate that an upload of this kind has yet to tell of, all sites.

    新增: valid, in no standing upload. 修改: told before, and corrected since. 撤销: told before, and revoked since.
    """
    pairs = select(Grant, Certificate).join(Certificate, Certificate.number == Grant.number)
    told_before = _in_upload(TOLD_STATES, kinds=[UploadKind.NEW])
    this_version = _in_upload(LIVE_STATES, certificate=True)
    valid = Certificate.state == CertificateState.ISSUED
    if kind is UploadKind.NEW:
        certified = Grant.state == GrantState.CERTIFIED
        return pairs.where(certified, valid, ~_in_upload(LIVE_STATES, kinds=[UploadKind.NEW]))
    if kind is UploadKind.CHANGED:
        return pairs.where(valid, _has_corrected_version(), told_before, ~this_version)
    revoked = Certificate.state == CertificateState.REVOKED
    untold = ~_in_upload(LIVE_STATES, kinds=[UploadKind.REVOKED])
    return pairs.where(revoked, _is_newest(), told_before, untold)


def due_for(user: Account) -> list[Due]:
    """What waits to be told, site by site and kind by kind."""
    sites = {site.id: site for site in session.scalars(sites_uploaded_by(user))}
    due = []
    for kind in UploadKind:
        mine = due_rows(kind).where(Grant.site_id.in_(sites))
        counted = mine.with_only_columns(Grant.site_id, func.count(Grant.id), func.min(Grant.face_date))
        for site_id, count, since in session.execute(counted.group_by(Grant.site_id).order_by(Grant.site_id)):
            due.append(Due(sites[site_id], kind, count, since or clock.today()))
    return due


def upload_lag(user: Account) -> tuple[int, int]:
    """Valid certificates that no upload sent has told of: how many, and the days since the earliest was issued.

    Those prepared but not sent count too: until it is sent the authority knows nothing.
    """
    sites = sites_uploaded_by(user).with_only_columns(Site.id).order_by(None)
    told = _in_upload(TOLD_STATES, kinds=[UploadKind.NEW])
    valid = (Certificate.state == CertificateState.ISSUED) & (Grant.state == GrantState.CERTIFIED)
    query = select(func.count(Grant.id), func.min(Grant.face_date)).join(
        Certificate, Certificate.number == Grant.number
    )
    count, since = session.execute(query.where(valid, ~told, Grant.site_id.in_(sites))).one()
    return count, max((clock.today() - since).days, 0) if since else 0


def _in_upload(
    states: frozenset[UploadState], kinds: list[UploadKind] | None = None, *, certificate: bool = False
) -> Exists:
    """Whether the grant (or this very version of its certificate) is in an upload in one of these states."""
    told = exists().where(UploadRow.grant_id == Grant.id, Upload.id == UploadRow.upload_id, Upload.state.in_(states))
    if kinds:
        told = told.where(Upload.kind.in_(kinds))
    return told.where(UploadRow.certificate_id == Certificate.id) if certificate else told


def _has_corrected_version() -> Exists:
    """Whether this version, or one between it and the last one told, says something else than the one before it."""
    other = aliased(Certificate)
    told = (
        select(func.max(other.version))
        .join(UploadRow, UploadRow.certificate_id == other.id)
        .join(Upload, Upload.id == UploadRow.upload_id)
        .where(other.number == Certificate.number, Upload.state.in_(LIVE_STATES))
        .scalar_subquery()
    )
    corrected = aliased(Certificate)
    return exists().where(
        corrected.number == Certificate.number,
        corrected.version <= Certificate.version,
        corrected.version > told,
        corrected.reissue_reason == ReissueReason.CORRECTED,
    )


def _is_newest() -> ColumnElement[bool]:
    later = aliased(Certificate)
    standing = later.state != CertificateState.CANCELLED
    return ~exists().where(later.number == Certificate.number, later.version > Certificate.version, standing)


def _at_bodies(query: Select[T], user: Account, permission: Permission) -> Select[T]:
    units = ids_in(user.scope(permission))
    return query.where(AssessmentBody.organisation_id.in_(units))
