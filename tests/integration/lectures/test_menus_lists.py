"""The lists of menus, wishes and surveys ask the database as often for many rows as for few."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session
from lectures.menus.models import Menu
from lectures.menus.models_surveys import DemandAnswer, DemandChoice, DemandSurvey, DemandTheme
from lectures.menus.models_wishes import Wish, WishSecond
from lectures.menus.rules_surveys import AnswerChannel, SurveyState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import lectures, people

OF_OFFICERS = ("/lectures/menu", "/lectures/menus", "/lectures/wishes", "/lectures/demand-surveys")
OF_WORKERS = ("/lectures/menu", "/lectures/wishes/mine", "/lectures/demand-surveys/mine")


def add_rows(menu: Menu, unit: Organisation, workers: tuple[Account, Account], number: int) -> DemandSurvey:
    """An item with a lecturer, a seconded wish and an answered survey."""
    one, other = workers
    menu.items[number].lecturers = [lectures.lecturer(menu.organisation)]
    wish = Wish(organisation=unit, wished_by=other, theme=f"心愿{number}", why="想学", people=5)
    lectures.kept(WishSecond(wish=wish, account=one))
    survey = DemandSurvey(organisation=menu.organisation, title=f"调查{number}", state=SurveyState.OPEN)
    survey.opens_on = survey.closes_on = date(2026, 11, 21)
    survey.themes = [DemandTheme(place=1, title="智能制造")]
    answer = DemandAnswer(survey=survey, channel=AnswerChannel.WORKER, organisation=unit, person_id=other.person_id)
    answer.choices = [DemandChoice(theme=survey.themes[0])]
    return lectures.kept(answer).survey


@pytest.mark.sqlite_only
def test_lists_ask_as_often_for_many_as_for_few(
    app: Flask, client: FlaskClient, clock: Callable[[str], object], query_count: Any
):
    clock("2026-11-21 09:00")
    district = lectures.district()
    unit = people.organisation("示例焊接厂工会", district)
    first, second = (people.account(Role.WORKER, unit, people.person(name, unit)) for name in ("工示甲", "工示乙"))
    officer = people.account(Role.DISTRICT_OFFICER, district)
    menu = lectures.menu(district, *(f"第{number}讲" for number in range(12)))
    visitor = people.sign_in(app.test_client(), first)
    people.sign_in(client, officer)

    def asked(rows: range) -> list[int]:
        """How many statements each page sends, once there are that many rows."""
        surveys = [add_rows(menu, unit, (first, second), number) for number in rows]
        session.commit()
        pages = [(client, path) for path in (*OF_OFFICERS, f"/lectures/menus/{menu.id}")]
        pages += [(client, f"/lectures/demand-surveys/{surveys[0].id}"), *((visitor, path) for path in OF_WORKERS)]
        counts = []
        for browser, path in pages:
            browser.get(path)
            with query_count() as statements:
                assert browser.get(path).status_code == 200, path
            counts.append(len(statements))
        return counts

    assert asked(range(2)) == asked(range(2, 12))
