"""After the lecture: what listeners say, certificates, and the order rated and closed."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.story_certificates import JOB_TIME
from tests.browser.story_lectures_setting import PHONES, TOPIC
from tests.browser.visitor import Visitor

QUESTIONS = ("content", "lecturer", "organisation", "usefulness")
STARS = (5, 5, 5, 5, 4, 5)
"""What six listeners give to each question: 4.8 on the average of the first five, which are shown together."""


def answer(phones: list[Visitor]) -> None:
    """Six listeners on their phones, without their names."""
    for phone, stars in zip(phones, STARS, strict=True):
        phone.page.goto("/")
        phone.follow("场讲座可以填问卷", phone.main)
        phone.follow("去填写", phone.main)
        if phone is phones[0]:
            phone.press("交卷")
            phone.sees("请打星。")
        for question in QUESTIONS:
            phone.main.locator(f"#stars_{question} .star").nth(stars - 1).tap()
        phone.main.get_by_label("会", exact=True).check()
        phone.fill(words="讲得实在")
        phone.press("交卷")
        phone.sees("问卷已收到，谢谢您。", "没有要填的问卷")


def read_feedback(district: Visitor, lecturer: Visitor) -> None:
    """The officer reads means with how many answered; the lecturer reads his own, and never who."""
    district.follow("听课反馈")
    district.follow(TOPIC, district.main)
    facts = district.main.locator("dl.facts div")
    shown = {"总平均": "4.8", "收到问卷": "6 份", "签到人次": "60", "回收率": "10.0 %", "愿意推荐": "100.0 %"}
    for title, value in shown.items():
        expect(facts.filter(has_text=title)).to_contain_text(value)
    lecturer.follow("听众评价")
    lecturer.sees("4.8", "讲得实在")


def ask_for_certificates(district: Visitor) -> str:
    """Sixty of them, made while everybody goes on. Returns the address of their page."""
    district.follow("听课证明", district.main)
    district.sees("签到而还没有证明的 60 人，每人 1 学时")
    with district.page.expect_navigation():
        district.main.get_by_role("button", name="制作 60 张听课证明").click()
    return district.page.url


def rate_and_close(unit: Visitor, district: Visitor) -> None:
    """The unit rates, the district reports and closes."""
    unit.page.goto("/")
    unit.follow("份点单等评单", unit.main)
    unit.follow(TOPIC, unit.main)
    unit.follow("评单", unit.main.locator(".page-head"))
    unit.main.get_by_label("5 分，很满意").check()
    unit.fill(words="工友们都说好")
    unit.press("提交评单")
    unit.sees("谢谢评单。", "待结项")
    district.page.goto("/")
    district.follow("份点单等结项", district.main)
    district.follow(TOPIC, district.main)
    district.follow("写结项报告", district.main)
    district.fill(report="按时举办，礼堂坐满，工友反映实在。")
    district.press("保存报告")
    _expect_figures(district.main.locator("dl.facts div"))
    district.press("结项")
    district.sees("点单已结项，计入统计。", "已结项", "工友们都说好")


def _expect_figures(facts: Locator) -> None:
    """Each figure of its own."""
    came = {
        "签到（人次）": "60",
        "签到（人数）": "60",
        "清点人数（未签到）": "15",
        "满意度": "4.8",
        "收到问卷": "6 份",
    }
    for title, value in came.items():
        expect(facts.filter(has_text=title)).to_contain_text(value)


def collect_certificates(district: Visitor, address: str, worker: Visitor, passer_by: Visitor) -> None:
    """All were made; a worker has his on his phone, and anybody finds one of them good."""
    district.page.goto(address)
    expect(district.main.locator("[data-job]")).to_have_attribute("data-state", "done", timeout=JOB_TIME)
    district.look()  # not earlier: the page loads itself anew when the work begins and when it ends
    district.sees("60 / 60")
    worker.follow("我的证书")
    worker.sees(TOPIC)
    assert worker.file_behind("下载证书")[:5] == b"%PDF-"
    number = re.search(r"编号 ([A-Z0-9-]+)", worker.main.inner_text())
    assert number is not None
    passer_by.open("/verify")
    passer_by.fill(number=number[1], name=next(iter(PHONES.values())))
    passer_by.press("查验")
    passer_by.sees("有效", number[1])
