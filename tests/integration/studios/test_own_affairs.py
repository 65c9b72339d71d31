"""Nobody decides about what is his own, nor about what another union gave: outcomes, projects, names, assessments."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.appraisals.namings import Decision, withdraw_naming
from studios.appraisals.rules import Consequence, WithdrawalGround
from studios.outcomes.operations import confirm_outcome, share_outcome
from studios.outcomes.operations_papers import add_paper
from studios.projects.operations import approve_project
from studios.projects.operations_team import add_team_member
from studios.projects.rules import TeamRole
from studios.registry.models import Studio
from studios.registry.operations_namings import end_naming
from studios.registry.rules import NamingLevel
from tests.factories import people, studio_outcomes, studio_projects, studios

TODAY = date(2026, 11, 21)


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock(f"{TODAY} 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def studio(city: Organisation) -> Studio:
    return studios.studio(studios.unit(city=city))


def officer_of(studio: Studio, person_of: int | None = None) -> Account:
    """An officer of the unit: a member of the studio, by his place in it, or nobody of it."""
    person = None if person_of is None else studio.members[person_of].person
    return people.account(Role.ENTERPRISE_OFFICER, studio.organisation, person)


def test_an_outcome_is_not_confirmed_by_who_changed_it_or_belongs_to_the_studio(studio: Studio):
    first, second = studio_outcomes.officers(studio)
    leader = people.account(Role.ENTERPRISE_OFFICER, studio.organisation, studio.leader)
    member = officer_of(studio, 0)
    outcome = studio_outcomes.outcome(studio, first)
    other = studios.studio(studio.organisation)
    with transaction():
        add_paper(outcome, "证书", studio_outcomes.PAPER, by=first)
        share_outcome(outcome, studio, Decimal(80), by=second)
        share_outcome(outcome, other, Decimal(20), by=second)
    for account, said in ((second, "您登记的"), (leader, "作者"), (member, "领衔人或成员")):
        with pytest.raises(Refused, match=said), transaction():
            confirm_outcome(outcome, by=account)
    beneficiary = people.account(Role.ENTERPRISE_OFFICER, studio.organisation, other.leader)
    with pytest.raises(Refused, match="领衔人或成员"), transaction():
        confirm_outcome(outcome, by=beneficiary)
    with transaction():
        confirm_outcome(outcome, by=first)


def test_a_project_is_not_approved_by_its_team(studio: Studio):
    outside, member = officer_of(studio), officer_of(studio, 1)
    project = studio_projects.project(studio, outside)
    with transaction():
        add_team_member(project, member.person, TeamRole.MEMBER, TODAY, by=outside)
    with pytest.raises(Refused, match="团队成员"), transaction():
        approve_project(project, by=member)
    with transaction():
        approve_project(project, by=outside)


def test_a_name_is_taken_away_only_by_who_gave_it(city: Organisation, studio: Studio):
    at_city = people.account(Role.DISTRICT_OFFICER, city)
    at_district = people.account(Role.DISTRICT_OFFICER, studio.organisation.parent)
    belonging = people.account(Role.DISTRICT_OFFICER, city, studio.members[0].person)
    naming = studios.naming(studio, NamingLevel.CITY)
    decision = Decision(Consequence.WITHDRAW, "示工发〔2026〕9号", TODAY)
    with pytest.raises(Refused, match="市总工会决定"), transaction():
        withdraw_naming(naming, WithdrawalGround.ASSESSMENT, bar_years=6, decision=decision, by=at_district)
    naming.issuer = city
    session.commit()
    with pytest.raises(Refused, match="请报命名的工会"), transaction():
        end_naming(naming, TODAY, by=at_district, reason="摘牌")
    with pytest.raises(Refused, match="领衔人或成员"), transaction():
        withdraw_naming(naming, WithdrawalGround.ASSESSMENT, bar_years=6, decision=decision, by=belonging)
    with transaction():
        withdraw_naming(naming, WithdrawalGround.ASSESSMENT, bar_years=6, decision=decision, by=at_city)
    assert naming.ended_on == TODAY
