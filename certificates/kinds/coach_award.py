"""优秀指导教师（教练员）证书：发给指导选手取得优异成绩的人。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, event_title
from certificates.kinds.wording import COMMON_FIELDS

NAME = "优秀指导教师证书"
TITLE = "荣誉证书"
TEMPLATE = "certificates/pdf/coach_award.html"
LABELS = {
    "organisation": "单位",
    "competition": "竞赛",
    "event": "赛项",
    "contestants": "指导的选手",
    "award": "称号",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "竞赛": "competition",
    "赛项": "event",
    "指导的选手": "contestants",
    "称号": "award",
    "开头": "opening",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "{开头}"),
    ("emphasis", "{称号}"),
    ("closing", "特颁此证，以资鼓励。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "meander"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What the certificate of a coach says. `contestants` (指导的选手) is empty when the paper does not name them."""

    holder: str
    organisation: str
    competition: str
    event: str
    contestants: tuple[str, ...] = ()
    award: str = "优秀指导教师"

    @property
    def opening(self) -> str:
        """正文中称号之前的一句。"""
        coached = f"指导{'、'.join(self.contestants)}" if self.contestants else "指导选手"
        return f"在“{self.competition}”{event_title(self.event)}中，{coached}取得优异成绩，被评为"


EXAMPLE = Facts(
    holder="李示例",
    organisation="示例重型机械有限公司工会委员会",
    competition="渝永江融合发展示范区首届职工职业技能竞赛",
    event="焊工",
    contestants=("张示例", "王示例"),
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="YZD-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
