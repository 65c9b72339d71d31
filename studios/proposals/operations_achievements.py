"""What the entrant and his unit do with an achievement: fill in, hand in papers, submit, withdraw, endorse, return."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.queries import open_employment
from studios.proposals.amounts import ask_about_unit
from studios.proposals.models import Proposal
from studios.proposals.models_achievements import Achievement, AchievementAuthor, AchievementPaper
from studios.proposals.models_selections import Selection
from studios.proposals.operations_selections import within_window
from studios.proposals.queries import persons_called
from studios.proposals.queries_achievements import recommender_of
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_PAPER_TITLES,
    EDITABLE,
    NEEDED_PAPERS,
    AchievementKind,
    AchievementPaperKind,
    AchievementState,
    is_unit_head,
)
from studios.proposals.rules_likeness import normalised
from studios.proposals.rules_schemes import AchievementFacts, Exclusion, reasons_against_facts
from studios.proposals.schemes import SCHEMES
from studios.registry.models import Studio

MOST_AUTHORS = 10
MOST_PAPERS = 20


@dataclass(frozen=True)
class AchievementText:
    """What the form of an achievement says. `authors`: names by contribution, the first finisher first."""

    title: str
    kind: AchievementKind
    category: str
    summary: str
    content: str
    finished_on: date
    authors: Sequence[str]
    occupation_code: str = ""
    problems: str = ""
    novelty: str = ""
    ip_number: str = ""
    used_since: date | None = None
    spread: str = ""
    benefit: Decimal | None = None
    unit_checked: bool = False
    benefit_basis: str = ""
    benefit_verifier: str = ""
    prior_awards: str = ""
    declared: Collection[Exclusion] = ()
    studio: Studio | None = None


def create_achievement(
    selection: Selection,
    organisation: Organisation,
    text: AchievementText,
    *,
    proposal: Proposal | None = None,
    by: Account,
) -> Achievement:
    """A draft by the person who finished it, or by an officer of the unit for the first finisher.

    Raises `Refused` outside the selection's window, or where nobody on record in the unit is an author.
    """
    _require_editor(organisation, by)
    ask_about_unit(text.benefit, checked=text.unit_checked)
    if not within_window(selection):
        raise Refused(f"“{selection.title}”现在不在申报时间内（{selection.opens_on} 至 {selection.closes_on}）。")
    achievement = Achievement(selection=selection, organisation=organisation, proposal=proposal, **_columns(text))
    achievement.authors = _authors(text.authors, organisation)
    himself = by.person if by.person and by.person.employer_id == organisation.id else None
    entrant = next((one.person for one in achievement.authors if one.person), None)
    if himself and himself.id in {one.person_id or (one.person and one.person.id) for one in achievement.authors}:
        entrant = himself
    if entrant is None:
        raise Refused("完成人里至少要有一位在本单位人员名册上的人，请核对姓名。", field="authors")
    achievement.entrant = entrant
    session.add(achievement)
    audit.record("create_achievement", achievement, by=by)
    return achievement


def edit_achievement(
    achievement: Achievement, text: AchievementText, *, version: int | None = None, by: Account
) -> None:
    """Change a draft or what came back. Raises `Refused` once it is handed in, `Stale` if it changed since."""
    lock(achievement)
    _require_entrant(achievement, by)
    achievement.expect_version(version)
    _refuse_unless_editable(achievement)
    if text.benefit != achievement.benefit:
        ask_about_unit(text.benefit, checked=text.unit_checked)
    for name, value in _columns(text).items():
        setattr(achievement, name, value)
    changes = audit.pending_changes(achievement)
    before = "、".join(one.name for one in achievement.authors)
    achievement.authors.clear()
    session.flush()  # the positions are free again
    achievement.authors = _authors(text.authors, achievement.organisation)
    achievement.heads_confirmed = False
    changes["authors"] = (before, "、".join(text.authors))
    audit.record("edit_achievement", achievement, by=by, changes=changes)


def add_achievement_paper(
    achievement: Achievement, kind: AchievementPaperKind, content: bytes, *, by: Account
) -> AchievementPaper:
    """Hand in a PDF or picture. Raises `Refused` for anything else."""
    lock(achievement)
    _require_entrant(achievement, by)
    _refuse_unless_editable(achievement)
    if len(achievement.papers) >= MOST_PAPERS:
        raise Refused(f"一项成果最多 {MOST_PAPERS} 份材料，几页的可以合成一个 PDF。")
    file = keep_evidence(content, f"achievement-{achievement.id}-{kind}", by_id=by.id)
    paper = AchievementPaper(achievement=achievement, kind=kind, file=file)
    session.add(paper)
    audit.record(
        "add_achievement_paper", achievement, by=by, changes={"papers": (None, ACHIEVEMENT_PAPER_TITLES[kind])}
    )
    return paper


def remove_achievement_paper(paper: AchievementPaper, *, by: Account) -> None:
    """Take one out again before it is handed in."""
    achievement = lock(paper.achievement)
    _require_entrant(achievement, by)
    _refuse_unless_editable(achievement)
    changes = {"papers": (ACHIEVEMENT_PAPER_TITLES[paper.kind], None)}
    audit.record("remove_achievement_paper", achievement, by=by, changes=changes)
    session.delete(paper)


def submission_reasons(achievement: Achievement) -> list[str]:
    """What stands against handing it in today; empty: nothing."""
    selection = achievement.selection
    reasons = scheme_reasons(achievement)
    returned = achievement.state is AchievementState.RETURNED
    if not within_window(selection) and not returned:
        reasons.append(f"不在申报时间内（{selection.opens_on} 至 {selection.closes_on}）。")
    if achievement.kind.value not in selection.kinds:
        reasons.append("这次评选不征集这一种成果。")
    if selection.categories and achievement.category not in selection.categories:
        reasons.append("请选择一个专题。")
    given = {paper.kind for paper in achievement.papers}
    reasons += [
        f"还没有上传{ACHIEVEMENT_PAPER_TITLES[kind]}（单位工会盖章）。" for kind in NEEDED_PAPERS if kind not in given
    ]
    if recommender_of(achievement) is None:
        reasons.append("申报单位不在主办单位管辖之内。")
    return reasons


def scheme_reasons(achievement: Achievement) -> list[str]:
    """What the scheme of the selection says against it, on the day it was handed in (today if it is not yet)."""
    facts = AchievementFacts(
        kind=achievement.kind,
        finished_on=achievement.finished_on,
        used_since=achievement.used_since,
        benefit=achievement.benefit,
        heads=tuple(one.name for one in achievement.authors if one.head),
        declared=frozenset(Exclusion(value) for value in achievement.declared),
    )
    day = achievement.submitted_on or clock.today()
    return reasons_against_facts(facts, SCHEMES[achievement.selection.scheme], day)


def submit_achievement(achievement: Achievement, *, by: Account) -> None:
    """Hand it in to the unit. Raises `Refused` with everything that stands against it."""
    lock(achievement)
    _require_entrant(achievement, by)
    if reasons := submission_reasons(achievement):
        raise Refused("这项成果还不能申报。", reasons=reasons)
    achievement.submitted_on, achievement.state_reason = achievement.submitted_on or clock.today(), ""
    achievement.recommender = recommender_of(achievement)
    advance(achievement, "submit_achievement", by=by)


def withdraw_achievement(achievement: Achievement, *, by: Account) -> None:
    """Take it back before it is recommended."""
    lock(achievement)
    _require_entrant(achievement, by)
    advance(achievement, "withdraw_achievement", by=by)


def endorse_achievement(achievement: Achievement, heads: Collection[int], *, by: Account) -> None:
    """The unit says that it is so, and which of the authors (`heads`: their ids) head a unit.

    Raises `Refused` if the scheme lets no head of a unit take part, `NotAllowed` for others and for the authors.
    """
    lock(achievement)
    require_other(achievement, by, Permission.PROPOSAL_EDIT, achievement.organisation_path)
    for author in achievement.authors:
        author.head = author.id in heads
    achievement.heads_confirmed = True
    if reasons := scheme_reasons(achievement):
        raise Refused("不符合征集通知，不能认可。可以退回修改。", reasons=reasons)
    names = "、".join(author.name for author in achievement.authors if author.head)
    advance(achievement, "endorse_achievement", by=by, changes={"heads": (None, names or "无")})


def return_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """Back to the entrant: by the unit, or by the recommender."""
    lock(achievement)
    holder = achievement.organisation if achievement.state is AchievementState.SUBMITTED else achievement.recommender
    require_other(achievement, by, Permission.PROPOSAL_EDIT, holder.path if holder else None)
    achievement.state_reason, achievement.heads_confirmed = reason.strip(), False
    advance(achievement, "return_achievement", by=by, reason=reason)


def require_other(achievement: Achievement, by: Account, permission: Permission, path: str | None) -> None:
    """Whoever decides has the permission at `path`, is no author and entered it not: else `NotAllowed` or `Refused`."""
    if not by.may_at(permission, path):
        raise NotAllowed
    own = {achievement.entrant_id, *(author.person_id for author in achievement.authors)}
    if by.person_id is not None and by.person_id in own:
        raise Refused("您是这项成果的完成人或申报人，请由另一位经办人办理。")


def _columns(text: AchievementText) -> dict[str, Any]:
    columns = {name: value.strip() if isinstance(value, str) else value for name, value in vars(text).items()}
    del columns["authors"], columns["unit_checked"]
    columns["declared"] = [one.value for one in text.declared]
    if text.benefit is not None and not text.benefit_basis.strip():
        raise Refused("填了效益就要写明怎样算出来的、算的是哪一段时间。", field="benefit_basis")
    return columns | {"title_key": normalised(text.title), "ip_key": normalised(text.ip_number)}


def _authors(names: Sequence[str], organisation: Organisation) -> list[AchievementAuthor]:
    """The authors, found among the persons of the unit where just one is called so; heads by their posts."""
    if not names or len(names) > MOST_AUTHORS:
        raise Refused(f"请写 1 至 {MOST_AUTHORS} 名完成人，按贡献大小，一行一人。", field="authors")
    if len(set(names)) < len(names):
        raise Refused("完成人的姓名有重复，请核对。", field="authors")
    authors = []
    for position, name in enumerate(names, start=1):
        found = persons_called(name, organisation)
        person = found[0] if len(found) == 1 else None
        authors.append(AchievementAuthor(position=position, name=name, person=person, head=_heads_unit(person)))
    return authors


def _heads_unit(person: Person | None) -> bool:
    employment = open_employment(person) if person else None
    return employment is not None and is_unit_head(employment.post)


def _require_editor(organisation: Organisation, by: Account) -> None:
    own = by.may(Permission.PROPOSAL_MAKE) and by.person is not None and by.person.employer_id == organisation.id
    if not own and not by.may_at(Permission.PROPOSAL_EDIT, organisation.path):
        raise NotAllowed


def _require_entrant(achievement: Achievement, by: Account) -> None:
    himself = by.person_id is not None and by.person_id == achievement.entrant_id
    if not himself and not by.may_at(Permission.PROPOSAL_EDIT, achievement.organisation_path):
        raise NotAllowed


def _refuse_unless_editable(achievement: Achievement) -> None:
    if achievement.state not in EDITABLE:
        raise Refused("已经申报的成果不能修改。需要修改的，请单位或推荐单位退回。")
