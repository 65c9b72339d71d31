"""The workbooks of the story: organisations, judges, and an entry sheet of 200 rows with a fault of every kind."""

from dataclasses import dataclass
from datetime import date

from tests.factories.people import identity_number
from tests.factories.workbooks import workbook

DISTRICT = "示例区总工会"
MACHINES = "示例机械有限公司工会"
HEAVY = "示例重工有限公司工会"
COLLEGE = "示例职业技术学院工会"
WELDING, ELECTRICS = "焊工", "电工"
CONTEST_YEARS_AGO = date(2012, 5, 1)  # somebody born then is under 18 at any contest of the story

SURNAMES = "赵钱孙李周吴郑王冯陈"
NAMES = "安宁康平和明远达成立志坚勤朴厚德诚信新民"
HEADER = ["赛项", "组别", "姓名", "证件类型", "证件号码", "手机号", "职业代码", "职务/岗位", "队名", "角色"]

ENTERED_ELSEWHERE = ("孙示例", identity_number(901))
HONOURED = ("钱示荣", identity_number(902))
RARE_NAME = "李示𬭸"
PRIVATE_NAME = "李示\ue815"


def organisations() -> bytes:
    """The district's units."""
    rows = [(MACHINES, "企业/基层工会"), (HEAVY, "企业/基层工会"), (COLLEGE, "院校")]
    return workbook(["名称", "类型", "上级组织名称"], *[(name, kind, DISTRICT) for name, kind in rows])


@dataclass(frozen=True)
class Official:
    """A judge as the district's roster names him."""

    name: str
    username: str
    unit: str
    role: str


OFFICIALS = (
    Official("程长示", "caipanzhang", COLLEGE, "裁判长"),
    Official("周裁示", "caipan1", COLLEGE, "裁判员"),
    Official("吴裁范", "caipan2", COLLEGE, "裁判员"),
    Official("郑裁样", "caipan3", COLLEGE, "裁判员"),
    Official("王裁试", "caipan4", HEAVY, "裁判员"),
)


def officials() -> bytes:
    """The judges and their employers."""
    rows = [(one.name, identity_number(910 + nth), one.unit, "2020-01-01") for nth, one in enumerate(OFFICIALS)]
    return workbook(["姓名", "证件号码", "单位名称", "入职日期"], *rows)


@dataclass
class Row:
    """A row of the entry sheet. `fault`: the column and the words to be said of it; `notice`: if it still goes in."""

    event: str
    name: str
    number: str | float
    fault: tuple[str, str] | None = None
    notice: tuple[str, str] | None = None

    def cells(self) -> list[object]:
        return [self.event, "职工组", self.name, "居民身份证", self.number, "", "", "操作工", "", "选手"]


def entry_rows() -> list[Row]:
    """Row 2 of the sheet first: five welders for four places, then electricians; a fault of every kind among them."""
    rows = [Row(WELDING if nth < 5 else ELECTRICS, _name(nth), identity_number(nth)) for nth in range(200)]
    rows[4].fault = ("A 列“赛项”", "超出名额：本单位在“焊工”还有 4 个名额，这是表中第 5 份。")
    rows[10].number = str(rows[10].number)[:17] + _wrong_digit(str(rows[10].number))
    rows[10].fault = ("E 列“证件号码”", "校验码（最后一位）不对")
    rows[20].name, rows[20].number = rows[19].name, rows[19].number
    rows[20].fault = ("E 列“证件号码”", "与第 21 行重复：同一个人在同一个赛项只填一行。")
    rows[30] = Row(ELECTRICS, *ENTERED_ELSEWHERE, fault=("E 列“证件号码”", "此人已登记在其他单位。"))
    rows[40].number = float(identity_number(40, region="500119")[:17])
    rows[40].fault = ("E 列“证件号码”", "是数字格式，长号码的末几位已经丢失。")
    rows[50].event = "电焊工"
    rows[50].fault = ("A 列“赛项”", "本次竞赛没有“电焊工”这个赛项，可填：焊工、电工。")
    rows[60].number = identity_number(60, born=CONTEST_YEARS_AGO)
    rows[60].fault = ("E 列“证件号码”", "周岁，本赛项要求年满 18 周岁。")
    rows[70] = Row(ELECTRICS, *HONOURED, fault=("E 列“证件号码”", "已获“全国技术能手”，按竞赛通知不能报名本赛项。"))
    rows[80].number = str(rows[80].number).replace("1", "\uff11")
    rows[80].fault = ("E 列“证件号码”", "含全角字符，请改为半角。")
    rows[90].name = f"{rows[90].name}  "
    rows[90].notice = ("C 列“姓名”", "首尾的空格已自动去掉。")
    rows[100].name = RARE_NAME
    rows[100].notice = ("C 列“姓名”", "含生僻字“𬭸”（U+2CB78），按原样收录")
    rows[101].name = PRIVATE_NAME
    rows[101].fault = ("C 列“姓名”", "U+E815是造字区字符")
    rows[110].name = ""
    rows[110].fault = ("C 列“姓名”", "必填，请填写。")
    return rows


def corrected(rows: list[Row]) -> list[Row]:
    """The same sheet after the officer has mended every row with a fault."""
    return [
        Row(ELECTRICS, _name(nth), identity_number(500 + nth)) if row.fault else row for nth, row in enumerate(rows)
    ]


def entry_sheet(rows: list[Row]) -> bytes:
    """The rows as the officer saves them."""
    return workbook(HEADER, *[row.cells() for row in rows])


def _name(nth: int) -> str:
    return f"{SURNAMES[nth // len(NAMES)]}{NAMES[nth % len(NAMES)]}示"


def _wrong_digit(number: str) -> str:
    return "1" if number[-1] != "1" else "2"
