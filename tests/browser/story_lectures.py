"""A lecture from the menu to the calendar: ordered, checked, assigned, accepted on a phone, scheduled, told to all."""

from datetime import timedelta

from playwright.sync_api import expect

from foundation import clock
from tests.browser.story_lectures_setting import (
    FAR_LECTURER,
    HALL,
    LECTURER,
    OFFLINE,
    OTHER_LECTURER,
    TOPIC,
    UNIT,
)
from tests.browser.visitor import Visitor


def order(unit: Visitor) -> None:
    """Chosen from the menu, with two times to choose from."""
    unit.follow("点单菜单")
    unit.follow(TOPIC, unit.main.locator(".menu-words"))
    unit.follow("点这一项", unit.main)
    day = clock.today() + timedelta(days=10)
    unit.fill(people="60", first=f"{day}T09:00", second=f"{day + timedelta(days=1)}T14:00", contact_phone="13800000000")
    unit.press("提交点单")
    unit.sees("点单已提交，等", "候选时间")


def check_and_assign(district: Visitor) -> None:
    """The table of proposals says of everybody why, and why not; a person decides."""
    district.page.goto("/")
    district.follow("份点单等审核", district.main)
    district.follow(TOPIC, district.main)
    district.press("审核通过")
    district.sees("审核通过。下一步：派单，或者开放抢单。")
    district.follow("派单", district.main)
    proposed = district.main.locator("table").first.locator("tbody tr")
    expect(proposed).to_have_count(1)
    for words in (LECTURER, "讲题同属“工匠精神”", "约 2.2 千米", "没有来过"):
        expect(proposed).to_contain_text(words)
    district.main.locator("summary", has_text="没有推荐的讲师（2）和原因").click()
    against = {
        name: district.main.locator("details tbody tr", has_text=name) for name in (FAR_LECTURER, OTHER_LECTURER)
    }
    expect(against[FAR_LECTURER]).to_contain_text("30 千米")
    expect(against[OTHER_LECTURER]).to_contain_text("讲题里没有“工匠精神”。")
    district.look()
    district.press("派给选中的讲师")
    district.sees("请至少选一位讲师")
    district.main.get_by_label(f"选{LECTURER}").check()
    district.press("派给选中的讲师")
    district.sees("已派单，讲师收到了通知。", "待接单")


def accept(lecturer: Visitor) -> None:
    """On the phone."""
    lecturer.page.goto("/")
    lecturer.follow("份派单等您答复", lecturer.main)
    lecturer.sees(TOPIC, f"{UNIT}，一线职工约 60 人", HALL)
    lecturer.press("接单")
    lecturer.sees("已接单", "待排期")


def schedule(district: Visitor, lecturer: Visitor, passer_by: Visitor) -> None:
    """Put on the calendar with places to register for, and at once told to those concerned and to everybody."""
    passer_by.open("/lectures/programme")
    passer_by.sees_not(TOPIC)
    district.page.reload()
    district.follow("排期", district.main)
    district.fill(room="二楼", capacity="80")
    district.main.get_by_label("需要报名").check()
    district.main.get_by_label("对外公开").check()
    district.press("排期")
    district.sees("已排期，讲师和单位都收到了通知。")
    district.follow("场次页", district.main)
    district.sees("80 个名额", "已接受", "已经安排好")
    passer_by.open("/lectures/programme")
    passer_by.follow(TOPIC, passer_by.main)
    passer_by.sees(HALL, LECTURER)
    lecturer.follow("我的讲课")
    lecturer.sees(TOPIC, "已接受", "二楼")


def register(phones: list[Visitor], unit: Visitor) -> None:
    """Three workers on their phones; twenty are ticked by their unit."""
    for phone in phones:
        phone.page.goto("/")
        phone.follow("我的听课")
        phone.follow(TOPIC, phone.main)
        phone.press("报名")
        phone.sees("报名成功。", "已报名")
    unit.follow("签到与报名")
    unit.follow(TOPIC, unit.main)
    unit.follow("为职工报名", unit.main)
    unit.fill(text="夜示")
    unit.press("查找")
    boxes = unit.main.locator("[name=persons]")
    expect(boxes).to_have_count(len(OFFLINE))
    for box in boxes.all():
        box.check()
    unit.press("为勾选的人报名")
    unit.sees("已报名 20 人。")
