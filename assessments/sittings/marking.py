"""Marking a sitting on tablets: the scheme with its key skills, the panel of assessors with a sheet for each seat."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from assessments.bodies.models import Official
from assessments.sittings.models import KeySkill, Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.queries_duties import assignments_of, parameters_of, rater_accounts, unit_of, unmet_duties
from assessments.sittings.rules import Attendance, SittingDuty, SittingMode, SittingState
from assessments.sittings.rules_duties import MARKING
from assessments.sittings.rules_marking import key_skill_faults, reasons_against_closing, seat_label
from assessments.standards.rules import PART_TITLES
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from marking.panels.models import Panel
from marking.panels.rules import Duty
from marking.schemes.models import Scheme
from marking.schemes.operations import copy_scheme, replace_criteria
from marking.schemes.rules import CriterionFacts
from marking.sheets import panels
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.panels import NewSubject
from marking.sheets.queries import sheets_of_panels
from marking.sheets.recusal import conflicting_sheets
from people.accounts.models import Account

SPARED = frozenset({Attendance.ABSENT, Attendance.EXPELLED})


def key_skills_of(scheme: Scheme) -> dict[str, int]:
    """The least per cent of every key skill, by the code of its criterion."""
    query = select(KeySkill).where(KeySkill.scheme_id == scheme.id).order_by(KeySkill.id)
    return {one.criterion_code: one.minimum for one in session.scalars(query)}


def edit_marking_scheme(
    sitting: Sitting, criteria: Sequence[CriterionFacts], *, version: int | None, by: Account
) -> None:
    """Say what assessors mark. Key skills whose criterion is gone go with it. Not once the marking is open."""
    lock(sitting).expect_version(version)
    _require_unopened(sitting)
    if sitting.scheme is None:
        sitting.scheme = Scheme(title=PART_TITLES[sitting.part])
        session.flush()
    replace_criteria(sitting.scheme, criteria)
    kept = [one.code for one in criteria]
    gone = (KeySkill.scheme_id == sitting.scheme.id, KeySkill.criterion_code.not_in(kept))
    session.execute(delete(KeySkill).where(*gone))
    audit.record("edit_marking_scheme", sitting, by=by, changes={"criteria": (None, len(criteria))})


def copy_marking_scheme(sitting: Sitting, source: Sitting, *, by: Account) -> None:
    """Take over the scheme of another sitting, with its key skills."""
    _require_unopened(lock(sitting))
    if source.scheme is None:
        raise Refused(f"“{source.title}”还没有评分细则，请另选一场。")
    skills = key_skills_of(source.scheme)
    scheme = copy_scheme(source.scheme)
    session.add(scheme)
    session.flush()
    sitting.scheme = scheme
    session.add_all(KeySkill(scheme=scheme, criterion_code=code, minimum=least) for code, least in skills.items())
    audit.record("edit_marking_scheme", sitting, by=by, changes={"criteria": (None, len(scheme.criteria))})


def set_key_skill(sitting: Sitting, code: str, minimum: int, *, by: Account) -> None:
    """Make a criterion a key skill with the least per cent of its marks, or change that."""
    scheme = _scheme_to_change(sitting)
    if faults := key_skill_faults([one.code for one in scheme.criteria], {code: minimum}):
        raise Refused("关键技能没有保存。", reasons=faults)
    skill = _skill(scheme, code) or KeySkill(scheme=scheme, criterion_code=code)
    before, skill.minimum = skill.minimum, minimum
    session.add(skill)
    audit.record("set_key_skill", sitting, by=by, changes={f"★{code}": (before, minimum)})


def clear_key_skill(sitting: Sitting, code: str, *, by: Account) -> None:
    """The criterion is no key skill any more."""
    scheme = _scheme_to_change(sitting)
    if skill := _skill(scheme, code):
        audit.record("clear_key_skill", sitting, by=by, changes={f"★{code}": (skill.minimum, None)})
        session.delete(skill)
        session.flush()


def open_marking(sitting: Sitting, *, blind: bool, by: Account) -> Panel:
    """Give every assessor a sheet for every seat; from whom he must step aside is recused. Seats stay from now on.

    Raises `Refused` with all that is lacking: the sitting is not open, the scheme is empty, duties are not met.
    """
    _require_unopened(lock(sitting))
    if sitting.mode is not SittingMode.TABLET:
        raise Refused("这一场不用平板评分。要用平板评分，请先修改考核方式。")
    if sitting.state is not SittingState.OPEN:
        raise Refused("请先开场，再开始评分：开场后座位不再变动。")
    if sitting.scheme is None or not sitting.scheme.criteria:
        raise Refused("还没有评分细则，请先填写。")
    if reasons := unmet_duties(sitting):
        raise Refused("考务安排还不齐备，不能开始评分。补齐后再来，或请审核人写明原因同意例外。", reasons=reasons)
    sitting.blind = blind
    officials = [(one.official, one.duty) for one in assignments_of(sitting) if one.duty in MARKING]
    sitting.panel = panels.open_panel(
        sitting.scheme,
        f"{sitting.title} · {PART_TITLES[sitting.part]}",
        sitting.batch.body.organisation,
        raters=[seat for official, duty in officials for seat in _seats_of(official, duty)],
        subjects=[_subject(seat) for seat in session.scalars(seats_of([sitting]))],
        by=by,
    )
    audit.record("open_marking", sitting, by=by, changes={"blind": (None, blind)})
    return sitting.panel


def close_marking(sitting: Sitting, *, by: Account) -> None:
    """End the marking once every sheet is sealed and nothing is left to be decided; who did not come needs none."""
    panel = _panel(sitting)
    late = [mark.audit_label for mark in session.scalars(waiting_late_marks([panel.id]))]
    sealed = session.scalars(sheets_of_panels([panel.id])).all()
    conflicting = [sheet.audit_label for sheet in conflicting_sheets(sealed)]
    if reasons := reasons_against_closing(late, conflicting):
        raise Refused("现在还不能结束评分。", reasons=reasons)
    panels.close_panel(panel, excused=spared_references(sitting), by=by)


def reopen_marking(sitting: Sitting, *, reason: str | None, by: Account) -> None:
    """Let the assessors mark again, with a reason. Sealed sheets stay sealed."""
    panels.reopen_panel(_panel(sitting), reason=reason, by=by)


def spared_references(sitting: Sitting) -> list[str]:
    """Who needs no sheets: stayed away, or was sent out."""
    return [seat.reference for seat in session.scalars(seats_of([sitting])) if seat.attendance in SPARED]


def join_panel(sitting: Sitting, official: Official, duty: SittingDuty, *, by: Account) -> None:
    """Seat somebody who comes on duty when the marking is already open."""
    if sitting.panel is None or duty not in MARKING:
        return
    for account, seat in _seats_of(official, duty):
        panels.add_member(sitting.panel, account, seat, by=by)


def leave_panel(sitting: Sitting, official: Official, *, by: Account) -> None:
    """Take somebody off the panel, with his sheets. Raises `Refused` once he has sealed one."""
    members = [] if sitting.panel is None else sitting.panel.members
    for member in [one for one in members if one.account.person_id == official.person_id]:
        panels.remove_member(member, by=by)


def _seats_of(official: Official, duty: SittingDuty) -> list[tuple[Account, Duty]]:
    """The account and its duties on the panel; the lead assessor heads it and marks too."""
    account = rater_accounts([official.person_id]).get(official.person_id)
    if account is None:
        raise Refused(
            f"{official.person.name}没有可以评分的账号。请在“账号”中为本人开设账号并授予“考评员”角色，再安排考评。",
            field="choice",
        )
    marking = [(account, Duty.MARKING)]
    return [(account, Duty.CHIEF), *marking] if duty is SittingDuty.LEAD_ASSESSOR else marking


def _subject(seat: Seat) -> NewSubject:
    person, sitting = seat.application.person, seat.sitting
    unit = unit_of(seat, parameters_of(sitting.batch.body))
    label = seat_label(seat.number, person.name, blind=sitting.blind)
    return NewSubject(seat.reference, label, unit.id if unit else None, [person])


def _skill(scheme: Scheme, code: str) -> KeySkill | None:
    query = select(KeySkill).where(KeySkill.scheme_id == scheme.id, KeySkill.criterion_code == code)
    return session.scalars(query).one_or_none()


def _scheme_to_change(sitting: Sitting) -> Scheme:
    _require_unopened(lock(sitting))
    if sitting.scheme is None:
        raise Refused("还没有评分细则，请先填写，再设关键技能。")
    return sitting.scheme


def _panel(sitting: Sitting) -> Panel:
    if sitting.panel is None:
        raise Refused("这一场还没有开始评分。")
    return sitting.panel


def _require_unopened(sitting: Sitting) -> None:
    if sitting.panel_id is not None:
        raise Refused("这一场已经开始评分，评分细则和考评组不能重来。")
