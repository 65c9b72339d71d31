"""Keeping a body: registered, filed, with sites, scope, officials and rooms; by hand and by workbook."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from assessments.bodies.models import AssessmentBody, Filing, Official, Premises, ScopeItem, Site
from assessments.bodies.operations import SiteFacts, edit_site
from assessments.bodies.queries import bodies_visible_to, qualification_of, reasons_against_body
from assessments.bodies.rules import OfficialRole
from assessments.bodies.rules_officials import reasons_against_official
from assessments.bodies.workbooks import COLUMNS
from assessments.bodies.workbooks_officials import COLUMNS as OFFICIAL_COLUMNS
from assessments.grants.operations import GrantFacts, open_grant
from assessments.grants.rules import Ground
from assessments.standards.models import Standard
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, people
from tests.factories.workbooks import workbook

BREWER, TASTER = assessments.BREWER, assessments.TASTER


def post(client, path: str, **typed):
    """Send a form; what went wrong is in the page."""
    answer = client.post(f"/assessments/{path}", data=typed)
    said = re.findall(r"alert-link\"[^>]*>([^<]+)<", answer.text)
    assert answer.status_code == 302, said
    return answer


def upload(client, path: str, content: bytes) -> int:
    """Upload and apply a workbook; the number of its import."""
    answer = client.post(f"/assessments/{path}", data={"file": (BytesIO(content), "表.xlsx")})
    assert answer.status_code == 302
    batch_id = int(answer.headers["Location"].rpartition("/")[2])
    client.post(f"/imports/{batch_id}/apply")
    return batch_id


def test_create_body_and_all_that_belongs_to_it(app, client, clock):
    clock("2026-11-10 09:00")
    district = people.organisation("示例区总工会")
    people.organisation("江示酒庄示例公司", district)
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, district))
    post(client, "bodies/new", organisation="江示酒庄示例公司", kind="Y", title="江示酒庄认定中心", active="y")
    body = session.scalars(bodies_visible_to(people.account(Role.DISTRICT_OFFICER, district))).one()
    assert reasons_against_body(body, BREWER, "", Level.FOUR, date(2026, 11, 10)) == [
        "机构还没有备案的认定范围，请先登记备案和认定范围。"
    ]
    here = f"bodies/{body.id}"
    filing = {"authority": "示例市人社局", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    post(client, f"{here}/filings/new", number="示备01号", **filing)
    post(client, f"{here}/sites/new", title="酒庄站点", address="示例路", prefix=assessments.PREFIX, active="y")
    wrong = client.post(f"/assessments/{here}/sites/new", data={"title": "二站", "prefix": "S000050000001"})
    assert wrong.status_code == 422 and "与机构类别“用人单位”（Y）不符" in wrong.text
    taken = client.post(f"/assessments/{here}/sites/new", data={"title": "二站", "prefix": assessments.PREFIX})
    assert "前缀不能共用" in taken.text
    post(client, "standards/new", occupation=BREWER, edition="2023年版", condition_set="wording-2023", active="y")
    ids = {"filing_id": session.query(Filing).one().id, "standard_id": session.query(Standard).one().id}
    post(client, f"{here}/scope/new", trade="", levels=["5", "4"], **ids)
    twice = client.post(f"/assessments/{here}/scope/new", data={"levels": ["3"], **ids})
    assert "已有这个职业和工种" in twice.text
    outside = client.post(
        f"/assessments/{here}/scope/new", data={"trade": "甲", "levels": "3", "valid_to": "2027-01-01", **ids}
    )
    assert "须在备案有效期 2026-01-01 至 2026-12-31 之内" in outside.text
    room = {"site_id": session.query(Site).one().id, "title": "一号考场", "places": "30", "cameras": "2", "active": "y"}
    equipment = {"equipment-0-title": "蒸馏锅", "equipment-0-model": "示-1", "equipment-0-count": "6"}
    post(client, f"{here}/premises/new", **room, **equipment)
    post(client, f"{here}/banks/new", occupation=BREWER, level="4", bank_id="0", title="省题库酿造四级卷")
    page = client.get(f"/assessments/{here}").text
    for said in (
        "即将到期",
        assessments.PREFIX,
        "五级、四级",
        "蒸馏锅 示-1 6 台（套）",
        "省题库酿造四级卷",
    ):
        assert said in page
    assert session.query(Premises).one().equipment == [{"title": "蒸馏锅", "model": "示-1", "count": 6}]
    body = session.get_one(AssessmentBody, body.id)
    assert reasons_against_body(body, BREWER, "", Level.FIVE, date(2026, 12, 31)) == []
    assert "示备01号" in reasons_against_body(body, BREWER, "", Level.FIVE, date(2027, 1, 1))[0]


def test_bodies_are_kept_by_their_own_officers(app, client):
    body = assessments.body()
    elsewhere = assessments.body(people.organisation("别处示例公司", body.organisation.parent), prefix=None)
    people.sign_in(client, people.account(Role.ASSESSMENT_OFFICER, body.organisation))
    assert client.get(f"/assessments/bodies/{body.id}/edit").status_code == 200
    assert client.get(f"/assessments/bodies/{elsewhere.id}").status_code == 404
    other_filing = elsewhere.filings[0].id
    assert client.post(f"/assessments/bodies/filings/{other_filing}/edit", data={}).status_code == 404
    assert "别处示例公司" not in client.get("/assessments/bodies").text
    reader = app.test_client()
    people.sign_in(reader, people.account(Role.ASSESSMENT_REVIEWER, body.organisation))
    assert "登记备案" not in reader.get(f"/assessments/bodies/{body.id}").text
    assert reader.get(f"/assessments/bodies/{body.id}/filings/new").status_code == 403


def test_import_scope_adds_changes_and_can_be_undone(app, client):
    body = assessments.body()
    people.sign_in(client, people.account(Role.ASSESSMENT_OFFICER, body.organisation))
    header = [column.title for column in COLUMNS]
    rows: list[list[Any]] = [
        [BREWER, "白酒酿造工", None, "五级至四级", "2023年版", None],
        [BREWER, "白酒酿造工", "制曲工", "5、4、3", "2023年版", None],
        [TASTER, "品酒员", None, "四级", "2023年版", None],
        [TASTER, "品酒师", "甲", "四级", "1999年版", None],
        [TASTER, "品酒师", "乙", "四级以上", "2023年版", "示备9999号"],
    ]
    batch_id = upload(client, f"bodies/{body.id}/scope/import", workbook(header, *rows))
    page = client.get(f"/imports/{batch_id}").text
    for said in ("6-02-06-07 是“品酒师”", "没有登记这个职业的这个版本", "等级的写法不认识", "没有这个备案号"):
        assert said in page
    lines = {(item.occupation_code, item.trade): item.levels for item in session.query(ScopeItem)}
    assert lines == {(BREWER, ""): ["5", "4"], (BREWER, "制曲工"): ["5", "4", "3"], (TASTER, ""): list("54321")}
    client.post(f"/imports/{batch_id}/undo", data={"reason": "传错了表"})
    session.expire_all()
    lines = {(item.occupation_code, item.trade): item.levels for item in session.query(ScopeItem)}
    assert lines == {(BREWER, ""): list("54321"), (TASTER, ""): list("54321")}


def test_add_official_and_who_is_entitled(app, client, clock):
    clock("2026-11-10 09:00")
    body = assessments.body()
    school = people.organisation("示例职业学校", body.organisation.parent)
    teacher, colleague = people.person("吴示范", school), people.person("郑示范", body.organisation)
    people.sign_in(client, people.account(Role.ASSESSMENT_OFFICER, body.organisation))
    typed = {"name": "吴示范", "document_kind": "resident", "document_number": teacher.document_number, "active": "y"}
    days = {"valid_from": "2025-01-01", "valid_to": "2027-01-31"}
    scope = {"scope-0-occupation": BREWER, "scope-0-levels": ["5", "4", "3"]}
    new = f"bodies/{body.id}/officials/new"
    beyond = client.post(f"/assessments/{new}", data=typed | days | scope | {"role": "assessor", "scope-0-levels": "1"})
    assert "考评员不能考评一级/高级技师" in beyond.text
    stranger = client.post(f"/assessments/{new}", data=typed | days | scope | {"role": "assessor", "name": "王示范"})
    assert "系统里没有这个证件号码和姓名的人" in stranger.text
    post(client, new, role="assessor", **typed, **days, **scope)
    header = [column.title for column in OFFICIAL_COLUMNS]
    rows: list[list[Any]] = [
        [
            "郑示范",
            None,
            colleague.document_number,
            "高级考评员",
            "示001",
            date(2025, 1, 1),
            date(2026, 11, 9),
            "白酒酿造工、品酒师",
            "五级至一级",
        ],
        ["郑示范", None, colleague.document_number, "内部质量督导员", None, "2025/1/1", "2027-12-31", None, None],
        ["郑示范", None, colleague.document_number, "专家", None, "2025-01-01", "2027-12-31", None, None],
    ]
    batch_id = upload(client, f"bodies/{body.id}/officials/import", workbook(header, *rows))
    assert "专家须写明可以考评的职业和等级" in client.get(f"/imports/{batch_id}").text
    assessors = {OfficialRole.ASSESSOR, OfficialRole.SENIOR_ASSESSOR}

    def named(level: Level, day: date, code: str = BREWER) -> list[str]:
        cards = session.query(Official).where(Official.active, Official.role.in_(assessors))
        held = [one for one in cards if not reasons_against_official(qualification_of(one), code, level, day)]
        return sorted(one.person.name for one in held)

    assert named(Level.FOUR, date(2026, 11, 9)) == ["吴示范", "郑示范"]
    assert named(Level.FOUR, date(2026, 11, 10)) == ["吴示范"]
    assert named(Level.TWO, date(2026, 11, 9)) == ["郑示范"]
    assert named(Level.FOUR, date(2026, 11, 9), TASTER) == ["郑示范"]
    page = client.get(f"/assessments/bodies/{body.id}/officials").text
    assert "即将到期" in page and "已过期" in page and "不限职业" in page
    official = session.query(Official).filter_by(role=OfficialRole.ASSESSOR).one()
    edit = f"bodies/officials/{official.id}/edit"
    assert "6-02-06-03 白酒酿造工" in client.get(f"/assessments/{edit}").text
    post(client, edit, row_version=official.row_version, **days, **scope)
    session.expire_all()
    assert named(Level.FOUR, date(2026, 11, 10)) == []  # no longer in use


def test_edit_site_keeps_the_prefix_once_levels_are_granted(app):
    body = assessments.body()
    by = people.account(Role.ASSESSMENT_OFFICER, body.organisation)
    site, facts = body.sites[0], SiteFacts("示例认定站点", prefix="Y000050000002")
    assessments.premises(body)
    assessments.batch(body)
    with transaction():
        edit_site(site, facts, by=by, version=site.row_version)
    assert site.prefix == "Y000050000002"
    worker = people.person("李示范", body.organisation)
    with transaction():
        level = (BREWER, "", Level.FOUR, date(2026, 12, 10))
        open_grant(GrantFacts("test:1", Ground.EXAMINATION, site, worker, body.organisation, *level), by=by)
    with pytest.raises(Refused, match="前缀不能再改"), transaction():
        edit_site(site, SiteFacts("示例认定站点", prefix=None), by=by, version=site.row_version)


@pytest.mark.parametrize("path", ["/assessments/bodies", "/assessments/standards", "/assessments/bodies/1/officials"])
@pytest.mark.sqlite_only("counts statements")
def test_lists_ask_as_much_for_many_as_for_few(app, client, query_count, path):
    district = people.organisation("示例区总工会")
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, district))
    counts = []
    for round_number, more in enumerate((3, 27)):
        for nth in range(more):
            unit = people.organisation(f"示例公司{round_number}-{nth}", district)
            assessments.body(unit, prefix=None)
            assessments.standard(BREWER, f"{round_number}{nth}年版")
            assessments.official(session.get_one(AssessmentBody, 1))
        with query_count() as statements:
            assert client.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
