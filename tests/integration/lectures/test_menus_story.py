"""A menu from its first version to its second: items, workbook, services, and who can order what."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session
from foundation.imports import ImportBatch
from lectures.menus.models import Menu, MenuItem
from lectures.menus.queries import channels_of, items_for
from lectures.menus.rules import Channel, ItemKind, MenuState
from people.accounts.models import Account
from tests.factories import lectures, lectures_menus, studio_projects, workbooks
from tests.factories.lectures_menus import Cast

TALK = {
    "kind": "topic",
    "large_class": "劳模精神",
    "title": "一把焊枪三十年",
    "theme": "工匠精神",
    "minutes": "60",
    "mode": "on-site",
    "channels": ["enterprise", "union"],
}


@pytest.fixture
def cast(app: Flask, clock: Callable[[str], object], client: FlaskClient) -> Cast:
    clock("2026-11-21 09:00")
    return lectures_menus.cast(client)


def test_a_menu_goes_from_its_first_version_to_its_second(cast: Cast):
    first = first_version(cast)
    what_each_channel_sees(cast, first)
    second = second_version(cast, first)
    services_are_taken(cast, second)
    second_is_published(cast, first, second)
    states = {menu.number: menu.state for menu in session.scalars(select(Menu))}
    assert states == {1: MenuState.RETIRED, 2: MenuState.PUBLISHED}


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
    header = ["大类", "名称", "种类", "时长（分钟）", "课时", "形式", "点单渠道", "样片网址"]
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
    changed = ["心理健康", "心理减压", "宣讲", 45, None, "线下", "职工点单", None]
    batch = upload(*good, changed)
    client.post(f"/imports/{batch.id}/apply")
    assert minutes_by_code() == {"X001": 60, "X002": 45, "K001": 480, "X003": 30}
    client.post(f"/imports/{batch.id}/undo", data={"reason": "传错了表"})
    assert minutes_by_code() == {"X001": 60, "X002": 60}
    client.post(f"/imports/{upload(*good).id}/apply")
    assert session.scalars(select(MenuItem.code).order_by(MenuItem.place)).all() == ["X001", "X002", "K001", "X003"]
    exported = client.get(f"{page}/export.xlsx").data
    client.post(f"{page}/items/import", data={"file": (io.BytesIO(exported), "菜单.xlsx")})
    again = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    assert again is not None and {one.effect.value for one in again.items} == {"same"}


def minutes_by_code() -> dict[str, int]:
    return {item.code: item.minutes for item in session.scalars(select(MenuItem))}


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
    service = lectures_menus.offered_service(cast.district)
    client = cast.becomes(cast.officer)
    assert "提前一周" in client.get(f"{page}/services").text
    assert "没有选中" in client.post(f"{page}/services", data={}).text
    assert client.post(f"{page}/services", data={"services": [service]}).status_code == 302
    taken = session.scalars(select(MenuItem).where(MenuItem.booklet_item_id == service)).one()
    assert (taken.code, taken.kind, taken.summary) == ("F001", ItemKind.SERVICE, "课堂进车间\n提前一周")
    assert "没有可以列入的服务" in client.get(f"{page}/services").text


def second_is_published(cast: Cast, first: str, second: str) -> None:
    client = cast.becomes(cast.officer)
    draft = client.get(second).text
    assert "新增 1 项" in draft and "不再提供 1 项" in draft and "K001 五轴编程提高班：名称" in draft
    done = client.post(f"{second}/publish", follow_redirects=True).text
    assert "新增 1 项，修改 1 项，不再提供 1 项" in done
    actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "menus")))
    assert actions == {"create_menu", "publish_menu", "retire_menu"}
    shown = cast.becomes(cast.unit).get("/lectures/menu").text
    assert "五轴编程提高班" in shown and "班前五分钟" not in shown and "项目竞赛服务" in shown
    assert "已停用" in cast.becomes(cast.officer).get(first).text
