"""The pages of promotion: who sees and decides which file, and the rules from publication to a new version."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.bodies.models import Site
from assessments.promotions.models import Promotion, RuleSet
from assessments.promotions.operations_rules import load_published_rules
from assessments.promotions.rules import PromotionState, RuleSetState
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from tests.factories import assessments, people, promotions


@pytest.fixture
def district(app: Flask) -> Organisation:
    return people.organisation("示例区总工会")


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def winner(district: Organisation) -> Person:
    return people.person("李示范", people.organisation("江示酒庄示例公司", district))


def signed_in(app: Flask, account: Account) -> FlaskClient:
    return people.sign_in(app.test_client(), account)


def test_confirm_promotion_by_page_and_who_sees_it(app, district, officer, winner):
    assessments.body(winner.employer)
    promotions.applied_rules(district, officer, "黑龙江省以赛代评")
    promotions.placing(winner, district, 2, tier="provincial-first")
    officers = signed_in(app, officer)
    assert "李示范" in officers.get("/assessments/promotions?state=waiting").text
    file = session.scalars(select(Promotion)).one()
    page, address = f"/assessments/promotions/{file.id}", f"/assessments/promotions/{file.id}/confirm"
    for role, unit, answer in (
        (Role.ASSESSMENT_REVIEWER, winner.employer, (200, 200)),
        (Role.ENTERPRISE_OFFICER, winner.employer, (200, 403)),
        (Role.ASSESSMENT_REVIEWER, people.organisation("别处示例公司", district), (404, 404)),
    ):
        client = signed_in(app, people.account(role, unit))
        assert (client.get(page).status_code, client.get(address).status_code) == answer
    assert "竞赛按技师（二级）标准命题。" in officers.get(address).text
    way = f"{session.scalars(select(Site)).one().id}:"
    refused = officers.post(address, data={"level": "1", "way": way})
    assert refused.status_code == 422 and "未确认：竞赛按技师（二级）标准命题。" in refused.text
    sent = {"level": "1", "way": way, "conditions": file.conditions}
    assert officers.post(address, data=sent).status_code == 302
    session.expire_all()
    assert (file.state, file.site_id) == (PromotionState.CONFIRMED, int(way[:-1]))
    own = signed_in(app, people.account(Role.WORKER, winner.employer, winner))
    assert "已确认晋升" in own.get("/assessments/my/promotions").text
    assert "一级/高级技师" in own.get(page).text
    other = people.person("钱示范", winner.employer)
    stranger = signed_in(app, people.account(Role.WORKER, winner.employer, other))
    assert stranger.get(page).status_code == 404 and "李示范" not in stranger.get("/assessments/my/promotions").text


def test_edit_rule_set_as_a_draft_only_and_revise_it(app, district, officer):
    with transaction():
        load_published_rules(district, by=officer)
    rule_set = session.scalars(select(RuleSet).where(RuleSet.title == promotions.TIANJIN)).one()
    client, page = signed_in(app, officer), f"/assessments/promotions/rules/{rule_set.id}"
    assert "公布的原文" in client.get(page).text
    assert client.post(f"{page}/activate").status_code == 409  # it has no first day
    clause = {
        "tiers": "district", "group": "staff", "level": "4", "one_up": "y", "place_from": "1", "percent": "30",
    }  # fmt: skip
    sent = {f"clauses-0-{name}": value for name, value in clause.items()}
    sent |= {"valid_from": "2026-01-01", "once_a_year": "y", "conditions": "未受处分。", "row_version": "1"}
    wrong = client.post(f"{page}/edit", data=sent | {"clauses-0-place_to": "3"})
    assert wrong.status_code == 422 and "名次和百分比只能填一样" in wrong.text
    assert client.post(f"{page}/edit", data=sent).status_code == 302
    assert client.post(f"{page}/activate").status_code == 302
    session.expire_all()
    assert (rule_set.state, rule_set.valid_from, len(rule_set.lines)) == (RuleSetState.ACTIVE, date(2026, 1, 1), 1)
    assert client.post(f"{page}/edit", data=sent | {"row_version": "2"}).status_code == 422
    assert client.post(f"{page}/revise").status_code == 302
    newer = session.scalars(select(RuleSet).where(RuleSet.version == 2)).one()
    assert newer.book == rule_set.book and newer.state is RuleSetState.DRAFT
    assert client.post(f"/assessments/promotions/rules/{newer.id}/activate").status_code == 302
    session.expire_all()
    assert (rule_set.state, newer.state) == (RuleSetState.RETIRED, RuleSetState.ACTIVE)
    below = signed_in(app, people.account(Role.ASSESSMENT_REVIEWER, people.organisation("江示公司", district)))
    assert below.get(page).status_code == 200 and below.post(f"{page}/revise").status_code == 404


def test_list_promotions_takes_the_same_queries_for_many(app, district, officer, query_count):
    promotions.applied_rules(district, officer)
    client = signed_in(app, officer)
    counts: list[int] = []
    for more in (3, 27):
        for place in range(more):
            unit = people.organisation(f"第{place}示例公司{more}", district)
            promotions.placing(people.person(f"选手{place}", unit), district, place % 10 + 1)
        assert client.get("/assessments/promotions").status_code == 200  # opens the files
        with query_count() as statements:
            assert client.get("/assessments/promotions").text.count("待确认</span>") == more + (3 if counts else 0)
        counts.append(len(statements))
    assert counts[0] == counts[1]
