"""Places in contests, and the rules by which winners rise. Call inside `app`."""

from datetime import date

from sqlalchemy import select

from assessments.promotions.models import Promotion, RuleSet
from assessments.promotions.operations import open_due_promotions
from assessments.promotions.operations_rules import activate_rule_set, load_published_rules
from foundation.database import session, transaction
from people.accounts.models import Account
from people.careers.models import ContestPlacing
from people.careers.rules import ContestTier
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories.assessments import BREWER
from tests.factories.judging import Contest

TIANJIN = "天津市以赛代评（2024）"


def of_brewers(contest: Contest) -> Contest:
    """The contest, which is a district's, as one for brewers."""
    contest.stage.event.occupation_code = BREWER
    session.commit()
    return contest


def applied_rules(organisation: Organisation, officer: Account, title: str = TIANJIN) -> RuleSet:
    """The published rules of that title, applied by `organisation` since 2024."""
    with transaction():
        load_published_rules(organisation, by=officer)
    rule_set = session.scalars(select(RuleSet).where(RuleSet.title == title)).one()
    rule_set.valid_from = date(2024, 1, 1)
    session.commit()
    with transaction():
        activate_rule_set(rule_set, by=officer)
    return rule_set


def placing(person: Person, organiser: Organisation, place: int = 1, **facts: object) -> ContestPlacing:
    """A place among forty brewers in a first-class contest of a city, final on 30 September 2026 unless told."""
    usual: dict[str, object] = {
        "reference": f"result-line:{900_000 + person.id}",
        "contest": "示例市酿造大赛",
        "event": "白酒酿造",
        "tier": ContestTier.CITY_FIRST,
        "occupation_code": BREWER,
        "category": "职工组",
        "entrants": 40,
        "prize": "一等奖",
        "passed": None,
        "decided_on": date(2026, 9, 30),
    }
    made = ContestPlacing(person=person, organiser=organiser, employer=person.employer, place=place, **(usual | facts))
    session.add(made)
    session.commit()
    return made


def opened() -> list[Promotion]:
    """Every file, in order, once those that are due are open."""
    with transaction():
        open_due_promotions()
    return list(session.scalars(select(Promotion).order_by(Promotion.id)))
