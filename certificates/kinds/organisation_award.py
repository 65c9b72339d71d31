"""优秀组织奖：竞赛结束后，发给组织得力的单位。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS

NAME = "优秀组织奖证书"
TITLE = "荣誉证书"
TEMPLATE = "certificates/pdf/organisation_award.html"
LABELS = {
    "holder": "单位",
    "competition": "竞赛",
    "award": "奖项",
}
FIELDS = {
    **COMMON_FIELDS,
    "竞赛": "competition",
    "奖项": "award",
}
BODY = (
    ("addressee", "{持证人}："),
    ("text", "在“{竞赛}”中，精心组织、广泛发动、成绩突出，荣获"),
    ("emphasis", "{奖项}"),
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
    """What the certificate of a unit says; the unit itself is the holder."""

    holder: str
    competition: str
    award: str = "优秀组织奖"


EXAMPLE = Facts(
    holder="示例区总工会",
    competition="渝永江融合发展示范区首届职工职业技能竞赛",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="YZJ-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
