"""Competitions, events and entries, complete as the rules want them. Each is stored at once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from competitions.planning.models import Category, Competition, Event, Module, Partner, Stage
from competitions.planning.rules import Anonymity, CompetitionLevel, CompetitionState, PartnerRole
from competitions.registration.models import Entry, EntryMember
from competitions.registration.rules import HOLDS_A_PLACE, EntryState, MemberPart
from foundation.database import session
from marking.schemes.models import Criterion, Scheme
from people.organisations.models import Organisation
from people.persons.models import Person
from scoring.marks import MarkingType
from tests.factories.numbers import Numbers

numbers = Numbers()

AWARDS = [
    {"title": "一等奖", "percent": "10"},
    {"title": "二等奖", "percent": "20"},
    {"title": "三等奖", "percent": "30"},
]
TIE_BREAKS = [["module_scores_in_order", ["B", "A"]], ["shared_rank", []]]
MODULES = ({"code": "A", "title": "理论知识", "weight": 30}, {"code": "B", "title": "实际操作", "weight": 70})


def competition(organisation: Organisation, **facts: Any) -> Competition:
    """A published competition with an open registration (1 October to 30 November 2026 unless told)."""
    usual = {
        "title": f"职工职业技能竞赛{next(numbers)}",
        "edition": "第一届",
        "level": CompetitionLevel.DISTRICT,
        "registration_opens": datetime(2026, 10, 1, tzinfo=UTC),
        "registration_closes": datetime(2026, 11, 30, tzinfo=UTC),
        "contest_begins": date(2026, 12, 10),
        "contest_ends": date(2026, 12, 12),
        "state": CompetitionState.PUBLISHED,
    }
    made = Competition(organisation=organisation, **(usual | facts))
    made.partners.append(Partner(role=PartnerRole.ORGANISER, name=organisation.name))
    session.add(made)
    session.commit()
    return made


def event(
    competition: Competition, *, modules: Any = MODULES, stages: tuple[str, ...] = ("决赛",), **facts: Any
) -> Event:
    """A complete event: one category, one stage unless told, two modules of two criteria each, awards of 10/20/30 %.

    `modules` are facts of `Module` in each stage; those left out are full mark 100, mean of the panel, by workstation.
    """
    usual = {
        "title": f"焊工{next(numbers)}",
        "occupation_code": "6-18-02-04",
        "position": len(competition.events) + 1,
        "tie_breaks": TIE_BREAKS if {part["code"] for part in modules} >= {"A", "B"} else [["shared_rank", []]],
        "awards": AWARDS,
    }
    made = Event(competition=competition, **(usual | facts))
    made.categories.append(Category(title="职工组"))
    session.add(made)
    for position, title in enumerate(stages, start=1):
        last = position == len(stages)
        stage = Stage(position=position, title=title, cut_off=None if last else 10)
        stage.modules.extend(module(place, **part) for place, part in enumerate(modules, start=1))
        made.stages.append(stage)
    session.commit()
    return made


def module(position: int, **facts: Any) -> Module:
    """A module with its scheme: one judgement and one measurement criterion, together the full mark."""
    usual: dict[str, Any] = {
        "full_mark": Decimal(100),
        "method": "mean",
        "anonymity": Anonymity.WORKSTATION,
        "weight": Decimal(100),
    }
    merged = usual | {"position": position} | facts
    merged["weight"], merged["full_mark"] = Decimal(merged["weight"]), Decimal(merged["full_mark"])
    merged.setdefault("scheme", scheme(merged["title"], merged["full_mark"]))
    return Module(**merged)


def scheme(title: str, full_mark: Decimal) -> Scheme:
    """Two criteria that share the full mark 60 to 40."""
    made = Scheme(title=title)
    parts = (("1", "操作规范", MarkingType.JUDGEMENT, "0.6"), ("2", "成品质量", MarkingType.MEASUREMENT, "0.4"))
    for position, (code, name, kind, share) in enumerate(parts, start=1):
        mark = full_mark * Decimal(share)
        made.criteria.append(
            Criterion(position=position, code=code, title=name, kind=kind, full_mark=mark, step=Decimal("0.5"))
        )
    return made


def entry(
    event: Event, organisation: Organisation, *people: Person, state: EntryState = EntryState.ACCEPTED, **facts: Any
) -> Entry:
    """An entry of `people` (the first is captain where there are several) in `state`."""
    usual = {"title": people[0].name if people else f"选手{next(numbers)}", "category": event.categories[0]}
    submitted = None if state is EntryState.DRAFT else datetime(2026, 10, 8, 2, tzinfo=UTC)
    made = Entry(event=event, organisation=organisation, state=state, submitted_at=submitted, **(usual | facts))
    for place, person in enumerate(people):
        part = MemberPart.CAPTAIN if place == 0 and len(people) > 1 else MemberPart.CONTESTANT
        active = event.id if state in HOLDS_A_PLACE or state is EntryState.DRAFT else None
        made.members.append(EntryMember(person=person, part=part, active_event_id=active))
    session.add(made)
    session.commit()
    return made
