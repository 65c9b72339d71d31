"""The steps of a result: computed, frozen, put up for public notice, final, certified; and the sanctioned way back."""

from collections.abc import Sequence

from sqlalchemy import delete

from certificates.models import CertificateBatch
from certificates.operations import ask_for_batch
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.registration.models import StageEntrant
from competitions.results.announcing import announcement, announcement_title
from competitions.results.awarding import KIND, certificate_requests, certificate_series
from competitions.results.calculation import calculate, digest_of
from competitions.results.models import ResultVersion
from competitions.results.queries import (
    count_certificates,
    latest_versions,
    lines_of,
    next_stage,
    open_matters,
)
from competitions.results.rules import (
    STANDING,
    ResultState,
    goes_on,
    reasons_against_correcting,
    reasons_against_finalising,
)
from foundation import audit, clock
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
            f"第 {latest.number} 版成绩已经锁定或公示，重新计算不会撤下它。确有错误的，请先“更正成绩”并写明原因。"
        )
    version = _calculated(stage)
    if latest and latest.state is ResultState.COMPUTED:
        advance(latest, "compute_result", by=by)
    version.stage = stage
    version.number = latest.number + 1 if latest else 1
    version.computed_by = by.id
    session.add(version)
    audit.record("compute_result", version, by=by, changes={"digest": (None, version.digest)})
    return version


def freeze_result(version: ResultVersion, *, by: Account) -> None:
    """Freeze a computed version. Raises `Refused` if anything is open again or has changed since it was computed."""
    lock(version.stage)
    lock(version)
    if version.state is ResultState.COMPUTED and _calculated(version.stage).digest != version.digest:
        raise Refused("计算之后，评分、检录或方案有变化，这一版成绩已经过时。请重新计算后再锁定。")
    _verify(version)
    version.frozen_at = clock.now()
    advance(version, "freeze_result", by=by)


def publish_result(version: ResultVersion, *, days: int, by: Account) -> None:
    """Put a frozen version up for public notice for `days` calendar days."""
    lock(version)
    _verify(version)
    _refuse_if_reopened(version)
    if version.state is ResultState.FROZEN:
        version.notice = put_up_notice(
            version.reference,
            title=announcement_title(version),
            facts=announcement(version),
            organisation=version.stage.event.competition.organisation,
            days=days,
            by=by,
        )
    advance(version, "publish_result", by=by)


def finalise_result(version: ResultVersion, *, by: Account) -> None:
    """Make a published version final once its notice has run its time and every objection is answered.

    Those within the cut-off go on to the next stage, if there is one.
    """
    lock(version)
    if version.notice:
        upheld = count_objections(version.notice, ObjectionState.UPHELD)
        judged = version.stage.state is StageState.JUDGED
        _refuse_for(reasons_against_finalising(judged=judged, notice=version.notice.state, upheld=upheld), "生效")
        if version.notice.state is NoticeState.OPEN:
            end_notice(version.notice, by=by)
    _verify(version)
    advance(version, "finalise_result", by=by)
    _send_on(version)


def correct_result(version: ResultVersion, *, reason: str, by: Account) -> None:
    """Take back a frozen, published or final version, with its notice; it stays readable, and a new one may follow.

    Raises `Refused` while certificates or the draw of the next stage rest on it.
    """
    lock(version.stage)
    lock(version)
    following = next_stage(version.stage)
    drawn = following is not None and following.state is not StageState.PLANNED
    reasons = reasons_against_correcting(
        certificates=count_certificates(version),
        next_stage_drawn=drawn and version.state is ResultState.FINAL,
    )
    _refuse_for(reasons, "更正")
    version.reason = reason.strip()
    advance(version, "correct_result", by=by, reason=reason)
    if following:
        session.execute(delete(StageEntrant).where(StageEntrant.stage_id == following.id))
    if version.notice and version.notice.state is not NoticeState.VOIDED:
        void_notice(version.notice, reason=f"成绩更正：{reason}", by=by)


def issue_certificates(version: ResultVersion, *, by: Account, address: str) -> CertificateBatch:
    """Have the award certificates of a final version made. `address` is what their QR codes begin with."""
    lock(version)
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
    )


def _calculated(stage: Stage) -> ResultVersion:
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


def _refuse_if_reopened(version: ResultVersion) -> None:
    if version.stage.state is not StageState.JUDGED:
        raise Refused("评分已重新开放，请先“更正成绩”，评分结束后重新计算。")


def _send_on(version: ResultVersion) -> None:
    following, cut_off = next_stage(version.stage), version.stage.cut_off
    if following is None or cut_off is None:
        return
    for line in lines_of(version):
        if goes_on(line.score_rank, cut_off):
            session.add(StageEntrant(stage_id=following.id, entry_id=line.entry_id))


def _refuse_for(reasons: Sequence[str], step: str) -> None:
    if reasons:
        raise Refused(f"成绩还不能{step}：{reasons[0]}", reasons=reasons)
