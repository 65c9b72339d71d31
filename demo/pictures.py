"""Takes the README's pictures afresh from a running demo:

    python -m demo.pictures http://127.0.0.1:8000            the demo as ./run loads it
    python -m demo.pictures http://127.0.0.1:8000 judging    one loaded by flask demo --stage judging

Needs the development requirements and Chromium.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

from certificates.kinds import award
from demo.certificate_kinds import example_of
from demo.people import PASSWORD
from demo.plan import DemoStage

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK, TABLET, PHONE = {"width": 1440, "height": 900}, {"width": 1024, "height": 768}, {"width": 360, "height": 740}


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, on what screen, at which page; the last link of each name in `links` is clicked."""

    name: str
    username: str
    screen: dict[str, int]
    address: str
    links: tuple[str, ...] = ()
    stage: DemoStage = DemoStage.CERTIFICATES


PICTURES = (
    Picture("home", "", DESK, "/"),
    Picture("competition", "city", DESK, "/competitions", ("渝永江融合发展示范区首届职工职业技能竞赛",)),
    Picture("result", "city", DESK, "/results", ("焊工",)),
    Picture("sheet", "caipan02", TABLET, "/judging/tablet", ("焊工", "接着评"), DemoStage.JUDGING),
    Picture("board", "caipan01", DESK, "/judging/stages", ("焊工", "看板"), DemoStage.JUDGING),
    Picture("progress", "caipan01", TABLET, "/judging/stages", ("焊工",), DemoStage.JUDGING),
    Picture("my-results", "zhigong", PHONE, "/my/results", ("怎么算出来的",)),
    Picture("my-certificates", "zhigong", PHONE, "/my/certificates"),
    Picture("verify", "", PHONE, "/verify"),
    Picture("plan", "rending", DESK, "/assessments/batches/1"),
    Picture("practical", "rending", DESK, "/assessments/sittings/3/marking"),
    Picture("grants", "shenhe", DESK, "/assessments/grants"),
    Picture("upload", "shenhe", DESK, "/assessments/uploads/1"),
    Picture("promotion", "city", DESK, "/assessments/promotions/1"),
    Picture("track", "jiuzhuang", DESK, "/tracks/1"),
    Picture("figures", "shenhe", DESK, "/assessments/figures"),
    Picture("timeline", "niangjiu01", PHONE, "/my/timeline"),
    Picture("my-level", "niangjiu01", PHONE, "/assessments/my-results"),
    Picture("studio-map", "", DESK, "/innovation-studios"),
    Picture("studio", "city", DESK, "/studios/1"),
    Picture("call", "city", DESK, "/studios/calls/1"),
    Picture("projects", "city", DESK, "/studios/projects"),
    Picture("contest", "city", DESK, "/studios/contests/1"),
    Picture("wall", "city", DESK, "/studios/wall"),
    Picture("booklet", "", DESK, "/booklets/1"),
    Picture("my-studio", "leader", PHONE, "/studios/mine"),
    Picture("my-proposals", "zhigong", PHONE, "/studios/proposals/mine"),
)


def main() -> None:
    """Take every picture into docs/pictures."""
    site, stage = sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else DemoStage.CERTIFICATES
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture in PICTURES:
            if picture.stage == stage:
                _take(browser, site, picture)
        browser.close()
    paper = pypdfium2.PdfDocument(example_of("award", award.EXAMPLE))
    paper[0].render(scale=1.2).to_pil().save(FOLDER / "certificate.png")


def _take(browser: Browser, site: str, picture: Picture) -> None:
    page = browser.new_page(viewport=picture.screen, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    if picture.username:
        _sign_in(page, site, picture.username)
    page.goto(site + picture.address)
    for link in picture.links:
        page.get_by_role("link", name=link).last.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    page.close()
    sys.stdout.write(f"{picture.name}\n")


def _sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/sign-in")
    page.get_by_label("用户名或手机号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


if __name__ == "__main__":
    main()
