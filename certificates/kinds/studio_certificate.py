"""创新工作室命名证书：与牌匾同时颁发，写明领衔人和所在单位。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS

NAME = "创新工作室命名证书"
TITLE = "命名证书"
TEMPLATE = "certificates/pdf/studio_certificate.html"
LABELS = {
    "holder": "工作室",
    "leader": "领衔人",
    "organisation": "所在单位",
    "designation": "命名名称",
}
FIELDS = {
    **COMMON_FIELDS,
    "工作室": "holder",
    "领衔人": "leader",
    "所在单位": "organisation",
    "命名名称": "designation",
}
BODY = (
    ("unit", "{所在单位}"),
    ("addressee", "{工作室}："),
    ("text", "经申报、评审和公示，你工作室（领衔人：{领衔人}）被命名为"),
    ("emphasis", "{命名名称}"),
    ("closing", "特颁此证。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "corners"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What the certificate of a designation says. `designation` is the name given, without the leader's."""

    holder: str
    organisation: str
    leader: str
    designation: str


EXAMPLE = Facts(
    holder="张示例劳模创新工作室",
    organisation="示例重型机械有限公司工会委员会",
    leader="张示例",
    designation="示例市劳模和工匠人才创新工作室",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="GZS-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
