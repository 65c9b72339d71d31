"""The pages of orders: what was typed stays, refusals are clear, everybody sees his own and nobody another's."""

from datetime import timedelta
from io import BytesIO

from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation.database import session
from lectures.orders.models import LectureOrder, OrderInvitation
from lectures.orders.rules import OrderState
from lectures.tours.models import Lecture
from people.accounts.rules import Role
from tests.factories import lectures as factory
from tests.factories import lectures_orders as orders
from tests.factories import people
from tests.factories.lectures_orders import Town


def typed(town: Town, **other: object) -> dict[str, object]:
    """What a unit's officer fills in."""
    given = {"orderer": town.unit.id, "item": town.item.id, "audience": "workers", "people": 50, "mode": "on-site"}
    given |= {"place": town.place.id, "minutes": 60, "first": f"{orders.period(10).starts_at:%Y-%m-%dT%H:%M}"}
    return given | {"contact_name": "王示例", "contact_phone": "13800000000", "remarks": "请带投影转接头"} | other


def test_an_order_goes_through_its_pages(app: Flask):
    town = orders.town()
    unit, officer = (people.sign_in(app.test_client(), one) for one in (town.orderer, town.officer))
    lecturer = people.sign_in(app.test_client(), factory.lecturer_account(town.lecturer))
    start = orders.period(10).starts_at
    wrong = {"first": "2020-01-01T09:00", "second": f"{start:%Y-%m-%d}T23:30", "third": f"{start:%Y-%m-%d}T23:50"}
    page = unit.post("/lectures/orders/new", data=typed(town, **wrong))
    assert page.status_code == 422 and "请带投影转接头" in page.text and "T23:30" in page.text
    assert all(words in page.text for words in ("已经过去", "跨过了零点", "候选时间 3 和候选时间 2 重叠"))
    assert unit.post("/lectures/orders/new", data=typed(town)).status_code == 302
    order = session.scalars(select(LectureOrder)).one()
    address = f"/lectures/orders/{order.id}"
    assert address in officer.get("/lectures/orders?waiting=check").text
    assert officer.post(f"{address}/check").status_code == 302
    assert address not in officer.get("/lectures/orders?waiting=check").text
    assert town.lecturer.person.name in officer.get(f"{address}/assign").text
    assert officer.post(f"{address}/assign", data={"rank": 1}).status_code == 422
    assert officer.post(f"{address}/assign", data={"rank": 1, "lecturer": town.lecturer.id}).status_code == 302
    assert "接单" in lecturer.get("/lectures/my-invitations").text
    invitation = session.scalars(select(OrderInvitation)).one()
    lecturer.post(f"/lectures/my-invitations/{invitation.id}/accept")
    chosen = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "minutes": 60, "place": town.place.id, "room": "", "despite": ""}
    assert officer.post(f"{address}/schedule", data=chosen).status_code == 302
    lecture = session.scalars(select(Lecture)).one()
    assert lecture.starts_at == start and lecture.ends_at - lecture.starts_at == timedelta(hours=1)
    for visitor, shown in ((unit, address), (officer, address), (officer, "/lectures/orders?view=all"), (unit, "/")):
        assert visitor.get(shown).status_code == 200


def test_everybody_sees_his_own_and_nobody_anothers(app: Flask):
    town = orders.town()
    order = orders.order(town)
    page = f"/lectures/orders/{order.id}"
    other = people.account(Role.ENTERPRISE_OFFICER, people.organisation("示例纺织公司工会", town.district))
    worker = people.account(Role.WORKER, town.unit, people.person("赵示例", town.unit))
    stranger, own = (people.sign_in(app.test_client(), one) for one in (other, worker))
    assert stranger.get(page).status_code == 404 and own.get(page).status_code == 404
    assert stranger.post(f"{page}/cancel", data={"reason": "不办了"}).status_code == 404
    assert stranger.get(f"{page}/assign").status_code == 403 and own.get("/lectures/orders").status_code == 403
    wish = {"item": 0, "wish": "怎样带徒弟", "theme": "师徒"}
    assert own.post("/lectures/orders/new", data=typed(town, **wish)).status_code == 302
    assert "怎样带徒弟" in own.get("/lectures/my-orders").text
    made = session.scalars(select(LectureOrder).where(LectureOrder.ordered_by_id == worker.id)).one()
    assert made.state is OrderState.ENDORSING


def test_an_order_that_came_back_is_mended_on_its_form(app: Flask):
    town = orders.town()
    order = orders.order(town, checked=False, remarks="请带投影转接头")
    officer, unit = (people.sign_in(app.test_client(), one) for one in (town.officer, town.orderer))
    page = f"/lectures/orders/{order.id}"
    assert officer.post(f"{page}/return", data={"reason": "请写明停车"}).status_code == 302
    form = unit.get(f"{page}/edit").text
    for chosen in (town.unit, town.item, town.place):
        assert f'<option selected value="{chosen.id}">' in form
    assert "请写明停车" in form and "请带投影转接头" in form
    assert f"{orders.period(11).starts_at:%Y-%m-%d}" in form
    mended = typed(town, people=60, second="", third="", row_version=order.row_version, remarks="北门停车")
    assert unit.post(f"{page}/edit", data=mended).status_code == 302
    session.expire_all()
    assert (order.people, order.remarks, len(order.times)) == (60, "北门停车", 1)
    assert order.state is OrderState.CHECKING and order.reason == ""


def test_figures_are_exported_without_contacts(app: Flask):
    town = orders.town()
    orders.order(town)
    officer = people.sign_in(app.test_client(), town.officer)
    assert "点单统计" in officer.get("/lectures/orders/figures").text
    book = CalamineWorkbook.from_filelike(BytesIO(officer.get("/lectures/orders/figures.xlsx").data))
    cells = [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert town.unit.name in cells and book.sheet_names == ["点单", "每步用时"]
    assert not any("13800000000" in cell or "王示例" in cell for cell in cells)
