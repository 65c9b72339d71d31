"""An officer designs a certificate: the page follows the typing, with the longest and the rarest name of the unit."""

import io
from collections.abc import Callable

from flask import Flask
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect

from foundation.database import db, session
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.browser.visitor import Looking
from tests.factories import people

LONGEST = "买买提·吐尔逊江·阿卜杜热合曼"
RAREST = "李\U0002cc56"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def officer_of_a_unit() -> Account:
    session.rollback()
    db.engine.update_execution_options(writes=True)
    district = people.organisation("示例区总工会")
    unit = people.organisation("示例机械厂工会", district)
    for name in ("张示例", LONGEST, RAREST):
        people.person(name, employer=unit)
    officer = people.account(Role.DISTRICT_OFFICER, district)
    session.commit()
    db.engine.update_execution_options(writes=False)
    return officer


def signed_in(context: BrowserContext, account: Account) -> Page:
    page = context.new_page()
    page.goto("/sign-in")
    page.locator("[name=name]").fill(account.username)
    page.locator("[name=password]").fill(people.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page.locator(".account-menu")).to_be_visible()
    return page


def picture(page: Page) -> str:
    """The page as it is previewed now, when the preview has come to rest."""
    page.wait_for_timeout(700)  # it waits for half a second of silence
    expect(page.locator("[data-preview]:not([aria-busy]) .page-picture")).to_be_visible()
    return str(page.locator(".page-picture").get_attribute("src"))


def seal() -> bytes:
    drawn, file = Image.new("RGBA", (300, 300)), io.BytesIO()
    ImageDraw.Draw(drawn).ellipse((4, 4, 295, 295), outline="#c8161d", width=9)
    drawn.save(file, "PNG")
    return file.getvalue()


def test_a_certificate_is_designed_beside_its_page(app: Flask, open_context: Callable[..., BrowserContext]):
    page, looking = signed_in(open_context(), officer_of_a_unit()), Looking()
    page.goto("/certificate-designs")
    looking.look(page)
    page.get_by_role("link", name="新建模板").first.click()
    looking.look(page)
    page.locator("[name=kind]").select_option("award")
    page.locator("[name=name]").fill("年度获奖证书")
    page.get_by_role("button", name="新建并开始设计").click()
    shown = page.locator("[name=shown]")
    expect(shown.locator("option")).to_contain_text([LONGEST, RAREST, "示例", "自己填"])
    first = picture(page)
    looking.look(page)
    shown.select_option("rarest")
    assert picture(page) != first
    write_a_paragraph(page)
    choose_pictures(page)
    page.get_by_role("button", name="保存为新的一版").click()
    expect(page.get_by_role("heading", name="第 2 版")).to_be_visible()
    expect(page.get_by_text("示例区总工会（图片")).to_be_visible()
    looking.look(page)


def write_a_paragraph(page: Page) -> None:
    """A row more, a field out of the palette, and a field that does not exist."""
    rows = page.locator("[data-rows=body] textarea")
    before = rows.count()
    page.get_by_role("button", name="添加一段").click()
    expect(rows).to_have_count(before + 1)
    rows.last.fill("兹证明")
    page.get_by_role("button", name="{持证人}").click()
    expect(rows.last).to_have_value("兹证明{持证人}")
    without = picture(page)
    rows.last.fill("兹证明{姓名}")
    expect(page.locator("[data-preview]")).to_contain_text("{姓名}不是这种证书的字段")
    rows.last.fill("兹证明{持证人}同志")
    assert picture(page) != without


def choose_pictures(page: Page) -> None:
    """An SVG as the logo is refused beside the field; a seal shows on the page."""
    page.locator("#logo").set_input_files({"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": SVG})
    expect(page.locator("#logo-error")).to_contain_text("这是 SVG 文件")
    unsealed = picture(page)
    page.get_by_role("button", name="添加印章").click()
    page.locator("#seals-0-issuer").fill("示例区总工会")
    page.locator("#seals-0-picture").set_input_files({"name": "seal.png", "mimeType": "image/png", "buffer": seal()})
    expect(page.locator("[data-rows=seals] .kept-picture")).to_be_visible()
    assert picture(page) != unsealed
