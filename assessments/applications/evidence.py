"""Files that prove what an application says, and its photo: judged by their content, kept encrypted."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from assessments.applications.models import Application, Evidence
from assessments.applications.photos import check_application_photo
from assessments.applications.rules import EDITABLE, EVIDENCE_KIND_TITLES, ApplicationState, EvidenceKind
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from foundation import audit, clock, files
from foundation.database import lock, lock_all, session
from foundation.errors import Refused
from foundation.evidence import check_evidence, keep_evidence
from people.accounts.models import Account

MOST_FILES = 12
OPEN = EDITABLE | {ApplicationState.SUBMITTED}


def add_evidence(
    application: Application, kind: EvidenceKind, content: bytes, *, dated: date | None = None, by: Account
) -> Evidence:
    """Keep a file that proves something; also while it is being reviewed. Raises `Refused` for what is no such file."""
    check_evidence(content)
    application = lock(application)
    _refuse_unless(application.state in OPEN, "这份申报已经审核，不能再添加材料。")
    _refuse_unless(len(application.evidence) < MOST_FILES, f"最多 {MOST_FILES} 个文件，请合并成一个 PDF 再上传。")
    _refuse_unless(dated is None or dated <= clock.today(), "材料的日期在今天之后，请核对。")
    kept = keep_evidence(content, f"evidence-{application.id}-{kind.value}", by_id=by.id)
    evidence = Evidence(application=application, kind=kind, file=kept, dated=dated)
    session.add(evidence)
    audit.record("add_evidence", application, by=by, changes={"evidence": (None, EVIDENCE_KIND_TITLES[kind])})
    return evidence


def remove_evidence(evidence: Evidence, *, by: Account) -> None:
    """Take a file out again, before the application is handed in."""
    application = lock(evidence.application)
    _refuse_unless(application.state in EDITABLE, "已经提交的申报不能删除材料。需要更换的，请先撤回，或请审核人退回。")
    changes = {"evidence": (EVIDENCE_KIND_TITLES[evidence.kind], None)}
    audit.record("remove_evidence", application, by=by, changes=changes)
    session.delete(evidence)


def set_application_photo(application: Application, content: bytes, *, by: Account) -> None:
    """The photo for ticket and certificate, until the certificate is made. Raises `Refused` naming every fault."""
    check_application_photo(content)
    application = lock(application)
    grants = _grants_on(application)
    lock_all(grants)
    if bar := bar_to_photo(application, by):
        raise Refused(bar)
    name = f"photo-{application.id}.jpg"
    application.photo = files.store(content, name=name, media_type="image/jpeg", by_id=by.id, encrypted=True)
    for grant in grants:
        grant.photo = application.photo
    application.expect_version(None)
    audit.record("set_application_photo", application, by=by)


def bar_to_photo(application: Application, by: Account) -> str:
    """Why no photo can be handed in any more; empty if one can. What was reviewed, the applicant does not replace."""
    if application.state not in OPEN | {ApplicationState.ACCEPTED}:
        return "这份申报没有通过或已撤回，不需要照片。"
    if application.state is not ApplicationState.ACCEPTED:
        return ""
    if any(grant.state is GrantState.CERTIFIED for grant in _grants_on(application)):
        return "证书已经制作，不能再更换照片。证书上的照片有误，请联系评价机构换发。"
    if application.photo_id is not None and application.person_id == by.person_id:
        return "照片已随申报审核，本人不能再更换。确需更换的，请单位经办人或评价机构办理。"
    return ""


def _grants_on(application: Application) -> Sequence[Grant]:
    """The levels that were granted on an application and not withdrawn."""
    source = f"application:{application.id}"
    resting = or_(Grant.source == source, Grant.source.startswith(f"{source}#", autoescape=True))
    return session.scalars(select(Grant).where(resting, Grant.state != GrantState.WITHDRAWN)).all()


def _refuse_unless(allowed: bool, message: str) -> None:
    if not allowed:
        raise Refused(message)
