"""Choosing places where there are more than a form shows: what is typed finds them, with and without a script."""

from datetime import date
from typing import Any

from sqlalchemy import select

from foundation.database import session
from lectures.places.queries import OFFERED
from lectures.tours.models import Lecture, LecturePoint
from people.accounts.rules import Role
from tests.factories import lectures, people

DAY = {
    "title": "一把焊枪三十年",
    "day": "2027-05-06",
    "starts_at": "09:00",
    "ends_at": "10:00",
    "mode": "on-site",
    "stands": "0",
}
YEAR: dict[str, Any] = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31)}


def test_places_of_a_lecture_are_found_by_typing(app, client):
    keeper = lectures.district()
    for number in range(OFFERED + 5):
        lectures.place(keeper, name=f"示例{number:02}号礼堂")
    far = lectures.place(keeper, name="远山车间", street="示例山路", seats=90)
    other = lectures.place(people.organisation("邻区总工会", keeper.parent, keeper.kind), name="邻区远山礼堂")
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, keeper))
    form = f"/lectures/tours/{lectures.tour(keeper, **YEAR).id}/lectures/new"

    shown = client.get(form).text
    assert shown.count('name="places"') == OFFERED + 1 and f"只列出前 {OFFERED} 个" in shown  # one in the template
    assert "远山车间 · 示例山路 · 90 座" in client.get(form, query_string={"place": far.id}).text
    assert "邻区" not in client.get(form, query_string={"place": other.id}).text
    found = client.get("/lectures/places/choices", query_string={"text": "远山", "below": keeper.id}).json
    assert [one["id"] for one in found["places"]] == [far.id]

    typed = DAY | {"places-typed": "远山"}
    asked = client.post(form, data=typed)
    assert asked.status_code == 422 and "远山车间 · 示例山路 · 90 座" in asked.text and 'value="远山"' in asked.text
    assert "没有找到“天边”" in client.post(form, data=DAY | {"places-typed": "天边"}).text
    assert client.post(form, data=typed | {"places": other.id}).status_code == 422
    assert session.scalars(select(Lecture)).unique().all() == []
    assert client.post(form, data=typed | {"places": far.id}).status_code == 302
    assert session.scalars(select(LecturePoint.place_id)).all() == [far.id]


def test_the_place_of_an_order_is_ones_own_or_found_by_typing(app, client):
    keeper = lectures.district()
    unit = people.organisation("示例机械公司工会", keeper)
    own = lectures.place(keeper, unit, name="示例机械公司礼堂")
    for number in range(OFFERED + 5):
        lectures.place(keeper, unit, name=f"示例{number:02}号车间")
    last = lectures.place(keeper, unit, name="远山车间")
    lectures.menu(keeper)
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, unit))
    page = client.get("/lectures/orders/new").text
    assert 'data-places="/lectures/places/choices"' in page and "远山车间" not in page
    page = client.post("/lectures/orders/new", data={"place": own.id, "place-typed": "远山"}).text
    assert "请在列出的场所里选中“远山”是哪一个" in page
    assert (
        f'value="{last.id}"' in page
        and f'checked class="form-check-input" id="place-1" name="place" type="radio" value="{own.id}"' in page
    )
