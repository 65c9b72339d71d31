"""The registration form of the certification story: forty applicants of a distillery, six of whom are refused."""

from dataclasses import dataclass
from datetime import date, timedelta

from assessments.applications.workbooks_columns import COLUMNS
from foundation import clock
from tests.browser.rosters import NAMES, SURNAMES
from tests.factories.people import identity_number
from tests.factories.workbooks import workbook

UNIT = "江示酒庄示例公司"
BREWING, TASTING = "白酒酿造工", "品酒师"
WORKED_SINCE = date(2015, 7, 1)
TITLES = [column.title for column in COLUMNS]
COLUMN_OF = {title: chr(ord("A") + place) for place, title in enumerate(TITLES[:26])}
USUAL = {
    "认定等级": "四级/中级工",
    "证件类型": "居民身份证",
    "手机号码": "13800000000",
    "是否有职业资格证书": "否",
    "文化程度": "高中",
    "所在省（市）区": "重庆市",
    "考生来源": "私营企业",
    "报名单位": "示例认定中心",
    "认定分类": "初次认定",
    "考试类型": "正考",
    "民族": "汉族",
}


@dataclass
class Applicant:
    """A row of the form. `ethnicity` and `since` as they are typed."""

    name: str
    number: str
    occupation: str
    condition: str = "4-1"
    since: date = WORKED_SINCE
    ethnicity: str = "汉族"

    def cells(self) -> list[object]:
        """The row in the order of the columns."""
        said = {
            "姓名": self.name,
            "证件号码": self.number,
            "职业工种名称": self.occupation,
            "申报条件": self.condition,
            "参加工作时间": self.since,
            "民族": self.ethnicity,
        }
        row: dict[str, object] = USUAL | said
        return [row.get(title) for title in TITLES]


class Applicants:
    """Twenty brewers, then twenty tasters; the last three of each are those who are refused, each for another reason.

    `holder` has the level already, `entered` stands in another plan, `moved` is on the books of another unit: the form
    is not taken with them. `newcomer` has not worked long enough and `unschooled` has no diploma: they stay drafts.
    `outsider` does other work, which only the reviewer can judge.
    """

    def __init__(self) -> None:
        names = [SURNAMES[nth % 10] + "示" + NAMES[nth // 10] for nth in range(40)]
        self.all = [
            Applicant(name, identity_number(2000 + nth), BREWING if nth < 20 else TASTING)
            for nth, name in enumerate(names)
        ]
        *_, self.holder, self.entered, self.newcomer = self.all[:20]
        *_, self.moved, self.unschooled, self.outsider = self.all
        self.newcomer.since = clock.today() - timedelta(days=600)
        self.unschooled.condition = "4-3"
        self.brewers, self.tasters = self.all[:17], self.all[20:37]

    @property
    def refused_at_once(self) -> tuple[Applicant, ...]:
        """Those with whom the form is not taken."""
        return self.holder, self.entered, self.moved

    def first_sheet(self) -> tuple[bytes, list[tuple[str, str, str]]]:
        """Everybody, with two slips of the pen; the cells where it is faulty, and words of what is said there."""
        rows = [list(one.cells()) for one in self.all]
        rows[3][TITLES.index("民族")] = "汉"
        rows[24][TITLES.index("证件号码")] = self.all[24].number[:-1] + ("1" if self.all[24].number[-1] != "1" else "2")
        faults = {
            3: ("民族", "不在可选项里"),
            24: ("证件号码", "校验"),
            self.all.index(self.holder): ("证件号码", "已经持有本职业四级/中级工证书"),
            self.all.index(self.entered): ("证件号码", "不能同时在两个计划里申报"),
            self.all.index(self.moved): ("证件号码", "此人已登记在其他单位"),
        }
        told = [
            (f"第 {nth + 2} 行", f"{COLUMN_OF[title]} 列“{title}”", words)
            for nth, (title, words) in sorted(faults.items())
        ]
        return workbook(TITLES, *rows), told

    def second_sheet(self) -> bytes:
        """The same put right, without those who cannot apply."""
        return workbook(TITLES, *[one.cells() for one in self.all if one not in self.refused_at_once])
