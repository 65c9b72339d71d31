"""What the studio's story finds in place, and what goes on behind its pages.

A city with two districts, their units, officers and experts is there from the start, and the file of a workers' studio
as its leader has kept it for four years. A second studio comes the same way as the first: it is admitted behind the
pages, and so are the sheets of those experts whom nobody watches.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from playwright.sync_api import FilePayload
from sqlalchemy import select

from foundation import clock
from foundation.database import session, transaction
from people.accounts.rules import Role
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.ballots.models import BallotCode
from studios.ballots.operations import print_ballot_codes
from studios.designation.models import Designation, DesignationCall
from studios.designation.queries import facts_of
from studios.designation.rules import DesignationState
from studios.registry.models import Activity, Equipment, Studio, StudioRule
from studios.registry.rules import ActivityKind, NamingLevel, StudioKind
from studios.reviews.models import Review
from tests.browser.distillery import account, writing
from tests.factories import ballots, designation, honours, people, reviews, studio_outcomes, studios

CITY, DISTRICT, UNIT = "示例市总工会", "示例江东区总工会", "示例纺织有限公司工会"
LEADER, STUDIO = "顾示锦", "顾示锦职工创新工作室"
RIVAL = "石示川劳模创新工作室"
VISITORS = {"kaocha1": "考示一", "kaocha2": "考示二"}
EXPERTS = {"pingshen1": "评示一", "pingshen2": "评示二", "pingshen3": "评示三"}
"""User names and names of those who go and see, and of those who sit at the table."""


def furnish() -> None:
    """Everybody with his account, and the two studios."""
    with writing():
        city = people.organisation(CITY, kind=OrganisationKind.CITY_FEDERATION)
        district = people.organisation(DISTRICT, city, OrganisationKind.DISTRICT_FEDERATION)
        unit = people.organisation(UNIT, district)
        leader = people.person(LEADER, unit)
        point = {"latitude": Decimal("29.70"), "longitude": Decimal("115.99")}
        studio = _studio(unit, STUDIO, leader=leader, kind=StudioKind.WORKERS, speciality="织机改造", **point)
        people.account(Role.STUDIO_LEADER, unit, leader, username="lingxian")
        people.account(Role.ENTERPRISE_OFFICER, unit, username="danwei")
        people.account(Role.DISTRICT_OFFICER, district, username="quxian")
        people.account(Role.DISTRICT_OFFICER, city, username="shiji")
        for username, name in {**VISITORS, **EXPERTS}.items():
            people.account(Role.EXPERT, city, people.person(name), username=username)
        elsewhere = people.organisation("示例河西区总工会", city, OrganisationKind.DISTRICT_FEDERATION)
        works = people.organisation("示例机床厂工会", elsewhere)
        point = {"latitude": Decimal("29.64"), "longitude": Decimal("115.90")}
        _studio(works, RIVAL, leader=people.person("石示川", works), speciality="机床维修", **point)
        studio_outcomes.outcome(studio, *studio_outcomes.officers(studio), dated=clock.today() - timedelta(days=200))


def _studio(unit: Organisation, name: str, **facts: Any) -> Studio:
    """Four years old, named by its district, with all that a file has but money."""
    today = clock.today()
    founded = today - timedelta(days=4 * 366)
    facts |= {"address": "示例路 8 号", "area": 120}
    facts |= {"introduction": "四年完成改造三十项。", "goals": "三年内完成三个课题。"}
    studio = studios.studio(unit, name=name, founded_on=founded, **facts)
    studios.naming(studio, NamingLevel.DISTRICT, founded + timedelta(days=400))
    honours.honour(HonourKind.CITY_MODEL_WORKER, studio.leader, year=today.year - 1)
    issued = founded + timedelta(days=30)
    session.add_all(
        [
            Equipment(studio=studio, name="试验台", quantity=2),
            StudioRule(studio=studio, title="学习培训制度", issued_on=issued),
            Activity(studio=studio, kind=ActivityKind.TRAINING, title="操作培训", held_on=today, attendances=30),
        ]
    )
    return studio


def admit_rival(call: str) -> None:
    """The second studio has been admitted as well."""
    with writing():
        studio = _studio_called(RIVAL)
        facts = facts_of(studio, clock.today()).to_json()
        designation.designation(_call(call), studio, DesignationState.ADMITTED, facts=facts, submitted_at=clock.now())


def call_next_level(title: str) -> None:
    """A year later the city calls for its exemplary studios."""
    today, asked = clock.today(), {"years": 3, "team": 4, "outcomes": 1, "activities": 0, "projects": 0}
    with writing():
        designation.call(
            account("shiji").organisation,
            title=title,
            level=NamingLevel.CITY_MODEL,
            naming_title="示例市示范性职工创新工作室",
            thresholds={**asked, "promotions": 0},
            apply_from=today,
            apply_to=today + timedelta(days=20),
        )


def score(round_title: str, usernames: Sequence[str], marks: dict[str, list[str]]) -> None:
    """The sheets of these experts, filled and sealed: what each writes, by the name of the studio."""
    with writing():
        review = session.scalars(select(Review).where(Review.title == round_title)).one()
        references = {one.name: one.reference for one in review.subjects}
        for username in usernames:
            reviews.score(review, account(username), {references[name]: values for name, values in marks.items()})


def address_of_call(title: str) -> str:
    """Its page."""
    session.rollback()
    return f"/studios/calls/{_call(title).id}"


def address_of_designation(call: str, studio: str = STUDIO) -> str:
    """The page of a studio's application."""
    session.rollback()
    query = select(Designation.id).join(Designation.studio).where(Studio.name == studio)
    return f"/studios/designations/{session.scalars(query.where(Designation.call_id == _call(call).id)).one()}"


def draft_of_an_application() -> str:
    """The page of an application that lies with the leader."""
    with writing():
        call = designation.call(account("shiji").organisation, level=NamingLevel.NATIONAL)
        return f"/studios/designations/{designation.designation(call, _studio_called(STUDIO)).id}"


def outcome_beside_three_benefits() -> str:
    """The page of an outcome that has no benefit yet; three others saved about 300,000 元 each."""
    with writing():
        studio = _studio_called(STUDIO)
        first, second = studio_outcomes.officers(studio)
        for amount in (280_000, 300_000, 350_000):
            studio_outcomes.benefit(studio_outcomes.outcome(studio, first, second), amount, first, second)
        return f"/studios/outcomes/{studio_outcomes.outcome(studio, first, second).id}"


def slip_that_has_expired() -> tuple[str, str]:
    """The page of a vote that was prolonged, and the code of a slip that was printed before."""
    with writing():
        worker = people.person("职示一", account("danwei").organisation)
        ballot = ballots.ballot(account("shiji").organisation)
        with transaction():
            [(_, code)] = print_ballot_codes(ballot, [worker], by=account("danwei"))
        session.scalars(select(BallotCode)).one().expires_at = clock.now() - timedelta(hours=1)
        return f"/vote/{ballot.id}", code


def picture_named(name: str) -> FilePayload:
    """A picture as somebody chooses it from his disk."""
    return {"name": name, "mimeType": "image/png", "buffer": picture()}


def picture() -> bytes:
    """A photo of a sealed paper."""
    return designation.picture()


def _call(title: str) -> DesignationCall:
    return session.scalars(select(DesignationCall).where(DesignationCall.title == title)).one()


def _studio_called(name: str) -> Studio:
    return session.scalars(select(Studio).where(Studio.name == name)).unique().one()
