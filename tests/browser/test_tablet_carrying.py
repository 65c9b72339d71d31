"""A tablet that stays without a network: what waits on it is carried to another, and counts once."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.tablets import DELIVERED, Tablet, tablet_of, values
from tests.factories.judging import Contest

QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# The most bytes of each version at level L: table 7 of ISO/IEC 18004.
MOST_BYTES = [
    *[17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858],
    *[
        929,
        1003,
        1091,
        1171,
        1273,
        1367,
        1465,
        1528,
        1628,
        1732,
        1840,
        1952,
        2068,
        2188,
        2303,
        2431,
        2563,
        2699,
        2809,
        2953,
    ],
]
DRAW = """async (lengths) => {
  const { qrCode } = await import("/static/qr-code.js");
  const letter = (at) => String.fromCharCode(33 + ((at * 7) % 90));
  const textOf = (length) => Array.from({ length }, (_, at) => letter(at + length)).join("");
  return lengths.map(textOf).map((text) => [text, qrCode(text).map((row) => row.map(Number).join(""))]);
}"""


def read_code(picture: Image.Image) -> list[str]:
    """What a camera's decoder reads."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=QR_CODE)]


def framed(rows: list[str]) -> list[str]:
    """The code in its quiet zone of four modules."""
    blank = ["0" * (len(rows) + 8)] * 4
    return [*blank, *(f"0000{row}0000" for row in rows), *blank]


def photographed(code: Locator) -> list[str]:
    return read_code(Image.open(io.BytesIO(code.screenshot())))


def carry_dialog(page: Page) -> Locator:
    page.get_by_role("button", name="换机").click()
    return page.locator("dialog.carry")


def test_qr_codes_of_every_version_are_read_by_a_decoder(page: Page):
    """Fails if any table or pattern of qr-code.js is wrong."""
    page.goto("/judging/tablet")
    sides, wrong = [], []
    for text, rows in page.evaluate(DRAW, MOST_BYTES):
        side = len(rows) + 8
        light = [0 if module == "1" else 255 for row in framed(rows) for module in row]
        picture = Image.new("L", (side, side))
        picture.putdata(light)
        if read_code(picture.resize((side * 4, side * 4), Image.Resampling.NEAREST)) != [text]:
            wrong.append(len(text))
        sides.append(len(rows))
    assert (sides, wrong) == ([17 + 4 * version for version in range(1, 41)], [])


def test_tablet_hands_over_by_file_to_its_own_judge_only(
    contest: Contest, tablet: Tablet, open_context: Callable[..., BrowserContext], tmp_path: Path
):
    """Fails without the comparison of accounts in carry-over.js, or if `bring` in outbox.js makes new ids: then the
    original's own sending is a conflict."""
    tablet.network.set_offline(True)
    tablet.give(1, "7.5")
    dialog = carry_dialog(tablet.page)
    expect(dialog).to_contain_text("本机有 1 项尚未送达。")
    assert_accessible(tablet.page)
    with tablet.page.expect_download() as download:
        dialog.get_by_role("link", name="存成文件").click()
    file = tmp_path / "carried.json"
    download.value.save_as(file)
    stranger = tablet_of(contest.judges[1], open_context)
    dialog = carry_dialog(stranger.page)
    for content, sentence in (
        (file.read_text(), "这些分数是另一位裁判打的，没有导入。请由他本人登录后再导入。"),
        ("{", "内容不完整，没有导入。"),
        (json.dumps({"account": contest.judges[1].id, "operations": [{"op_id": "1"}]}), "这不是从评分平板导出的内容"),
    ):
        upload = FilePayload(name="carried.json", mimeType="application/json", buffer=content.encode())
        dialog.locator("[data-file]").set_input_files(upload)
        expect(dialog.locator("[data-note]")).to_contain_text(sentence)
    stranger.says(DELIVERED)
    spare = tablet_of(tablet.judge, open_context)
    dialog = carry_dialog(spare.page)
    dialog.locator("[data-file]").set_input_files(file)
    expect(dialog.locator("[data-list] li")).to_have_text([f"{tablet.sheet.subject.label} · 焊缝余高：7.5"])
    dialog.get_by_role("button", name="导入并送出").click()
    expect(dialog.locator("[data-note]")).to_contain_text("已导入 1 项，正在送出。")
    spare.says(DELIVERED)
    assert values(tablet.sheet) == [("7.5", 1)]
    tablet.network.set_offline(False)
    tablet.page.keyboard.press("Escape")
    tablet.says(DELIVERED)
    assert (values(tablet.sheet), tablet.kept()["operations"]) == ([("7.5", 1)], [])


def test_tablet_hands_over_by_codes_that_a_camera_opens(tablet: Tablet, open_context: Callable[..., BrowserContext]):
    """Fails if a link does not stand alone, if the marks reach the server in an address, or if a link is taken over
    without being asked."""
    tablet.network.set_offline(True)
    for step in range(1, 21):
        tablet.give(1, f"{step / 2:g}")
        tablet.give(3, f"{step / 10:g}")
    dialog = carry_dialog(tablet.page)
    expect(dialog.locator("[data-code-note]")).to_contain_text("第 1 /")
    count = int(dialog.locator("[data-code-note]").inner_text().split("/")[1].split()[0])
    links = []
    for number in range(count):
        links += photographed(dialog.locator("[data-code] svg"))
        if number + 1 < count:
            dialog.get_by_role("button", name="下一张").click()
            expect(dialog.locator("[data-code-note]")).to_contain_text(f"第 {number + 2} / {count} 张")
    assert len(links) == count >= 2
    spare = open_context(base_url=None).new_page()
    asked: list[str] = []
    spare.on("request", lambda request: asked.append(request.url))
    spare.goto(links[0])
    expect(spare.locator("main")).to_contain_text("请登录")
    spare.get_by_role("link", name="登录").click()
    tablet_there = Tablet(spare, tablet.judge, tablet.sheet)
    tablet_there.fill_in()
    for number, link in enumerate(links):
        if number:
            spare.goto(link)
        dialog = spare.locator("dialog.carry")
        expect(dialog.locator("[data-list] li").first).to_contain_text(tablet.sheet.subject.label)
        assert "carry" not in spare.url
        dialog.get_by_role("button", name="导入并送出").click()
        expect(dialog.locator("[data-note]")).to_contain_text("正在送出。")
        dialog.get_by_role("button", name="关闭").click()
    tablet_there.says(DELIVERED)
    assert values(tablet.sheet) == [("10", 20), ("2", 20)]
    assert [url for url in asked if "carry=" in url.partition("#")[0]] == []
    tablet.network.set_offline(False)
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == [("10", 20), ("2", 20)]
