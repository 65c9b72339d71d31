"""Five-small achievements from the call to the formal check: entering, endorsing, quotas, doubles, refusals."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.import_batches import ImportBatch
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Employment
from studios.proposals import recommending
from studios.proposals.comparing import compare_achievement, find_duplicates
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import AchievementQuota, Selection
from studios.proposals.queries_achievements import achievements_waiting_for
from studios.proposals.rules_achievements import AchievementState
from studios.proposals.workbooks import ACHIEVEMENTS
from tests.factories import people, studios
from tests.factories import proposals as make
from tests.factories.workbooks import workbook

TEXT = "把固定夹具改成快换夹具，工具车定置，换模前先预热，三个人分工同时操作，换模由四十分钟缩短到十五分钟。"
TYPED = {
    "title": "冲压模具快速换模法",
    "kind": "reform",
    "authors": "王示例\n李示例",
    "finished_on": "2026-05-01",
    "summary": "用快换夹具和定置工具车，把换模时间缩短一半以上。",
    "content": TEXT,
    "problems": "换模慢、等待",
}


@pytest.fixture
def unit(app: Flask, clock: Callable) -> Organisation:
    clock("2026-11-02 09:00")
    return studios.unit()


@pytest.fixture
def staff(unit: Organisation) -> dict[str, Account]:
    """The worker, and an officer of unit, district and city."""
    district, city = unit.parent, unit.parent.parent
    return {
        "worker": people.account(Role.WORKER, unit, people.person("王示例", unit)),
        "unit": people.account(Role.ENTERPRISE_OFFICER, unit),
        "district": people.account(Role.DISTRICT_OFFICER, district),
        "city": people.account(Role.DISTRICT_OFFICER, city),
    }


def press(client: FlaskClient, one: Achievement, step: str, **form: str) -> str:
    """Take a step on the page; what the page says afterwards."""
    page = f"/studios/achievements/{one.id}"
    referer = {"Referer": f"http://localhost{page}"}
    return client.post(f"{page}/{step}", data=form, headers=referer, follow_redirects=True).text


def test_create_selection_and_enter_an_achievement(client: FlaskClient, unit: Organisation, staff: dict[str, Account]):
    city = staff["city"].organisation
    head = people.person("李示例", unit)
    session.scalars(select(Employment).where(Employment.person_id == head.id)).one().post = "总经理"
    session.commit()
    people.sign_in(client, staff["city"])
    assert "特等成果" in client.get("/studios/selections/new").text
    call = {
        "organisation": str(city.id),
        "title": "2026 年示例市五小评选",
        "year": "2026",
        "scheme": "shennongjia_2017",
        "kinds": ["reform", "method"],
        "categories": "工艺\n设备",
        "opens_on": "2026-11-01",
        "closes_on": "2026-11-30",
        "recommender_places": "1",
        "grades-0-title": "一等",
        "grades-0-places": "1",
        "notice_days": "5",
    }
    assert client.post("/studios/selections/new", data=call | {"closes_on": "2026-10-01"}).status_code == 422
    assert client.post("/studios/selections/new", data=call).status_code == 302
    selection = session.scalars(select(Selection)).one()
    client.post(f"/studios/selections/{selection.id}/open")

    people.sign_in(client, staff["worker"])
    assert "申报一项成果" in client.get("/studios/achievements/mine").text
    new = f"/studios/selections/{selection.id}/achievements/new"
    assert "效益" in client.post(new, data=TYPED | {"category": "工艺", "benefit": "5000"}).text
    assert client.post(new, data=TYPED | {"category": "工艺"}).status_code == 302
    one = session.scalars(select(Achievement)).one()
    assert [author.head for author in one.authors] == [False, True]
    page = client.get(f"/studios/achievements/{one.id}").text
    assert "还没有上传真实性承诺书" in page and "单位负责人不参加评选：李示例" in page
    edit = TYPED | {"category": "工艺", "authors": "王示例", "row_version": str(one.row_version)}
    lacking = {name: value for name, value in edit.items() if name != "authors"}
    assert client.post(f"/studios/achievements/{one.id}/edit", data=lacking).status_code == 422
    assert client.post(f"/studios/achievements/{one.id}/edit", data=edit).status_code == 302
    for kind in ("authorisation", "commitment"):
        paper = {"kind": kind, "file": (io.BytesIO(b"%PDF-1.7"), "盖章.pdf")}
        client.post(f"/studios/achievements/{one.id}/papers/new", data=paper)
    assert "已申报" in press(client, one, "submit")

    to_the_formal_check(client, unit, staff, one)


def to_the_formal_check(client: FlaskClient, unit: Organisation, staff: dict[str, Account], one: Achievement) -> None:
    """The unit endorses, the district recommends, the city checks; another unit sees nothing of it."""
    selection = one.selection
    people.sign_in(client, staff["unit"])
    assert [found.id for found in session.scalars(achievements_waiting_for(staff["unit"]))] == [one.id]
    assert "单位负责人不参加评选：王示例" in press(client, one, "endorse", heads=str(one.authors[0].id))
    assert "已认可" in press(client, one, "endorse")
    assert client.post(f"/studios/achievements/{one.id}/pass").status_code == 403
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("示例别家公司工会", unit.parent))
    people.sign_in(client, stranger)
    assert client.get(f"/studios/achievements/{one.id}").status_code == 404
    assert one.title not in client.get(f"/studios/selections/{selection.id}").text
    people.sign_in(client, staff["district"])
    assert "已推荐" in press(client, one, "recommend", opinion="见效快，同意推荐。")
    people.sign_in(client, staff["city"])
    assert "还没有查重" in client.get(f"/studios/achievements/{one.id}").text
    assert "没有疑似重复" in press(client, one, "compare")
    assert "形审通过" in press(client, one, "pass")
    assert "1</div>推荐" in client.get(f"/studios/selections/{selection.id}").text


def test_recommend_achievement_keeps_to_the_quota(unit: Organisation, staff: dict[str, Account]):
    selection = make.selection(staff["city"].organisation, recommender_places=2, category_places=1, categories=["工艺"])
    ready = {"state": AchievementState.ENDORSED, "heads_confirmed": True, "category": "工艺"}
    first, second = (make.achievement(selection, person, **ready) for person in make.workers(unit, 2))
    with transaction():
        recommending.recommend_achievement(first, "同意", by=staff["district"])
    with pytest.raises(Refused, match="专题“工艺”的推荐名额 1 项已经用完"), transaction():
        recommending.recommend_achievement(second, "同意", by=staff["district"])
    with transaction():
        recommending.recall_achievement(first, reason="换一项", by=staff["district"])
    with transaction():
        recommending.recommend_achievement(second, "同意", by=staff["district"])
    with transaction():
        recommending.refuse_achievement(second, reason="材料不实", by=staff["city"])
    assert [quota.taken for quota in session.scalars(select(AchievementQuota))] == [0, 0]
    with pytest.raises(Refused, match="写明原因"), transaction():
        recommending.refuse_achievement(first, reason=" ", by=staff["district"])


def test_judge_duplicate_is_left_to_a_person(client: FlaskClient, unit: Organisation, staff: dict[str, Account]):
    city = staff["city"].organisation
    won = {"state": AchievementState.FINAL, "grade": "一等成果", "content": TEXT, "ip_number": "ZL 2025 1 0001.1"}
    (author,) = make.workers(unit, 1)
    before = make.achievement(make.selection(city, year=2025), author, **won)
    other = make.achievement(make.selection(city, year=2025), *make.workers(unit, 2), content="完全不同的一段话。" * 9)
    entered = {"state": AchievementState.RECOMMENDED, "heads_confirmed": True, "ip_number": "zl202510001.1"}
    again = make.achievement(make.selection(city), author, content=f"本成果{TEXT}效果明显。", **entered)
    found = find_duplicates(again)
    assert other.id not in found
    assert [ground.value for ground in found[before.id].grounds] == ["same-ip", "same-authors", "alike"]
    assert found[before.id].likeness >= 90
    with transaction():
        compare_achievement(again, found, by=staff["city"])
    people.sign_in(client, staff["city"])
    page = client.get(f"/studios/achievements/{again.id}").text
    assert "还有 1 项疑似重复等人判断" in page and "知识产权号相同、完成人相同、文字相近" in page
    pair = f"/studios/achievements/{again.id}/duplicates/1"
    assert "<mark>" in client.get(pair).text
    assert client.post(pair, data={"verdict": "same", "note": ""}).status_code == 422
    client.post(pair, data={"verdict": "same", "note": "内容和专利号都相同，去年已获一等。"})
    with pytest.raises(Refused) as refused, transaction():
        recommending.pass_achievement(again, by=staff["city"])
    assert "是同一项成果" in refused.value.reasons[-1]
    assert "已登记未通过" in press(client, again, "refuse", reason="与 2025 年获奖成果相同")
    assert "与 2025 年获奖成果相同" in client.get(f"/studios/achievements/{again.id}").text


def test_import_achievements_makes_drafts_whole_or_not_at_all(
    client: FlaskClient, unit: Organisation, staff: dict[str, Account]
):
    selection = make.selection(staff["city"].organisation)
    people.sign_in(client, staff["unit"])
    address = f"/studios/selections/{selection.id}/achievements/import"

    def upload(*rows: dict[str, object]) -> str:
        lines = [[row.get(column.key) for column in ACHIEVEMENTS.columns] for row in rows]
        content = workbook([column.title for column in ACHIEVEMENTS.columns], *lines)
        page = client.post(address, data={"file": (io.BytesIO(content), "汇总表.xlsx")}, follow_redirects=True)
        batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
        client.post(f"/imports/{batch.id}/apply")
        return page.text

    row = {**TYPED, "unit": unit.name, "kind": "小革新", "authors": "王示例、外示人", "finished_on": date(2026, 5, 1)}
    bad = {**row, "title": "另一项成果", "authors": "查无此人", "benefit": 5000}
    page = upload(row, bad)
    assert "请写明怎样算出来的" in page
    assert session.scalars(select(Achievement)).all() == []
    upload(row)
    made = session.scalars(select(Achievement)).one()
    assert (made.state, made.entrant.name) == (AchievementState.DRAFT, "王示例")
    assert [author.person_id is None for author in made.authors] == [False, True]
    assert "已经填过同名的成果" in upload(row)
    batch = session.scalars(select(ImportBatch).where(ImportBatch.items.any(record_id=made.id))).first()
    assert client.post(f"/imports/{batch.id}/undo", data={"reason": "传错了表"}).status_code == 302
    assert session.scalars(select(Achievement)).all() == []
    assert client.get("/studios/selections/achievements/template").status_code == 200
