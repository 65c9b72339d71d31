"""Grades put up for public notice, objections that hold one achievement alone, and grades that become final."""

from collections.abc import Sequence

from sqlalchemy import select

from certificates.validity.operations import revoke_certificate
from certificates.validity.queries import REVOCABLE
from foundation import clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance, advance_all
from notices.models import Objection, PublicNotice
from notices.operations import end_notice, put_up_notice
from notices.rules import NoticeFacts, NoticeState, NoticeTable, ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.proposals.models_achievements import Achievement, AchievementObjection
from studios.proposals.models_selections import Selection
from studios.proposals.operations_achievements import require_other
from studios.proposals.queries_achievements import in_order
from studios.proposals.reviewing import reference_of
from studios.proposals.rules_achievements import ACHIEVEMENT_KIND_TITLES, REVIEWED, AchievementState

COLUMNS = ("等级", "成果名称", "种类", "申报单位", "主要完成人")


def notice_achievements(selection: Selection, *, by: Account) -> PublicNotice:
    """Put up the grades that wait for it, for the selection's working days; later ones on a supplementary notice.

    Raises `Refused` if there is none, or while an achievement has no grade and no reason yet.
    """
    _require_runner(selection, by)
    lock(selection)
    if undecided := in_order(selection, *REVIEWED):
        raise Refused(f"还有 {len(undecided)} 项成果没有评定（包括等人裁定的并列），请先评定再公示。")
    waiting = awaiting_notice(selection)
    if not waiting:
        raise Refused("没有等待公示的等级。")
    again = any(one.notice_id for one in in_order(selection, AchievementState.FINAL, AchievementState.NOTICED))
    notice = put_up_notice(
        reference_of(selection),
        title=f"{selection.title}结果{'续公示' if again else '公示'}",
        facts=notice_facts(selection, waiting),
        organisation=selection.organisation,
        working_days=selection.notice_days,
        by=by,
    )
    session.flush()
    for one in waiting:
        one.notice = notice
    advance_all(waiting, "notice_achievement", by=by)
    return notice


def awaiting_notice(selection: Selection) -> list[Achievement]:
    """What was graded and not put up, or whose notice was voided."""
    return [
        one
        for one in in_order(selection, AchievementState.GRADED, AchievementState.NOTICED)
        if one.state is AchievementState.GRADED or (one.notice and one.notice.state is NoticeState.VOIDED)
    ]


def notice_facts(selection: Selection, achievements: Sequence[Achievement]) -> NoticeFacts:
    """What the public reads: grades, titles, units and authors, by rank within each grade."""
    order = [grade.title for grade in selection.grade_rules]
    listed = sorted(achievements, key=lambda one: (order.index(one.grade), one.rank or 0, one.id))
    rows = tuple(
        (
            one.grade,
            one.title,
            ACHIEVEMENT_KIND_TITLES[one.kind],
            one.organisation.name,
            "、".join(author.name for author in one.authors),
        )
        for one in listed
    )
    pairs = (
        ("主办单位", selection.organisation.name),
        ("公示项数", f"{len(rows)} 项"),
        ("异议", "公示期内可以实名提出异议；对一项成果的异议只影响这一项。"),
    )
    opening = f"{selection.organisation.name}现将“{selection.title}”拟定等级的成果予以公示。"
    return NoticeFacts(opening, pairs, (NoticeTable("拟定等级的成果", COLUMNS, rows),))


def hold_achievement(achievement: Achievement, objection: Objection, *, by: Account) -> None:
    """State that an objection concerns this achievement. Only this one waits for the answer; the others go on."""
    _decide(achievement, by)
    if objection.notice_id != achievement.notice_id:
        raise Refused("这条异议不是对公示这项成果的公示提出的，请核对。")
    if session.scalar(select(AchievementObjection.id).where(AchievementObjection.objection_id == objection.id)):
        raise Refused("这条异议已经指明涉及的成果，请刷新页面查看。")
    session.add(AchievementObjection(achievement=achievement, objection=objection))
    if achievement.state is not AchievementState.HELD:
        advance(achievement, "hold_achievement", by=by, reason=f"异议 {objection.id}")


def release_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """The objections were answered and none is right: it goes on where it was."""
    _decide(achievement, by)
    for link in achievement.objections:
        if link.objection.state is ObjectionState.RECEIVED:
            raise Refused(f"异议 {link.objection_id} 还没有答复。请先在公示页面答复。")
        if link.objection.state is ObjectionState.UPHELD:
            raise Refused(f"异议 {link.objection_id} 成立，不能恢复。请取消等级，或重新评定。")
    advance(achievement, "release_achievement", by=by, reason=reason)


def strip_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """Take a grade away, with its reason; a certificate given for it is revoked before everybody."""
    _decide(achievement, by)
    certificate = achievement.certificate
    if certificate is not None and certificate.state in REVOCABLE:
        revoke_certificate(certificate, reason=reason, by=by)
    achievement.state_reason, achievement.stripped = reason.strip(), True
    before, achievement.grade, achievement.listed_on = achievement.grade, "", None
    advance(achievement, "strip_achievement", by=by, reason=reason, changes={"grade": (before, None)})


def finalise_achievements(selection: Selection, *, by: Account) -> list[Achievement]:
    """Make final what was put up long enough and nobody objects to.

    Raises `Refused` if there is none, or while an objection does not say yet which achievement it concerns.
    """
    _require_runner(selection, by)
    lock(selection)
    noticed = in_order(selection, AchievementState.NOTICED)
    notices = {one.notice.id: one.notice for one in noticed if one.notice}
    ran_out = {
        key
        for key, notice in notices.items()
        if notice.state is not NoticeState.VOIDED and notice.closes_at <= clock.now()
    }
    if unplaced := [one for key in ran_out for one in unplaced_in(notices[key])]:
        listed = [f"异议 {one.id} 还没有指明涉及哪项成果。" for one in unplaced]
        raise Refused("还不能生效：请先指明异议涉及哪一项。", reasons=listed)
    done = [one for one in noticed if one.notice_id in ran_out]
    if not done:
        raise Refused("没有公示期满、可以生效的等级。公示期满后再办理；有异议的，先处理异议。")
    advance_all(done, "finalise_achievement", by=by)
    for key in ran_out:
        answered = all(one.state is not ObjectionState.RECEIVED for one in notices[key].objections)
        if notices[key].state is NoticeState.OPEN and answered:
            end_notice(notices[key], by=by)
    return done


def unplaced_in(notice: PublicNotice) -> list[Objection]:
    """The objections to a notice that are not dismissed and do not say yet which achievement they concern."""
    placed = select(AchievementObjection.objection_id)
    waiting = select(Objection).where(
        Objection.notice_id == notice.id, Objection.id.not_in(placed), Objection.state != ObjectionState.DISMISSED
    )
    return list(session.scalars(waiting.order_by(Objection.id)))


def _decide(achievement: Achievement, by: Account) -> None:
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    lock(achievement)


def _require_runner(selection: Selection, by: Account) -> None:
    if not by.may_at(Permission.PROPOSAL_RUN, selection.organisation_path):
        raise NotAllowed
