"""Sharing an outcome between studios: never claimed twice, never over the whole, counted once; two writers at once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from studios.outcomes.models import Outcome, OutcomeShare
from studios.outcomes.operations import record_outcome, reopen_outcome, share_outcome, withdraw_outcome
from studios.outcomes.operations_benefit import reject_benefit, reopen_benefit
from studios.outcomes.operations_papers import add_adoption
from studios.outcomes.queries import benefit_of, count_outcomes, verified_benefit
from studios.outcomes.queries_figures import outcome_figures
from studios.outcomes.rules import OutcomeKind, OutcomeState, StatedOutcome
from studios.outcomes.rules_benefit import BenefitSums
from studios.projects.models import ProjectStudio
from studios.registry.models import Studio
from studios.registry.queries import studios_visible_to
from tests.at_once import refused_at_once
from tests.factories import people, studio_outcomes, studio_projects, studios

YEAR = date(2025, 1, 1), date(2025, 12, 31)
STANDARD = StatedOutcome(OutcomeKind.STANDARD, "示例标准", date(2025, 5, 1), "ＧＢ／Ｔ1234.5-2024", "示例标准委")
CLAIMED: dict[str, Any] = {
    "kind": OutcomeKind.STANDARD,
    "number": "GB/T 1234.5—2024",
    "number_key": "standard:GBT123452024",
}


@pytest.fixture
def studio(app: Flask, clock: Callable[[str], object]) -> Studio:
    clock("2026-11-21 09:00")
    return studios.studio()


@pytest.fixture
def partner(studio: Studio) -> Studio:
    return studios.studio(people.organisation("伙伴示例公司工会", studio.organisation.parent))


def test_shares_of_two_writers_at_once_never_pass_the_whole(app: Flask, studio: Studio, partner: Studio):
    officer, _ = studio_outcomes.officers(studio)
    third = studios.studio(people.organisation("第三示例公司工会", studio.organisation.parent))
    outcome = studio_outcomes.outcome(studio, officer)
    with transaction():
        share_outcome(outcome, studio, Decimal(40), by=officer)
    outcome_id, officer_id = outcome.id, officer.id

    def give(studio_id: int) -> Callable[[], object]:
        def act() -> None:
            chosen, one = session.get_one(Studio, studio_id), session.get_one(Outcome, outcome_id)
            assert one.shares  # on PostgreSQL both look before either writes
            share_outcome(one, chosen, Decimal(60), by=session.get_one(Account, officer_id))

        return act

    refused = refused_at_once(app, give(partner.id), give(third.id))
    shares = session.scalars(select(OutcomeShare.percent).where(OutcomeShare.outcome_id == outcome_id)).all()
    assert (sorted(shares), outcome.shared) == ([40, 60], 100)
    assert "合计 160 %，超过 100 %" in refused[0]
    outcome.shared = Decimal("100.01")
    with pytest.raises(IntegrityError, match="shared_at_most_whole"):
        session.flush()
    session.rollback()


def test_one_number_is_claimed_by_one_of_two_writers_at_once(app: Flask, studio: Studio, partner: Studio):
    ids = [(one.id, one.leader_id, studio_outcomes.officers(one)[0].id) for one in (studio, partner)]

    def claim(studio_id: int, person_id: int, officer_id: int) -> Callable[[], object]:
        def act() -> None:
            chosen, by = session.get_one(Studio, studio_id), session.get_one(Account, officer_id)
            record_outcome(chosen, STANDARD, {person_id: Decimal(100)}, by=by)

        return act

    (refusal,) = refused_at_once(app, *(claim(*one) for one in ids))
    assert "不能再登记一次" in refusal
    assert len(session.scalars(select(Outcome)).all()) == 1


def test_one_outcome_is_shared_never_claimed_twice_and_counted_once(studio: Studio, partner: Studio):
    officer, other = studio_outcomes.officers(studio)
    partner_officer, _ = studio_outcomes.officers(partner)
    outcome = studio_outcomes.outcome(studio, officer, **CLAIMED)
    with pytest.raises(Refused, match=f"{studio.name}.*工作室占比"), transaction():
        record_outcome(partner, STANDARD, {partner.leader_id: Decimal(100)}, by=partner_officer)
    with pytest.raises(Refused) as refusal, transaction():
        share_outcome(outcome, partner, Decimal(40), by=officer)
    assert "合计 140 %，超过 100 %" in refusal.value.reasons[0]
    with transaction():
        share_outcome(outcome, studio, Decimal(60), by=officer)
        share_outcome(outcome, partner, Decimal(40), by=officer)
    outcome.state, outcome.confirmed_by_id = OutcomeState.CONFIRMED, other.id
    session.commit()
    studio_outcomes.benefit(outcome, 1000000, officer, other)
    studio_outcomes.benefit(studio_outcomes.outcome(partner, partner_officer), 300000, partner_officer)
    city = people.account(Role.DISTRICT_OFFICER, studio.organisation.parent.parent)
    assert (verified_benefit(studio, *YEAR), verified_benefit(partner, *YEAR)) == (600000, 400000)
    assert benefit_of(studios_visible_to(city), *YEAR) == BenefitSums(Decimal(1000000), Decimal(300000))
    assert (count_outcomes(studio, *YEAR), count_outcomes(partner, *YEAR)) == (1, 1)


def test_every_scope_counts_its_shares_so_that_the_city_is_the_sum_of_its_districts(app: Flask, studio: Studio):
    city = studio.organisation.parent.parent
    officer, other = studio_outcomes.officers(studio)
    partner = studios.studio(studios.unit("外区示例公司工会", city))
    outcome = studio_outcomes.outcome(studio, officer, other)
    outcome.shared = outcome.shares[0].percent = Decimal("33.33")
    session.commit()
    outcome.shares.append(OutcomeShare(studio=partner, percent=Decimal("66.67")))
    outcome.shared = Decimal(100)
    session.commit()
    studio_outcomes.benefit(outcome, 73800, officer, other)
    accounts = [people.account(Role.DISTRICT_OFFICER, one) for one in (city, studio.organisation.parent)]
    accounts += [people.account(Role.ENTERPRISE_OFFICER, partner.organisation)]
    counted = [outcome_figures(studios_visible_to(one), *YEAR).total.verified for one in accounts]
    assert counted == [Decimal(73800), Decimal("24597.54"), Decimal("49202.46")]
    district = people.sign_in(app.test_client(), accounts[1])
    assert "2.459754 万元" in district.get("/studios/outcomes").text
    assert "计入 2.459754 万元" in district.get("/studios/benefits").text
    of_one = people.sign_in(app.test_client(), accounts[0]).get(f"/studios/outcomes?studio={partner.id}").text
    assert "4.920246 万元" in of_one and "按占比 66.67 %" in of_one


def test_adoption_is_counted_once_and_a_withdrawn_number_is_free(studio: Studio, partner: Studio):
    officer, other = studio_outcomes.officers(studio)
    partner_officer, _ = studio_outcomes.officers(partner)
    outcome = studio_outcomes.outcome(studio, officer, other, **CLAIMED)
    checked = studio_outcomes.benefit(outcome, 1000000, officer, other)
    seen = studios_visible_to(people.account(Role.DISTRICT_OFFICER, studio.organisation.parent.parent))
    with transaction():
        add_adoption(outcome, "第三示例公司", date(2025, 8, 1), studio_outcomes.PAPER, by=officer)
        add_adoption(outcome, "第四示例公司", date(2025, 9, 1), studio_outcomes.PAPER, by=officer)
    with pytest.raises(Refused, match="自己的单位"), transaction():
        add_adoption(outcome, studio.organisation.name, date(2025, 8, 1), studio_outcomes.PAPER, by=officer)
    figures = outcome_figures(seen, *YEAR)
    assert (figures.outcome_count, figures.outcomes[OutcomeKind.STANDARD], figures.adopted) == (1, 1, 1)
    assert figures.total == BenefitSums(Decimal(1000000), Decimal(0))
    with transaction():
        reopen_benefit(checked, reason="台账有误", by=other)
    with transaction():
        reopen_outcome(outcome, reason="登记错了", by=other)
    with pytest.raises(Refused, match="还有申报的效益"), transaction():
        withdraw_outcome(outcome, reason="应由伙伴登记", by=officer)
    with transaction():
        reject_benefit(checked, reason="台账有误", by=other)
        withdraw_outcome(outcome, reason="应由伙伴登记", by=officer)
        record_outcome(partner, STANDARD, {partner.leader_id: Decimal(100)}, by=partner_officer)
    assert benefit_of(seen, *YEAR) == BenefitSums(Decimal(0), Decimal(0))


def test_outcome_of_a_joint_project_has_the_shares_agreed_there(studio: Studio, partner: Studio, client: FlaskClient):
    officer, _ = studio_outcomes.officers(studio)
    project = studio_projects.project(studio, officer)
    lead = session.scalars(select(ProjectStudio).where(ProjectStudio.project_id == project.id)).one()
    lead.share, project.shared = Decimal(70), Decimal(95)
    session.add(ProjectStudio(project=project, studio=partner, share=Decimal(25)))
    session.commit()
    authors = {studio.leader_id: Decimal(50), partner.leader_id: Decimal(50)}
    with transaction():
        outcome = record_outcome(studio, STANDARD, authors, project=project, by=officer)
    assert {one.studio_id: one.percent for one in outcome.shares} == {studio.id: 70, partner.id: 25}
    assert outcome.shared == 95
    theirs, _ = studio_outcomes.officers(partner)
    page = people.sign_in(client, theirs).get(f"/studios/projects/{project.id}").text
    assert (f"/studios/{partner.id}/outcomes" in page, f"/studios/{studio.id}/outcomes" in page) == (True, False)
