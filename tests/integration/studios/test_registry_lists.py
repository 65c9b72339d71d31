"""The register as lists, figures and workbooks: what a figure counts is the list that it leads to."""

import io
import re
from datetime import date

from python_calamine import CalamineWorkbook

from foundation.database import session
from people.accounts.rules import Role
from people.persons.models import SkillLevel
from people.persons.rules import Level
from studios.registry.models import Studio, StudioMember, StudioNaming
from studios.registry.queries import StudioFilter, studios_matching, studios_visible_to
from studios.registry.queries_figures import members_of, of_grade, studios_in_force
from studios.registry.rules import NamingLevel, StudioKind
from studios.registry.workbooks import STUDIOS
from studios.registry.workbooks_members import MEMBERS
from tests.factories import people, studios
from tests.factories.workbooks import workbook

DAY = date(2026, 6, 30)


def upload(client, path: str, header, *rows) -> str:
    """Upload a workbook and apply it; the page of its preview."""
    content = workbook([column.title for column in header], *rows)
    answer = client.post(f"/studios/{path}", data={"file": (io.BytesIO(content), "表.xlsx")})
    page = client.get(answer.headers["Location"]).text
    client.post(f"{answer.headers['Location']}/apply")
    session.expire_all()
    return page


def test_figures_are_their_lists(app, client):
    unit = studios.unit()
    city = unit.parent.parent
    elsewhere = studios.unit("示例渔业有限公司工会", city)
    both = people.person("林示例", unit)
    for number, place in enumerate([unit, unit, unit, elsewhere]):
        kind = StudioKind.WORKERS if number else StudioKind.MODEL_WORKER
        made = studios.studio(place, members=number, kind=kind, name=f"第{number}工作室")
        studios.member(made, both)
    first, second, _, fourth = session.query(Studio).order_by(Studio.id)
    studios.naming(first, NamingLevel.DISTRICT, date(2021, 1, 1))
    studios.naming(first, NamingLevel.CITY, date(2023, 1, 1))
    studios.naming(second, NamingLevel.CITY, date(2026, 7, 1))
    fourth.founded_on = date(2026, 7, 1)
    session.add(SkillLevel(person=both, occupation_code="6-18-01-01", level=Level.TWO, awarded=date(2026, 1, 1)))
    session.commit()
    officer = people.account(Role.DISTRICT_OFFICER, city)
    visible = studios_visible_to(officer)
    figures = studios_in_force(visible, DAY, [unit.parent])
    assert (figures.total, figures.by_level[NamingLevel.CITY], figures.by_level[None]) == (3, 1, 2)
    assert figures.by_level[NamingLevel.DISTRICT] == 0 and figures.by_kind[StudioKind.WORKERS] == 2
    assert figures.by_district == {unit.parent: 3}
    assert (figures.distinct_members, figures.by_grade[Level.TWO], figures.by_grade[None]) == (4, 1, 3)
    for level, count in figures.by_level.items():
        listed = studios_matching(visible, StudioFilter(DAY, level=level, unnamed=level is None))
        assert len(session.scalars(listed).unique().all()) == count, level
    members = members_of(studios_matching(visible, StudioFilter(DAY)), DAY)
    for grade, count in figures.by_grade.items():
        assert len(session.scalars(of_grade(members, grade, DAY)).all()) == count, grade
    people.sign_in(client, officer)
    page = client.get(f"/studios/figures?on={DAY}").text
    for address in re.findall(r'href="(/studios[^"]*on=[^"]*)"', page):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    listed = client.get(f"/studios/members?on={DAY}&grade=2").text
    assert "林示例" in listed and "共 1 条" in listed and "第2工作室" in listed
    exported = client.get(f"/studios/export.xlsx?on={DAY}&level=city").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(exported)).get_sheet_by_index(0).to_python()
    assert [row[:3] for row in rows[1:]] == [["第0工作室", "劳模创新工作室", "市级"]]


def test_lists_ask_as_many_questions_for_thirty_as_for_three(app, client, query_count):
    unit = studios.unit()
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, unit))
    counted: dict[str, list[int]] = {}
    for most in (3, 27):
        for _ in range(most):
            studios.naming(studios.studio(unit, members=2))
        for path in ("/studios", "/studios/members", "/studios/figures"):
            session.expire_all()
            with query_count() as statements:
                assert client.get(path).status_code == 200
            counted.setdefault(path, []).append(len(statements))
        shown = session.query(Studio).first().id
        studios.member(session.get_one(Studio, shown))
        with query_count() as statements:
            client.get(f"/studios/{shown}")
        counted.setdefault("one", []).append(len(statements))
    assert {path: len(set(counts)) for path, counts in counted.items()} == dict.fromkeys(counted, 1), counted


def test_import_studios_and_members_whole_or_not_at_all(app, client):
    unit = studios.unit()
    leader, member = people.person("陈示强", unit), people.person("林示例", unit)
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, unit.parent))
    named = ["市级", "市级工作室", "示例市总工会", "示〔2022〕1号", date(2022, 5, 1)]
    good = [
        unit.name,
        "陈示强工作室",
        "劳模创新工作室",
        date(2020, 3, 1),
        "陈示强",
        None,
        "数控",
        "制造业",
        "示例路",
        "180",
    ]
    good += ["29.290123", "106.26", *named]
    bad = [
        unit.name,
        "微光工作室",
        "职工创新工作室",
        date(2099, 1, 1),
        "无此人",
        None,
        None,
        None,
        None,
        "大",
        "106",
        "29",
    ]
    late = [unit.name, "渔业工作室", "职工创新工作室", date(2020, 3, 1), None, None, None, None, None, None, None, None]
    late += ["市级", None, "示例市总工会", "示〔2019〕1号", date(2019, 5, 1)]
    page = upload(client, "import", STUDIOS.columns, good, bad, late)
    for said in ("不是数字", "早于工作室成立", "填了级别的必填"):
        assert said in page
    assert session.query(Studio).count() == 0
    page = upload(client, "import", STUDIOS.columns, good)
    made = session.query(Studio).one()
    assert (made.leader, made.name, str(made.latitude)) == (leader, "陈示强工作室", "29.290123")
    assert session.query(StudioNaming).one().level == NamingLevel.CITY
    upload(client, "import", STUDIOS.columns, good)
    assert session.query(Studio).count() == 1
    people.person("林示例", unit)
    row = ["陈示强工作室", None, "林示例", None, "骨干", "编程", date(2021, 1, 1)]
    page = upload(
        client, "members/import", MEMBERS.columns, row, ["别的工作室", *row[1:]], [*row[:-1], date(2019, 1, 1)]
    )
    assert "不止一个“林示例”" in page and "没有这间在册的工作室" in page
    assert session.query(StudioMember).count() == 0
    row[3] = member.document_number
    upload(client, "members/import", MEMBERS.columns, row)
    assert [(one.person_id, one.duty) for one in session.query(StudioMember)] == [(member.id, "编程")]
    for path in ("import/template.xlsx", "members/import/template.xlsx"):
        assert client.get(f"/studios/{path}").data.startswith(b"PK")


def test_a_unit_sees_and_keeps_its_own_studios_only(app, client):
    unit = studios.unit()
    other = studios.studio(studios.unit("示例渔业有限公司工会", unit.parent.parent))
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, unit))
    assert other.name not in client.get("/studios").text
    for page in ("", "/edit", "/leader", "/members/new", "/file.pdf"):
        assert client.get(f"/studios/{other.id}{page}").status_code == 404
    worker = app.test_client()
    people.sign_in(worker, people.account(Role.WORKER, unit, people.person("林示例", unit)))
    assert worker.get("/studios").status_code == 403 == worker.get("/studios/mine").status_code
