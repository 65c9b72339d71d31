"""A menu from its first version to its second: items, services, workbook, wishes and the survey in between."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from foundation import files
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.imports import ImportBatch
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_surveys import DemandAnswer, DemandSurvey
from lectures.menus.models_wishes import Wish, WishSecond
from lectures.menus.queries import channels_of, items_for
from lectures.menus.queries_surveys import demands_of, surveys_waiting_for
from lectures.menus.queries_wishes import wishes_waiting_for
from lectures.menus.rules import Channel, ItemKind, MenuState
from lectures.menus.rules_surveys import AnswerChannel, Demand
from lectures.menus.rules_wishes import WishState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.messages.models import Message
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.booklets.models import Booklet, BookletItem
from studios.booklets.rules import BookletState
from studios.contests.models_submissions import Submission
from tests.factories import booklets, lectures, people, studio_projects, workbooks

TALK = {
    "kind": "topic",
    "large_class": "劳模精神",
    "title": "一把焊枪三十年",
    "theme": "工匠精神",
    "minutes": "60",
    "mode": "on-site",
    "channels": ["enterprise", "union"],
}


@dataclass
class Cast:
    """Who takes part."""

    client: FlaskClient
    district: Organisation
    officer: Account
    unit: Account
    worker: Account
    colleague: Account
    stranger: Account

    def becomes(self, account: Account) -> FlaskClient:
        return people.sign_in(self.client, account)


@pytest.fixture
def cast(app: Flask, clock: Callable[[str], object], client: FlaskClient) -> Cast:
    clock("2026-11-21 09:00")
    district = lectures.district()
    unit = people.organisation("示例焊接厂工会", district)
    far = people.organisation("示例纺织厂工会", district)

    def worker(name: str, employer: Organisation) -> Account:
        return people.account(Role.WORKER, employer, people.person(name, employer))

    return Cast(
        client=client,
        district=district,
        officer=people.account(Role.DISTRICT_OFFICER, district),
        unit=people.account(Role.ENTERPRISE_OFFICER, unit),
        worker=worker("工示甲", unit),
        colleague=worker("工示乙", unit),
        stranger=worker("工示丙", far),
    )


def test_a_menu_goes_from_its_first_version_to_its_second(cast: Cast):
    first = first_version(cast)
    what_each_channel_sees(cast, first)
    second = second_version(cast, first)
    services_are_taken(cast, second)
    wishes_are_answered(cast, second)
    demand_is_asked(cast, second)
    second_is_published(cast, first, second)


def first_version(cast: Cast) -> str:
    client = cast.becomes(cast.officer)
    begun = {"organisation": cast.district.id, "title": "点单菜单"}
    assert client.post("/lectures/menus/new", data=begun).status_code == 302
    page = f"/lectures/menus/{session.scalars(select(Menu.id)).one()}"
    again = client.post("/lectures/menus/new", data=begun)
    assert again.status_code == 422 and "正在起草" in again.text
    assert "还没有内容，不能发布" in client.post(f"{page}/publish", follow_redirects=True).text
    speaker = lectures.lecturer(cast.district)
    bad = client.post(f"{page}/items/new", data=TALK | {"sample_url": "javascript:alert(1)"})
    assert bad.status_code == 422 and "只收以 http:// 或 https:// 开头" in bad.text and "一把焊枪三十年" in bad.text
    program = TALK | {"sample_file": (io.BytesIO(b"MZ program"), "样片.pdf")}
    assert "材料只收 PDF、JPG、PNG" in client.post(f"{page}/items/new", data=program).text
    typed = TALK | {"sample_url": "https://video.example.cn/1", "lecturer_ids": [speaker.id]}
    typed |= {"sample_file": (io.BytesIO(studio_projects.PAPER), "样片.pdf")}
    assert client.post(f"{page}/items/new", data=typed).status_code == 302
    assert "同名" in client.post(f"{page}/items/new", data=TALK).text
    client.post(
        f"{page}/items/new", data=TALK | {"title": "心理减压", "channels": ["worker"], "audiences": ["workers"]}
    )
    workbook_comes_in(client, page)
    assert "已发布：共 4 项" in client.post(f"{page}/publish", follow_redirects=True).text
    item = session.scalars(select(MenuItem).where(MenuItem.code == "X001")).one()
    assert [one.id for one in item.lecturers] == [speaker.id]
    refused = client.post(f"/lectures/menus/items/{item.id}/edit", data=TALK | {"title": "换个题目"})
    assert refused.status_code == 422 and "已经发布，不再修改" in refused.text
    assert client.get(f"/lectures/menu/items/{item.id}/sample").data == studio_projects.PAPER
    return page


def workbook_comes_in(client: FlaskClient, page: str) -> None:
    header = ["大类", "名称", "种类", "时长（分钟）", "课时", "讲法", "点单渠道", "样片网址"]
    good = [["数控技能", "五轴编程", "课程", 480, 8, "线下", "单位点单、工会点单", None]]
    good += [["安全生产", "班前五分钟", "宣讲", 30, None, "线上", "单位点单", None]]
    bad = ["安全生产", "演习", "宣讲", 2, None, "线下", "谁都行", "javascript:alert(1)"]

    def upload(*rows: list[object]) -> ImportBatch:
        content = {"file": (io.BytesIO(workbooks.workbook(header, *rows)), "菜单.xlsx")}
        client.post(f"{page}/items/import", data=content)
        batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
        assert batch is not None
        return batch

    faulty = upload(*good, bad)
    faults = next(one.faults for one in faulty.items if one.row == 4)
    assert any("从这些里选" in message for _letter, _title, message in faults)
    batch = upload(*good)
    client.post(f"/imports/{batch.id}/apply")
    assert session.scalars(select(MenuItem.code).order_by(MenuItem.place)).all() == ["X001", "X002", "K001", "X003"]
    exported = client.get(f"{page}/export.xlsx").data
    client.post(f"{page}/items/import", data={"file": (io.BytesIO(exported), "菜单.xlsx")})
    again = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    assert again is not None and {one.effect.value for one in again.items} == {"same"}


def what_each_channel_sees(cast: Cast, page: str) -> None:
    def titles(user: Account, channel: Channel) -> list[str]:
        return [item.title for item in session.scalars(items_for(user, channel)).unique()]

    assert channels_of(cast.unit) == [Channel.ENTERPRISE] and channels_of(cast.worker) == [Channel.WORKER]
    assert titles(cast.unit, Channel.ENTERPRISE) == ["一把焊枪三十年", "五轴编程", "班前五分钟"]
    assert titles(cast.officer, Channel.UNION) == ["一把焊枪三十年", "五轴编程"]
    assert titles(cast.worker, Channel.WORKER) == ["心理减压"] and titles(cast.worker, Channel.UNION) == []
    shown = cast.becomes(cast.worker).get("/lectures/menu").text
    assert "心理减压" in shown and "一把焊枪三十年" not in shown
    hidden = session.scalars(select(MenuItem.id).where(MenuItem.title == "五轴编程")).one()
    assert cast.client.get(f"/lectures/menu/items/{hidden}").status_code == 404
    assert cast.client.get(page).status_code == 403
    client = cast.becomes(cast.unit)
    assert "五轴编程" in client.get("/lectures/menu?text=五轴&kind=course&mode=on-site").text
    found = client.get("/lectures/menu?audience=workers&large_class=安全生产&kind=nonsense").text
    assert "班前五分钟" in found and "五轴编程" not in found
    item = client.get(f"/lectures/menu/items/{hidden}").text
    assert "480 分钟" in item and "单位点单、工会点单" in item


def second_version(cast: Cast, first: str) -> str:
    client = cast.becomes(cast.officer)
    client.post("/lectures/menus/new", data={"organisation": cast.district.id, "title": "点单菜单"})
    menu = session.scalars(select(Menu).where(Menu.state == MenuState.DRAFT)).one()
    copied = {item.code: item for item in menu.items}
    assert list(copied) == ["X001", "X002", "K001", "X003"] and copied["X001"].sample_id
    assert "没有不同" in client.get(f"/lectures/menus/{menu.id}").text
    version = copied["K001"].row_version
    edited = TALK | {"kind": "course", "large_class": "数控技能", "title": "五轴编程提高班", "lessons": "10"}
    address = f"/lectures/menus/items/{copied['K001'].id}/edit"
    assert client.post(address, data=edited | {"row_version": version}).status_code == 302
    stale = client.post(address, data=edited | {"row_version": version})
    assert stale.status_code == 422 and "已被别人修改" in stale.text
    client.post(f"/lectures/menus/items/{copied['X002'].id}/move", data={"to": "up"})
    assert [item.code for item in menu.items][:2] == ["X002", "X001"]
    client.post(f"/lectures/menus/items/{copied['X003'].id}/remove")
    assert "班前五分钟" in cast.becomes(cast.unit).get("/lectures/menu").text
    return f"/lectures/menus/{menu.id}"


def services_are_taken(cast: Cast, page: str) -> None:
    service = offered_service(cast.district)
    client = cast.becomes(cast.officer)
    assert "提前一周" in client.get(f"{page}/services").text
    assert "没有选中" in client.post(f"{page}/services", data={}).text
    assert client.post(f"{page}/services", data={"services": [service]}).status_code == 302
    taken = session.scalars(select(MenuItem).where(MenuItem.booklet_item_id == service)).one()
    assert (taken.code, taken.kind, taken.summary) == ("F001", ItemKind.SERVICE, "课堂进车间\n提前一周")
    assert "没有可以列入的服务" in client.get(f"{page}/services").text


def offered_service(district: Organisation) -> int:
    """A project of a contest that a published booklet offers."""
    contest = booklets.completed(district, 2)
    printed = files.store(studio_projects.PAPER, name="展示册.pdf", media_type="application/pdf")
    submission = session.scalars(select(Submission).where(Submission.contest_id == contest.id)).first()
    booklet = Booklet(contest=contest, title="展示册", state=BookletState.PUBLISHED, file=printed)
    shown = {"submission": submission, "position": 1, "words": "课堂进车间"}
    booklet.items = [BookletItem(**shown, offered=True, offer="提前一周")]
    return lectures.kept(booklet).items[0].id


def wishes_are_answered(cast: Cast, page: str) -> None:
    client = cast.becomes(cast.worker)
    wish = {"theme": "短视频拍摄", "why": "想给班组拍安全短片", "people": "20", "wanted": "九月"}
    assert client.post("/lectures/wishes/new", data=wish).status_code == 302
    assert "已经提过" in client.post("/lectures/wishes/new", data=wish).text
    first = session.scalars(select(Wish)).one()
    assert "您自己提的" in client.post(f"/lectures/wishes/{first.id}/second", follow_redirects=True).text
    assert cast.becomes(cast.stranger).post(f"/lectures/wishes/{first.id}/second").status_code == 404
    client = cast.becomes(cast.colleague)
    mine = client.get("/lectures/wishes/mine").text
    assert "短视频拍摄" in mine and "工示甲" not in mine
    client.post(f"/lectures/wishes/{first.id}/second")
    assert "已经附议" in client.post(f"/lectures/wishes/{first.id}/second", follow_redirects=True).text
    with pytest.raises(IntegrityError):
        lectures.kept(WishSecond(wish_id=first.id, account_id=cast.colleague.id))
    session.rollback()
    for theme in ("拍短视频", "人工智能", "算了"):
        cast.becomes(cast.stranger).post("/lectures/wishes/new", data=wish | {"theme": theme})
    by_theme = {one.theme: one.id for one in session.scalars(select(Wish))}
    cast.client.post(f"/lectures/wishes/{by_theme['算了']}/withdraw")
    same, other = [by_theme["短视频拍摄"], by_theme["拍短视频"]], by_theme["人工智能"]
    assert len(session.scalars(wishes_waiting_for(cast.officer)).unique().all()) == 3
    client = cast.becomes(cast.officer)
    client.post("/lectures/wishes/group", data={"wish": same, "heading": "短视频"})
    assert "2 个心愿" in client.get("/lectures/wishes").text
    asked = f"/lectures/wishes/answer?wish={same[0]}&wish={same[1]}"
    draft = {"menu": page.rpartition("/")[2], "item": "0", "title": "短视频入门", "large_class": "数字技能"}
    assert client.post(asked, data=draft | {"decision": "take"}).status_code == 302
    bare = client.post(f"/lectures/wishes/answer?wish={other}", data={"decision": "decline"})
    assert bare.status_code == 422 and "写明不采纳的原因" in bare.text
    client.post(f"/lectures/wishes/answer?wish={other}", data={"decision": "decline", "answer": "已有同类课程"})
    states = {one.theme: one.state for one in session.scalars(select(Wish))}
    assert states["拍短视频"] is WishState.TAKEN and states["人工智能"] is WishState.DECLINED
    told = {(one.account_id, one.title) for one in session.scalars(select(Message))}
    assert {(cast.worker.id, "心愿“短视频拍摄”有了答复"), (cast.colleague.id, "心愿“短视频拍摄”有了答复")} <= told
    assert "短视频入门" in cast.becomes(cast.worker).get(f"/lectures/wishes/{same[0]}").text
    item = session.scalars(select(MenuItem).where(MenuItem.title == "短视频入门")).one()
    cast.becomes(cast.officer).post(f"/lectures/menus/items/{item.id}/remove")
    assert len(session.scalars(wishes_waiting_for(cast.officer)).unique().all()) == 2


def demand_is_asked(cast: Cast, page: str) -> None:
    client = cast.becomes(cast.officer)
    item = session.scalars(select(MenuItem).where(MenuItem.title == "心理减压", MenuItem.menu.has(state="draft"))).one()
    typed = {"organisation": cast.district.id, "title": "明年想听什么", "items": [item.id], "themes": "智能制造\n反诈"}
    days = {"opens_on": "2026-11-21", "closes_on": "2026-11-30"}
    late = client.post("/lectures/demand-surveys/new", data=typed | days | {"closes_on": "2026-11-20"})
    assert late.status_code == 422 and "不能早于开始日期" in late.text and "智能制造" in late.text
    client.post("/lectures/demand-surveys/new", data=typed | days)
    survey = session.scalars(select(DemandSurvey)).one()
    address = f"/lectures/demand-surveys/{survey.id}"
    assert session.scalars(surveys_waiting_for(cast.worker)).all() == []
    client.post(f"{address}/edit", data=typed | days | {"themes": "智能制造\n防范诈骗"})
    client.post(f"{address}/open")
    changed = client.post(f"{address}/edit", data=typed | days)
    assert changed.status_code == 422 and "题目不能再改" in changed.text
    makes, fraud = (one.id for one in survey.themes if one.item_id is None)
    for user in (cast.worker, cast.unit):
        assert session.scalars(surveys_waiting_for(user)).unique().all() == [survey]
    client = cast.becomes(cast.unit)
    assert client.get(f"{address}/answer?side=worker").status_code == 404
    assert client.post(f"{address}/answer?side=unit", data={f"people_{makes}": "x"}).status_code == 422
    assert client.post(f"{address}/answer", data={f"people_{makes}": "120", "note": "最好在周末"}).status_code == 302
    assert "每个单位只填一次" in client.get(f"{address}/answer").text
    for user in (cast.worker, cast.colleague, cast.stranger):
        assert cast.becomes(user).post(f"{address}/answer", data={"chosen": [makes, fraud]}).status_code == 302
    cast.becomes(cast.worker).post(f"{address}/answer", data={"chosen": [makes]})
    assert session.scalar(select(func.count()).select_from(DemandAnswer)) == 4
    again = {"survey_id": survey.id, "organisation_id": cast.unit.organisation_id}
    for twice in (
        {"channel": AnswerChannel.UNIT},
        {"channel": AnswerChannel.WORKER, "person_id": cast.worker.person_id},
    ):
        with pytest.raises(IntegrityError):
            lectures.kept(DemandAnswer(**again, **twice))
        session.rollback()
    assert demands_of(survey)[:2] == [Demand(makes, 1, 120, 3), Demand(fraud, 0, 0, 3)]
    client = cast.becomes(cast.officer)
    shown = client.get(address).text
    assert "最好在周末" in shown and "不相加" in shown
    client.post(f"{address}/themes/{makes}/take")
    assert "已经在菜单里" in client.post(f"{address}/themes/{makes}/take", follow_redirects=True).text
    client.post(f"{address}/close")
    assert session.scalars(surveys_waiting_for(people.account(Role.WORKER, *newcomer(cast)))).all() == []
    client.post(f"{address}/reopen", data={"closes_on": "2026-12-10", "reason": "答的单位少"})
    assert session.get_one(DemandSurvey, survey.id).closes_on == date(2026, 12, 10)


def newcomer(cast: Cast) -> tuple[Organisation, Person]:
    """Somebody else of the unit, who has answered nothing."""
    unit = cast.unit.organisation
    return unit, people.person("工示丁", unit)


def second_is_published(cast: Cast, first: str, second: str) -> None:
    client = cast.becomes(cast.officer)
    draft = client.get(second).text
    assert "新增 2 项" in draft and "不再提供 1 项" in draft and "K001 五轴编程提高班：名称" in draft
    done = client.post(f"{second}/publish", follow_redirects=True).text
    assert "新增 2 项，修改 1 项，不再提供 1 项" in done
    states = dict(session.execute(select(Menu.number, Menu.state)).all())
    assert states == {1: MenuState.RETIRED, 2: MenuState.PUBLISHED}
    actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "menus")))
    assert actions == {"create_menu", "publish_menu", "retire_menu"}
    shown = cast.becomes(cast.unit).get("/lectures/menu").text
    assert "五轴编程提高班" in shown and "班前五分钟" not in shown and "项目竞赛服务" in shown
    assert "已停用" in cast.becomes(cast.officer).get(first).text
