"""The course of a mentoring: the apprentice's monthly log with the master's remark, and examinations."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.persons.models import SkillLevel
from people.persons.rules import Level
from studios.mentoring.models import Mentoring, MentoringExamination, MentoringMonth
from studios.mentoring.operations import side_of
from studios.mentoring.queries import terms_for
from studios.mentoring.rules import (
    ExaminationGrade,
    MentoringState,
    Side,
    allowance,
    reasons_against_extension,
)

LEVELS = list(Level)


def write_month(mentoring: Mentoring, month: date, learned: str, *, by: Account) -> MentoringMonth:
    """The apprentice writes about a month, given as its first day; until the master has remarked on it."""
    lock(mentoring)
    if side_of(mentoring, by) is not Side.APPRENTICE:
        raise NotAllowed
    _require_in_force(mentoring)
    if not mentoring.begins.replace(day=1) <= month <= min(mentoring.ends, clock.today()):
        raise Refused("只能写协议期内、已经开始的月份。")
    kept = session.scalars(
        select(MentoringMonth).where(MentoringMonth.mentoring_id == mentoring.id, MentoringMonth.month == month)
    ).one_or_none()
    if kept is not None and kept.remark:
        raise Refused("师傅已经写了评语，这个月的记录不能再改。")
    if kept is None:
        kept = MentoringMonth(mentoring=mentoring, month=month)
        session.add(kept)
    kept.learned, kept.written_at = learned, clock.now()
    audit.record("write_month", kept, by=by)
    return kept


def remark_month(month: MentoringMonth, remark: str, *, by: Account) -> None:
    """The master remarks on what the apprentice wrote."""
    lock(month)
    if side_of(month.mentoring, by) is not Side.MASTER:
        raise NotAllowed
    _require_in_force(month.mentoring)
    month.remark, month.remarked_at = remark, clock.now()
    audit.record("remark_month", month, by=by)


def examine_apprentice(
    mentoring: Mentoring, held_on: date, grade: ExaminationGrade, finding: str, *, by: Account
) -> MentoringExamination:
    """Write down an examination. Who passes has finished, and a higher level reached meanwhile is linked; who fails
    waits for an extension or for the end. Never by master or apprentice."""
    lock(mentoring)
    if side_of(mentoring, by) is not None:
        raise Refused("您是协议的一方，出师考核须由单位工会经办人登记。")
    _require_in_force(mentoring)
    if not (mentoring.began_on or mentoring.begins) <= held_on <= clock.today():
        raise Refused("考核日期应在协议生效之后、不晚于今天。", field="held_on")
    if len([one for one in mentoring.examinations if not one.void]) > (mentoring.first_ends is not None):
        raise Refused("考核不合格，还没有延长或已经延长过一次。请先延长，或办理未出师。")
    paid = allowance(mentoring.allowance, grade, terms_for(mentoring.organisation_path))
    examination = MentoringExamination(
        mentoring=mentoring, held_on=held_on, grade=grade, finding=finding, allowance=paid
    )
    session.add(examination)
    changes = {"grade": (None, grade), "allowance": (None, paid)}
    if grade is ExaminationGrade.FAIL:
        audit.record("examine_apprentice", mentoring, by=by, changes=changes)
    else:
        mentoring.closed_on, mentoring.skill_level = held_on, _raised_level(mentoring, held_on)
        advance(mentoring, "pass_apprentice", by=by, changes=changes)
    return examination


def extend_mentoring(mentoring: Mentoring, until: date, *, by: Account) -> None:
    """After a failed examination: once, by up to a year."""
    lock(mentoring)
    _require_failed(mentoring)
    if reasons := reasons_against_extension(mentoring.ends, until, mentoring.first_ends is not None):
        raise Refused(reasons[0], field="until")
    changes: dict[str, tuple[object, object]] = {"ends": (mentoring.ends, until)}
    mentoring.first_ends, mentoring.ends = mentoring.ends, until
    advance(mentoring, "extend_mentoring", by=by, changes=changes)


def fail_apprentice(mentoring: Mentoring, *, by: Account) -> None:
    """End it without success, after a failed examination."""
    lock(mentoring)
    _require_failed(mentoring)
    mentoring.closed_on = clock.today()
    advance(mentoring, "fail_apprentice", by=by)


def correct_examination(mentoring: Mentoring, *, reason: str, by: Account) -> None:
    """Take a result back that was written down wrongly; the examination stays on record as void."""
    lock(mentoring)
    if side_of(mentoring, by) is not None:
        raise Refused("您是协议的一方，考核结果须由单位工会经办人更正。")
    last = last_examination(mentoring)
    if last is None:
        raise Refused("还没有登记过考核，没有可以更正的。")
    mentoring.closed_on, mentoring.skill_level = None, None
    advance(mentoring, "correct_examination", by=by, reason=reason)
    last.void, last.allowance = True, Decimal(0)


def last_examination(mentoring: Mentoring) -> MentoringExamination | None:
    """The latest examination that counts."""
    counting = [one for one in mentoring.examinations if not one.void]
    return counting[-1] if counting else None


def _raised_level(mentoring: Mentoring, held_on: date) -> SkillLevel | None:
    """The highest level of the occupation that the apprentice reached during the agreement, if it was a step up."""
    query = select(SkillLevel).where(
        SkillLevel.person_id == mentoring.apprentice_id, SkillLevel.occupation_code == mentoring.occupation_code
    )
    before, during = [-1], []
    for one in session.scalars(query):
        if one.awarded is None or one.awarded < mentoring.begins:
            before.append(LEVELS.index(one.level))
        elif one.awarded <= held_on:
            during.append(one)
    best = max(during, key=lambda one: LEVELS.index(one.level), default=None)
    return best if best is not None and LEVELS.index(best.level) > max(before) else None


def _require_in_force(mentoring: Mentoring) -> None:
    if mentoring.state is not MentoringState.IN_FORCE:
        raise Refused("协议没有生效，或已经结束，不能办理。请刷新页面查看最新状态。")


def _require_failed(mentoring: Mentoring) -> None:
    _require_in_force(mentoring)
    last = last_examination(mentoring)
    if last is None or last.grade is not ExaminationGrade.FAIL:
        raise Refused("考核不合格的才能延长或办理未出师。请先登记考核。")
