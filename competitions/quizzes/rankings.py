"""The rankings of a quiz, computed afresh from the attempts: few queries, however many people."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from competitions.quizzes.models import Quiz, QuizTaker
from competitions.quizzes.organisation_rules import Standing, rank_organisations
from competitions.quizzes.rules import Placed, Taken, count_results, rank_takers
from examinations.attempts.models import Attempt
from examinations.attempts.rules import COUNTED
from foundation.database import session
from people.organisations.models import Organisation
from people.persons.models import Person
from scoring.numbers import round_half_up


@dataclass(frozen=True)
class PersonLine:
    """A person's line of the ranking."""

    placed: Placed
    account_id: int
    name: str
    organisation_id: int
    organisation: str
    passed: bool


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation's line of the ranking."""

    rank: int
    shared: bool
    name: str
    standing: Standing


def rank_people(quiz: Quiz) -> list[PersonLine]:
    """Everybody with an ended attempt, best first."""
    takers = _takers(quiz)
    query = select(QuizTaker.id, Attempt.period, Attempt.id, Attempt.points, Attempt.seconds_used).where(
        QuizTaker.quiz_id == quiz.id,
        Attempt.paper_id == quiz.paper_id,
        Attempt.account_id == QuizTaker.account_id,
        Attempt.state.in_(COUNTED),
    )
    rows = session.execute(query)
    taken = (Taken(one, day, order, points or Decimal(0), used or 0) for one, day, order, points, used in rows)
    return [
        PersonLine(placed, *takers[placed.counted.taker_id], passed=placed.counted.points >= quiz.pass_mark)
        for placed in rank_takers(count_results(taken, quiz.counting))
    ]


def rank_units(quiz: Quiz, people: Sequence[PersonLine]) -> list[OrganisationLine]:
    """The units that these people answer for, by the rule of the quiz."""
    by_unit: defaultdict[int, list[PersonLine]] = defaultdict(list)
    for line in people:
        by_unit[line.organisation_id].append(line)
    heads = headcounts(list(by_unit))
    standings = [_standing(quiz, unit, lines, heads[unit]) for unit, lines in by_unit.items()]
    names = {line.organisation_id: line.organisation for line in people}
    return [
        OrganisationLine(rank, shared, names[standing.organisation_id], standing)
        for rank, shared, standing in rank_organisations(standings, quiz.organisation_rule)
    ]


def headcounts(organisation_ids: Sequence[int]) -> Counter[int]:
    """How many persons each of these units employs, by the register of persons."""
    query = select(Person.employer_id, func.count()).where(
        Person.employer_id.in_(organisation_ids), Person.merged_into_id.is_(None)
    )
    return Counter({unit: count for unit, count in session.execute(query.group_by(Person.employer_id)) if unit})


def two_places(ratio: Fraction) -> Decimal:
    """A ratio as it is printed."""
    return round_half_up(Decimal(ratio.numerator) / Decimal(ratio.denominator), 2)


def _takers(quiz: Quiz) -> dict[int, tuple[int, str, int, str]]:
    """Account, name, unit and its name of every taker, by the taker's id."""
    query = (
        select(QuizTaker.id, QuizTaker.account_id, Person.name, QuizTaker.organisation_id, Organisation.name)
        .join(Person, Person.id == QuizTaker.person_id)
        .join(Organisation, Organisation.id == QuizTaker.organisation_id)
        .where(QuizTaker.quiz_id == quiz.id)
    )
    return {taker_id: (account, name, unit, title) for taker_id, account, name, unit, title in session.execute(query)}


def _standing(quiz: Quiz, unit: int, lines: Sequence[PersonLine], on_roll: int) -> Standing:
    high = sum(line.placed.counted.points >= quiz.high_mark for line in lines)
    return Standing(
        organisation_id=unit,
        total=sum((line.placed.counted.points for line in lines), Decimal(0)),
        seconds=sum(line.placed.counted.seconds for line in lines),
        takers=len(lines),
        headcount=max(on_roll, len(lines)),
        attempts=sum(line.placed.counted.attempts for line in lines),
        bonus=quiz.high_bonus * high,
    )
