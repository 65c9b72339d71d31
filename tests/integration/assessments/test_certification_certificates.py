"""From the number to the certificate, the verification page, the level held, and back again."""

import io
from datetime import date

import pytest
from flask import Flask
from PIL import Image

from assessments.applications.evidence import set_application_photo
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node, NumberWay
from assessments.bodies.models import AssessmentBody
from assessments.certification import certifying, operations
from assessments.grants.models import Grant
from assessments.grants.operations import withdraw_grant
from assessments.grants.rules import GrantState
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.numbering import given_numbers
from certificates.validity.operations import revoke_certificate
from demo.certificate_kinds import drawn_portrait
from demo.portraits import portrait as picture
from foundation import job_queue
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.files import StoredFile, store
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, certificates, people

DAY = date(2026, 12, 12)
FIRST = "Y000050999999264000001"


@pytest.fixture
def body(app: Flask, clock) -> AssessmentBody:
    clock("2026-12-12 09:00")
    job_queue.prepare_jobs(app)
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_REVIEWER, body.organisation)


def portrait() -> StoredFile:
    return store(drawn_portrait(), name="照片.jpg", media_type="image/jpeg", encrypted=True)


def certify(grants: list[Grant], by: Account) -> CertificateBatch:
    with transaction():
        return certifying.certify_grants(grants, "2026 年第一批", address=certificates.ADDRESS, by=by)


def test_certify_grants_makes_a_certificate_that_verifies_and_goes_with_its_level(body, officer, client):
    plan = assessments.batch(body)
    grants = [assessments.grant(body, plan=plan, trade="制曲工", photo=portrait()) for _ in range(2)]
    assessments.worked_off(plan, Node.NOTICE)
    with transaction():
        operations.number_grants(grants, DAY, by=officer)
    batch = certify(grants[:1], officer)
    assert Node.CERTIFICATES not in nodes_done(plan)
    certify(grants[1:], officer)
    assert Node.CERTIFICATES in nodes_done(plan)

    holder = grants[0].person
    held = [(one.occupation_code, one.level, one.certificate_number, one.awarded) for one in holder.skill_levels]
    assert held == [(assessments.BREWER, Level.FOUR, FIRST, DAY)]
    (made,) = certificates.certificates_of(batch)
    assert (made.id, made.number, made.source) == (grants[0].certificate_id, FIRST, f"grant:{grants[0].id}")
    assert (made.holder, made.organisation, made.photo_id) == (holder, body.organisation, grants[0].photo_id)
    certificates.work_through(batch)
    assert made.file.read().startswith(b"%PDF-")
    for page in (client.get(f"/v/{made.token}"), client.post("/verify", data={"number": FIRST, "name": "李示范"})):
        for said in (FIRST, "李示范", "白酒酿造工", "制曲工", "四级/中级工", body.title, "2026年12月12日"):
            assert said in page.text
        assert holder.document_number not in page.text

    with pytest.raises(Refused, match="请先撤销证书"), transaction():
        withdraw_grant(grants[0], reason="冒名顶替", by=officer)
    with transaction():
        revoke_certificate(made, reason="冒名顶替", by=officer)
        withdraw_grant(grants[0], reason="冒名顶替", by=officer)
    session.expire_all()
    assert (grants[0].state, grants[0].number, holder.skill_levels) == (GrantState.WITHDRAWN, FIRST, [])
    assert "已撤销" in client.get(f"/v/{made.token}").text


def test_certify_grants_keeps_a_level_held_before_and_refuses_whom_it_cannot_certify(body, officer):
    pictured, bare = (people.person(name, body.organisation) for name in ("钱示例", "孙示例"))
    pictured.photo = store(picture(1), name="照片.jpg", media_type="image/jpeg", encrypted=True)
    grants = [assessments.grant(body, one) for one in (pictured, bare)]
    unnumbered = assessments.grant(body, people.person("李示例", body.organisation), photo=portrait())
    with transaction():
        operations.number_grants(grants, DAY, by=officer)
    with pytest.raises(Refused) as refusal:
        certify([*grants, unnumbered], officer)
    assert [reason[:8] for reason in refusal.value.reasons] == ["孙示例：没有照片", "李示例：目前是“"]
    assert (session.query(Certificate).count(), grants[0].state) == (0, GrantState.NUMBERED)
    certify(grants[:1], officer)
    again = assessments.grant(body, pictured)
    with transaction():
        operations.number_grants([again], DAY, by=officer)
    certify([again], officer)
    assert [one.certificate_number for one in pictured.skill_levels] == [FIRST]
    with pytest.raises(Refused) as taken:
        given_numbers([FIRST], 1)
    assert taken.value.reasons == [f"编号已用：{FIRST}"]
    with pytest.raises(Refused, match="2 个不同的编号"):
        given_numbers([FIRST], 2)


def test_pages_number_certify_and_correct(body, officer, client):
    plan = assessments.batch(body, number_way=NumberWay.CHECKED)
    typed = assessments.grant(body, plan=plan, photo=portrait())
    free = assessments.grant(body, photo=portrait())
    officer_page = people.sign_in(client, officer)
    listed = officer_page.get("/assessments/grants").text
    assert [said in listed for said in ("逐人录入", "导入编号", "计划外")] == [True] * 3
    typing = f"/assessments/grants/{typed.id}/number"
    wrong = officer_page.post(typing, data={"number": "Y000050888888264000001", "face_date": "2026-12-12"})
    assert (wrong.status_code, "别的机构或站点" in wrong.text) == (422, True)
    right = {"number": "Y000050999999264000009", "face_date": "2026-12-12"}
    assert officer_page.post(typing, data=right).status_code == 302
    assert officer_page.post(f"/assessments/grants/number?body={body.id}", data={"face_date": "2026-12-12"}).location
    session.expire_all()
    assert (typed.number, free.number) == ("Y000050999999264000009", FIRST)
    officer_page.post(f"/assessments/grants/{free.id}/clear-number", data={"reason": "日期写错"})
    assert free.state is GrantState.GRANTED
    certifying_page = f"/assessments/grants/certify?batch={plan.id}"
    assert "没有勾选" in officer_page.post(certifying_page, data={"title": "第一批"}).text
    made = officer_page.post(certifying_page, data={"title": "第一批", "grant": typed.id})
    assert made.location.startswith("/certificate-batches/")
    shown = officer_page.get(f"/assessments/grants/{typed.id}").text
    assert ("已发证" in shown, "请先在证书页面撤销证书" in shown) == (True, True)
    for address in ("number", "certify", "import"):
        assert officer_page.get(f"/assessments/grants/{address}?batch={plan.id}").status_code == 200
        assert officer_page.get(f"/assessments/grants/{address}").status_code == 404
    assert officer_page.get("/assessments/grants/import-template").status_code == 200
    elsewhere = people.organisation("别处示例公司", body.organisation.parent)
    stranger = people.sign_in(client, people.account(Role.ASSESSMENT_REVIEWER, elsewhere))
    assert stranger.get(f"/assessments/grants/number?batch={plan.id}").status_code == 404
    assert stranger.get(f"/assessments/grants/{typed.id}").status_code == 404
    assert typed.person.name not in stranger.get("/assessments/grants").text


def test_one_photo_that_is_missing_or_not_on_white_holds_up_nobody_else(body, officer, client):
    plan = assessments.batch(body)
    application = assessments.application(plan.items[0], people.person("缺照片", body.organisation))
    blue = Image.open(io.BytesIO(picture(2)))
    blue.paste("#3060c0", (0, 0, 80, 110))
    blue.paste("#3060c0", (510, 0, 590, 110))
    content = io.BytesIO()
    blue.save(content, "JPEG", quality=95)
    winner = people.person("蓝底照", body.organisation)
    winner.photo = store(content.getvalue(), name="照片.jpg", media_type="image/jpeg", encrypted=True)
    ready = assessments.grant(body, plan=plan, photo=portrait())
    bare = assessments.grant(body, application.person, plan=plan, source=f"application:{application.id}")
    on_blue = assessments.grant(body, winner, plan=plan, source="promotion:1")
    with transaction():
        operations.number_grants([ready, bare, on_blue], DAY, by=officer)
    page, address = people.sign_in(client, officer), f"/assessments/grants/certify?batch={plan.id}"
    shown = page.get(address).text
    assert "缺照片</strong>（江示酒庄示例公司）：没有照片" in shown and "照片的背景不是白色" in shown
    assert f"/assessments/applications/{application.id}" in shown and f"/persons/{winner.id}" in shown
    everybody = [ready.id, bare.id, on_blue.id]
    assert page.post(address, data={"title": "第一批", "grant": everybody}).status_code == 422
    assert page.post(address, data={"title": "第一批", "grant": ready.id}).status_code == 302
    clerk = people.account(Role.ENTERPRISE_OFFICER, body.organisation)
    with transaction():
        set_application_photo(application, picture(3), by=clerk)
    himself = people.account(Role.WORKER, body.organisation, person=application.person)
    with pytest.raises(Refused, match="本人不能再更换"), transaction():
        set_application_photo(application, picture(4), by=himself)
    narrowed = page.get(f"{address}&text={bare.number}").text
    assert (f'name="grant" value="{bare.id}"' in narrowed, "蓝底照" in narrowed) == (True, False)
    certify([bare], officer)
    assert session.get_one(Certificate, bare.certificate_id).photo_id == application.photo_id
    with pytest.raises(Refused, match="证书已经制作"), transaction():
        set_application_photo(application, picture(4), by=clerk)


def test_list_grants_takes_the_same_queries_for_3_and_for_30(body, officer, client, query_count):
    page = people.sign_in(client, officer)
    plan = assessments.batch(body)

    def asked() -> int:
        with query_count() as statements:
            answer = page.get("/assessments/grants?state=granted")
        assert answer.status_code == 200
        return len(statements)

    for _ in range(3):
        assessments.grant(body, plan=plan)
    few = asked()
    for _ in range(27):
        assessments.grant(body, plan=plan)
    assert asked() == few
