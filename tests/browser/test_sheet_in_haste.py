"""Hasty hands on a tablet: taps faster than the disk, the browser's way back, two tablets, a screen turned round."""

from playwright.sync_api import Page, expect

from marking.sheets.marks import apply_marks
from tests.browser.tablets import DELIVERED, Tablet, values, values_in_time, write_name
from tests.factories import marking

SCROLL_DOWN = "scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })"
STEP_THRICE = "() => { for (let taps = 0; taps < 3; taps += 1) document.querySelector('[data-move=\"1\"]').click(); }"
CHANGE_ONE_S_MIND = """async () => {
  const [two, three] = ["2", "3"].map((mark) => document.querySelector(`[data-mark="${mark}"]`));
  two.click();
  for (let turn = 0; turn < 5; turn += 1) await null; // the first is on its way to the disk
  three.click();
  two.click();
}"""


SLOW_DISK = """() => {
  const all = IDBObjectStore.prototype.getAll;
  IDBObjectStore.prototype.getAll = function () {
    const [request, late] = [all.call(this), {}];
    const tell = () => late.onsuccess(Object.assign(late, { result: request.result }));
    request.onsuccess = () => setTimeout(tell, this.name === "panels" ? 1500 : 0);
    return late;
  };
  const send = window.fetch;
  const slow = (address) => new Promise((done) => setTimeout(done, String(address).endsWith("SEND") ? 700 : 0));
  window.fetch = (address, ...more) => slow(address).then(() => send(address, ...more));
}"""


def look_again(page: Page) -> None:
    """The next beat, without the wait."""
    page.evaluate("dispatchEvent(new Event('online'))")


def sign(page: Page) -> None:
    page.get_by_role("button", name="签名封存").tap()
    write_name(page)


def test_every_tap_counts_while_the_disk_is_still_writing(tablet: Tablet):
    """Fails if `value` in line.js asks the book alone: taps meanwhile start from the mark before."""
    tablet.page.evaluate(STEP_THRICE)
    tablet.page.evaluate(CHANGE_ONE_S_MIND)
    tablet.says(DELIVERED)
    expect(tablet.line(1).locator("input")).to_have_value("1.5")
    expect(tablet.line(2).locator("[aria-pressed=true] [data-value]")).to_have_text("2")
    assert [value for value, _ in values_in_time(tablet.sheet, 2)] == ["1.5", "2"]


def test_a_field_that_was_only_looked_at_gives_no_mark(tablet: Tablet):
    """Fails if `commit` in line.js does not ask for `#typing`: leaving the field writes over another tablet's mark."""
    tablet.give(1, "8", "delivered")
    tablet.line(1).locator("input").tap()
    elsewhere = marking.operation(tablet.sheet, 1, "9", base_rev=1)
    assert apply_marks([elsewhere], by=tablet.judge)[0]["status"] == "saved"
    look_again(tablet.page)
    expect(tablet.line(1).locator("input")).to_have_value("9")
    tablet.page.locator("[data-action=close]").tap()
    expect(tablet.line(1).locator("input")).to_have_value("9")
    tablet.says(DELIVERED)
    assert values(tablet.sheet) == [("9", 2)]


def test_nobody_signs_marks_that_changed_while_he_signed(tablet: Tablet):
    """Fails without `check` in views/seal.js: the new mark is sealed under a signature given for the old one."""
    marking.mark(tablet.sheet, "8", "2", "18.2", by=tablet.judge)
    look_again(tablet.page)
    expect(tablet.page.locator("[data-missing]")).to_have_text("各项均已打分")
    sign(tablet.page)
    elsewhere = marking.operation(tablet.sheet, 1, "9", base_rev=1)
    assert apply_marks([elsewhere], by=tablet.judge)[0]["status"] == "saved"
    look_again(tablet.page)
    expect(tablet.page.get_by_role("dialog")).to_have_count(0)
    expect(tablet.page.locator(".dock [data-note]")).to_contain_text("请重新核对后再签名")
    sign(tablet.page)
    expect(tablet.page.get_by_role("dialog").locator("[data-marks]")).to_contain_text("9 / 10")
    tablet.page.get_by_role("button", name="确认封存").tap()
    expect(tablet.page.locator("[data-missing]")).to_have_text("已封存")


def test_the_way_back_takes_the_signature_off_the_screen(tablet: Tablet):
    """Fails if showView in app.js leaves dialogs open: a signature over a view that is no longer that sheet's."""
    marking.mark(tablet.sheet, "8", "2", "18.2", by=tablet.judge)
    tablet.page.evaluate("location.hash = '#/'")
    tablet.open()
    look_again(tablet.page)
    expect(tablet.page.locator("[data-missing]")).to_have_text("各项均已打分")
    tablet.page.get_by_role("button", name="签名封存").tap()
    expect(tablet.page.get_by_role("dialog")).to_be_visible()
    tablet.page.go_back()
    expect(tablet.page.get_by_role("heading", name="我的评分")).to_be_visible()
    expect(tablet.page.get_by_role("dialog")).to_have_count(0)


def test_a_reason_goes_when_it_was_heard_and_a_signed_sheet_counts(tablet: Tablet):
    """What forbids the signature is said until the judge goes on; a signed sheet is amber until it has arrived, and is
    counted under each of its criteria though its marks have left the tablet."""
    page = tablet.page
    page.get_by_role("button", name="签名封存").tap()
    note = page.locator(".dock [data-note]")
    expect(note).to_contain_text("还没有打分，不能封存")
    tablet.give(1, "8", "delivered")
    expect(note).to_be_empty()
    tablet.choose(2, "2")
    tablet.give(3, "18.2")
    tablet.network.set_offline(True)
    sign(page)
    page.get_by_role("button", name="确认封存").tap()
    expect(page.locator("[data-notice]")).not_to_have_attribute("data-kind", "done")
    tablet.network.set_offline(False)
    tablet.says(DELIVERED)
    expect(page.locator("[data-notice]")).to_have_attribute("data-kind", "done")
    page.get_by_role("link", name="名单").tap()
    page.get_by_role("button", name="按评分项").tap()
    expect(page.locator("[data-criteria] .state").first).to_have_text("已打 1 / 2")


def test_a_signature_arrives_while_the_disk_reads_older_sheets(tablet: Tablet):
    """Fails if `#read` in book.js does not look at the turn: the sheet stands open again, marks that were signed."""
    marking.mark(tablet.sheet, "8", "2", "18.2", by=tablet.judge)
    look_again(tablet.page)
    expect(tablet.page.locator("[data-missing]")).to_have_text("各项均已打分")
    tablet.network.set_offline(True)
    sign(tablet.page)
    tablet.page.get_by_role("button", name="确认封存").tap()
    tablet.says("1 项已保存在本机，尚未送达")
    marking.mark(marking.sheets_of(tablet.judge)[1], "7", "2", "18.2", by=tablet.judge)  # there is something to refresh
    tablet.page.evaluate(
        SLOW_DISK.replace("SEND", tablet.page.locator("[data-tablet]").get_attribute("data-send") or "")
    )
    tablet.network.set_offline(False)
    tablet.says(DELIVERED)
    tablet.page.wait_for_timeout(2000)
    expect(tablet.page.locator("[data-notice]")).to_have_attribute("data-kind", "done")


def test_the_pad_leaves_the_search_and_the_field_in_sight(tablet: Tablet):
    """Each is clicked, which fails where something covers it: on a tablet, and on a phone turned on its side."""
    page = tablet.page
    for width, height in ((1024, 768), (768, 1024), (740, 360)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SCROLL_DOWN)
        field = tablet.line(3).locator("input")
        field.tap()
        expect(page.locator(".pad:not(.search-pad)")).to_be_visible()
        field.click(timeout=3000)
        page.locator("[data-action=close]").tap(timeout=3000)
        field.tap()
        page.get_by_role("button", name="找工位").click(timeout=3000)
        page.get_by_role("button", name="取消").tap()
