"""What a call may ask for and name, and how one gets out of a draft."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.designation import operations, operations_calls
from studios.designation.models import DesignationCall
from studios.designation.rules import CallState, DesignationState
from studios.registry.rules import NamingLevel
from tests.factories import designation as make
from tests.factories import people, studios

NUMBERS = ("years", "team", "outcomes", "yearly_outcomes", "activities", "projects", "promotions")
CALL = {
    **{"title": "关于申报创新工作室的通知", "naming_title": "示例创新工作室", "condition_set": "plain"},
    **dict.fromkeys(NUMBERS, "0"),
    **{"apply_from": "2026-03-01", "apply_to": "2026-03-31", "site_weight": "40", "paper_weight": "60"},
    "notice_days": "5",
}


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-03-05 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def district(city: Organisation) -> Organisation:
    return people.organisation("示例甲区总工会", city, OrganisationKind.DISTRICT_FEDERATION)


def test_nobody_names_above_his_own_level(client: FlaskClient, district: Organisation):
    officer = people.account(Role.DISTRICT_OFFICER, district)
    page, new = people.sign_in(client, officer), f"/studios/calls/new?organiser={district.id}"
    shown = page.get(new).text
    assert ('value="district"' in shown, 'value="city"' in shown, 'value="national"' in shown) == (True, False, False)
    assert page.post(new, data=CALL | {"level": "national"}).status_code == 422
    made = make.call(district, level=NamingLevel.NATIONAL, state=CallState.DRAFT)  # written before the rule
    with pytest.raises(Refused) as refused, transaction():
        operations_calls.publish_designation_call(made, by=officer)
    assert "区县总工会最高命名“区县级”，不能命名“全国”" in refused.value.reasons[0]
    assert page.post(new, data=CALL | {"level": "district"}).status_code == 302


def test_a_call_asks_for_a_lower_name_first(client: FlaskClient, city: Organisation, district: Organisation):
    page = people.sign_in(client, people.account(Role.DISTRICT_OFFICER, city))
    new = f"/studios/calls/new?organiser={city.id}"
    wrong = page.post(new, data=CALL | {"level": "district", "lower_naming": "city"})
    assert (wrong.status_code, "应低于这次命名的级别“区县级”" in wrong.text) == (422, True)
    address = page.post(new, data=CALL | {"level": "city-model", "lower_naming": "city"}).location
    assert "已被命名为“市级”或更高级别的创新工作室。" in page.get(address).text
    assert '<option selected value="city">市级' in page.get(f"{address}/edit").text
    page.post(f"{address}/publish")
    studio = studios.studio(studios.unit("示例公司工会", district))
    studios.naming(studio, NamingLevel.ENTERPRISE)
    begun = page.post(f"{address}/designations/{studio.id}").location
    lines = page.get(begun).text.split("已被命名为“市级”")[1]
    assert "企业级" in lines and "不符合" in lines.split("</tr>")[0]


def test_a_draft_is_left_by_who_runs_the_call_and_goes_with_it(
    client: FlaskClient, city: Organisation, district: Organisation
):
    officer = people.account(Role.DISTRICT_OFFICER, city)
    page, call = people.sign_in(client, officer), make.call(city, apply_to=date(2026, 3, 31))
    left, other, old = (studios.studio(studios.unit(f"示例{n}公司工会", district), name=f"示例{n}") for n in "甲乙丙")
    with transaction():
        mine, second = (operations.create_designation(call, one, by=officer) for one in (left, other))
    address = f"/studios/designations/{mine.id}"
    assert "撤回申报" in page.get(address).text
    page.post(f"{address}/withdraw", data={"reason": "建错了"})
    page.post(f"/studios/calls/{call.id}/cancel", data={"reason": "今年不评"})
    session.expire_all()
    assert {mine.state, second.state} == {DesignationState.WITHDRAWN}
    shown = page.get(f"/studios/designations/{second.id}").text
    assert [word for word in ("申报通知已取消：今年不评", "目前是“已取消”，不收申报。") if word not in shown] == []
    assert "还要上传" not in shown
    stale = make.designation(session.query(DesignationCall).one(), old)  # cancelled before drafts went with the call
    shown = page.get(f"/studios/designations/{stale.id}").text
    assert ("请在下面撤回" in shown, "还要上传" in shown) == (True, False)
    assert "在办 1 件" not in page.get(f"/studios/calls/{call.id}").text
