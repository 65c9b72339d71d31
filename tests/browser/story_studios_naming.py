"""From the visit to the name: visitors with tablets, the table of experts, the ranking, an objection, the plaque."""

import re
from collections.abc import Iterable, Sequence

from playwright.sync_api import Page, expect

from foundation import clock
from tests.browser import story_studios_setting as setting
from tests.browser.distillery import let_notices_run_out
from tests.browser.story_assessments import signed_in
from tests.browser.story_certificates import JOB_TIME
from tests.browser.story_studios import CALL, NAMED
from tests.browser.story_studios_setting import EXPERTS, RIVAL, STUDIO, VISITORS
from tests.browser.tablets import write_name
from tests.browser.visitor import TABLET, Visitor, Visitors

VISIT, MEETING = f"{CALL} · 实地考察", f"{CALL} · 评审会"
FINDING = "两台试验台都在运转，台账四季齐全；徒弟当天没有到场。"
SEEN, WHOLE = ["15", "10", "15", "10", "10", "0", "20", "7"], ["15", "10", "15", "10", "10", "0", "20", "10"]
"""A checklist with an apprentice who did not come, 97 points, and one without a fault: 98.5 on the average."""
FAIR = ["12", "10", "10", "10", "10", "1", "12", "10"]
PAPERS = ["5", "5", "5", "5", "8", "7", "10", "6", "7", "7", "10", "10", "10", "5", "0", "0"]
DOUBTED = [*PAPERS[:11], "6", *PAPERS[12:]]
"""The experts' table: 100 points, and 96 from the one who doubts the benefit: 98.67 of three."""
FIRST, SECOND = f"示工发〔{clock.today():%Y}〕11号", f"示工发〔{clock.today():%Y}〕12号"


def visit(city: Visitor, visitors: Visitors) -> None:
    """Both go through the checklist on the spot; the hall has no network for a while."""
    setting.admit_rival(CALL)
    _open_naming(city)
    city.follow("安排实地考察")
    _invite(city, VISITORS.values(), least="2", button="开始考察")
    first, second = (signed_in(visitors, username, **TABLET) for username in VISITORS)
    _open_own(first)
    first.follow("看材料")
    first.sees("申报时的档案", "50,000 元")
    first.page.go_back()
    first.main.locator("[name=photo]").set_input_files(setting.picture_named("现场.png"))
    first.fill(text=FINDING)
    first.press("记下")
    first.sees("已记下。", FINDING)
    _score(first, SEEN, offline=True)
    _open_own(second)
    _score(second, WHOLE)
    setting.score(VISIT, list(VISITORS), {RIVAL: FAIR})
    _close(city, VISIT)
    city.sees(FINDING, "98.5")
    _open_naming(city)
    city.press("登记考察结论")
    city.sees("2 间工作室的考察结论已登记。")


def meet(city: Visitor, visitors: Visitors) -> None:
    """Three experts at the table; what they give is joined with the visit, and everybody reads how."""
    city.follow("召开评审会")
    _invite(city, EXPERTS.values(), least="3", button="开始评审")
    watched, *others = EXPERTS
    expert = signed_in(visitors, watched, **TABLET)
    _open_own(expert)
    _score(expert, DOUBTED)
    setting.score(MEETING, [watched], {RIVAL: ["0", *PAPERS[1:]]})
    setting.score(MEETING, others, {STUDIO: PAPERS, RIVAL: ["0", *PAPERS[1:]]})
    _close(city, MEETING)
    _open_naming(city)
    city.press("汇总排名")
    city.sees("2 份申报已汇总排名。")
    for line, (place, site, paper, total) in (
        (STUDIO, ("1", "98.5", "98.67", "98.6")),
        (RIVAL, ("2", "81.5", "95", "89.6")),
    ):
        cells = city.main.locator("tbody tr", has_text=line).filter(has=city.page.locator("[data-label=合计]"))
        shown = [cells.locator(f"[data-label={one}]").inner_text() for one in ("名次", "考察", "评审", "合计")]
        assert shown == [place, site, paper, total]
        expect(cells).to_contain_text("40%")


def notice(city: Visitor, passer_by: Visitor) -> None:
    """Both are put up; somebody objects to the first, with a name, and the second goes on."""
    city.press("发布公示")
    city.sees("公示已发布")
    passer_by.open("/")
    passer_by.follow(re.compile(f"{CALL}.*公示"))
    passer_by.sees(STUDIO, RIVAL)
    passer_by.follow("提出异议")
    passer_by.fill(name="示例同事", contact="13900000000", content=f"{STUDIO}的试验台是借来的，请核对。")
    passer_by.press("提交异议")
    passer_by.sees("已收到您的异议，受理编号")
    let_notices_run_out()
    _open_naming(city)
    city.fill(result=STUDIO)
    city.press("指明")
    city.sees("已登记，这间工作室等异议答复；其他的照常进行。")
    _name(city, FIRST)
    expect(city.main.locator("tbody tr", has_text=STUDIO).first).to_contain_text("待答复")


def answer(city: Visitor) -> None:
    """The objection does not hold; the studio is named by a document of its own."""
    city.follow(re.compile("公示"), city.main.locator("section", has=city.page.get_by_text("公示和异议")))
    city.follow("答复", city.main.locator("tbody"))
    city.main.get_by_label("异议不成立", exact=True).check()
    city.fill(answer="已到现场核对购置发票，两台都是单位购置。")
    city.press("提交答复")
    city.sees("已答复。请按对方留的联系方式告知本人。")
    _open_naming(city)
    _name(city, SECOND)


def certify(city: Visitor, passer_by: Visitor) -> None:
    """Certificate and plaque are made by the worker; anybody finds them good, and the studio on the map."""
    form = city.main.locator("form").filter(has=city.page.locator(f"input[value='{SECOND}']"))
    city.press("制作命名证书和牌匾", form)
    city.sees("命名证书和牌匾正在制作")
    naming = city.page.url
    for paper in ("命名证书", "牌匾"):
        city.page.goto(naming)
        city.main.get_by_role("link", name=f"{SECOND} {paper}").click()
        expect(city.main.locator("[data-job]")).to_have_attribute("data-state", "done", timeout=JOB_TIME)
        city.look()  # not earlier: the page loads itself anew when the work begins and when it ends
        city.follow("这一批的证书")
        number = city.main.locator("tbody th").inner_text()
        passer_by.open("/verify")
        passer_by.fill(number=number, name=STUDIO)
        passer_by.press("查验")
        passer_by.sees("有效", STUDIO, number)


def look_up(passer_by: Visitor) -> None:
    """The studio stands on the public map under its new level."""
    passer_by.open("/innovation-studios")
    expect(passer_by.main.locator(".studio-cards li", has_text=STUDIO)).to_contain_text("市级")
    passer_by.follow(STUDIO, passer_by.main.get_by_role("figure"))
    passer_by.sees(NAMED, "四年完成改造三十项。")


def _open_naming(city: Visitor) -> None:
    city.open(f"{setting.address_of_call(CALL)}/naming")


def _invite(city: Visitor, names: Iterable[str], *, least: str, button: str) -> None:
    for name in names:
        city.main.get_by_label(f"{name}（").check()
    city.fill(least_raters=least)
    city.press(button)
    city.sees("评分表已发给专家，可以在平板上打分。")


def _open_own(expert: Visitor) -> None:
    expert.follow("我的评审")
    expert.follow(STUDIO, expert.main)


def _score(expert: Visitor, marks: Sequence[str], *, offline: bool = False) -> None:
    """Every line of the studio's sheet, and the name under it. The first one without a network, if so asked."""
    page = expert.page
    expert.follow("去评分")
    page.locator("[data-sheet]").filter(has_text=STUDIO).get_by_role("link").tap()
    lines = page.locator(".line")
    expect(lines).to_have_count(len(marks))
    expert.look()
    if offline:
        page.context.set_offline(True)
        _give(page, 0, marks[0])
        expect(lines.first).to_have_attribute("data-state", "kept")
        expect(page.locator("[data-count]")).to_have_text("1 项已保存在本机，尚未送达")
        page.context.set_offline(False)
        expect(lines.first).to_have_attribute("data-state", "delivered")
    for place, mark in enumerate(marks):
        _give(page, place, mark)
    expect(page.locator(".line[data-state=delivered]")).to_have_count(len(marks))
    page.get_by_role("button", name="签名封存").tap()
    write_name(page)
    page.get_by_role("button", name="确认封存").tap()
    expect(page.locator("[data-notice]")).to_contain_text("已封存")
    page.goto("/")


def _give(page: Page, place: int, mark: str) -> None:
    line = page.locator(".line").nth(place)
    choice = line.locator(f"[data-mark='{mark}']")
    if choice.count():
        choice.tap()
    else:
        line.locator("input").fill(mark)
        line.locator("input").blur()


def _close(city: Visitor, title: str) -> None:
    _open_naming(city)
    city.follow(title, city.main)
    city.press("结束评审")
    city.sees("评审已结束，得分不再变动。")


def _name(city: Visitor, document: str) -> None:
    city.main.get_by_label("命名文件文号").fill(document)
    city.press("命名", city.main.locator("form").filter(has=city.page.get_by_label("命名文件文号")))
    city.sees("已命名 1 间工作室，接着制作证书和牌匾。")
