"""Proposing and deciding levels without an examination, and ending or renewing appointments. Two people, always."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assessments.grants.operations import GrantFacts, open_grant, withdraw_grant
from assessments.grants.queries import grant_from
from assessments.grants.rules import GrantState, Ground
from assessments.grants.ways import Way, chosen_way, levels_held, ways_to_grant
from assessments.ladder.models import Recognition
from assessments.ladder.queries import awards_of, deciding_scope, practises_special, renewal_of
from assessments.ladder.rules import Proposed, RecognitionState, reasons_against_recognition, to_confirm
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person, SkillLevel
from people.persons.operations import award_skill_level
from people.persons.rules import Level


@dataclass(frozen=True)
class RecognitionFacts:
    """What the form of a proposal says."""

    ground: Ground
    level: Level
    occupation_code: str
    grounds: str
    document: str
    post: str = ""
    begins: date | None = None
    ends: date | None = None


def propose_recognition(
    person: Person,
    facts: RecognitionFacts,
    evidence: bytes | None,
    *,
    renews: Recognition | None = None,
    by: Account,
) -> Recognition:
    """Propose a level for a worker of one's unit. Raises `Refused` with everything that stands against it."""
    employer = person.employer
    if employer is None or not by.may_at(Permission.LEVEL_APPOINT, employer.path):
        raise Refused("只能为本单位在职的职工提出，请核对证件号码和工作单位。", field="document_number")
    recognition = Recognition(person=person, employer=employer, renews=renews, proposed_by=by, **vars(facts))
    recognition.evidence = keep_evidence(evidence, "evidence", by_id=by.id) if evidence else None
    awards = awards_of(person) if facts.ground is Ground.EXCEPTIONAL else []
    recognition.award = awards[0] if awards else ""
    if reasons := reasons_against_recognition(proposed(recognition), clock.today()):
        raise Refused("还不能提出。", reasons=reasons)
    session.add(recognition)
    audit.record("propose_recognition", recognition, by=by, changes={"level": (None, facts.level)})
    return recognition


def confirm_recognition(recognition: Recognition, *, way: str, confirmed: Collection[str], by: Account) -> None:
    """Decide for it: the level is granted, for an apprentice only written down, for a renewal left as it is.

    Raises `Refused` for whoever proposed it, for a condition that is not confirmed, and for what stands against it now.
    """
    lock(recognition)
    lock(recognition.person)  # two proposals for one person are decided one after the other
    _refuse_same_person(recognition, by)
    facts = proposed(recognition)
    if reasons := reasons_against_recognition(facts, clock.today()):
        raise Refused("现在不能审定。", reasons=reasons)
    if missing := [text for text in to_confirm(facts) if text not in confirmed]:
        raise Refused("下列条件还没有逐条确认，核实后请勾选。", reasons=[f"未确认：{text}" for text in missing])
    recognition.conditions = list(to_confirm(facts))
    chosen = chosen_way(ways_of(recognition, by), way) if needs_site(recognition) else None
    if chosen is not None:
        recognition.site, recognition.trade = chosen.site, chosen.trade
    _decide(recognition, "confirm_recognition", by=by)
    if recognition.ground is Ground.APPRENTICESHIP:
        code, level = recognition.occupation_code, recognition.level
        award_skill_level(recognition.person, code, level, "", clock.today(), by=by)  # no certificate
    elif chosen is not None:
        _grant(recognition, chosen, by)


def reject_recognition(recognition: Recognition, *, reason: str, by: Account) -> None:
    """Decide against it, with the reason."""
    _refuse_same_person(lock(recognition), by)
    _decide(recognition, "reject_recognition", reason=reason, by=by)


def withdraw_recognition(recognition: Recognition, *, reason: str, by: Account) -> None:
    """Take it back, with the level. Raises `Refused` while the certificate is valid: it is revoked first."""
    lock(recognition)
    if recognition.state is RecognitionState.CONFIRMED:
        _refuse_same_person(recognition, by)
    grant = grant_from(recognition.source)
    if grant is not None and grant.state is not GrantState.WITHDRAWN:
        withdraw_grant(grant, reason=reason, by=by)
    if recognition.ground is Ground.APPRENTICESHIP and recognition.state is RecognitionState.CONFIRMED:
        _forget_apprenticeship(recognition, by)
    _decide(recognition, "withdraw_recognition", reason=reason, by=by)


def end_appointment(recognition: Recognition, *, on: date, reason: str, by: Account) -> None:
    """End an appointment on a day: its term is over, or the person leaves the post. The level once granted stays."""
    lock(recognition)
    if not recognition.appointed:
        raise Refused("只有聘任才有聘期，不用结束。")
    if recognition.begins is None or on < recognition.begins or on > clock.today():
        raise Refused("结束的日期应在聘期开始之后、今天或今天之前。", field="on")
    recognition.ended_on = on
    advance(recognition, "end_appointment", by=by, reason=reason)


def renew_appointment(
    recognition: Recognition, facts: RecognitionFacts, evidence: bytes | None, *, by: Account
) -> Recognition:
    """Propose to appoint the person again to the same level when the term is over. Raises `Refused` if it overlaps."""
    lock(recognition)
    if not recognition.appointed or recognition.state not in {RecognitionState.CONFIRMED, RecognitionState.OVER}:
        raise Refused("只有已经审定的聘任才能续聘。")
    if renewal_of(recognition) is not None:
        raise Refused("这次聘任已经提出过续聘。")
    until = recognition.ended_on or recognition.ends
    if facts.begins is not None and until is not None and facts.begins <= until:
        raise Refused(f"续聘应从上一聘期结束（{until}）之后开始。", field="begins")
    return propose_recognition(recognition.person, facts, evidence, renews=recognition, by=by)


def proposed(recognition: Recognition) -> Proposed:
    """The recognition as the rules take it, with what is known of the person now."""
    person, code = recognition.person, recognition.occupation_code
    return Proposed(
        ground=recognition.ground,
        level=recognition.level,
        held=levels_held([person.id], code)[person.id],
        employed=person.employer is recognition.employer,
        grounds=recognition.grounds,
        document=recognition.document,
        has_evidence=recognition.evidence is not None,
        post=recognition.post,
        begins=recognition.begins,
        ends=recognition.ends,
        awards=awards_of(person),
        special_practised=practises_special(recognition.employer),
        renewal=recognition.renews is not None,
    )


def needs_site(recognition: Recognition) -> bool:
    """Whether a body grants it: not to apprentices, who get no certificate, and not again when a term is renewed."""
    return recognition.ground is not Ground.APPRENTICESHIP and recognition.renews is None


def ways_of(recognition: Recognition, by: Account) -> list[Way]:
    """The sites in the care of `by` that may grant it today."""
    facts = recognition.employer, recognition.occupation_code, recognition.level
    return ways_to_grant(deciding_scope(by), *facts, clock.today())


def _grant(recognition: Recognition, way: Way, by: Account) -> None:
    facts = GrantFacts(
        source=recognition.source,
        ground=recognition.ground,
        site=way.site,
        person=recognition.person,
        employer=recognition.employer,
        occupation_code=recognition.occupation_code,
        trade=way.trade,
        level=recognition.level,
        granted_on=clock.today(),
        photo=recognition.person.photo,
    )
    open_grant(facts, by=by)


def _forget_apprenticeship(recognition: Recognition, by: Account) -> None:
    same = SkillLevel.person_id == recognition.person_id, SkillLevel.occupation_code == recognition.occupation_code
    for held in session.scalars(select(SkillLevel).where(*same, SkillLevel.level == Level.APPRENTICE)):
        changes = {"skill_levels": (f"{held.occupation_code} {held.level}", None)}
        audit.record("remove_skill_level", held.person, by=by, changes=changes)
        session.delete(held)


def _refuse_same_person(recognition: Recognition, by: Account) -> None:
    if recognition.proposed_by_id == by.id:
        raise Refused("这一项由您提出，须由另一人审定。")
    if recognition.person_id == by.person_id:
        raise Refused("这一项是您本人的，须由另一人审定。")
    if not any(recognition.employer.path.startswith(path) for path in deciding_scope(by)):
        raise NotAllowed


def _decide(recognition: Recognition, action: str, *, by: Account, reason: str = "") -> None:
    recognition.decided_by, recognition.decided_at, recognition.reason = by, clock.now(), reason.strip()
    advance(recognition, action, by=by, reason=reason)
