"""Figures of achievements by unit and year; every number counts rows that a list can show."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from foundation.database import session
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Person
from studios.proposals.models import Proposal
from studios.proposals.models_achievements import Achievement, AchievementAdoption, AchievementAuthor
from studios.proposals.models_selections import Selection
from studios.proposals.rules import ProposalState
from studios.proposals.rules_achievements import TAKES_A_PLACE, WON, AchievementFigures, OwnFigures

UNITS_SHOWN = 500


def achievement_figures(paths: list[str], year: int) -> list[AchievementFigures]:
    """各单位一年的五小成果统计，见 `AchievementFigures`；年度为评选的年度。"""
    entered = Achievement.submitted_on.is_not(None)
    verified = Achievement.state.in_(WON) & (Achievement.benefit_verifier != "")
    authors = (
        select(Achievement.organisation_id, func.count(AchievementAuthor.person_id.distinct()).label("authors"))
        .join(AchievementAuthor, AchievementAuthor.achievement_id == Achievement.id)
        .join(Selection, Achievement.selection_id == Selection.id)
        .where(Selection.year == year, entered)
        .group_by(Achievement.organisation_id)
        .subquery()
    )
    adopted = select(AchievementAdoption.achievement_id)
    rows = session.execute(
        select(
            Organisation.name,
            func.count(Achievement.id).label("entered"),
            func.count(Achievement.id).filter(Achievement.state.in_(TAKES_A_PLACE)).label("recommended"),
            func.count(Achievement.id).filter(Achievement.state.in_(WON)).label("won"),
            func.count(Achievement.id).filter(Achievement.id.in_(adopted)).label("adopted"),
            func.sum(Achievement.benefit).filter(verified).label("benefit"),
            func.max(authors.c.authors).label("authors"),
        )
        .join(Organisation, Achievement.organisation_id == Organisation.id)
        .join(Selection, Achievement.selection_id == Selection.id)
        .outerjoin(authors, authors.c.organisation_id == Achievement.organisation_id)
        .where(within(paths), Selection.year == year, entered)
        .group_by(Organisation.id, Organisation.name)
        .order_by(Organisation.name)
        .limit(UNITS_SHOWN)
    )
    return [
        AchievementFigures(
            row.name, row.entered, row.recommended, row.won, row.adopted, row.authors or 0, row.benefit or Decimal(0)
        )
        for row in rows
    ]


def own_figures(person: Person) -> OwnFigures:
    """一个人历年的建议和五小成果，见 `OwnFigures`。"""
    kept = (Proposal.proposer_id == person.id) & (Proposal.state != ProposalState.WITHDRAWN)
    proposals = session.execute(
        select(
            func.count(Proposal.id),
            func.count(Proposal.adopted_on),
            func.sum(Proposal.reward),
        ).where(kept)
    ).one()
    written = select(AchievementAuthor.achievement_id).where(AchievementAuthor.person_id == person.id)
    achievements = session.execute(
        select(func.count(Achievement.id), func.count(Achievement.id).filter(Achievement.state.in_(WON))).where(
            Achievement.id.in_(written), Achievement.submitted_on.is_not(None)
        )
    ).one()
    return OwnFigures(proposals[0], proposals[1], proposals[2] or Decimal(0), achievements[0], achievements[1])


def count_submissions(paths: list[str], first_day: date, last_day: date) -> int:
    """征集件数：这段时间第一次提出的合理化建议（撤回的不计）与第一次申报的五小成果之和。"""
    proposals = (
        select(func.count())
        .select_from(Proposal)
        .join(Organisation, Proposal.origin_id == Organisation.id)
        .where(
            within(paths),
            Proposal.proposed_on.between(first_day, last_day),
            Proposal.state != ProposalState.WITHDRAWN,
        )
    )
    achievements = (
        select(func.count())
        .select_from(Achievement)
        .join(Organisation, Achievement.organisation_id == Organisation.id)
        .where(within(paths), Achievement.submitted_on.between(first_day, last_day))
    )
    return (session.scalar(proposals) or 0) + (session.scalar(achievements) or 0)
