"""Preparing uploads and writing down what the authority said."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.batches.models import Batch
from assessments.bodies.models import Site
from assessments.grants.models import Grant
from assessments.uploads.models import Upload, UploadRow
from assessments.uploads.queries import due_rows
from assessments.uploads.rules import MOST_ROWS, UPLOAD_KIND_TITLES, UploadKind
from certificates.issuing.models import Certificate
from certificates.issuing.reporting import report_row
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from foundation.secrets import keyed_hash
from people.accounts.models import Account
from people.accounts.rules import Permission

NO_UNIT = "其他"


@dataclass(frozen=True)
class UploadFacts:
    """The head of a batch: `batch_number` as registered with the authority; `batch` narrows it to one plan."""

    kind: UploadKind
    batch_number: str
    leader: str
    manager: str
    batch: Batch | None = None


def prepare_upload(site: Site, facts: UploadFacts, *, by: Account) -> Upload:
    """Freeze what is due at a site into an upload. Raises `Refused` if nothing is, or the batch number is in use."""
    _require(by, site.organisation_path)
    lock(site.body)  # two officers at once never tell of the same certificate twice
    query = due_rows(facts.kind).where(Grant.site_id == site.id)
    if facts.batch is not None:
        query = query.where(Grant.batch_id == facts.batch.id)
    due = session.execute(query.options(joinedload(Certificate.organisation)).order_by(Grant.number)).all()
    if not due:
        raise Refused(f"现在没有要报“{UPLOAD_KIND_TITLES[facts.kind]}”的证书。证书制作完成、生效后才能上报。")
    if len(due) > MOST_ROWS:
        raise Refused(f"一批最多上报 {MOST_ROWS} 张，这里有 {len(due)} 张。请按认定计划分批上报。")
    upload = Upload(
        body_id=site.body_id,
        site=site,
        batch=facts.batch,
        kind=facts.kind,
        batch_number=facts.batch_number.strip(),
        leader=facts.leader.strip(),
        manager=facts.manager.strip(),
        prepared_by=by.id,
    )
    _refuse_number_in_use(upload)
    session.add(upload)
    session.flush()
    for grant, certificate in due:
        unit = _unit_of(grant, certificate)
        digest = digest_of(certificate, unit)
        session.add(
            UploadRow(upload=upload, grant_id=grant.id, certificate_id=certificate.id, unit=unit, digest=digest)
        )
    audit.record("prepare_upload", upload, by=by, changes={"count": (None, len(due))})
    return upload


def send_upload(upload: Upload, sent_on: date, *, by: Account) -> None:
    """Write down that the file was put into the authority's system, and on which day."""
    _require(by, lock(upload).organisation_path)
    if not clock.in_shanghai(upload.prepared_at).date() <= sent_on <= clock.today():
        raise Refused("上报日期应在备好数据那天到今天之间，请核对。", field="sent_on")
    upload.sent_on = sent_on
    advance(upload, "send_upload", by=by)


def accept_upload(upload: Upload, *, by: Account) -> None:
    """Write down that the authority took the batch."""
    _require(by, lock(upload).organisation_path)
    advance(upload, "accept_upload", by=by)


def return_upload(upload: Upload, *, reason: str, by: Account) -> None:
    """Write down that the authority returned the batch, and why. Its certificates are due again."""
    _end(upload, "return_upload", reason, by)


def cancel_upload(upload: Upload, *, reason: str, by: Account) -> None:
    """Give up a batch that was not sent. Its certificates are due again."""
    _end(upload, "cancel_upload", reason, by)


def digest_of(certificate: Certificate, unit: str) -> str:
    """By which a row made again is known to be the one that was frozen: a keyed hash of its eleven cells."""
    return keyed_hash("\n".join(report_row(certificate, organisation=unit, unmasked=True).values()))


def _unit_of(grant: Grant, certificate: Certificate) -> str:
    """所在单位；没有单位的填“其他”，他们的证书由评价机构保管。"""
    kept_by_body = grant.employer_id is None and certificate.organisation_id == grant.body.organisation_id
    return NO_UNIT if kept_by_body else certificate.organisation.unit_name


def _end(upload: Upload, action: str, reason: str, by: Account) -> None:
    _require(by, lock(upload).organisation_path)
    upload.active, upload.reason = None, reason.strip()
    advance(upload, action, by=by, reason=reason)


def _refuse_number_in_use(upload: Upload) -> None:
    same = (Upload.body_id == upload.body_id) & (Upload.batch_number == upload.batch_number)
    if session.scalar(select(Upload.id).where(same, Upload.active.is_(True))) is not None:
        raise Refused("这个批次号已经用在另一批上报里，请核对。被退回、作废的批次号可以再用。", field="batch_number")


def _require(by: Account, path: str) -> None:
    if not by.may_at(Permission.GRANT_CERTIFY, path):
        raise NotAllowed
