"""What live platforms call their columns and how they write lengths and phones."""

import pytest

from foundation.errors import Refused
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Column
from lectures.attendance.workbooks import Viewing, read_viewings


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("35", 35),
        ("35分钟", 35),
        ("1小时5分", 65),
        ("01:05:59", 65),
        ("05:30", 5),
        ("59秒", 0),
        ("很久", 0),
        ("99999999999", 1440),
        ("", 0),
    ],
)
def test_lengths_become_whole_minutes(written: str, minutes: int):
    export = f"昵称,手机号码,观看时长\n职示甲,139 0000 0001,{written}\n".encode("gb18030")
    assert read_viewings(export) == [Viewing("职示甲", "13900000001", minutes)]


def test_columns_are_found_by_their_titles_in_any_order():
    columns = [Column("minutes", "时长（秒）"), Column("phone", "Mobile"), Column("name", "User Name")]
    rows = [{"minutes": 130, "phone": "+8613900000001", "name": "职示甲"}, {"minutes": 10, "phone": "139****0002"}]
    content = export_workbook("观众", columns, [*rows, {"name": "路人", "minutes": 60}])
    assert read_viewings(content) == [
        Viewing("职示甲", "13900000001", 2),
        Viewing("139****0002", "", 0),
        Viewing("路人", "", 1),
    ]


@pytest.mark.parametrize(
    "content", ["时间,地点\n1,2\n".encode(), "姓名,手机\n , \n".encode(), b"\x00\xff\x00\xff", b"x" * 200_000]
)
def test_what_names_nobody_is_refused_in_words(content: bytes):
    with pytest.raises(Refused) as refusal:
        read_viewings(content)
    assert refusal.value.message.endswith("。")
