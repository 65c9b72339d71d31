"""Makes the demo's import files afresh: the very workbooks that a union would send. Run: python -m demo.make_files

Persons and enterprises are invented: every given name holds one of 示例样试范, every enterprise is called 示例, and the
identity numbers lie in county codes 500199 and below that were never assigned. The same seed makes the same files.
Those of certification are made by `certification_files`.
"""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO

import xlsxwriter
from stdnum.cn import ric, uscc

FOLDER = Path(__file__).resolve().parent
SEED = 20261121
CITY = "渝永江示例市总工会"
COLLEGE = "渝永江示例职业技术学院工会"
DISTILLERY = "江津示例江记酒庄有限公司工会"
DISTRICTS = {"渝北": "500197", "永川": "500198", "江津": "500199"}
EVENTS = {
    "焊工": "6-18-02-04",
    "电工": "6-31-01-03",
    "网约配送员": "4-10-08-01",
    "茶艺师": "4-03-02-07",
    "工业机器人系统操作员": "6-31-07-03",
}
TRADES = [
    "机械",
    "电子",
    "物流",
    "茶业",
    "重工",
    "化工",
    "食品",
    "汽车部件",
    "能源",
    "建材",
    "纺织",
    "机器人",
    "配送",
    "装备",
]
CHARACTERS = "安宁康平和明远达成立志坚勤朴厚德诚信新民生华光辉春秋江河山川松柏梅兰竹菊文武刚强敏慧雅静"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
UNITS_PER_DISTRICT = 14
CONTESTANTS = 300
ORGANISATION_HEADER = ["名称", "类型", "上级组织名称", "统一社会信用代码", "行政区划代码", "行业", "所有制", "地址"]
APPOINTMENT_HEADER = ["持证人", "单位", "聘任职务", "聘期起", "聘期止", "聘任事项", "证件类型", "证件号码"]
TERM = ("2026-11-01", "2029-10-31")
TASK = "“渝永江融合发展示范区首届职工职业技能竞赛”"
ENTRY_HEADER = ["赛项", "组别", "姓名", "证件类型", "证件号码", "手机号", "职业代码", "职务/岗位", "队名", "角色"]


def main() -> None:
    """Write organisations.xlsx, one roster for each enterprise, judges.csv, appointments.xlsx and questions.xlsx."""
    make_questions()
    chance = random.Random(SEED)
    units = list(_units(chance))
    write_workbook(
        FOLDER / "organisations.xlsx", ORGANISATION_HEADER, [*_federations(), *_schools(), *units, _distillery()]
    )
    people = _people(chance)
    rosters: dict[str, list[list[str]]] = {unit[0]: [] for unit in units}
    for number in range(CONTESTANTS):
        event = list(EVENTS)[number % len(EVENTS)]
        unit = units[(number // len(EVENTS) + 11 * (number % len(EVENTS))) % len(units)]
        name, identity, phone = next(people)
        who = [name, "居民身份证", identity, phone]
        rosters[unit[0]].append([event, "职工组", *who, EVENTS[event], "操作工", "", "选手"])
    (FOLDER / "rosters").mkdir(exist_ok=True)
    for number, unit in enumerate(units, start=1):
        write_workbook(FOLDER / "rosters" / f"{number:02}-{unit[0]}.xlsx", ENTRY_HEADER, rosters[unit[0]])
    with (FOLDER / "judges.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["赛项", "姓名", "证件号码", "手机号", "单位", "分工"])
        for position, event in enumerate(EVENTS):
            for seat in range(5 + position % 3):
                name, identity, phone = next(people)
                # The chief judge enters the theory scores of all, so he must be nobody's colleague.
                employer = COLLEGE if seat == 0 else units[(position * 7 + seat * 3) % len(units)][0]
                writer.writerow([event, name, identity, phone, employer, "裁判长" if seat == 0 else "评分裁判"])
    make_appointments()


def make_appointments() -> None:
    """The list by which the judges of judges.csv get their letters of appointment."""
    with (FOLDER / "judges.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            [row["姓名"], row["单位"], f"{row['赛项']}赛项{row['分工']}", *TERM, TASK, "居民身份证", row["证件号码"]]
            for row in csv.DictReader(file)
        ]
    write_workbook(FOLDER / "appointments.xlsx", APPOINTMENT_HEADER, rows)


def make_questions() -> None:
    """The question bank as it stands in questions.csv, which people can read."""
    with (FOLDER / "questions.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    write_workbook(FOLDER / "questions.xlsx", header, rows)


def write_workbook(file: Path | IO[bytes], header: list[str], rows: list[list[str]]) -> None:
    """A workbook as a person would send it: one sheet, a header, text cells."""
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 11, 1, tzinfo=UTC)})
        sheet, text = book.add_worksheet("名单"), book.add_format({"num_format": "@"})
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, text)
        sheet.set_column(0, len(header) - 1, 20)


def identity_number(county: str, born: date, sequence: int) -> str:
    """An 18-character resident number with its check digit (GB 11643)."""
    front = f"{county}{born:%Y%m%d}{sequence:03}"
    return front + str(ric.calc_check_digit(front + "0"))


def _federations() -> Iterator[list[str]]:
    for district, code in DISTRICTS.items():
        yield [f"{district}示例区总工会", "区县总工会", CITY, "", code, "", "", f"{district}示例大道 1 号"]


def _schools() -> Iterator[list[str]]:
    yield [COLLEGE, "院校", CITY, "", "500190", "教育", "公有", "示例路 2 号"]


def _distillery() -> list[str]:
    """The enterprise that certifies its own workers (demo/certification); it sends nobody to the competition."""
    county = DISTRICTS["江津"]
    front = f"91{county}MA9999999"
    code = front + uscc.calc_check_digit(front)
    return [DISTILLERY, "企业/基层工会", "江津示例区总工会", code, county, "酒类制造", "非公", "江津示例园 99 号"]


def _units(chance: random.Random) -> Iterator[list[str]]:
    for district, county in DISTRICTS.items():
        for number in range(UNITS_PER_DISTRICT):
            trade = TRADES[number]
            front = f"91{county}MA{chance.randrange(10**7):07}"
            code = front + uscc.calc_check_digit(front)
            ownership = "非公" if chance.random() < 0.6 else "公有"
            name = f"{district}示例{CHARACTERS[number * 2]}{CHARACTERS[number * 2 + 1]}{trade}有限公司工会"
            above, address = f"{district}示例区总工会", f"{district}示例园 {number + 1} 号"
            yield [name, "企业/基层工会", above, code, county, trade, ownership, address]


def _people(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Name, identity number, phone: each once."""
    special = ["𬱖示安", "买买提·示例·吐尔逊", "示㛃", "范䶮"]
    number = 0
    while True:
        given = chance.choice("示例样试范") + chance.choice(CHARACTERS)
        name = chance.choice(SURNAMES) + given
        if number % 40 == 7 and number // 40 < len(special):
            name = special[number // 40]
        born = date(1972, 1, 1) + timedelta(days=chance.randrange(32 * 365))
        county = chance.choice(list(DISTRICTS.values()))
        yield name, identity_number(county, born, 500 + number % 480), f"199{number:08}"
        number += 1


if __name__ == "__main__":
    main()
