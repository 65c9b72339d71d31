"""Proposals and achievements for tests, plainly fictitious, stored at once."""

from datetime import date
from typing import TypeVar

from foundation import clock
from foundation.database import Base, session
from foundation.evidence import keep_evidence
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.proposals.gradings import GRADINGS
from studios.proposals.models import Proposal
from studios.proposals.models_achievements import Achievement, AchievementAuthor, AchievementPaper
from studios.proposals.models_selections import Selection
from studios.proposals.operations_selections import grade_rows
from studios.proposals.rules import ProposalCategory
from studios.proposals.rules_achievements import FIVE_SMALL, NEEDED_PAPERS, AchievementKind, SelectionState
from studios.proposals.rules_grades import Grade
from studios.proposals.rules_likeness import normalised
from tests.factories import people
from tests.factories.numbers import Numbers

_numbers = Numbers()
T = TypeVar("T", bound=Base)


def proposal(proposer: Person, **facts: object) -> Proposal:
    """A proposal of today that waits to be received."""
    assert proposer.employer
    usual = {
        "title": f"示例改进建议 {next(_numbers)}",
        "category": ProposalCategory.PROCESS,
        "situation": "换模要四十分钟，一天换三次。",
        "measures": "改用快换夹具，工具车定置。",
        "effect": "换模缩短到十五分钟以内。",
        "proposed_on": clock.today(),
        "since": clock.today(),
    }
    owner = {"proposer": proposer, "origin": proposer.employer, "organisation": proposer.employer}
    return _kept(Proposal(**usual | owner | facts))


def selection(organisation: Organisation, *, grades: tuple[Grade, ...] | None = None, **facts: object) -> Selection:
    """A selection that is open from today for a month, by the text of Anhui 2024."""
    today = clock.today()
    usual = {
        "title": f"{today.year} 年示例五小评选 {next(_numbers)}",
        "year": today.year,
        "scheme": "anhui_2024",
        "kinds": [kind.value for kind in FIVE_SMALL],
        "categories": [],
        "opens_on": today,
        "closes_on": date.fromordinal(today.toordinal() + 30),
        "grades": grade_rows(grades or GRADINGS["ranked_1_5_10_15_20"].grades),
        "state": SelectionState.OPEN,
    }
    return _kept(Selection(organisation=organisation, **usual | facts))


def achievement(selection: Selection, *authors: Person, **facts: object) -> Achievement:
    """A draft with its two stamped papers, finished half a year ago."""
    unit = authors[0].employer
    assert unit
    nth = next(_numbers)
    usual = {
        "title": f"示例成果{nth}号",
        "kind": AchievementKind.REFORM,
        "summary": "改进了示例设备的夹具，换模时间缩短一半以上。",
        "content": "".join(f"第{nth}项第{line}步{'甲乙丙丁戊己庚辛'[(nth * line) % 8]}" for line in range(1, 20)),
        "finished_on": date.fromordinal(clock.today().toordinal() - 180),
        "recommender": unit.parent,
    }
    made = Achievement(selection=selection, organisation=unit, entrant=authors[0], **usual | facts)
    made.title_key, made.ip_key = normalised(made.title), normalised(made.ip_number or "")
    made.authors = [
        AchievementAuthor(position=position, name=person.name, person=person)
        for position, person in enumerate(authors, start=1)
    ]
    _kept(made)
    for kind in NEEDED_PAPERS:
        file = keep_evidence(b"%PDF-1.7 stamped", f"paper-{kind}", by_id=0)
        _kept(AchievementPaper(achievement=made, kind=kind, file=file))
    return made


def workers(organisation: Organisation, number: int) -> list[Person]:
    """So many persons of a unit."""
    return [people.person(f"职示{'甲乙丙丁戊己庚辛壬癸'[nth % 10]}", organisation) for nth in range(number)]


def _kept(made: T) -> T:
    session.add(made)
    session.commit()
    return made
