"""Selections for honours: one of the city to which districts propose, one of a district on public notice."""

from datetime import timedelta

from demo.make_files import CITY
from demo.people import account_named, organisation
from demo.studios.register import all_studios, officer_over
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.honours.holders import Holder
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from studios.nominations.models import Nomination, Nominee
from studios.nominations.operations import (
    NominationFacts,
    NomineeFacts,
    OpinionFacts,
    add_nominee,
    create_nomination,
    give_opinion,
)
from studios.nominations.operations_results import notice_nomination, submit_nomination
from studios.nominations.queries import chains_of
from studios.nominations.rules import Category, ShareRule
from studios.registry.models import Studio

WORKER = frozenset({Category.INDUSTRIAL_WORKER})
OTHER = frozenset({Category.FRONT_LINE})
TO_THE_CITY = ((2, WORKER, 3), (8, OTHER, 3), (12, WORKER, 2), (17, WORKER, 1), (26, OTHER, 0))
"""Who is proposed: the place of his studio, what he counts as, how many levels have agreed so far."""
IN_THE_DISTRICT = ((21, WORKER), (24, WORKER), (27, OTHER))
RULES = (ShareRule(Category.INDUSTRIAL_WORKER, least=35),)


def nominate() -> None:
    """Five are proposed to the city and stand at every level; the district's three are on public notice."""
    city, today = account_named("city"), clock.today()
    title = f"{today.year} 年渝永江示例市最美产业工人推荐评选"
    facts = NominationFacts(title, HonourKind.CITY_FINEST_WORKER, today.year, 5, today + timedelta(days=15), RULES)
    chosen = create_nomination(organisation(CITY), facts, by=city)
    session.flush()
    for place, categories, agreed in TO_THE_CITY:
        _propose(chosen, all_studios()[place], categories, agreed)
    _notice(account_named("jiangjin"))


def _notice(officer: Account) -> None:
    today = clock.today()
    title = f"{today.year} 年江津示例区津工工匠推荐评选"
    facts = NominationFacts(title, HonourKind.JINGONG_CRAFTSPERSON, today.year, 3, today, RULES)
    nomination = create_nomination(officer.organisation, facts, by=officer)
    session.flush()
    for place, categories in IN_THE_DISTRICT:
        _propose(nomination, all_studios()[place], categories, agreed=2)
    submit_nomination(nomination, by=officer)
    session.flush()
    notice_nomination(nomination, by=officer)


def _propose(nomination: Nomination, studio: Studio, categories: frozenset[Category], agreed: int) -> None:
    """A member of the studio, with the opinions of the lowest `agreed` levels."""
    officer, person = officer_over(studio), studio.members[1].person
    merits = f"从事{studio.speciality}十余年，完成工艺改进三项，带徒五人。（演示数据，内容虚构。）"
    facts = NomineeFacts(f"{studio.speciality}操作工", categories, merits)
    nominee = add_nominee(nomination, Holder(person, studio.organisation, ""), facts, by=officer)
    session.flush()
    session.expire(nomination, ["nominees"])
    for level in chains_of(nomination, [nominee])[nominee.id][:agreed]:
        _agree(nominee, level, officer)


def _agree(nominee: Nominee, level: Organisation, officer: Account) -> None:
    speaker = account_named("city") if level.name == CITY else officer
    give_opinion(nominee, level, OpinionFacts(True, "同意推荐。", clock.today()), by=speaker)
    session.flush()
    session.expire(nominee, ["opinions"])
