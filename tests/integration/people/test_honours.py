"""The register of honours: recorded, corrected, withdrawn; what is refused and what the database never stores."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours import operations
from people.honours.holders import Asked, Fault, Holder, HolderFinder
from people.honours.models import Honour
from people.honours.operations import HonourFacts
from people.honours.queries import honours_of_person
from people.honours.rules import HolderKind, HonourKind
from people.organisations.models import Organisation
from tests.factories.honours import honour
from tests.factories.people import account, organisation, person, sign_in


@pytest.fixture
def company(app: Flask) -> Organisation:
    return organisation("示例公司工会", organisation())


@pytest.fixture
def officer(company: Organisation) -> Account:
    return account(Role.DISTRICT_OFFICER, company.parent)


def test_record_correct_and_withdraw_an_honour(company: Organisation, officer: Account):
    worker = person("张示例", company)
    facts = HonourFacts(HonourKind.JINGONG_CRAFTSPERSON, 2024, basis="result-line:12", basis_words="钳工竞赛第一名")
    with transaction():
        made = operations.record_honour(Holder(worker, company, ""), facts, by=officer)
    assert (made.held_by, made.called, made.organisation_path) == ("张示例", "津工工匠", company.path)
    version = made.row_version
    better = replace(facts, year=2023, awarded_on=date(2023, 4, 28), title="第三届津工工匠")
    with pytest.raises(Refused, match="不能清空"), transaction():
        operations.correct_honour(made, replace(better, basis_words=" "), version=version, by=officer)
    with transaction():
        operations.correct_honour(made, better, version=version, by=officer)
    assert (made.year, made.called, made.basis) == (2023, "第三届津工工匠", "result-line:12")
    with pytest.raises(Stale), transaction():
        operations.correct_honour(made, better, version=version, by=officer)
    with pytest.raises(Refused, match="不能改为"), transaction():
        operations.correct_honour(made, HonourFacts(HonourKind.CITY_PIONEER_TEAM, 2023), version=None, by=officer)
    for on, reason, said in ((date(2023, 4, 27), "查实造假", "授予之后"), (date(2024, 5, 1), " ", "原因")):
        with pytest.raises(Refused, match=said), transaction():
            operations.withdraw_honour(made, on=on, reason=reason, by=officer)
    assert honours_of_person(worker, date(2024, 4, 30)) == [made]
    with transaction():
        operations.withdraw_honour(made, on=date(2024, 5, 1), reason="示例工发〔2024〕3 号", by=officer)
    assert honours_of_person(worker, date(2024, 4, 30)) == [made]
    assert honours_of_person(worker, date(2024, 5, 1)) == []
    with pytest.raises(Refused, match="已经撤销"), transaction():
        operations.correct_honour(made, better, version=None, by=officer)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["record_honour", "correct_honour", "withdraw_honour"]


def test_an_honour_is_recorded_once_and_only_in_ones_own_scope(company: Organisation, officer: Account):
    team, facts = Holder(None, company, "维修一班"), HonourFacts(HonourKind.CITY_PIONEER_TEAM, 2024)
    with transaction():
        operations.record_honour(team, facts, by=officer)
        operations.record_honour(Holder(None, company, "维修二班"), facts, by=officer)
    with pytest.raises(Refused, match="已经登记过"), transaction():
        operations.record_honour(team, facts, by=officer)
    elsewhere = organisation("另一区总工会")
    with pytest.raises(NotAllowed), transaction():
        operations.record_honour(Holder(None, elsewhere, "另一区总工会"), facts, by=officer)
    with pytest.raises(Refused, match="班组"), transaction():
        operations.add_honour(person("张示例", company), HonourKind.CITY_PIONEER_TEAM, 2024, "", by=officer)


def test_nobody_keeps_his_own_honour(company: Organisation, officer: Account):
    officer.person = person("经办示例", company)
    held = honour(holder=officer.person)
    for attempt in (
        lambda: operations.record_honour(Holder(officer.person, company, ""), HonourFacts(held.kind, 2023), by=officer),
        lambda: operations.add_honour(officer.person, held.kind, 2022, "", by=officer),
        lambda: operations.correct_honour(held, HonourFacts(held.kind, 2021), version=None, by=officer),
    ):
        with pytest.raises(Refused, match="本人"), transaction():
            attempt()


def test_a_photo_of_the_gallery_says_nothing_of_where_it_was_taken(
    client: FlaskClient, company: Organisation, officer: Account
):
    shown, hidden = (
        honour(name="维修一班", organisation=company, kind=HonourKind.CITY_PIONEER_TEAM, public=True),
        honour(
            name="别区班组", organisation=organisation("另一区总工会"), kind=HonourKind.CITY_PIONEER_TEAM, public=True
        ),
    )
    exif = Image.Exif()
    exif[0x010E] = "HIDDEN WORDS"
    taken = BytesIO()
    Image.new("RGB", (40, 30), "red").save(taken, "JPEG", exif=exif)
    sign_in(client, officer)

    def upload(honour_id: int, content: bytes) -> int:
        data = {"file": (BytesIO(content), "photo.jpg"), "consent": "y"}
        return client.post(f"/honours/{honour_id}/photo/new", data=data).status_code

    assert upload(hidden.id, taken.getvalue()) == 404
    assert upload(shown.id, b"MZ" + bytes(200)) == 422
    assert upload(shown.id, taken.getvalue()) == 302
    photo = client.get(f"/honours/{shown.id}/photo").data
    assert b"HIDDEN WORDS" in taken.getvalue() and photo.startswith(b"\xff\xd8") and b"HIDDEN WORDS" not in photo


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder_name": ""},
        {"organisation": None},
        {"year": 1900},
        {"withdrawn_on": date(2025, 1, 1)},
        {"withdrawal_reason": "无日期"},
        {"basis": "studio:3"},
    ],
)
def test_what_an_honour_never_is(company: Organisation, wrong: dict[str, Any]):
    right = {"organisation": company, "holder_name": "示例公司", "year": 2024}
    session.add(Honour(kind=HonourKind.CITY_MAY_DAY_CERTIFICATE, **right | wrong))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_person_never_holds_what_is_granted_to_a_collective(company: Organisation):
    with pytest.raises(IntegrityError):
        honour(HonourKind.CITY_PIONEER_TEAM, holder=person("张示例", company))
    session.rollback()


def test_one_record_of_a_holder_kind_and_year(company: Organisation):
    unit: dict[str, Any] = {"kind": HonourKind.CITY_MAY_DAY_CERTIFICATE, "name": "示例公司", "organisation": company}
    honour(**unit)
    with pytest.raises(IntegrityError):
        honour(**unit)
    session.rollback()


def test_holders_are_found_by_unit_and_name_and_namesakes_by_number(company: Organisation, officer: Account):
    one, other = person("张示例", company), person("张示例", company, occupation_code="6-18-02-04")
    alone = person("李示例", company)
    outside = person("王示例", organisation("另一区总工会"))

    def found(name: str, number: str = "", holder: HolderKind = HolderKind.PERSON, unit: str = company.name):
        asked = Asked(holder, name, unit, number)
        return HolderFinder([asked], officer).find(asked)

    assert found("李示例") == Holder(alone, company, "")
    assert found("张示例", other.document_number) == Holder(other, company, "")
    assert found("周示例") == Holder(None, company, "周示例")
    assert found("", holder=HolderKind.UNIT) == Holder(None, company, company.name)
    namesakes = found("张示例")
    assert isinstance(namesakes, Fault)
    assert f"人员编号 {one.id}（未填职业）、人员编号 {other.id}（焊工）" in namesakes.message
    for wrong, field in (
        (found("王示例", outside.document_number), "number"),
        (found("赵示例", alone.document_number), "name"),
        (found("", holder=HolderKind.TEAM), "name"),
        (found("李示例", unit="没有的单位"), "unit"),
    ):
        assert isinstance(wrong, Fault)
        assert wrong.field == field


def test_the_register_on_its_pages(client: FlaskClient, company: Organisation, officer: Account, query_count):
    worker = person("张示例", company)
    sign_in(client, officer)
    typed = {"unit": company.name, "name": "张示例", "kind": "jingong-craftsperson", "year": "2024", "public": "y"}
    assert client.post("/honours/new", data=typed | {"submission_key": "a", "year": "2999"}).status_code == 422
    assert client.post("/honours/new", data=typed | {"submission_key": "b"}).status_code == 302
    page = client.get("/honours/1").text
    assert "津工工匠" in page and "张示例" in page
    assert client.post("/honours/1/correct", data=typed | {"year": "2023", "submission_key": "c"}).status_code == 302
    assert "2023 年" in client.get("/honours?family=craftsperson&level=district&year=2023&name=张&unit=示例").text
    assert "没有找到" in client.get("/honours?family=model-worker").text
    assert client.get(f"/persons/{worker.id}").text.count("津工工匠") == 1
    gone = {"withdrawn_on": "2025-01-01", "reason": "查实造假", "submission_key": "d"}
    assert client.post("/honours/1/withdraw", data=gone).status_code == 302
    assert "查实造假" in client.get("/honours/1").text
    assert client.get("/honours/1/correct").status_code == 404
    numbers = []
    for many in (3, 27):
        for nth in range(many):
            honour(HonourKind.DISTRICT_PIONEER_TEAM, name=f"{many} 组 {nth} 班", organisation=company)
        with query_count() as statements:
            client.get("/honours")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_who_sees_and_keeps_the_register(app: Flask, company: Organisation):
    theirs = honour(
        name="另一公司", kind=HonourKind.CITY_MAY_DAY_CERTIFICATE, organisation=organisation("另一公司工会")
    )
    worker = person("张示例", company)
    own = honour(holder=worker)
    unit = sign_in(app.test_client(), account(Role.ENTERPRISE_OFFICER, company))
    assert "张示例" in unit.get("/honours").text
    assert unit.get(f"/honours/{theirs.id}").status_code == 404
    assert unit.get("/honours/new").status_code == 403
    himself = sign_in(app.test_client(), account(Role.WORKER, company, worker))
    assert himself.get(f"/honours/{own.id}").status_code == 200
    assert himself.get("/honours").status_code == 403
