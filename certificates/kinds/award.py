"""获奖证书：竞赛结果公示无异议后，发给获奖个人或团队。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, event_title
from certificates.kinds.wording import COMMON_FIELDS

NAME = "获奖证书"
TITLE = "荣誉证书"
TEMPLATE = "certificates/pdf/award.html"
LABELS = {
    "organisation": "单位",
    "competition": "竞赛",
    "event": "赛项",
    "group": "组别",
    "team": "参赛队",
    "placing": "名次",
    "award": "奖项",
}
FIELDS = {
    **COMMON_FIELDS,
    "获奖人": "holders",
    "称谓": "addressee",
    "单位": "organisation",
    "竞赛": "competition",
    "赛项": "event",
    "组别": "group",
    "参赛队": "team",
    "队员": "members",
    "名次": "placing",
    "奖项": "award",
    "开头": "opening",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{称谓}"),
    ("text", "{开头}"),
    ("emphasis", "{奖项}"),
    ("closing", "特颁此证，以资鼓励。"),
    ("members", "{队员}"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "meander"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What an award certificate says, frozen when it is sealed. `holders` has one name, or all names of a team.

    `group` (组别), `team` (参赛队名称) and `placing` (如“第一名”) are empty when the paper does not say them.
    """

    competition: str
    event: str
    holders: tuple[str, ...]
    organisation: str
    award: str
    group: str = ""
    team: str = ""
    placing: str = ""

    @property
    def holder(self) -> str:
        """持证人：一人，或以顿号相连的全队。"""
        return "、".join(self.holders)

    @property
    def addressee(self) -> str:
        """称谓：个人称“同志”；有队名的写队名。"""
        return f"{self.team}：" if self.team else f"{self.holder}同志："

    @property
    def members(self) -> str:
        """队员名单；个人奖没有这一行。"""
        return f"队员：{self.holder}" if self.team else ""

    @property
    def opening(self) -> str:
        """正文中奖项之前的一句。"""
        performance = f"获得{self.placing}，荣获" if self.placing else "成绩优异，荣获"
        return f"在“{self.competition}”{event_title(self.event, self.group)}中，{performance}"


EXAMPLE = Facts(
    competition="渝永江融合发展示范区首届职工职业技能竞赛",
    event="焊工",
    group="职工组",
    holders=("张示例",),
    organisation="示例重型机械有限公司工会委员会",
    award="一等奖",
    placing="第一名",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="YYJ-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
