"""Marks typed as rows of a table: what each kind of row means, and every fault with its row."""

from decimal import Decimal

import pytest

from scoring.files import decoded, parse_mark_rows, parse_plain_marks
from scoring.marks import Deduction, EntryMarks, EntryStatus
from scoring.reading import Unreadable
from tests.unit.scoring.factories import module, plan

PLAN = plan(module("理论", weight="30"), module("实操", weight="70"))
HEADER = "选手,模块,裁判,评分项,分数,说明\n"


def entries_of(*rows):
    return parse_mark_rows(HEADER + "\n".join(rows), PLAN).entries


def faults_of(text):
    with pytest.raises(Unreadable) as refusal:
        parse_mark_rows(text, PLAN)
    return list(refusal.value.problems)


def test_marks_are_gathered_by_entry_module_and_judge():
    entries = entries_of("A01,理论,机考,总评,80,", "A02,理论,机考,理论总评,90.5,", " A01 ,实操,赵,总评, 70 ,")
    assert entries == (
        EntryMarks("A01", "A01", {"理论": {"机考": {"总评": Decimal(80)}}, "实操": {"赵": {"总评": Decimal(70)}}}),
        EntryMarks("A02", "A02", {"理论": {"机考": {"总评": Decimal("90.5")}}}),
    )


def test_every_other_fact_has_its_row():
    (entry,) = entries_of(
        "A01,实操,李,缺评分表,,",
        "A01,理论,,状态,缺考,",
        "A01,,,用时,1:02:30,",
        "A01,实操,,用时,58:10,",
        "A01,实操,,扣分,1.5,超时",
        "A01,实操,,扣分,2,未戴护目镜",
        "A01,,,不参评,,往届前三名",
        "A01,,,裁定次序,1,组委会抽签",
    )
    assert entry == EntryMarks(
        key="A01",
        label="A01",
        sheets={"实操": {"李": None}},
        seconds=Decimal(3750),
        deductions={"实操": (Deduction(Decimal("1.5"), "超时"), Deduction(Decimal(2), "未戴护目镜"))},
        absent_modules=frozenset({"理论"}),
        award_barred="往届前三名",
        module_seconds={"实操": Decimal(3490)},
        decided_order=1,
        decided_basis="组委会抽签",
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [("缺考", EntryStatus.ABSENT), ("弃权", EntryStatus.WITHDRAWN), ("取消资格", EntryStatus.DISQUALIFIED)],
)
def test_status_of_an_entry_keeps_its_reason(word, status):
    (entry,) = entries_of(f"A01,,,状态,{word},原因")
    assert (entry.status, entry.status_reason) == (status, "原因")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",理论,赵,总评,80,", "没有写选手，请补充。"),
        ("A01,焊接,赵,总评,80,", "评分方案中没有模块“焊接”，应为：理论、实操。"),
        ("A01,理论,赵,外观,80,", "模块“理论”没有评分项“外观”，应为：理论总评。"),
        ("A01,理论,赵,总评,,", "没有写分数。"),
        ("A01,理论,赵,总评,1e3,", "分数“1e3”不是有效的十进制数，应写作 85 或 85.5（半角数字）。"),
        ("A01,理论,赵,总评,８５,", "分数“８５”不是有效的十进制数，应写作 85 或 85.5（半角数字）。"),
        ("A01,理论,,总评,80,", "没有写裁判；不写裁判的行，评分项只能是：状态、用时、扣分、不参评、裁定次序。"),
        ("A01,,,状态,迟到,", "分数写的是“迟到”，状态只能是：缺考、弃权、取消资格。"),
        ("A01,理论,,状态,弃权,", "“弃权”是全部模块的状态，请不写模块；只有“缺考”可以只写一个模块。"),
        ("A01,,,不参评,,", "不参评须在“说明”列写明原因。"),
        ("A01,,,裁定次序,1.5,抽签", "裁定次序应为 1、2、3 等整数。"),
        ("A01,理论,赵,总评,80,说明,多一格", "表头只有 6 列，这一行更多；内容里有逗号的，请加引号。"),
    ],
)
def test_faulty_row_is_named(row, fault):
    assert faults_of(f"{HEADER}\n{row}")[0] == f"第 3 行：{fault}"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (("A01,理论,赵,总评,80,", "A01,理论,赵,理论总评,81,"), "A01的评分项“理论总评”已有裁判“赵”的分数，重复了。"),
        (("A01,理论,赵,缺评分表,,", "A01,理论,赵,总评,81,"), "A01的评分项“理论总评”已有裁判“赵”的分数，重复了。"),
        (("A01,理论,赵,总评,80,", "A01,理论,赵,缺评分表,,"), "A01在模块“理论”已有裁判“赵”的行，不能又写“缺评分表”。"),
        (("A01,,,用时,60,", "A01,,,用时,61,"), "A01的这一用时写了两次。"),
        (("A01,理论,,用时,60,", "A01,理论,,用时,60,"), "A01的这一用时写了两次。"),
    ],
)
def test_row_that_contradicts_an_earlier_one_is_named(rows, fault):
    assert faults_of(HEADER + "\n".join(rows)) == [f"第 3 行：{fault}"]


def test_all_faults_are_told_at_once():
    assert len(faults_of(f"{HEADER},理论,赵,总评,80,\nA01,理论,赵,总评,x,\nA01,,,状态,?,")) == 3


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "第 1 行表头缺少“选手、模块、裁判、评分项、分数”"),
        ("选手,模块,裁判,评分项\n", "第 1 行表头缺少“分数”"),
        ("选手,模块,裁判,评分项,分数,分数\n", "第 1 行表头的“分数”重复"),
        (HEADER, "没有数据行"),
        (f'{HEADER}"A01', "不是有效的 CSV 文件"),
    ],
)
def test_table_without_the_columns_is_refused(text, fault):
    assert faults_of(text)[0].startswith(fault)


def test_columns_may_stand_in_any_order_and_others_are_named():
    table = parse_mark_rows("分数,备注,评分项,裁判,模块,选手\n80,x,总评,赵,理论,A01\n", PLAN)
    assert table.entries[0].sheets == {"理论": {"赵": {"总评": Decimal(80)}}}
    assert table.ignored == ("备注",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_of_excel_and_of_others_are_read(encoding):
    assert decoded("选手".encode(encoding)) == "选手"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable, match="不是 UTF-8 或 GB18030"):
        decoded(b"\xff\xff\xff")


def test_plain_marks_are_a_list():
    assert parse_plain_marks('[{"key": "1", "label": "A01"}]').entries == (EntryMarks("1", "A01"),)
    with pytest.raises(Unreadable, match="最外层应为列表"):
        parse_plain_marks("{}")
