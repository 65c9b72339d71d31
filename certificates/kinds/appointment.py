"""聘书：聘请裁判员、考评员、专家，写明聘期。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts, period
from certificates.kinds.wording import COMMON_FIELDS

NAME = "聘书"
TITLE = "聘书"
TEMPLATE = "certificates/pdf/appointment.html"
LABELS = {
    "organisation": "单位",
    "position": "聘任职务",
    "task": "聘任事项",
    "starts_on": "聘期起",
    "valid_until": "聘期止",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "聘任职务": "position",
    "聘任事项": "task",
    "聘期起": "starts_on",
    "聘期止": "valid_until",
    "聘期": "term",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "兹聘请您担任{聘任事项}"),
    ("emphasis", "{聘任职务}"),
    ("closing", "聘期：{聘期}。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "corners"
PHOTO = False
VALID_MONTHS = 36


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What a letter of appointment says. `task` is what the person is appointed for, empty when the post says it all.

    `valid_until` (聘期止) is the last day of the term, `starts_on` (聘期起) its first.
    """

    holder: str
    organisation: str
    position: str
    starts_on: date
    valid_until: date
    task: str = ""

    @property
    def term(self) -> str:
        """聘期的起止日期。"""
        return period(self.starts_on, self.valid_until)


EXAMPLE = Facts(
    holder="赵示例",
    organisation="示例重型机械有限公司工会委员会",
    position="焊工赛项裁判员",
    task="“渝永江融合发展示范区首届职工职业技能竞赛”",
    starts_on=date(2026, 12, 1),
    valid_until=date(2029, 11, 30),
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="PRS-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
