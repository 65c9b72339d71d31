"""Dropping a PDF on the public page, as somebody in a personnel office does."""

from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from foundation.database import session
from people.accounts.rules import Role
from tests.browser.visitor import Looking, Visitor
from tests.factories import certificates as factory
from tests.factories import people

JOB_SECONDS = 90  # the worker shares two cores with everything else

# A real drop cannot be made by a script: the events are what Chromium sends for one.
DROP = """([bytes, name]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([Uint8Array.from(bytes)], name, { type: "application/pdf" }));
  for (const type of ["dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer: dropped, bubbles: true, cancelable: true });
    document.querySelector(".drop-zone").dispatchEvent(event);
  }
}"""


@pytest.fixture
def paper(app: Flask) -> bytes:
    """A certificate as the worker process prints and signs it."""
    district = people.organisation("示例区总工会")
    works = people.organisation("示例机械有限公司工会", district)
    batch = factory.batch(people.account(Role.DISTRICT_OFFICER, district), people.person("张示例", works))
    deadline = monotonic() + JOB_SECONDS
    while monotonic() < deadline:
        session.rollback()
        (certificate,) = factory.certificates_of(batch)
        if certificate.root:
            return certificate.file.read()
        sleep(0.2)
    raise TimeoutError(f"not printed within {JOB_SECONDS} seconds")


def test_dropped_files_get_three_answers(page: Page, paper: bytes):
    visitor = Visitor(page, Looking())
    visitor.open("/verify")
    drop(page, paper)
    expect(page.get_by_role("heading", name="您的文件：是真的，可以采信")).to_be_visible()
    visitor.sees("内容一致", "签名有效", "目前有效", "张示例")
    visitor.look()
    drop(page, paper.replace(b"/Title", b"/Titel", 1))
    expect(page.get_by_role("heading", name="您的文件：不可信，不要凭它办事")).to_be_visible()
    visitor.sees("内容不一致")
    visitor.look()
    drop(page, b"just words")
    visitor.sees("这不是 PDF 文件。")
    visitor.look()


def test_dropped_files_that_are_too_large_are_not_sent(page: Page, tmp_path: Path):
    page.goto("/verify")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    large = tmp_path / "large.pdf"
    large.write_bytes(bytes(11 * 1024 * 1024))
    page.locator(".drop-zone input[type=file]").set_input_files(large)
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("文件太大：11.0 MB，证书的原文件不超过 10 MB。")).to_be_visible()
    assert "POST" not in sent


def drop(page: Page, content: bytes) -> None:
    with page.expect_navigation():
        page.evaluate(DROP, [list(content), "证书.pdf"])
