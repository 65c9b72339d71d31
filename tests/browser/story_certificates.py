"""The certificates: made by the worker process, in the hands of their holders, believed or doubted by anybody."""

import io
import re
import zipfile
from dataclasses import dataclass

import pypdfium2
from playwright.sync_api import expect

from tests.browser.story_opening import open_account_of_person
from tests.browser.visitor import PHONE, Visitor, Visitors

JOB_TIME = 90_000  # milliseconds; the worker shares two cores with everything else


@dataclass
class Paper:
    """A certificate as its holder has it."""

    holder: str
    number: str
    address: str
    content: bytes


def make_certificates(district: Visitor) -> None:
    """Three certificates are asked for and made in the background; the page says how far."""
    district.follow("去制作证书")
    district.sees("将编号并制作 3 张证书")
    district.main.get_by_role("button", name="编号并制作").click()
    expect(district.main.locator(".progress-line")).to_contain_text("3 / 3", timeout=JOB_TIME)
    expect(district.main.locator("[data-job]")).to_have_attribute("data-state", "done", timeout=JOB_TIME)
    district.look()  # not earlier: the page loads itself anew when the work begins and when it ends


def collect_own(officer: Visitor, visitors: Visitors, name: str, unit: str) -> Paper:
    """The winner gets an account from his unit; on his phone he reads how his result was made and takes his paper."""
    slip = open_account_of_person(officer, name, "zhigong", unit, "职工")
    worker = visitors.signed_in("zhigong", slip, **PHONE)
    worker.follow("我的成绩")
    worker.sees("一等奖")
    worker.follow("怎么算出来的")
    worker.sees("我的成绩是怎么算出来的", "去掉一个最高分", "去掉一个最低分")
    worker.follow("我的报名")
    worker.follow("我的证书")
    number = re.search(r"编号 ([A-Z0-9-]+)", worker.main.inner_text())
    assert number is not None
    content = worker.file_behind("下载证书")
    text = text_of(content)
    assert (content[:5], name in text, number[1] in text) == (b"%PDF-", True, True), (name, number[1], text)
    address = worker.main.get_by_role("link", name="别人查验时看到的页面").get_attribute("href")
    worker.follow("别人查验时看到的页面")
    return Paper(name, number[1], str(address), content)


def collect_for_unit(officer: Visitor, unit: str) -> None:
    """The officer's ZIP holds the certificates of the unit, and no others."""
    officer.follow("证书")
    papers = officer.main.locator("tbody tr").count()
    assert {one.inner_text() for one in officer.main.locator("td[data-label=单位]").all()} == {unit}
    with zipfile.ZipFile(io.BytesIO(officer.download("打包下载证书"))) as archive:
        pdfs = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert len(pdfs) == papers
        assert all(archive.read(name).startswith(b"%PDF-") for name in pdfs)
    officer.follow("本单位成绩")
    officer.sees("一等奖")


def verify(passer_by: Visitor, paper: Paper) -> None:
    """By the QR code, by number with name, and by the file; a changed file and a wrong name are told apart."""
    passer_by.open(paper.address)
    passer_by.sees("有效", paper.holder, paper.number)
    passer_by.upload("证书.pdf", paper.content, "检查文件", "application/pdf")
    passer_by.sees("内容一致", "签名有效", "目前有效")
    passer_by.open("/")
    passer_by.follow("证书查验")
    passer_by.fill(number=paper.number, name="别人")
    passer_by.press("查验")
    passer_by.sees("没有查到")
    passer_by.fill(number=paper.number, name=paper.holder)
    passer_by.press("查验")
    passer_by.sees("有效", paper.holder)
    passer_by.upload("证书.pdf", paper.content + b"\n", "检查文件", "application/pdf")
    passer_by.sees("内容不一致")
    passer_by.upload("证书.pdf", paper.content, "检查文件", "application/pdf")
    passer_by.sees("有效", paper.holder)


def revoke(district: Visitor, passer_by: Visitor, paper: Paper) -> None:
    """The district takes one back, and whoever scans it reads why."""
    district.follow("证书")
    district.follow(paper.number)
    district.give_reason("撤销证书", "经查，参赛资格不符。")
    district.sees("证书已撤销，公开查验页已同时更新。")
    passer_by.open(paper.address)
    passer_by.sees("已撤销", "原因：经查，参赛资格不符。")
    passer_by.sees_not("登记在册，目前有效")


def text_of(content: bytes) -> str:
    """All the words that can be selected in a PDF."""
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document)
