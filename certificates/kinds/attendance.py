"""听课（培训）证明：写明课程、起止日期和学时。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, period
from certificates.kinds.wording import COMMON_FIELDS

NAME = "培训证明"
TITLE = "培训证明"
TEMPLATE = "certificates/pdf/attendance.html"
LABELS = {
    "organisation": "单位",
    "course": "课程",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "hours": "学时",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "课程": "course",
    "开始日期": "starts_on",
    "结束日期": "ends_on",
    "学时": "hours",
    "起止日期": "dates",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "于{起止日期}参加“{课程}”学习，完成规定内容，共计{学时}学时。"),
    ("closing", "特此证明。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "portrait"
BORDER = "line"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What a proof of attendance says. `hours` (学时) are lessons as the organiser counts them, usually 45 minutes."""

    holder: str
    organisation: str
    course: str
    starts_on: date
    ends_on: date
    hours: int

    @property
    def dates(self) -> str:
        """起止日期。"""
        return period(self.starts_on, self.ends_on)


EXAMPLE = Facts(
    holder="陈示例",
    organisation="示例重型机械有限公司工会委员会",
    course="示例市职工焊接技能提升培训班",
    starts_on=date(2026, 11, 16),
    ends_on=date(2026, 11, 19),
    hours=32,
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="PXZ-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
