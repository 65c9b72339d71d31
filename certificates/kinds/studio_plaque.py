"""创新工作室牌匾：授牌时挂在工作室门口，字大，远处看得清。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS

NAME = "创新工作室牌匾"
TITLE = "劳模和工匠人才创新工作室"
TEMPLATE = "certificates/pdf/studio_plaque.html"
LABELS = {
    "holder": "工作室",
    "leader": "领衔人",
    "organisation": "所在单位",
}
FIELDS = {
    **COMMON_FIELDS,
    "工作室": "holder",
    "领衔人": "leader",
    "所在单位": "organisation",
}
BODY = (
    ("name", "{工作室}"),
    ("title", "{所在单位}"),
)
SLOTS = {"number": (("number", "编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "brass"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What a plaque says: little, and large. The title of the paper is the name of the honour."""

    holder: str
    organisation: str
    leader: str


EXAMPLE = Facts(
    holder="张示例劳模创新工作室",
    organisation="示例重型机械有限公司",
    leader="张示例",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="GZP-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
