"""The steps of a result: computed, frozen, put up for public notice, final, certified; and the way back as a whole."""

from collections.abc import Sequence

from sqlalchemy import delete

from certificates.designs.models import Design
from certificates.designs.operations import LONGEST_NAME, create_design, note_trial_names
from certificates.designs.queries import design_made_for
from certificates.designs.rules import settings_from_json
from certificates.issuing.models import CertificateBatch
from certificates.issuing.operations import ask_for_batch
from competitions.judging.operations import reopen_judging as reopen_panels
from competitions.planning.models import Stage
from competitions.planning.operations import require_real
from competitions.planning.rules import StageState
from competitions.registration.models import StageEntrant
from competitions.results.announcing import announcement, announcement_title
from competitions.results.awarding import (
    KIND,
    certificate_design,
    certificate_requests,
    certificate_series,
    certificate_subject,
)
from competitions.results.calculation import calculate, digest_of
from competitions.results.holding import waits_of
from competitions.results.models import ResultVersion
from competitions.results.placings import withdraw_placings, write_placings
from competitions.results.queries import latest_versions, lines_of, open_matters, standing_version
from competitions.results.queries_effects import count_certificates, entrants_of, holds_on, next_stage
from competitions.results.queries_spot_checks import lacking_for_publication
from competitions.results.rules import (
    STANDING,
    ResultState,
    goes_on,
    reasons_against_finalising,
    reasons_against_reopening,
    reasons_against_withdrawing,
)
from foundation import audit, chain, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from notices.operations import end_notice, put_up_notice, void_notice
from notices.queries import count_objections
from notices.rules import NoticeState, ObjectionState
from people.accounts.models import Account
from scoring.contest import EventNotScorable


def compute_result(stage: Stage, *, by: Account) -> ResultVersion:
    """Compute a new version; an earlier one that was only computed is superseded.

    Raises `Refused` with every blocker. A frozen or published result is never touched: it has to be corrected first.
    """
    lock(stage)
    latest = latest_versions([stage.id]).get(stage.id)
    if latest and latest.state in STANDING:
        raise Refused(
            f"第 {latest.number} 版成绩已经锁定或公示，重新计算不会撤下它。"
            "个别评分有错的请“提出更正”；整场须重来的，请先“撤回成绩”。"
        )
    version = calculated(stage)
    if latest and latest.state is ResultState.COMPUTED:
        advance(latest, "compute_result", by=by)
    return store_version(stage, version, number=latest.number + 1 if latest else 1, by=by)


def store_version(stage: Stage, version: ResultVersion, *, number: int, by: Account) -> ResultVersion:
    """Keep a version that was just computed."""
    version.stage = stage
    version.number = number
    version.computed_by = by.id
    session.add(version)
    audit.record("compute_result", version, by=by, changes={"digest": (None, version.digest)})
    _log(version, "compute")
    return version


def freeze_result(version: ResultVersion, *, by: Account) -> None:
    """Freeze a computed version. Raises `Refused` if anything is open again or has changed since it was computed."""
    lock(version.stage)
    lock(version)
    if version.state is ResultState.COMPUTED and calculated(version.stage).digest != version.digest:
        raise Refused("计算之后，评分、检录或方案有变化，这一版成绩已经过时。请重新计算后再锁定。")
    _verify(version)
    freeze_computed(version, by=by)


def freeze_computed(version: ResultVersion, *, by: Account) -> None:
    """Freeze a version known to fit the present marks."""
    version.frozen_at = clock.now()
    advance(version, "freeze_result", by=by)
    _log(version, "freeze")


def publish_result(version: ResultVersion, *, days: int, by: Account) -> None:
    """Put a frozen version up for public notice for `days` calendar days."""
    require_real(lock(version).stage.event.competition)
    _verify(version)
    if version.state is ResultState.FROZEN:
        _refuse_for(lacking_for_publication(version), "公示")
        version.notice = put_up_notice(
            version.reference,
            title=announcement_title(version),
            facts=announcement(version),
            organisation=version.stage.event.competition.organisation,
            days=days,
            by=by,
        )
    advance(version, "publish_result", by=by)
    _log(version, "publish")


def finalise_result(version: ResultVersion, *, by: Account) -> None:
    """Make a published version final once its notice and every time for appeals have run out, and all is settled.

    Those within the cut-off go on to the next stage, if there is one.
    """
    lock(version.stage)
    lock(version)
    if version.notice:
        upheld = count_objections(version.notice, ObjectionState.UPHELD)
        holds = [hold.text for hold in holds_on(version.stage)]
        _refuse_for(reasons_against_finalising(notice=version.notice.state, upheld=upheld, holds=holds), "生效")
        if version.notice.state is NoticeState.OPEN:
            end_notice(version.notice, by=by)
        _refuse_for([f"暂缓生效：{text}。" for text in waits_of(version.stage)], "生效")
    _verify(version)
    advance(version, "finalise_result", by=by)
    _send_on(version)
    write_placings(version, by=by)
    _log(version, "finalise")


def withdraw_result(version: ResultVersion, *, reason: str, by: Account) -> None:
    """Take back a frozen, published or final version as a whole, with its notice, so that judging can be opened again.

    It stays readable. For a single mistake there is the correction. Raises `Refused` while certificates or the draw of
    the next stage rest on it.
    """
    lock(version.stage)
    lock(version)
    following = next_stage(version.stage)
    drawn = following is not None and following.state is not StageState.PLANNED
    reasons = reasons_against_withdrawing(
        certificates=count_certificates(version.stage),
        next_stage_drawn=drawn and version.state is ResultState.FINAL,
    )
    _refuse_for(reasons, "撤回")
    version.reason = reason.strip()
    advance(version, "withdraw_result", by=by, reason=reason)
    withdraw_placings(version, reason=version.reason, by=by)
    if following:
        session.execute(delete(StageEntrant).where(StageEntrant.stage_id == following.id))
    if version.notice and version.notice.state is not NoticeState.VOIDED:
        void_notice(version.notice, reason=f"成绩撤回：{reason}", by=by)
    _log(version, "withdraw")


def reopen_judging(stage: Stage, *, reason: str | None, by: Account) -> None:
    """Open the judging of `stage` again. Raises `Refused`, naming the way out, while a result stands.

    It is asked for here because only results know whether one stands.
    """
    lock(stage)
    standing = standing_version(stage)
    if reasons := reasons_against_reopening(standing.number if standing else None):
        raise Refused(reasons[0])
    reopen_panels(stage, reason=reason, by=by)


def issue_certificates(
    version: ResultVersion, *, by: Account, address: str, design: int | None = None
) -> CertificateBatch:
    """Have the award certificates of a final version made. `address` is what their QR codes begin with; `design` is
    chosen as `certificate_design` says."""
    require_real(lock(version).stage.event.competition)
    if version.state is not ResultState.FINAL:
        raise Refused("只能按正式成绩制作证书。请先完成公示并转为正式成绩。")
    _verify(version)
    return ask_for_batch(
        KIND,
        f"{version.stage.audit_label} 获奖证书",
        version.reference,
        certificate_requests(version),
        series=certificate_series(version),
        organisation=version.stage.event.competition.organisation,
        address=address,
        by=by,
        design=certificate_design(version, design),
    )


def design_certificates(version: ResultVersion, *, by: Account) -> Design:
    """The design for the certificates of this competition, begun from the look they would have now if there is none.

    It remembers the longest and the rarest name of this result for its preview.
    """
    competition = version.stage.event.competition
    require_real(competition)
    names = [request.holder_name for request in certificate_requests(version)]
    if own := design_made_for(KIND, competition.organisation, certificate_subject(version)):
        note_trial_names(own, names)
        return own
    now = certificate_design(version)
    return create_design(
        KIND,
        f"{competition.audit_label}获奖证书"[:LONGEST_NAME],
        competition.organisation,
        by=by,
        settings=settings_from_json(now.settings) if now else None,
        used_for=certificate_subject(version),
        subject_title=competition.audit_label,
        names=names,
    )


def calculated(stage: Stage) -> ResultVersion:
    """The result as it would be now. Raises `Refused` with everything that stands against it."""
    _refuse_for([blocker.text for blocker in open_matters(stage)], "计算")
    try:
        return calculate(stage)
    except EventNotScorable as refusal:
        raise Refused("成绩还不能计算。", reasons=[str(problem) for problem in refusal.problems]) from refusal


def _verify(version: ResultVersion) -> None:
    """Refuse to go on with a version whose stored lines are no longer those that were computed."""
    if digest_of(version) != version.digest:
        raise Refused("这一版成绩的内容与计算时的指纹不一致，可能被改动过。请停止使用，并联系系统管理员核查。")


def _send_on(version: ResultVersion) -> None:
    """Exactly those within the cut-off; who was sent on by an earlier version and still belongs there stays."""
    following, cut_off = next_stage(version.stage), version.stage.cut_off
    if following is None or cut_off is None:
        return
    known = entrants_of(following)
    going = {line.entry_id for line in lines_of(version) if goes_on(line.score_rank, cut_off)}
    session.add_all(StageEntrant(stage_id=following.id, entry_id=entry_id) for entry_id in sorted(going - known.keys()))
    for entry_id in known.keys() - going:
        session.delete(known[entry_id])


def _log(version: ResultVersion, kind: str) -> None:
    """Tell the stage's published log what became of a version."""
    facts = {"version": version.number, "plan_version": version.plan_version, "digest": version.digest}
    chain.append(f"stage:{version.stage_id}", f"result-{kind}", facts)


def _refuse_for(reasons: Sequence[str], step: str) -> None:
    if reasons:
        raise Refused(f"成绩还不能{step}：{reasons[0]}", reasons=reasons)
