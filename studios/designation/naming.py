"""Public notice of who is to be named, objections that hold one studio each, the name, its papers, its withdrawal."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from certificates.designs.queries import design_for
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds import studio_certificate, studio_plaque
from certificates.validity.operations_revocations import propose_revocation
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from notices.models import Objection, PublicNotice
from notices.operations import end_notice, put_up_notice
from notices.rules import NoticeFacts, NoticeState, NoticeTable, ObjectionState
from people.accounts.models import Account
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_models import DesignationObjection, DesignationResult
from studios.designation.naming_queries import namings_of, reference_of, results_of, unplaced_in
from studios.designation.naming_rules import reasons_against_document, reasons_against_noticing, term_end
from studios.designation.operations_recommending import reasons_against_opinion
from studios.designation.rules import DesignationState
from studios.designation.visits import require_run
from studios.registry.models import StudioNaming
from studios.registry.operations_namings import end_naming
from studios.registry.queries import team_on
from studios.registry.rules import NAMING_LEVEL_TITLES

S = DesignationState
COLUMNS = ("工作室", "领衔人", "所在单位")


def notice_designations(call: DesignationCall, chosen: Collection[int], *, by: Account) -> PublicNotice:
    """Put up the chosen results (their ids) for the call's working days. A later notice is a supplementary one."""
    require_run(call, by)
    results = results_of(call)
    waiting = [one for one in results if one.id in chosen and awaits_notice(one)]
    taken = [one for one in results if one.designation.state in (S.NOTICED, S.NAMED) and one not in waiting]
    _refuse_own([one.designation for one in waiting], by)
    if reasons := reasons_against_noticing(len(waiting), len(taken), call.places):
        raise Refused("公示没有发布。", reasons=reasons)
    notice = put_up_notice(
        reference_of(call),
        title=f"{call.title}拟命名名单{'续公示' if taken else '公示'}",
        facts=_notice_facts(call, waiting),
        organisation=call.organiser,
        working_days=call.notice_days,
        by=by,
    )
    session.flush()
    for result in waiting:
        result.notice = notice
        if result.designation.state is S.REVIEWED:
            advance(result.designation, "notice_designation", by=by)
    return notice


def awaits_notice(result: DesignationResult) -> bool:
    """Whether it can be put up: settled and not put up, or its notice was voided."""
    voided = result.notice is not None and result.notice.state is NoticeState.VOIDED
    state = result.designation.state
    return not result.vetoed and (state is S.REVIEWED or (state is S.NOTICED and voided))


def hold_designation(result: DesignationResult, objection: Objection, *, by: Account) -> None:
    """Say which studio an objection concerns: it waits for the answer, the others go on."""
    require_run(result.designation.call, by)
    _refuse_own([result.designation], by)
    if objection.notice_id != result.notice_id:
        raise Refused("这条异议不是对公示这间工作室的公示提出的，请核对。", field="objection")
    if session.scalar(select(DesignationObjection.id).where(DesignationObjection.objection_id == objection.id)):
        raise Refused("这条异议已经指明涉及的工作室，请刷新页面查看。", field="objection")
    session.add(DesignationObjection(result=result, objection=objection))
    audit.record("hold_designation", result, by=by, reason=f"异议 {objection.id}")


def decline_designation(result: DesignationResult, *, reason: str, by: Account) -> None:
    """It is not named: below the cut, or an objection was upheld. The reason is told to the applicant.

    Raises `Refused` while an objection waits for its answer.
    """
    require_run(result.designation.call, by)
    _refuse_own([result.designation], by)
    if any(one.state is ObjectionState.RECEIVED for one in result.holding):
        raise Refused("这间工作室还有异议没有答复。请先在公示页面答复，再作决定。")
    advance(lock(result.designation), "decline_designation", by=by, reason=reason)


def revise_designation(result: DesignationResult, *, reason: str, by: Account) -> None:
    """Take a refusal back (corrected after an objection, moved up): it waits for a notice of its own."""
    require_run(result.designation.call, by)
    _refuse_own([result.designation], by)
    if result.vetoed:
        raise Refused("这间工作室被一票否决，不能恢复。")
    advance(lock(result.designation), "revise_designation", by=by, reason=reason)
    result.notice = None


def designate_studios(call: DesignationCall, document: str, named_on: date, *, by: Account) -> list[StudioNaming]:
    """Name, by a document, all whose notice has run out and to whom nobody objects.

    Raises `Refused` if there is none, while an objection does not say whom it concerns, or for a day before the end.
    """
    require_run(call, by)
    ran_out = [one for one in results_of(call) if one.designation.state is S.NOTICED and has_run_out(one)]
    notices = {one.notice.id: one.notice for one in ran_out if one.notice}
    if unplaced := unplaced_in(notices.values()):
        listed = [f"异议 {one.id} 还没有指明涉及哪间工作室。" for one in unplaced]
        raise Refused("还不能命名：请先指明异议涉及谁。", reasons=listed)
    free = [one for one in ran_out if not one.holding]
    if not free:
        raise Refused("没有公示期满、可以命名的工作室。有异议的，先处理异议。")
    _refuse_own([one.designation for one in free], by)
    last_day = max(clock.in_shanghai(one.closes_at).date() for one in notices.values())
    if reasons := reasons_against_document(document, named_on, _day_before(last_day), clock.today()):
        raise Refused("命名没有登记。", reasons=reasons)
    made = [_named(one.designation, document.strip(), named_on, by) for one in free]
    for notice in notices.values():
        _end_if_answered(notice, by)
    return made


def has_run_out(result: DesignationResult) -> bool:
    """Whether the days of its notice are over."""
    notice = result.notice
    return notice is not None and notice.state is not NoticeState.VOIDED and notice.closes_at <= clock.now()


def certify_namings(call: DesignationCall, document: str, *, address: str, by: Account) -> list[CertificateBatch]:
    """Have the certificate and the plaque of every studio that this document named made by jobs, once each.

    `address` is what the QR codes begin with. Raises `Refused` where every one has its papers.
    """
    require_run(call, by)
    namings = without_papers([one for one in namings_of(call) if one.document == document])
    if not namings:
        raise Refused("这份文件没有命名的工作室还要制证，不重复制作。")
    papers = {
        "studio_certificate": ("命名证书", "GZS", [_certificate(one) for one in namings]),
        "studio_plaque": ("牌匾", "GZP", [_plaque(one) for one in namings]),
    }
    return [
        ask_for_batch(
            kind,
            f"{document} {title}",
            f"{reference_of(call)}:{document}:{kind}-{namings[0].id}",
            requests,
            series=series,
            organisation=call.organiser,
            address=address,
            by=by,
            design=design_for(kind, call.organiser),
        )
        for kind, (title, series, requests) in papers.items()
    ]


def without_papers(namings: Sequence[StudioNaming]) -> list[StudioNaming]:
    """The names in force whose papers nobody has asked for; also those given later by the same document."""
    sources = {f"naming:{one.id}:certificate": one for one in namings if one.ended_on is None}
    held = set(session.scalars(select(Certificate.source).where(Certificate.source.in_(sources))))
    return [one for source, one in sources.items() if source not in held]


def withdraw_naming(naming: StudioNaming, *, reason: str, by: Account) -> None:
    """Take a name back today; the revocation of its papers is proposed, for a second person to confirm."""
    if by.person_id in {one.id for one in team_on(naming.studio, clock.today())}:
        raise Refused("不能决定自己所在的工作室，请由其他经办人办理。")
    end_naming(lock(naming), clock.today(), by=by, reason=reason)
    sources = [f"naming:{naming.id}:{kind}" for kind in ("certificate", "plaque")]
    papers = select(Certificate).where(Certificate.source.in_(sources))
    if session.scalars(papers.limit(1)).first():
        propose_revocation(papers, title=f"撤销命名：{naming.audit_label}", reason=reason, by=by)


def _refuse_own(designations: Sequence[Designation], by: Account) -> None:
    """Nobody decides about the studio that he belongs to."""
    if reasons := [reason for one in designations for reason in reasons_against_opinion(one, by)]:
        raise Refused("不能决定自己所在的工作室，请由其他经办人办理。", reasons=reasons)


def _named(designation: Designation, document: str, named_on: date, by: Account) -> StudioNaming:
    call = designation.call
    naming = StudioNaming(
        studio=designation.studio,
        level=call.level,
        title=call.naming_title,
        issuer=call.organiser,
        issuer_name=call.organiser.name,
        document=document,
        named_on=named_on,
        term_ends_on=term_end(named_on, call.term_years),
        source=f"designation:{designation.id}",
    )
    session.add(naming)
    advance(designation, "designate_studio", by=by, changes={"document": (None, document)})
    return naming


def _certificate(naming: StudioNaming) -> CertificateRequest:
    facts = studio_certificate.Facts(
        holder=naming.studio.name,
        organisation=naming.studio.organisation.name,
        leader=_leader(naming),
        designation=naming.title,
        issuers=(naming.issuer_name,),
        issued_on=naming.named_on,
        number="",
        verify_url="",
    )
    unit = naming.studio.organisation
    return CertificateRequest(f"naming:{naming.id}:certificate", None, naming.studio.name, unit, facts)


def _plaque(naming: StudioNaming) -> CertificateRequest:
    facts = studio_plaque.Facts(
        holder=naming.studio.name,
        organisation=naming.studio.organisation.name,
        leader=_leader(naming),
        issuers=(naming.issuer_name,),
        issued_on=naming.named_on,
        number="",
        verify_url="",
    )
    return CertificateRequest(f"naming:{naming.id}:plaque", None, naming.studio.name, naming.studio.organisation, facts)


def _leader(naming: StudioNaming) -> str:
    return naming.studio.leader.name if naming.studio.leader else ""


def _notice_facts(call: DesignationCall, results: Sequence[DesignationResult]) -> NoticeFacts:
    rows = tuple(
        (
            one.designation.proposed_name,
            leader.name if (leader := one.designation.studio.leader) else "—",
            one.designation.studio.organisation.name,
        )
        for one in results
    )
    pairs = (
        ("命名单位", call.organiser.name),
        ("命名级别", NAMING_LEVEL_TITLES[call.level]),
        ("拟命名", f"{len(rows)} 间"),
        ("异议", "公示期内可以实名提出异议；对一间工作室的异议只影响这一间。"),
    )
    opening = f"{call.organiser.name}按照“{call.title}”组织申报、推荐、考察和评审，现将拟命名的工作室予以公示。"
    return NoticeFacts(opening, pairs, (NoticeTable(call.naming_title, COLUMNS, rows),))


def _day_before(closes_on: date) -> date:
    """A notice closes at 24:00, which is 0:00 of the next day: its last day is the one before."""
    return date.fromordinal(closes_on.toordinal() - 1)


def _end_if_answered(notice: PublicNotice, by: Account) -> None:
    answered = all(one.state is not ObjectionState.RECEIVED for one in notice.objections)
    if notice.state is NoticeState.OPEN and answered:
        end_notice(notice, by=by)
