"""What is not on the menu: wishes until their answer, and the survey before a new version."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from foundation.database import session
from lectures.menus.models import MenuItem
from lectures.menus.models_surveys import DemandAnswer, DemandSurvey
from lectures.menus.models_wishes import Wish, WishSecond
from lectures.menus.queries_surveys import demands_of, surveys_waiting_for
from lectures.menus.queries_wishes import wishes_waiting_for
from lectures.menus.rules import MenuState
from lectures.menus.rules_surveys import AnswerChannel, Demand
from lectures.menus.rules_wishes import WishState
from people.messages.models import Message
from tests.factories import lectures, lectures_menus
from tests.factories.lectures_menus import Cast


def test_wishes_and_demand_lead_to_the_next_menu(app: Flask, clock: Callable[[str], object], client: FlaskClient):
    clock("2026-11-21 09:00")
    cast = lectures_menus.cast(client)
    draft = lectures.menu(cast.district, "心理减压", state=MenuState.DRAFT)
    wishes_are_made(cast)
    wishes_are_answered(cast, draft.id)
    survey = demand_is_asked(cast)
    demand_is_answered(cast, survey)
    demand_goes_into_the_draft(cast, survey)
    assert session.scalars(select(MenuItem.title).order_by(MenuItem.id)).all() == ["心理减压", "智能制造"]


def wishes_are_made(cast: Cast) -> None:
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


def wishes_are_answered(cast: Cast, menu_id: int) -> None:
    by_theme = {one.theme: one.id for one in session.scalars(select(Wish))}
    cast.client.post(f"/lectures/wishes/{by_theme['算了']}/withdraw")
    same, other = [by_theme["短视频拍摄"], by_theme["拍短视频"]], by_theme["人工智能"]
    assert len(session.scalars(wishes_waiting_for(cast.officer)).unique().all()) == 3
    client = cast.becomes(cast.officer)
    client.post("/lectures/wishes/group", data={"wish": same, "heading": "短视频"})
    assert "2 个心愿" in client.get("/lectures/wishes").text
    asked = f"/lectures/wishes/answer?wish={same[0]}&wish={same[1]}"
    draft = {"menu": menu_id, "item": "0", "title": "短视频入门", "large_class": "数字技能"}
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


def demand_is_asked(cast: Cast) -> DemandSurvey:
    client = cast.becomes(cast.officer)
    item = session.scalars(select(MenuItem).where(MenuItem.title == "心理减压")).one()
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
    return survey


def demand_is_answered(cast: Cast, survey: DemandSurvey) -> None:
    address = f"/lectures/demand-surveys/{survey.id}"
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


def demand_goes_into_the_draft(cast: Cast, survey: DemandSurvey) -> None:
    address = f"/lectures/demand-surveys/{survey.id}"
    makes = next(one.id for one in survey.themes if one.title == "智能制造")
    client = cast.becomes(cast.officer)
    shown = client.get(address).text
    assert "最好在周末" in shown and "不相加" in shown
    client.post(f"{address}/themes/{makes}/take")
    assert "已经在菜单里" in client.post(f"{address}/themes/{makes}/take", follow_redirects=True).text
    client.post(f"{address}/close")
    assert session.scalars(surveys_waiting_for(lectures_menus.worker("工示丁", cast.unit.organisation))).all() == []
    client.post(f"{address}/reopen", data={"closes_on": "2026-12-10", "reason": "答的单位少"})
    assert session.get_one(DemandSurvey, survey.id).closes_on == date(2026, 12, 10)
