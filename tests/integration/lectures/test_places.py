"""Places on their lists: entered by officers and units, found again, taken in and out as workbooks."""

import io
import re

from python_calamine import CalamineWorkbook

from foundation.audit import AuditEntry
from foundation.database import session
from lectures.places.models import Place
from lectures.places.queries import places_for_choice, places_visible_to
from lectures.places.rules import VenueKind
from lectures.places.workbooks import PLACES
from people.accounts.rules import Role
from tests.factories import lectures, people
from tests.factories.workbooks import workbook

HEADER = [column.title for column in PLACES.columns]


def upload(client, *rows) -> tuple[str, str]:
    """Upload a workbook and apply it; the page of its preview, and its address."""
    answer = client.post("/lectures/places/import", data={"file": (io.BytesIO(workbook(HEADER, *rows)), "场所.xlsx")})
    address = answer.headers["Location"]
    page = client.get(address).text
    client.post(f"{address}/apply")
    session.expire_all()
    return page, address


def test_story_of_an_estate_and_the_unit_in_it(app, client):
    keeper = lectures.district()
    unit = people.organisation("示例机械公司工会", keeper)
    officer = people.sign_in(client, people.account(Role.DISTRICT_OFFICER, keeper))
    estate = {"organisation": keeper.name, "name": "示例工业园", "kind": "estate", "street": "示例街道"}
    page = officer.post("/lectures/places/new", data=estate | {"latitude": "29.5"})
    assert page.status_code == 422 and "纬度和经度要一起填写" in page.text
    made = officer.post("/lectures/places/new", data=estate | {"latitude": "29.5", "longitude": "106.5"})
    assert "位置示意" in officer.get(made.headers["Location"]).text
    assert "同名的场所" in officer.post("/lectures/places/new", data=estate).text
    doorkeeper = people.account(Role.ENTERPRISE_OFFICER, unit)
    host = people.sign_in(app.test_client(), doorkeeper)
    own = {"name": "职工之家", "kind": "enterprise", "host": unit.name, "estate": "示例工业园", "workers": "320"}
    assert "示例工业园" in host.get("/lectures/places/new").text
    assert "请填写所属单位" in host.post("/lectures/places/new", data=own | {"host": "", "kind": "hall"}).text
    assert "园区由总工会登记" in host.post("/lectures/places/new", data=own | {"kind": "estate", "estate": ""}).text
    address = host.post("/lectures/places/new", data=own).headers["Location"]
    hall = session.query(Place).filter_by(name="职工之家").one()
    assert (hall.organisation, hall.host, hall.estate.name, hall.workers) == (keeper, unit, "示例工业园", 320)
    changed = own | {"seats": "80", "row_version": str(hall.row_version)}
    assert host.post(f"{address}/edit", data=changed).status_code == 302
    assert "已被别人修改" in host.post(f"{address}/edit", data=changed).text
    edge = session.query(Place).filter_by(kind=VenueKind.ESTATE).one()
    listed = officer.get(f"/lectures/places?kind=enterprise&text=职工&street=&estate={edge.id}").text
    assert "职工之家" in listed and "320" in listed
    assert "职工之家" in officer.get(made.headers["Location"]).text
    refused = officer.post(f"/lectures/places/{edge.id}/retire", data={"reason": "撤并"}, follow_redirects=True)
    assert "园区里还有在用的场所" in refused.text
    assert host.post(f"/lectures/places/{edge.id}/retire", data={"reason": "撤并"}).status_code == 404
    host.post(f"{address}/retire", data={"reason": "搬迁"})
    assert "职工之家" not in officer.get("/lectures/places").text
    assert "职工之家" in officer.get("/lectures/places?state=retired").text
    officer.post(f"{address}/restore", data={"reason": "搬回"})
    actions = [one.action for one in session.query(AuditEntry).order_by(AuditEntry.id) if one.subject_kind == "places"]
    assert actions == ["create_place", "create_place", "edit_place", "retire_place", "restore_place"]
    session.expire_all()
    assert [one.name for one in places_for_choice(places_visible_to(doorkeeper), "职工").places] == ["职工之家"]
    offer = officer.get("/lectures/places/choices?text=机械").json
    assert offer == {"said": "找到 1 个。", "places": [{"id": hall.id, "label": "职工之家 · 80 座"}]}


def test_import_places_shows_faults_updates_and_can_be_undone(app, client):
    keeper = lectures.district()
    unit = people.organisation("示例机械公司工会", keeper)
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, keeper))
    kept = lectures.place(keeper, unit, name="老厂区", workers=100, street="东街")
    estate = [None, "示例工业园", "园区", None, "东街", None, None, "29.5", "106.5", None, None]
    hall = [None, "新车间", "企业", unit.name, "东街", None, "示例工业园", None, None, 500, 60]
    old = [None, "老厂区", "企业", unit.name, "西街", None, None, None, None, 150, None]
    bad = [None, "某中学", "校园", "没有的学校", None, None, "没有的园区", "大", None, None, None]
    alone = ["别区总工会", "某小区", "社区", None, None, None, None, "29", None, None, None]
    page, first = upload(client, estate, hall, old, bad, alone, hall)
    for said in ("没有这个单位", "没有这个组织", "不是数字", "与第 3 行重复"):
        assert said in page, said
    assert session.query(Place).count() == 3
    made = session.query(Place).filter_by(name="新车间").one()
    assert (made.estate.name, made.workers, made.seats) == ("示例工业园", 500, 60)
    assert (kept.street, kept.workers, kept.latitude) == ("西街", 150, None)
    page, _ = upload(client, hall, ["", *estate[1:3], None, "东街", None, None, "29.5", None, None, None])
    assert "纬度和经度要一起填写" in page and session.query(Place).count() == 3
    exported = client.get("/lectures/places/export.xlsx?street=东街").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(exported)).get_sheet_by_index(0).to_python()
    assert rows[0] == HEADER and {row[1] for row in rows[1:]} == {"示例工业园", "新车间"}
    assert client.get("/lectures/places/import/template.xlsx").data.startswith(b"PK")
    client.post(f"{first}/undo", data={"reason": "传错了"})
    session.expire_all()
    (left,) = session.query(Place)
    assert (left.name, left.street, left.workers, left.point is not None) == ("老厂区", "东街", 100, True)


def test_list_places_asks_as_many_questions_for_thirty_as_for_three(app, client, query_count):
    keeper = lectures.district()
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, keeper))
    counted = []
    for most in (3, 27):
        for number in range(most):
            unit = people.organisation(f"示例{most}公司工会{number}", keeper)
            estate = lectures.place(keeper, kind=VenueKind.ESTATE)
            lectures.place(keeper, unit, estate=estate)
        session.expire_all()
        with query_count() as statements:
            assert client.get("/lectures/places").status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]
    pages = [client.get("/lectures/places").text]
    pages.append(client.get(re.search(r'href="([^"]*after=\d+)"', pages[0])[1]).text)
    named = [set(re.findall(r'href="(/lectures/places/\d+)"', page)) for page in pages]
    assert (len(named[0]), len(named[1]), named[0] & named[1]) == (50, 10, set())
    other = lectures.place(people.organisation("别区总工会"), name="别区的场所")
    assert "别区的场所" not in client.get("/lectures/places").text
    for path in ("", "/edit", "/lectures"):
        assert client.get(f"/lectures/places/{other.id}{path}").status_code == 404
    worker = people.account(Role.WORKER, keeper, people.person("林示例", keeper))
    assert people.sign_in(app.test_client(), worker).get("/lectures/places").status_code == 403
