"""Mentoring agreements: making one, both signatures, ending it; what a unit rules about them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.rules import Level
from studios.mentoring.models import Mentoring, MentoringTerms
from studios.mentoring.queries import count_apprentices, terms_for
from studios.mentoring.rules import CURRENT, SIDE_TITLES, MentoringState, Side, Terms, reasons_against_pair
from studios.registry.models import Studio
from studios.registry.queries import reported_dead, team_on


@dataclass(frozen=True)
class AgreementFacts:
    """What an agreement says beside who makes it. `allowance` in 元 is what an excellent result pays."""

    occupation_code: str
    begins: date
    ends: date
    plan: str
    trade: str = ""
    target: Level | None = None
    allowance: Decimal = Decimal(0)

    def values(self) -> Mapping[str, object]:
        """Columns and their values."""
        return asdict(self)


def create_mentoring(
    studio: Studio, master: Person, apprentice: Person, facts: AgreementFacts, *, by: Account
) -> Mentoring:
    """Draw up an agreement; it is in force once both have signed.

    Raises `Refused` naming every fault: a master who is not of the studio or has too many apprentices, a pair that is
    bound already, somebody who died.
    """
    _check(studio, lock(master), apprentice, facts, None)  # held: two officers cannot pass the limit together
    mentoring = Mentoring(studio=studio, master=master, apprentice=apprentice, **facts.values())
    session.add(mentoring)
    audit.record("create_mentoring", mentoring, by=by)
    return mentoring


def edit_mentoring(mentoring: Mentoring, facts: AgreementFacts, *, version: int | None = None, by: Account) -> None:
    """Change an agreement that is not in force; whoever has signed signs anew."""
    lock(mentoring)
    if mentoring.state is not MentoringState.DRAFT:
        raise Refused("协议已经生效或结束，不能再改。需要改的，请解除后重新签订。")
    mentoring.expect_version(version)
    _check(mentoring.studio, mentoring.master, mentoring.apprentice, facts, mentoring.id)
    for name, value in facts.values().items():
        setattr(mentoring, name, value)
    mentoring.master_signed_at = mentoring.apprentice_signed_at = None
    audit.record("edit_mentoring", mentoring, by=by, changes=audit.pending_changes(mentoring))


def sign_mentoring(mentoring: Mentoring, *, by: Account) -> None:
    """Sign in one's own account; the second signature puts the agreement in force."""
    lock(mentoring)
    side = side_of(mentoring, by)
    if side is None:
        raise NotAllowed
    if mentoring.state is not MentoringState.DRAFT:
        raise Refused("协议已经生效或结束，不用再签。")
    column = f"{side.value}_signed_at"
    if getattr(mentoring, column) is not None:
        raise Refused("您已经签过字了，等待对方签字。")
    setattr(mentoring, column, clock.now())
    audit.record("sign_mentoring", mentoring, by=by, changes={"signature": (None, SIDE_TITLES[side])})
    if mentoring.master_signed_at and mentoring.apprentice_signed_at:
        _begin(mentoring, clock.today(), by)


def upload_agreement(mentoring: Mentoring, signed_on: date, content: bytes, *, by: Account) -> None:
    """Keep the paper that both have signed by hand; that puts the agreement in force."""
    lock(mentoring)
    if mentoring.state is not MentoringState.DRAFT:
        raise Refused("协议已经生效或结束，不用再上传。")
    if signed_on > clock.today():
        raise Refused("签字日期在今天之后，请核对。", field="signed_on")
    mentoring.paper = keep_evidence(content, f"mentoring-{mentoring.id}", by_id=by.id)
    _begin(mentoring, signed_on, by)


def terminate_mentoring(mentoring: Mentoring, *, reason: str, by: Account) -> None:
    """End an agreement before its time."""
    lock(mentoring)
    mentoring.closed_on, mentoring.close_reason = clock.today(), reason.strip()
    advance(mentoring, "terminate_mentoring", by=by, reason=reason)


def set_terms(organisation: Organisation, terms: Terms, *, version: int | None = None, by: Account) -> MentoringTerms:
    """Rule about mentoring for an organisation and all below it that have no rules of their own."""
    if not by.may_at(Permission.STUDIO_EDIT, organisation.path):
        raise NotAllowed
    if not terms.excellent >= terms.good >= terms.passed >= 0:
        raise Refused("等次越高津贴应越多：优秀不低于良好，良好不低于合格。", field="good")
    query = select(MentoringTerms).where(MentoringTerms.organisation_id == organisation.id)
    ruled = session.scalars(query.with_for_update()).one_or_none()
    if ruled is None:
        ruled = MentoringTerms(organisation=organisation, **asdict(terms))
        session.add(ruled)
        audit.record("set_terms", ruled, by=by)
        return ruled
    ruled.expect_version(version)
    for name, value in asdict(terms).items():
        setattr(ruled, name, value)
    audit.record("set_terms", ruled, by=by, changes=audit.pending_changes(ruled))
    return ruled


def side_of(mentoring: Mentoring, by: Account) -> Side | None:
    """Which side of the agreement this account's person is; None: neither."""
    if by.person_id is None:
        return None
    sides = {mentoring.master_id: Side.MASTER, mentoring.apprentice_id: Side.APPRENTICE}
    return sides.get(by.person_id)


def _begin(mentoring: Mentoring, signed_on: date, by: Account) -> None:
    mentoring.began_on = max(mentoring.begins, signed_on)
    advance(mentoring, "begin_mentoring", by=by)


def _check(studio: Studio, master: Person, apprentice: Person, facts: AgreementFacts, own_id: int | None) -> None:
    reasons = reasons_against_pair(
        master.id,
        apprentice.id,
        facts.begins,
        facts.ends,
        apprentices=count_apprentices(master, own_id),
        terms=terms_for(studio.organisation_path),
    )
    if studio.closed_on is not None:
        reasons.append(f"工作室已于 {studio.closed_on} 注销，不能再签师徒协议。")
    if facts.begins < studio.founded_on:
        reasons.append(f"协议从 {facts.begins} 开始，早于工作室成立的 {studio.founded_on}，请核对。")
    elif master.id not in {person.id for person in team_on(studio, max(facts.begins, studio.founded_on))}:
        reasons.append(f"{master.name} 在 {facts.begins} 不是本工作室的人，不能作为师傅结对。请核对成员的起止日期。")
    reasons += [f"{one.name} 已登记去世，请核对人选。" for one in (master, apprentice) if reported_dead(one)]
    bound = select(Mentoring.id).where(
        Mentoring.master_id == master.id,
        Mentoring.apprentice_id == apprentice.id,
        Mentoring.state.in_(CURRENT),
        Mentoring.id != (own_id or 0),
    )
    if session.scalar(bound) is not None:
        reasons.append(f"{master.name} 和 {apprentice.name} 已经有一份未结束的协议。")
    if reasons:
        raise Refused("协议没有保存。", reasons=reasons)
