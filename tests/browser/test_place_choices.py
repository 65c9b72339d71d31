"""Choosing among more places than a form shows: typing finds them, what is chosen stays, a lost network is told."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lectures.places.queries import OFFERED
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from tests.browser.distillery import writing
from tests.browser.story_assessments import signed_in
from tests.browser.visitor import Visitors
from tests.factories import lectures, people


def test_places_are_found_by_typing(app: Flask, open_context: Callable[..., BrowserContext]):
    with writing():
        district = people.organisation("示例场所区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)
        people.account(Role.DISTRICT_OFFICER, district, username="changsuo")
        for number in range(OFFERED + 1):
            lectures.place(district, name=f"示例{number:02}号礼堂")
        for name in ("远山车间", "远山广场"):
            lectures.place(district, name=name)
        tour = lectures.tour(district)
    officer = signed_in(Visitors(open_context), "changsuo")
    officer.open(f"/lectures/tours/{tour.id}/lectures/new")
    places = officer.main.locator("#places")
    rows, said, search = (places.locator(one) for one in (".choice-row", "[data-said]", "[data-search]"))
    expect(said).to_contain_text(f"只列出前 {OFFERED} 个")
    search.fill("远山")
    expect(said).to_have_text("找到 2 个。")
    for name in ("远山广场", "远山车间"):
        places.get_by_label(name).check()
    officer.fill(stands="远山广场 · 示例街道")
    search.fill("03号")
    expect(said).to_have_text("找到 1 个。")
    expect(rows).to_have_count(3)
    officer.page.context.set_offline(True)
    search.fill("04号")
    expect(said).to_contain_text("请检查网络")
    officer.page.context.set_offline(False)
    search.fill("天边")
    expect(said).to_contain_text("没有找到")
    expect(rows).to_have_count(2)
    officer.press("排进草稿")
    officer.sees("没有找到“天边”。请换几个字再查，或者清空查找框。")
    expect(places.locator("input:checked")).to_have_count(2)
    expect(officer.main.locator("#stands option:checked")).to_contain_text("远山广场")
