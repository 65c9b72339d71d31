"""Levels without an examination: proposed by one, confirmed by another; terms that end and are renewed."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.bodies.models import AssessmentBody
from assessments.grants.queries import grant_from
from assessments.grants.rules import GrantState, Ground
from assessments.ladder.models import Recognition
from assessments.ladder.queries import appointments_ending
from assessments.ladder.rules import FRONT_LINE, LARGE_ENTERPRISE, RecognitionState
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from tests.factories import assessments, people
from tests.factories.assessments import BREWER

PAGES = "/assessments/ladder/recognitions"
PDF = b"%PDF-1.7 example"


@pytest.fixture
def body(app: Flask) -> AssessmentBody:
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_OFFICER, body.organisation)


@pytest.fixture
def reviewer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_REVIEWER, body.organisation)


@pytest.fixture
def worker(body: AssessmentBody) -> Person:
    return people.person("李示范", body.organisation)


def signed_in(app: Flask, account: Account) -> FlaskClient:
    return people.sign_in(app.test_client(), account)


def typed(person: Person, level: Level, **further: object) -> dict[str, object]:
    usual = {
        "name": person.name,
        "document_kind": "resident",
        "document_number": person.document_number,
        "occupation": BREWER,
        "level": level.value,
        "grounds": "在酿造一线二十年，攻关三项，带徒二十人",
        "document": "示酒人〔2026〕3 号",
        "evidence": (BytesIO(PDF), "材料.pdf"),
    }
    return usual | further


def hold(person: Person, level: Level) -> None:
    session.add(SkillLevel(person=person, occupation_code=BREWER, level=level, awarded=date(2020, 1, 1)))
    session.commit()


def latest() -> Recognition:
    return session.scalars(select(Recognition).order_by(Recognition.id.desc()).limit(1)).one()


@pytest.fixture
def appointed(app, clock, body, officer, reviewer, worker) -> Recognition:
    """A 特级技师 from December 2026 to November 2028, confirmed."""
    clock("2026-11-20 09:00")
    proposes, decides = signed_in(app, officer), signed_in(app, reviewer)
    new, term = f"{PAGES}/new/appointment", {"post": "酿造首席岗", "begins": "2026-12-01", "ends": "2028-11-30"}
    refused = proposes.post(new, data=typed(worker, Level.SPECIAL, **term))
    assert refused.status_code == 422 and "聘任特级技师须先有一级/高级技师" in refused.text
    hold(worker, Level.ONE)
    assert proposes.post(new, data=typed(worker, Level.SPECIAL, **term)).status_code == 302
    address, way = f"{PAGES}/{latest().id}/confirm", f"{body.sites[0].id}:"
    assert proposes.get(address).status_code == 403
    assert "未确认" in decides.post(address, data={"way": way}).text
    assert decides.post(address, data={"way": way, "conditions": [LARGE_ENTERPRISE]}).status_code == 302
    session.expire_all()
    return latest()


def test_renew_appointment_after_its_term_and_end_it(app, clock, officer, reviewer, appointed):
    grant = grant_from(appointed.source)
    assert grant is not None and (grant.ground, grant.level) == (Ground.APPOINTMENT, Level.SPECIAL)
    assert session.scalars(appointments_ending(officer)).all() == []
    clock("2028-10-10 09:00")
    proposes, decides = signed_in(app, officer), signed_in(app, reviewer)
    assert session.scalars(appointments_ending(officer)).all() == [appointed]
    page, again = (
        f"{PAGES}/{appointed.id}/renew",
        {"post": "酿造首席岗", "grounds": "考核优秀", "document": "示酒人 9 号"},
    )
    for begins, answer in (("2028-11-30", 422), ("2028-12-01", 302)):
        term = {"begins": begins, "ends": "2030-11-30", "evidence": (BytesIO(PDF), "a.pdf")}
        assert proposes.post(page, data=again | term).status_code == answer
    renewal = latest()
    address = f"{PAGES}/{renewal.id}"
    assert decides.post(f"{address}/confirm", data={"conditions": [LARGE_ENTERPRISE]}).status_code == 302
    session.expire_all()
    assert (appointed.state, renewal.state) == (RecognitionState.CONFIRMED, RecognitionState.CONFIRMED)
    assert grant_from(renewal.source) is None and session.scalars(appointments_ending(officer)).all() == []
    leaves = {"on": "2029-01-01", "reason": "调离"}
    assert proposes.post(f"{address}/end", data=leaves).status_code == 422
    clock("2029-02-01 09:00")
    assert signed_in(app, officer).post(f"{address}/end", data=leaves).status_code == 302
    session.expire_all()
    assert (renewal.state, renewal.ended_on) == (RecognitionState.OVER, date(2029, 1, 1))
    assert grant.state is GrantState.GRANTED


def test_confirm_recognition_direct_and_withdraw_it(app, body, officer, reviewer, worker):
    proposes, decides = signed_in(app, officer), signed_in(app, reviewer)
    stranger = people.person("钱示范", people.organisation("别处示例公司", body.organisation.parent))
    new = f"{PAGES}/new/direct"
    assert "只能为本单位在职的职工提出" in proposes.post(new, data=typed(stranger, Level.THREE)).text
    assert "证明材料" in proposes.post(new, data=typed(worker, Level.THREE, evidence=(BytesIO(), ""))).text
    assert proposes.post(new, data=typed(worker, Level.THREE)).status_code == 302
    made = latest()
    page, sent = f"{PAGES}/{made.id}", {"way": f"{body.sites[0].id}:", "conditions": [FRONT_LINE]}
    assert decides.post(f"{page}/confirm", data=sent).status_code == 302
    grant = grant_from(made.source)
    assert grant is not None and (grant.level, grant.person_id) == (Level.THREE, worker.id)
    assert proposes.post(f"{page}/withdraw", data={"reason": "材料不实"}).status_code == 404
    assert decides.post(f"{page}/withdraw", data={"reason": "材料不实"}).status_code == 302
    session.expire_all()
    assert (made.state, grant.state) == (RecognitionState.WITHDRAWN, GrantState.WITHDRAWN)
    own = signed_in(app, people.account(Role.WORKER, body.organisation, worker))
    assert own.get(page).status_code == 200 and "李示范" in own.get(PAGES).text
    assert own.get(f"{page}/evidence").data == PDF
    other = signed_in(app, people.account(Role.WORKER, body.organisation, people.person("孙示范", body.organisation)))
    assert (other.get(page).status_code, other.get(f"{page}/evidence").status_code) == (404, 404)


def test_confirm_recognition_of_apprentices_and_of_winners(app, body, officer, reviewer, worker):
    proposes, decides = signed_in(app, officer), signed_in(app, reviewer)
    bare = typed(worker, Level.APPRENTICE, evidence=(BytesIO(), ""))
    assert proposes.post(f"{PAGES}/new/apprenticeship", data=bare).status_code == 302
    made = latest()
    assert decides.post(f"{PAGES}/{made.id}/confirm").status_code == 302
    assert grant_from(made.source) is None
    held = select(SkillLevel.level).where(SkillLevel.person_id == worker.id)
    assert session.scalars(held).all() == [Level.APPRENTICE]
    assert decides.post(f"{PAGES}/{made.id}/withdraw", data={"reason": "登记错人"}).status_code == 302
    assert session.scalars(held).all() == []
    new = f"{PAGES}/new/exceptional"
    assert "不能破格晋升" in proposes.post(new, data=typed(worker, Level.TWO)).text
    session.add(Honour(person=worker, kind=HonourKind.PROVINCIAL_SKILL_EXPERT, year=2025))
    assert proposes.post(new, data=typed(worker, Level.TWO)).status_code == 302
    assert latest().award == "2025 年 省（市）技术能手"
    refused = decides.post(f"{PAGES}/{latest().id}/reject", data={"reason": "与本职业无关"})
    assert refused.status_code == 302 and "与本职业无关" in proposes.get(f"{PAGES}/{latest().id}").text


def test_list_recognitions_takes_the_same_queries_for_many(app, officer, body, query_count):
    client = signed_in(app, officer)
    counts: list[int] = []
    for more in (3, 27):
        for _ in range(more):
            person = people.person("周示范", body.organisation)
            facts = {"grounds": "满师", "document": "示酒人 1 号", "occupation_code": BREWER}
            session.add(
                Recognition(
                    person=person,
                    employer=body.organisation,
                    ground=Ground.APPRENTICESHIP,
                    level=Level.APPRENTICE,
                    proposed_by=officer,
                    **facts,
                )
            )
        with query_count() as statements:
            assert client.get(PAGES).text.count("待审定</span>") == more + (3 if counts else 0)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "首席技师" in client.get("/assessments/ladder").text
