"""What the district reads of its coverage before the lecture, while it is planned, and after it was held."""

from playwright.sync_api import expect

from tests.browser.story_lectures_setting import HALL, OTHER_PLACES, TOPIC
from tests.browser.visitor import Visitor

ANY_YEAR = "各年合计"  # the story may pass New Year
FIGURES = {
    "签到人次": "60",
    "签到人数": "60",
    "清点人数": "15",
    "线上观看": "0",
    "线上观众": "0",
    "问卷": "6",
    "回收率": "10.0",
    "满意度": "4.80",
}
NO_FIGURES = {**dict.fromkeys(FIGURES, "0"), "回收率": "—", "满意度": "—"}


def look_around(district: Visitor) -> list[str]:
    """Nowhere has anybody lectured yet: the hall is the first of the ten to go to. Returns these ten."""
    _expect_reach(district, "尚未到达", reached=0)
    ten = _next_ten(district)
    assert (len(ten), ten[0]) == (10, HALL)
    return ten


def look_while_planned(district: Visitor) -> None:
    """What is planned is not held, and is not counted as if it were; nobody need propose the hall any more."""
    _expect_reach(district, "已计划", reached=0)
    assert HALL not in _next_ten(district)
    assert _figures(district) == {"计划中": "1", "已举办": "0", "已取消": "0", **NO_FIGURES}


def look_again(district: Visitor, ten: list[str]) -> None:
    """The hall is reached; another place has taken its turn among the ten; each figure is of its own kind."""
    _expect_reach(district, "已到达", reached=1)
    now = _next_ten(district)
    assert (len(now), HALL in now, len(set(now) - set(ten))) == (10, False, 1)
    assert _figures(district) == {"计划中": "0", "已举办": "1", "已取消": "0", **FIGURES}
    district.follow("60", district.main.locator("tbody"))
    district.sees(TOPIC, HALL)


def _expect_reach(district: Visitor, reach: str, *, reached: int) -> None:
    """By number, on the map, and in the line of the hall."""
    district.follow("覆盖统计")
    district.fill(year=ANY_YEAR)
    district.press("查看")
    district.follow("场所", district.main.locator(".coverage-tiles"))
    tile = district.main.locator(".coverage-tiles [aria-current]")
    expect(tile).to_contain_text(f"{reached} / {OTHER_PLACES + 1} 已到达")
    expect(district.main.locator(".reach-legend")).to_contain_text(f"已到达 {reached} 个")
    expect(district.main.locator(".coverage-map g title", has_text=HALL)).to_have_text(f"{HALL}：{reach}")
    line = district.row(HALL)
    expect(line.locator("[data-label=是否到达]")).to_contain_text(reach)
    expect(line.locator("[data-label='已举办（场）']")).to_have_text(str(reached))


def _next_ten(district: Visitor) -> list[str]:
    """The places to go to next, as they stand on their page."""
    district.follow("下一站", district.main.locator(".coverage-tabs"))
    return district.main.locator(".next-places h2").all_inner_texts()


def _figures(district: Visitor) -> dict[str, str]:
    """The only line on the page of figures."""
    district.follow("数据统计", district.main.locator(".coverage-tabs"))
    district.fill(year=ANY_YEAR)
    district.press("查看")
    cells = district.main.locator("tbody tr td")
    titles = [str(one.get_attribute("data-label")).partition("（")[0] for one in cells.all()]
    return dict(zip(titles, cells.all_inner_texts(), strict=True))
