"""Registration: a few entries by form, two hundred by workbook with its faults, and the review by the district."""

import io
import re

from python_calamine import CalamineWorkbook

from tests.browser.rosters import (
    ELECTRICS,
    ENTERED_ELSEWHERE,
    HONOURED,
    MACHINES,
    WELDING,
    Row,
    corrected,
    entry_rows,
    entry_sheet,
)
from tests.browser.visitor import Visitor
from tests.factories.people import identity_number

SECOND_WELDER = ("周示例", identity_number(903))


def enter_by_form(heavy: Visitor) -> None:
    """The smaller unit types its two welders in."""
    for name, number in (ENTERED_ELSEWHERE, SECOND_WELDER):
        heavy.follow("报名")
        heavy.follow("填写报名")
        heavy.follow(WELDING, heavy.main)
        heavy.main.locator("summary", has_text="录入名单里没有的人").click()
        heavy.fill(new_name=name, new_number=number)
        heavy.press("提交审核")
        heavy.sees(f"“{name}”的报名已提交，等待审核。")


def register_honour(machines: Visitor) -> None:
    """Somebody of the larger unit already is what the notice bars."""
    machines.follow("人员")
    machines.follow("登记人员")
    machines.fill(name=HONOURED[0], document_number=HONOURED[1], employer=MACHINES)
    machines.press("登记")
    machines.follow("登记荣誉")
    machines.fill(kind="全国技术能手", year="2024")
    machines.press("登记")
    machines.sees("全国技术能手")


def enter_by_workbook(machines: Visitor) -> None:
    """200 rows with a fault of every kind: told by row and column, marked in the file, mended, and loaded just once."""
    rows = entry_rows()
    faulty = [number for number, row in enumerate(rows, start=2) if row.fault]
    valid = len(rows) - len(faulty)
    upload(machines, rows)
    machines.sees(f"确认后导入没有问题的 {valid} 行；有问题的 {len(faulty)} 行不会导入")
    expect_remarks(machines, rows, "有问题，不导入", [row.fault for row in rows])
    expect_remarks(machines, rows, "提醒，照样导入", [row.notice for row in rows])
    expect_marked(machines.download("下载核对表"), rows)
    machines.press(f"确认导入 {valid} 行")
    machines.sees(f"导入完成：新增 {valid} 条，更新 0 条。")
    mended = corrected(rows)
    upload(machines, mended)
    machines.press(f"确认导入 {len(faulty)} 行")
    machines.sees(f"导入完成：新增 {len(faulty)} 条，更新 0 条。")
    upload(machines, mended)
    machines.sees("这份表格与系统里的数据完全一致，没有需要导入的内容。")
    machines.sees_not("确认导入")
    machines.follow("报名")
    machines.sees("共 200 条")


def upload(machines: Visitor, rows: list[Row]) -> None:
    machines.follow("报名")
    machines.follow("表格导入")
    machines.upload("报名表.xlsx", entry_sheet(rows), "上传并核对")


def expect_remarks(machines: Visitor, rows: list[Row], caption: str, said: list[tuple[str, str] | None]) -> None:
    """The page says of exactly these rows what is the matter, and in which column."""
    table = machines.main.locator("table", has_text=caption)
    wanted = [(f"第 {number} 行", *remark) for number, remark in enumerate(said, start=2) if remark]
    found = [line.locator("th, td").all_inner_texts() for line in table.locator("tbody tr").all()]
    shown = [(cells[0], cells[2], cells[3]) for cells in found]
    pairs = list(zip(shown, wanted, strict=True))
    assert all(row == place[0] and column == place[1] and place[2] in text for (row, column, text), place in pairs), (
        caption,
        pairs,
    )
    assert len(rows) == 200


def expect_marked(content: bytes, rows: list[Row]) -> None:
    """The workbook comes back whole, with every remark beside its row."""
    header, *body = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert header[-1] == "问题" and len(body) == len(rows)
    for row, cells in zip(rows, body, strict=True):
        remark = row.fault or row.notice
        assert (remark[1] in cells[-1]) if remark else cells[-1] == "", (row, cells)


def review(district: Visitor, machines: Visitor) -> None:
    """A hundred electricians at once; of the welders one is returned and mended, one rejected, the rest accepted."""
    _queue(district, ELECTRICS)
    district.main.locator("[data-tick-all] input").check()
    district.press("审核勾选的报名")
    district.sees("审核通过：100 份。")
    _queue(district, WELDING)
    welders = district.main.locator("tbody th a").all_inner_texts()
    assert len(welders) == 6
    returned, rejected, *passing = [name for name in welders if name not in (ENTERED_ELSEWHERE[0], SECOND_WELDER[0])]
    district.follow(returned)
    district.give_reason("退回修改", "请核对组别后重新提交。")
    district.sees("已退回修改，报名单位会看到原因。")
    _queue(district, WELDING)
    district.follow(rejected)
    district.give_reason("不通过", "没有提供单位推荐意见。")
    district.sees("已登记为不通过，名额已空出。", "审核意见：没有提供单位推荐意见。")
    _mend(machines, returned)
    _queue(district, WELDING)
    for name in (returned, *passing, ENTERED_ELSEWHERE[0], SECOND_WELDER[0]):
        district.main.get_by_label(f"勾选{name}").check()
    district.press("审核勾选的报名")
    district.sees("审核通过：5 份。")


def _queue(district: Visitor, event: str) -> None:
    district.follow("报名")
    district.follow("审核")
    offered = district.main.locator("[name=event_id] option").all_inner_texts()
    district.fill(event_id=next(title for title in offered if title.startswith(event)))
    district.press("查找")


def _mend(machines: Visitor, name: str) -> None:
    machines.follow("报名")
    machines.fill(state="退回修改")
    machines.press("查找")
    machines.follow(re.compile(name))
    machines.sees("审核意见：请核对组别后重新提交。")
    machines.follow("修改")
    machines.press("保存")
    machines.press("提交审核")
    machines.sees("报名已提交，等待审核。")
