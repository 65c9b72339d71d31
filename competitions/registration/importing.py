"""What the rows of an entry sheet mean together: looked up in a few statements, judged by the same rules as the form.

A row is one person in one event; the rows of a team are one entry and go in together or not at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from competitions.planning.models import Category, Competition, Event
from competitions.planning.rules import EventFormat
from competitions.registration.models import Entry
from competitions.registration.operations import LONGEST_TITLE
from competitions.registration.queries import Honours, active_entries_of, hold_against_draw, honours_of, requirements_of
from competitions.registration.quotas import places_left_in
from competitions.registration.rules import (
    PART_TITLES,
    Contestant,
    MemberPart,
    Requirements,
    reasons_against_contestant,
    reasons_against_team,
    reasons_against_time,
)
from foundation import clock
from foundation.database import session
from foundation.imports import Effect, Outcome
from foundation.workbooks import Row
from people.accounts.models import Account
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.operations import PersonFacts, differs
from people.persons.rules import DocumentKind, birth_date_of, normalise_name, normalise_number
from people.persons.workbooks import PersonReader

Document = tuple[DocumentKind, str]
PART_BY_TITLE = {title: part for part, title in PART_TITLES.items()}


@dataclass
class Line:
    """One row: who, in what part, and the record of that person, if there is one.

    `known`: everybody on record whom the sheet names, by document; the import adds whom it registers.
    `registered`: what the import did to that record, in the words of an import item, for the undo.
    """

    row: Row
    facts: PersonFacts
    person: Person | None
    part: MemberPart
    contestant: Contestant
    known: dict[Document, Person]
    registered: dict[str, Any] | None = None

    @property
    def document(self) -> Document:
        return self.facts.document_kind, normalise_number(self.facts.document_number)


@dataclass
class EntryPlan:
    """One entry that some rows describe. `entered` is the entry as it exists already, or as the first row made it."""

    event: Event
    category: Category
    organisation: Organisation
    title: str
    requirements: Requirements
    lines: list[Line] = field(default_factory=list)
    entered: Entry | None = None
    tried: bool = False


def check_entries(rows: list[Row], by: Account, context: dict[str, int]) -> list[Outcome]:
    """What each row would do to the entries of the officer's own organisation in the competition of `context`."""
    sheet = EntrySheet(session.get_one(Competition, context["competition_id"]), rows, by)
    return sheet.outcomes()


class EntrySheet:
    """The rows of one sheet, read in steps: each person, each entry, the places."""

    def __init__(self, competition: Competition, rows: list[Row], by: Account) -> None:
        self.rows = rows
        self.organisation = by.organisation
        hold_against_draw([event.id for event in competition.events])
        query = select(Event).where(Event.competition_id == competition.id).order_by(Event.position)
        loaded = query.options(selectinload(Event.categories), selectinload(Event.stages))
        self.events = {event.title: event for event in session.scalars(loaded)}
        self.requirements = {event.id: requirements_of(event) for event in self.events.values()}
        self.reader = PersonReader(rows, by)
        known = [person.id for person in self.reader.known.values()]
        self.honours: Honours = honours_of(known)
        self.active = active_entries_of([event.id for event in self.events.values()], known)
        self.seen: dict[tuple[int, str], int] = {}
        self.broken: dict[tuple[int, str], int] = {}  # event and team -> the first of its rows that cannot be read

    def outcomes(self) -> list[Outcome]:
        """One for each row, in the order of the sheet."""
        plans: dict[tuple[object, ...], EntryPlan] = {}
        of_row: dict[int, EntryPlan] = {}
        for row in self.rows:
            self._read(row, plans, of_row)
        for plan in plans.values():
            self._judge(plan)
        self._keep_to_quotas(list(plans.values()))
        for plan in plans.values():
            self._all_or_none(plan)
        return [self._outcome(row, of_row.get(row.number)) for row in self.rows]

    def _read(self, row: Row, plans: dict[tuple[object, ...], EntryPlan], of_row: dict[int, EntryPlan]) -> None:
        event = self._event(row)
        category = self._category(row, event) if event else None
        facts, person = self.reader.read(row, once=False)
        team = self._team(row, event) if event else None
        if event is not None and team and row.faults:
            self.broken.setdefault((event.id, team), row.number)
        if facts is None or event is None or category is None or team is None:
            return
        number = normalise_number(facts.document_number)
        earlier = self.seen.setdefault((event.id, f"{facts.document_kind}:{number}"), row.number)
        if earlier != row.number:
            row.fault("document_number", f"与第 {earlier} 行重复：同一个人在同一个赛项只填一行。")
        if person is not None and person.name != normalise_name(facts.name):
            row.fault("name", "与系统中这个证件号码的姓名不同，请核对；要更正姓名，请在“人员”里修改。")
        part = PART_BY_TITLE.get(row["part"] or "", MemberPart.CONTESTANT)
        key = (event.id, category.id, team or row.number)
        plan = plans.setdefault(
            key,
            EntryPlan(
                event, category, self.organisation, team or normalise_name(facts.name), self.requirements[event.id]
            ),
        )
        plan.lines.append(Line(row, facts, person, part, self._contestant(facts, person, part), self.reader.known))
        of_row[row.number] = plan

    def _event(self, row: Row) -> Event | None:
        event = self.events.get(row["event"] or "")
        if event is None and row["event"]:
            row.fault("event", f"本次竞赛没有“{row['event']}”这个赛项，可填：{'、'.join(self.events)}。")
        return event

    def _category(self, row: Row, event: Event) -> Category | None:
        categories = {category.title: category for category in event.categories}
        if not row["category"] and len(categories) == 1:
            return event.categories[0]
        category = categories.get(row["category"] or "")
        if category is None:
            row.fault("category", f"“{event.title}”的组别可填：{'、'.join(categories)}。")
        return category

    def _team(self, row: Row, event: Event) -> str | None:
        """The team's name; "" where one person enters alone, None where it is missing or too long."""
        if event.format is EventFormat.INDIVIDUAL:
            return ""
        team = row["team"] or ""
        if not team:
            row.fault("team", f"“{event.title}”是多人赛项，请填写队名，同队的队名要一致。")
        elif len(team) > LONGEST_TITLE:
            row.fault("team", f"队名有 {len(team)} 个字，最多 {LONGEST_TITLE} 个字。")
        return team if 0 < len(team) <= LONGEST_TITLE else None

    def _contestant(self, facts: PersonFacts, person: Person | None, part: MemberPart) -> Contestant:
        number = normalise_number(facts.document_number)
        born = birth_date_of(facts.document_kind, number) or facts.birth_date or (person.birth_date if person else None)
        honours: frozenset[HonourKind] = self.honours.get(person.id, frozenset()) if person else frozenset()
        employer = person.employer if person and person.employer else self.organisation
        return Contestant(
            name=normalise_name(facts.name),
            birth_date=born or clock.today(),
            part=part,
            employed_here=employer.path.startswith(self.organisation.path),
            honours=honours,
        )

    def _judge(self, plan: EntryPlan) -> None:
        entered = [self._entered(line, plan) for line in plan.lines]
        plan.entered = next((entry for entry in entered if entry), None)
        if plan.entered:
            for line, entry in zip(plan.lines, entered, strict=True):
                if entry is None:
                    line.row.fault("team", f"“{plan.title}”已经报名，增减队员请在报名页面修改。")
            return
        for line in plan.lines:
            for reason in reasons_against_time(clock.now(), plan.requirements):
                line.row.fault("event", reason)
            for reason in reasons_against_contestant(line.contestant, plan.requirements):
                line.row.fault("document_number", reason)
        if (plan.event.id, plan.title) in self.broken:
            return
        for reason in reasons_against_team([line.contestant for line in plan.lines], plan.requirements):
            plan.lines[0].row.fault("team" if plan.event.format is not EventFormat.INDIVIDUAL else "part", reason)

    def _entered(self, line: Line, plan: EntryPlan) -> Entry | None:
        """The counting entry of this person for this event; one that says something else is a fault."""
        entry = self.active.get((plan.event.id, line.person.id)) if line.person else None
        if entry is None:
            return None
        if entry.organisation_id != self.organisation.id:
            line.row.fault("document_number", f"已由{entry.organisation.name}报名本赛项，每人每个赛项只能报名一次。")
        elif self._says_something_else(line, plan, entry):
            line.row.fault("event", "此人已经报名本赛项，但组别、队名或角色与表中不同；要改请在报名页面修改。")
        return entry

    def _says_something_else(self, line: Line, plan: EntryPlan, entry: Entry) -> bool:
        part = next(member.part for member in entry.members if line.person and member.person_id == line.person.id)
        titled = plan.event.format is not EventFormat.INDIVIDUAL and entry.title != plan.title
        return entry.category_id != plan.category.id or part is not line.part or titled

    def _keep_to_quotas(self, plans: Sequence[EntryPlan]) -> None:
        """In the order of the sheet, entries beyond the places that are left are faults."""
        wanting = [plan for plan in plans if plan.entered is None and not self._faulty_rows(plan)]
        left = places_left_in({plan.event for plan in wanting}, self.organisation)
        wanted: Counter[int] = Counter()
        for plan in wanting:
            wanted[plan.event.id] += 1
            places, nth = left[plan.event.id], wanted[plan.event.id]
            if places is not None and nth > places:
                message = f"超出名额：本单位在“{plan.event.title}”还有 {places} 个名额，这是表中第 {nth} 份。"
                plan.lines[0].row.fault("event", message)

    def _all_or_none(self, plan: EntryPlan) -> None:
        """A team goes in whole: a fault in one row keeps the others out, and says so there."""
        faulty = self._faulty_rows(plan)
        if not faulty or plan.entered is not None:
            return
        for line in plan.lines:
            if not line.row.faults:
                line.row.fault("team", f"同队的第 {faulty[0]} 行有问题，改好后全队一起导入。")

    def _faulty_rows(self, plan: EntryPlan) -> list[int]:
        broken = self.broken.get((plan.event.id, plan.title))
        return ([broken] if broken else []) + [line.row.number for line in plan.lines if line.row.faults]

    def _outcome(self, row: Row, plan: EntryPlan | None) -> Outcome:
        label = "·".join(str(part) for part in (row["event"], row["name"]) if part)
        if plan is None:
            return Outcome(row, label, Effect.FAULTY)
        line = next(line for line in plan.lines if line.row is row)
        changes = line.person is not None and differs(line.person, line.facts)
        effect = Effect.NEW if plan.entered is None else Effect.CHANGED if changes else Effect.SAME
        return Outcome(row, label, effect, found=(plan, line))
