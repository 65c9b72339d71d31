"""巡讲讲师证书：发给劳模工匠巡讲团的讲师。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, last_day
from certificates.kinds.wording import COMMON_FIELDS

NAME = "巡讲讲师证书"
TITLE = "讲师证书"
TEMPLATE = "certificates/pdf/lecture.html"
LABELS = {
    "organisation": "单位",
    "programme": "宣讲活动",
    "topic": "宣讲主题",
    "position": "讲师名称",
    "valid_until": "有效期至",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "宣讲活动": "programme",
    "宣讲主题": "topic",
    "讲师名称": "position",
    "有效期至": "valid_until",
    "有效月数": "months",
    "开头": "opening",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "{开头}"),
    ("emphasis", "{讲师名称}"),
    ("closing", "特颁此证。有效期至{有效期至}。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "corners"
PHOTO = False
VALID_MONTHS = 24


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What the certificate of a lecturer says. `topic` is empty when the paper does not name the lecture.

    `months` is how long the term lasts, from the day of issue.
    """

    holder: str
    organisation: str
    programme: str
    topic: str = ""
    position: str = "劳模工匠巡讲团讲师"
    months: int = VALID_MONTHS

    @property
    def valid_until(self) -> date:
        """有效期的最后一天。"""
        return last_day(self.issued_on, self.months)

    @property
    def opening(self) -> str:
        """正文中讲师名称之前的一句。"""
        lecture = f"主讲《{self.topic}》，" if self.topic else ""
        return f"在“{self.programme}”中{lecture}弘扬劳模精神、劳动精神、工匠精神，经审核认定为"


EXAMPLE = Facts(
    holder="刘示例",
    organisation="示例重型机械有限公司工会委员会",
    programme="示例市劳模工匠进企业进校园进社区巡讲",
    topic="一把焊枪三十年",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="XJS-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
