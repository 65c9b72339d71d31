"""Calling a selection, proposing nominees for it, and saying level by level what one thinks of them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.honours.holders import Holder
from people.honours.rules import HONOUR_HOLDERS, HonourKind
from people.organisations.models import Organisation
from people.organisations.rules import Ownership
from people.persons.rules import Sex
from studios.nominations.models import Nomination, Nominee, NomineeOpinion
from studios.nominations.queries import awaiting, chains_of
from studios.nominations.rules import (
    Category,
    NominationState,
    ShareRule,
    faults_of_rules,
    reasons_against_notice_days,
)


@dataclass(frozen=True)
class NominationFacts:
    """What a selection is about; see the model."""

    title: str
    kind: HonourKind
    year: int
    places: int
    closes_on: date
    rules: Sequence[ShareRule] = ()
    scheme: str = ""
    document: str = ""
    notice_days: int = 5


@dataclass(frozen=True)
class NomineeFacts:
    """What is said of a nominee beside his name."""

    post: str = ""
    categories: Collection[Category] = ()
    merits: str = ""


@dataclass(frozen=True)
class OpinionFacts:
    """What a level says of a nominee; `content` is the signed and sealed paper."""

    agrees: bool
    words: str
    signed_on: date
    content: bytes | None = None


def create_nomination(organisation: Organisation, facts: NominationFacts, *, by: Account) -> Nomination:
    """Call a selection among the units below `organisation`."""
    if not by.may_at(Permission.HONOUR_EDIT, organisation.path):
        raise NotAllowed
    nomination = Nomination(organisation=organisation)
    _fill(nomination, facts)
    session.add(nomination)
    audit.record("create_nomination", nomination, by=by, changes={"places": (None, facts.places)})
    return nomination


def edit_nomination(nomination: Nomination, facts: NominationFacts, *, version: int | None, by: Account) -> None:
    """Change what the selection is about while nominees are proposed."""
    _refuse_unless_run(nomination, by)
    lock(nomination)
    _refuse_unless_open(nomination)
    nomination.expect_version(version)
    if nomination.nominees and HONOUR_HOLDERS[facts.kind] is not HONOUR_HOLDERS[nomination.kind]:
        raise Refused("已经有人选，不能改为授予其他对象的荣誉。", field="kind")
    _fill(nomination, facts)
    audit.record("edit_nomination", nomination, by=by, changes=audit.pending_changes(nomination))


def cancel_nomination(nomination: Nomination, *, reason: str, by: Account) -> None:
    """Give a selection up, with its reason."""
    _refuse_unless_run(nomination, by)
    advance(lock(nomination), "cancel_nomination", by=by, reason=reason)


def add_nominee(nomination: Nomination, holder: Holder, facts: NomineeFacts, *, by: Account) -> Nominee:
    """Propose somebody of a unit in one's care. Raises `Refused` after the last day, or for one proposed already."""
    unit = holder.organisation
    if unit is None or not by.may_at(Permission.HONOUR_NOMINATE, unit.path):
        raise NotAllowed
    lock(nomination)
    _refuse_unless_open(nomination)
    if not unit.path.startswith(nomination.organisation.path):
        raise Refused(f"这个单位不在“{nomination.organisation.name}”的范围内，不能参加这次评选。", field="unit")
    if clock.today() > nomination.closes_on and not by.may_at(Permission.HONOUR_EDIT, nomination.organisation_path):
        raise Refused(f"推荐已于 {nomination.closes_on} 截止。需要补报的，请联系{nomination.organisation.name}。")
    if any(_same(one, holder) for one in nomination.nominees):
        raise Refused("这次评选里已经有这个人选。", field="name")
    categories = sorted(categories_of(holder, facts.categories))
    nominee = Nominee(organisation=unit, person=holder.person, holder_name="" if holder.person else holder.name)
    nominee.nomination_id, nominee.categories = nomination.id, categories
    nominee.post, nominee.merits = facts.post.strip(), facts.merits.strip()
    session.add(nominee)
    audit.record("add_nominee", nominee, by=by, changes={"categories": (None, categories)})
    return nominee


def edit_nominee(nominee: Nominee, facts: NomineeFacts, *, version: int | None, by: Account) -> None:
    """Change what is said of a nominee while the list is open; opinions stand, they are about the person."""
    nominee = _open_nominee(nominee, by)
    nominee.expect_version(version)
    holder = Holder(nominee.person, nominee.organisation, nominee.holder_name)
    nominee.categories = sorted(categories_of(holder, facts.categories))
    nominee.post, nominee.merits = facts.post.strip(), facts.merits.strip()
    audit.record("edit_nominee", nominee, by=by, changes=audit.pending_changes(nominee))


def remove_nominee(nominee: Nominee, *, by: Account) -> None:
    """Take a nominee out of a list that is still open."""
    nominee = _open_nominee(nominee, by)
    audit.record("remove_nominee", nominee, by=by)
    session.delete(nominee)


def give_opinion(nominee: Nominee, level: Organisation, facts: OpinionFacts, *, by: Account) -> NomineeOpinion:
    """Write down what a level says, the lower levels first; said again, it replaces what the level said before."""
    nomination = nominee.nomination
    lock(nomination)
    _refuse_unless_open(nomination)
    chain = chains_of(nomination, [nominee])[nominee.id]
    if level not in chain or not by.may_at(Permission.HONOUR_NOMINATE, level.path):
        raise NotAllowed
    if nominee.person_id is not None and nominee.person_id == by.person_id:
        raise Refused("这个人选是您本人，请由其他经办人签署意见。")
    said = {one.organisation_id: one for one in nominee.opinions}
    silent = [one.name for one in chain[: chain.index(level)] if one.id not in said]
    if silent:
        raise Refused(f"请先由下一级签署意见：{'、'.join(silent)}。", field="level")
    if facts.signed_on > clock.today():
        raise Refused("签署日期不能晚于今天。", field="signed_on")
    stem = f"nominee-{nominee.id}-{level.id}"
    paper = keep_evidence(facts.content, stem, by_id=by.id) if facts.content else None
    opinion = said.get(level.id) or NomineeOpinion(nominee=nominee, organisation=level)
    opinion.file = paper  # a paper signed for what was said before proves nothing now
    opinion.agrees, opinion.words, opinion.signed_on = facts.agrees, facts.words.strip(), facts.signed_on
    session.add(opinion)
    changes = {"opinion": (None, f"{level.name}：{'同意' if facts.agrees else '不同意'}")}
    audit.record("give_opinion", nominee, by=by, changes=changes)
    return opinion


def agree_nominees(nomination: Nomination, *, by: Account) -> int:
    """Agree, as the level that one belongs to, to all of whom the levels below have agreed; how many that were."""
    own = by.person_id or 0
    waiting = [one for one in awaiting(nomination, by.organisation) if one.person_id != own]
    facts = OpinionFacts(agrees=True, words="同意推荐。", signed_on=clock.today())
    for nominee in waiting:
        give_opinion(nominee, by.organisation, facts, by=by)
    if not waiting:
        raise Refused("没有等待本级签署的人选：都已签署，或下一级还没有同意。")
    return len(waiting)


def categories_of(holder: Holder, ticked: Collection[Category]) -> set[Category]:
    """What was ticked, with what the records know better: the sex of the person, the ownership of the unit."""
    found = set(ticked)
    known: dict[Category, bool] = {}
    if holder.person is not None and holder.person.sex is not None:
        known[Category.WOMAN] = holder.person.sex is Sex.FEMALE
    if holder.organisation is not None and holder.organisation.ownership is not None:
        known[Category.NON_PUBLIC] = holder.organisation.ownership is Ownership.NON_PUBLIC
    return {one for one in Category if known.get(one, one in found)}


def _fill(nomination: Nomination, facts: NominationFacts) -> None:
    faults = [*faults_of_rules(facts.rules), *reasons_against_notice_days(facts.notice_days)]
    if faults:
        raise Refused("评选没有保存。", reasons=faults)
    nomination.title, nomination.kind, nomination.year = facts.title.strip(), facts.kind, facts.year
    nomination.places, nomination.closes_on = facts.places, facts.closes_on
    nomination.scheme, nomination.document = facts.scheme, facts.document.strip()
    nomination.notice_days = facts.notice_days
    nomination.shares = [asdict(rule) for rule in facts.rules]


def _same(nominee: Nominee, holder: Holder) -> bool:
    return Holder(nominee.person, nominee.organisation, nominee.holder_name).key == holder.key


def _refuse_unless_run(nomination: Nomination, by: Account) -> None:
    if not by.may_at(Permission.HONOUR_EDIT, nomination.organisation_path):
        raise NotAllowed


def _refuse_unless_open(nomination: Nomination) -> None:
    if nomination.state is not NominationState.OPEN:
        raise Refused("这次评选的人选已定，不能再改。需要更改的，请先重新打开推荐。")


def _open_nominee(nominee: Nominee, by: Account) -> Nominee:
    lock(nominee.nomination)
    _refuse_unless_open(nominee.nomination)
    if not by.may_at(Permission.HONOUR_NOMINATE, nominee.organisation_path):
        raise NotAllowed
    return lock(nominee)
