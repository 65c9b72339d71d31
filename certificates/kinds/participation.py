"""参赛证明：发给完成比赛的选手，不写名次。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, event_title, period
from certificates.kinds.wording import COMMON_FIELDS

NAME = "参赛证明"
TITLE = "参赛证明"
TEMPLATE = "certificates/pdf/participation.html"
LABELS = {
    "organisation": "单位",
    "competition": "竞赛",
    "event": "赛项",
    "group": "组别",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "竞赛": "competition",
    "赛项": "event",
    "组别": "group",
    "开始日期": "starts_on",
    "结束日期": "ends_on",
    "正文": "statement",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "{正文}"),
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
    """What a proof of participation says. `group` (组别) is empty when the paper does not say it."""

    holder: str
    organisation: str
    competition: str
    event: str
    starts_on: date
    ends_on: date
    group: str = ""

    @property
    def statement(self) -> str:
        """正文。"""
        dates = period(self.starts_on, self.ends_on)
        return f"于{dates}参加“{self.competition}”{event_title(self.event, self.group)}的比赛，完成全部内容。"


EXAMPLE = Facts(
    holder="孙示例",
    organisation="示例重型机械有限公司工会委员会",
    competition="渝永江融合发展示范区首届职工职业技能竞赛",
    event="焊工",
    group="职工组",
    starts_on=date(2026, 11, 18),
    ends_on=date(2026, 11, 19),
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="CSZ-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
