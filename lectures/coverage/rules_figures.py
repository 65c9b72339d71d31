"""数据统计的口径：每一列是什么、不是什么。各列从不相加。"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lectures.feedback.rules import Tally, mean_of, percent_of


class FiguresBy(StrEnum):
    """统计按什么看。"""

    YEAR = "year"
    TOUR = "tour"
    UNIT = "unit"
    KIND = "kind"
    THEME = "theme"
    MODE = "mode"


FIGURES_BY_TITLES = {
    FiguresBy.YEAR: "年度",
    FiguresBy.TOUR: "巡讲计划",
    FiguresBy.UNIT: "承办工会",
    FiguresBy.KIND: "场所类别",
    FiguresBy.THEME: "主题",
    FiguresBy.MODE: "形式",
}


@dataclass(frozen=True)
class Figures:
    """What came of some lectures. Every figure is of its own kind; those about listeners are of lectures held.

    `attendances` are check-ins (人次), `persons` the different persons among them (人数): a person at two lectures is
    two of the first and one of the second, so `persons` of a whole are not the sum of its parts. `stars` were given in
    `marks` answers to questions, of lectures about which enough people have answered.
    """

    planned: int = 0
    held: int = 0
    cancelled: int = 0
    attendances: int = 0
    persons: int = 0
    heads: int = 0
    views: int = 0
    viewers: int = 0
    answers: int = 0
    stars: int = 0
    marks: int = 0

    @property
    def response_rate(self) -> Decimal | None:
        """回收率＝问卷份数÷签到人次，百分比，保留一位小数；没有人签到就没有回收率。"""
        return percent_of(self.answers, self.attendances)

    @property
    def satisfaction(self) -> Decimal | None:
        """满意度＝总星数÷答题数，保留两位小数；份数不够的场次不计，都不够就没有满意度。"""
        return mean_of(Tally(self.stars, self.marks))


COLUMNS = (
    ("planned", "计划中", "场", "排了时间、还没有举办，也没有取消的场次"),
    ("held", "已举办", "场", "已确认举办的场次；以下各列只统计这些场次"),
    ("cancelled", "已取消", "场", "取消的场次，不算举办"),
    ("attendances", "签到人次", "人次", "逐个签到的次数：同一人听两场算两次"),
    ("persons", "签到人数", "人", "签到的不同的人：同一人听几场都只算一人，所以合计不等于各行之和"),
    ("heads", "清点人数", "人", "没有逐个签到时现场清点的人数，不含签到，也不与签到相加"),
    ("views", "线上观看", "次", "平台导出的观看次数"),
    ("viewers", "线上观众", "人", "平台按场给出的独立观众，各场各平台相加，同一人看两场算两次"),
    ("answers", "问卷", "份", "收到的不记名问卷，每次签到最多一份"),
    ("response_rate", "回收率", "%", "问卷份数 ÷ 签到人次"),
    ("satisfaction", "满意度", "分", "各题平均星数，1 至 5 分；答卷满一批才计入，以免认出是谁填的"),
)
"""Each column of the figures: its key, its title, its unit, and what it counts."""
