"""Makes the import files of the demo's skill-level certification, in demo/certification. Run:

python -m demo.certification_files

Persons and units are invented as in `make_files`: the same rules for names and identity numbers, the same seed.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta

from assessments.applications.workbooks_columns import COLUMNS
from demo.make_files import (
    CHARACTERS,
    COLLEGE,
    DISTILLERY,
    DISTRICTS,
    FOLDER,
    SEED,
    SURNAMES,
    identity_number,
    write_workbook,
)

FILES = FOLDER / "certification"
EDITION = "2023年版"
LEVEL = "四级/中级工"
SCOPE_HEADER = ["职业编码", "职业名称", "工种(职业方向)", "等级", "标准版本", "备案号"]
ENTERPRISE_SCOPE = {"6-02-06-03": "白酒酿造工", "6-02-06-07": "品酒师", "6-02-06-01": "酿酒师"}
SCHOOL_SCOPE = {
    "6-18-02-04": "焊工",
    "6-31-01-03": "电工",
    "4-03-02-07": "茶艺师",
    "6-31-07-03": "工业机器人系统操作员",
}
PERSON_HEADER = ["姓名", "证件类型", "证件号码", "手机号码", "单位名称", "岗位", "入职日期"]
OFFICIAL_HEADER = ["姓名", "证件类型", "证件号码", "身份", "证卡编号", "有效期起", "有效期止", "职业", "等级"]
OFFICIALS = (*["考评员"] * 4, *["高级考评员"] * 2, "内部质量督导员", "外部质量督导员")
TERM = ("2025-01-01", "2030-12-31")
BREWERS, TASTERS = 16, 8
SINCE = "2016-07-01"
JOINED = (*["2024-07-01"] * 4, *["2025-07-01"] * 4, "2003-03-01")
"""When those workers joined who are not in the first plan: two cohorts of a track, and a master."""

Identity = tuple[str, str, str]


def main() -> None:
    """Write every file."""
    FILES.mkdir(exist_ok=True)
    people = invented_people(random.Random(SEED + 1))
    write_scope("scope-enterprise.xlsx", ENTERPRISE_SCOPE, "五级至一级")
    write_scope("scope-school.xlsx", SCHOOL_SCOPE, "五级至二级")
    officials = [next(people) for _ in OFFICIALS]
    write_workbook(
        FILES / "officials-persons.xlsx", PERSON_HEADER, [_person(who, COLLEGE, "教师") for who in officials]
    )
    write_workbook(
        FILES / "officials.xlsx",
        OFFICIAL_HEADER,
        [_official(number, role, who) for number, (role, who) in enumerate(zip(OFFICIALS, officials, strict=True), 1)],
    )
    applicants = [next(people) for _ in range(BREWERS + TASTERS)]
    write_workbook(
        FILES / "applications.xlsx",
        [column.title for column in COLUMNS],
        [_application(number, who) for number, who in enumerate(applicants, start=1)],
    )
    besides = [_person(next(people), DISTILLERY, "酿造班组", since) for since in JOINED]
    write_workbook(FILES / "workers.xlsx", PERSON_HEADER, besides)
    with (FILES / "questions.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    write_workbook(FILES / "questions.xlsx", header, rows)


def write_scope(name: str, occupations: dict[str, str], levels: str) -> None:
    """What a filing lists."""
    rows = [[code, title, "", levels, EDITION, ""] for code, title in occupations.items()]
    write_workbook(FILES / name, SCOPE_HEADER, rows)


def invented_people(chance: random.Random) -> Iterator[Identity]:
    """Name, identity number, phone: each once, and none of them in the competition."""
    number = 0
    while True:
        name = chance.choice(SURNAMES) + chance.choice("示例样试范") + chance.choice(CHARACTERS)
        born = date(1976, 1, 1) + timedelta(days=chance.randrange(22 * 365))
        yield name, identity_number(DISTRICTS["江津"], born, 100 + number), f"198{number:08}"
        number += 1


def _person(who: Identity, unit: str, post: str, since: str = SINCE) -> list[str]:
    name, identity, phone = who
    return [name, "居民身份证", identity, phone, unit, post, since]


def _official(number: int, role: str, who: Identity) -> list[str]:
    levels = {"考评员": "五级至三级", "高级考评员": "五级至一级"}.get(role, "")
    occupations = "、".join(ENTERPRISE_SCOPE.values()) if levels else ""
    return [who[0], "居民身份证", who[1], role, f"示考{number:05}", *TERM, occupations, levels]


def _application(number: int, who: Identity) -> list[str]:
    """A row of the 33-column form: five years at work and more."""
    name, identity, phone = who
    said = {
        "序号": str(number),
        "职业工种名称": "白酒酿造工" if number <= BREWERS else "品酒师",
        "认定等级": LEVEL,
        "申报条件": "4-1",
        "证件类型": "居民身份证",
        "证件号码": identity,
        "姓名": name,
        "手机号码": phone,
        "是否有职业资格证书": "否",
        "文化程度": ("高中", "中等专业学校", "大学专科和专科学校")[number % 3],
        "所在省（市）区": "重庆市",
        "考生来源": "私营企业",
        "所在单位": DISTILLERY,
        "报名单位": "江津示例江记酒庄有限公司",
        "认定分类": "初次认定",
        "考试类型": "正考",
        "民族": "汉族",
        "参加工作时间": f"{2012 + number % 7}-07-01",
    }
    return [said.get(column.title, "") for column in COLUMNS]


if __name__ == "__main__":
    main()
