"""From a recommendation to an appointment: opinions level by level, terms, pausing, leaving, coming back."""

from collections.abc import Sequence

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from lectures.lecturers.models import Lecturer
from lectures.lecturers.models_terms import LecturerStep, LecturerTerm
from lectures.lecturers.operations import LecturerFacts, add_lecturer, refuse_without_pool
from lectures.lecturers.queries import pools_above
from lectures.lecturers.queries_terms import open_step, steps_of, terms_of
from lectures.lecturers.rules import LecturerState
from lectures.lecturers.rules_terms import Term, in_term, reasons_against_term
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.messages.operations import send_message
from people.messages.queries import accounts_in_charge, accounts_of
from people.organisations.models import Organisation
from people.persons.models import Person


def recommend_lecturer(
    pool: Organisation, person: Person, facts: LecturerFacts, opinion: str, *, address: str, by: Account
) -> Lecturer:
    """Recommend somebody of one's unit for the pool of a federation above; each federation between says something.

    `address` is the page where the levels find what waits for them.
    """
    unit = by.organisation
    levels = pools_above(unit)
    if not by.may_at(Permission.LECTURER_RECOMMEND, person.organisation_path) or pool not in levels:
        raise NotAllowed
    if not opinion.strip():
        raise Refused("请写推荐意见：为什么推荐他。", field="opinion")
    lecturer = add_lecturer(pool, person, facts)
    chain = [unit, *levels[: levels.index(pool) + 1]]
    session.add_all(
        LecturerStep(lecturer=lecturer, organisation=one, place=place) for place, one in enumerate(chain, 1)
    )
    audit.record("recommend_lecturer", lecturer, by=by, reason=opinion)
    _decide(steps_of(lecturer)[0], True, opinion, by)
    _tell_next(lecturer, address)
    return lecturer


def advise_lecturer(lecturer: Lecturer, *, agreed: bool, reason: str, address: str, by: Account) -> None:
    """Say, as a level between, whether one agrees to a recommendation; declined, it ends here, with the reason."""
    step = _own_turn(lecturer, by)
    if step.organisation_id == lecturer.organisation_id:
        raise Refused("讲师库由本级工会决定：请办理聘任，或写明原因不聘任。")
    if not agreed and not reason.strip():
        raise Refused("不同意的，请写明原因，推荐单位会看到。", field="reason")
    _decide(step, agreed, reason, by)
    if agreed:
        audit.record("advise_lecturer", lecturer, by=by, reason=reason)
        _tell_next(lecturer, address)
    else:
        advance(lecturer, "decline_lecturer", by=by, reason=reason)


def appoint_lecturer(lecturer: Lecturer, term: Term, document: str, *, address: str, by: Account) -> LecturerTerm:
    """Appoint for a term. Raises `Refused` before all levels have agreed, and for a term that cannot be."""
    refuse_without_pool(lecturer, by)
    if lock(lecturer).state is LecturerState.RECOMMENDED:
        step = _own_turn(lecturer, by)
        if step.organisation_id != lecturer.organisation_id:
            raise Refused(f"{lecturer.person.name}：还在等{step.organisation.name}的意见，同意之后才能聘任。")
        _decide(step, True, document, by)
    made = _add_term(lecturer, term, document)
    advance(lecturer, "appoint_lecturer", by=by, changes={"term": (None, f"{term.begins} 至 {term.ends}")})
    title = f"您已受聘为{lecturer.organisation.name}讲师库讲师"
    text = f"聘期 {term.begins} 至 {term.ends}。请在手机上填写可讲时间，派单时按它排。"
    send_message(_accounts(lecturer), title, text=text, address=address)
    return made


def renew_lecturer(lecturer: Lecturer, term: Term, document: str, *, by: Account) -> LecturerTerm:
    """Another term for one in service."""
    refuse_without_pool(lecturer, by)
    if lock(lecturer).state is not LecturerState.IN_SERVICE:
        raise Refused(f"{lecturer.person.name}不是在聘状态，不能续聘；停用的请重新聘任。")
    made = _add_term(lecturer, term, document)
    audit.record("renew_lecturer", lecturer, by=by, changes={"term": (None, f"{term.begins} 至 {term.ends}")})
    return made


def decline_lecturer(lecturer: Lecturer, *, reason: str, by: Account) -> None:
    """Decide, as the pool, not to appoint."""
    refuse_without_pool(lecturer, by)
    step = _own_turn(lecturer, by)
    if step.organisation_id != lecturer.organisation_id:
        raise Refused(f"还在等{step.organisation.name}的意见，轮到本级时再决定。")
    advance(lock(lecturer), "decline_lecturer", by=by, reason=reason)
    _decide(step, False, reason, by)


def pause_lecturer(lecturer: Lecturer, *, reason: str, by: Account) -> None:
    """Ask him for nothing for the time being."""
    _change(lecturer, "pause_lecturer", reason, by)
    send_message(_accounts(lecturer), f"{lecturer.organisation.name}讲师库暂停派单", text=reason)


def resume_lecturer(lecturer: Lecturer, *, by: Account) -> None:
    """Ask him again, while his term lasts."""
    refuse_without_pool(lecturer, by)
    if not in_term([one.term for one in terms_of(lecturer)], clock.today()):
        raise Refused(f"{lecturer.person.name}没有在期的聘期，请重新聘任，写明新的聘期。")
    advance(lock(lecturer), "resume_lecturer", by=by)
    send_message(_accounts(lecturer), f"{lecturer.organisation.name}讲师库恢复派单")


def remove_lecturer(lecturer: Lecturer, *, reason: str, by: Account) -> None:
    """Take him out of the pool; his file stays, and he is no more shown in the gallery."""
    _change(lecturer, "remove_lecturer", reason, by)
    lecturer.public, lecturer.consent = False, ""
    send_message(_accounts(lecturer), f"您已退出{lecturer.organisation.name}讲师库", text=reason)


def restore_lecturer(lecturer: Lecturer, *, reason: str, by: Account) -> None:
    """Take one who left back into the pool, paused: to be appointed anew, or resumed while his term lasts."""
    _change(lecturer, "restore_lecturer", reason, by)


def _change(lecturer: Lecturer, action: str, reason: str, by: Account) -> None:
    refuse_without_pool(lecturer, by)
    _refuse_self(lecturer, by)
    advance(lock(lecturer), action, by=by, reason=reason)


def _own_turn(lecturer: Lecturer, by: Account) -> LecturerStep:
    """The open step, if it is for `by` to take it."""
    _refuse_self(lecturer, by)
    step = open_step(lock(lecturer))
    if step is None or lecturer.state is not LecturerState.RECOMMENDED:
        raise Refused("这项推荐已经办结，请刷新页面查看结果。")
    if not by.may_at(Permission.LECTURE_RUN, step.organisation.path):
        raise NotAllowed
    return step


def _refuse_self(lecturer: Lecturer, by: Account) -> None:
    if by.person_id == lecturer.person_id:
        raise Refused("不能办理自己的推荐、聘任和停用，请由其他经办人办理。")


def _decide(step: LecturerStep, agreed: bool, reason: str, by: Account) -> None:
    step.agreed, step.reason = agreed, reason.strip()
    step.decided_at, step.decided_by = clock.now(), by.display_name
    session.flush()


def _add_term(lecturer: Lecturer, term: Term, document: str) -> LecturerTerm:
    held = [one.term for one in terms_of(lecturer)]
    if reasons := reasons_against_term(term, held, clock.today()):
        raise Refused("没有聘任。", reasons=[f"{lecturer.person.name}：{reason}" for reason in reasons])
    made = LecturerTerm(lecturer=lecturer, begins=term.begins, months=term.months, ends=term.ends, document=document)
    session.add(made)
    return made


def _tell_next(lecturer: Lecturer, address: str) -> None:
    step = open_step(lecturer)
    if step is not None:
        officers = session.scalars(accounts_in_charge(Permission.LECTURE_RUN, step.organisation))
        title = f"讲师推荐等待{step.organisation.name}的意见：{lecturer.person.name}"
        send_message(officers, title, address=address)


def _accounts(lecturer: Lecturer) -> Sequence[Account]:
    return session.scalars(accounts_of([lecturer.person_id])).all()
