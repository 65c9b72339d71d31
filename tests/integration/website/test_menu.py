"""The menu: every line leads to a page that its permission opens; many lines stand in groups, few stand alone."""

from collections.abc import Collection

import pytest
from flask import Flask

from people.accounts.models import Account
from people.accounts.rules import Permission, Role
from people.accounts.rules_roles import PERMISSIONS
from tests.factories import people
from website.navigation import MENU, OWN_MENU, line_of, menu_for

pytestmark = pytest.mark.sqlite_only("the menu does not read the database")


def titles(account: Account) -> list[str]:
    """What stands in the menu itself: groups that open, and lines of groups that do not."""
    menu = menu_for(account)
    return [title for group in menu for title in ([group.title] if group.opens else [one.title for one in group.lines])]


def access_to(app: Flask, endpoint: str) -> Collection[Permission]:
    access = app.view_functions[endpoint].__access__
    return set(Permission) if access == "public" else access


def test_every_line_of_the_menu_opens_for_every_role_that_sees_it(app: Flask):
    lines = [line for group in (*MENU, *OWN_MENU) for line in group.lines]
    shut = [
        (line.title, role)
        for line in lines
        for role, held in PERMISSIONS.items()
        if line.permission in held and not held.intersection(access_to(app, line.endpoint))
    ]
    assert shut == []
    assert len({line.title for line in lines}) == len(lines)


def test_menu_for_stands_in_groups_by_field_of_work(app: Flask):
    city = people.organisation("示例市总工会")
    unit = people.organisation("江示酒庄示例公司", city)
    worker = people.account(Role.WORKER, unit, people.person("职工示例", unit))
    both = people.account(Role.ENTERPRISE_OFFICER, unit, people.person("工会示例", unit))
    assert titles(worker) == ["申诉", "我的竞赛", "我的等级", "我的参与", "我的讲座", "我的档案"]
    fields = ("竞赛", "技能等级认定", "人才成长", "创新工作室", "创新成果", "巡讲点单", "证书", "人员与组织")
    assert titles(people.account(Role.DISTRICT_OFFICER, city)) == [*fields, "系统"]
    assert titles(both) == [*fields, "任务", "我的"]
    worker.must_change_password = True
    assert titles(worker) == []


def test_line_of_prefers_the_page_itself_to_the_pages_it_belongs_to(app: Flask):
    menu = menu_for(people.account(Role.ASSESSMENT_OFFICER, people.organisation("江示酒庄示例公司")))
    batches = "assessments.batches"
    assert line_of(menu, f"{batches}.list_batches", batches).title == "认定计划"
    assert line_of(menu, f"{batches}.show_batch", batches).title == "认定计划"
    assert line_of(menu, "website.show_home", "website") is None
    browser = people.sign_in(app.test_client(), people.account(Role.ASSESSMENT_OFFICER, people.organisation("示例校")))
    page = browser.get("/assessments/batches").text
    assert page.count('class="here"') == 1 and page.count('aria-current="page"') == 1
