"""职业技能等级证书：版面要素依照人社鉴发〔2021〕1号，由评价机构单独印制和颁发。"""

from dataclasses import dataclass, field
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS
from foundation.errors import Refused
from people.persons.rules import DOCUMENT_TITLES, LEVEL_TITLES, Level

NAME = "职业技能等级证书"
TITLE = "职业技能等级证书"
TEMPLATE = "certificates/pdf/skill_level.html"
LABELS = {
    "occupation": "职业名称",
    "printed_trade": "工种/职业方向",
    "level": "职业技能等级",
    "evaluator": "评价机构",
}
FIELDS = {
    **COMMON_FIELDS,
    "姓名": "holder",
    "证件类型": "document_type",
    "证件号码": "identity_number",
    "职业名称": "occupation",
    "工种": "trade",
    "工种/职业方向": "printed_trade",
    "职业技能等级": "level",
    "评价机构": "evaluator",
}
BODY = (
    (
        "text",
        "本证书由{评价机构}颁发，表明持证人通过本机构组织的职业技能等级认定，具备该职业（工种）相应技能等级的专业水平。",
    ),
)
SLOTS = {
    "holder": (("value", "{姓名}"),),
    "document_type": (("value", "{证件类型}"),),
    "identity_number": (("value", "{证件号码}"),),
    "occupation": (("value", "{职业名称}"),),
    "trade": (("value", "{工种/职业方向}"),),
    "level": (("value", "{职业技能等级}"),),
    "number": (("value", "{证书编号}"),),
}
PRIVATE = frozenset({"identity_number"})
DIRECTION = "portrait"
BORDER = "guilloche"
PHOTO = True
VALID_MONTHS = None

CERTIFIED_LEVELS = tuple(title for level, title in LEVEL_TITLES.items() if level is not Level.APPRENTICE)
"""写得进证书的等级；学徒工由用人单位转正定级，不发职业技能等级证书。"""


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What a skill-level certificate says. `level` is written out, such as 三级/高级工; Refused for any other wording.

    `trade` (工种/职业方向) is empty where the occupation has none.
    """

    holder: str
    identity_number: str
    occupation: str
    level: str = field(metadata={"choices": CERTIFIED_LEVELS})
    trade: str = ""
    document_type: str = field(default="居民身份证", metadata={"choices": tuple(DOCUMENT_TITLES.values())})

    def __post_init__(self) -> None:
        if self.level not in CERTIFIED_LEVELS:
            raise Refused(f"职业技能等级“{self.level}”写法不对，应为其中之一：{'、'.join(CERTIFIED_LEVELS)}。")

    @property
    def printed_trade(self) -> str:
        """工种/职业方向；没有的填“--”，不留空（人社鉴发〔2021〕1号填写说明）。"""
        return self.trade or "--"

    @property
    def evaluator(self) -> str:
        """评价机构名称，即落款单位。"""
        return "、".join(self.issuers)


EXAMPLE = Facts(
    holder="周示例",
    identity_number="500000199001010000",
    occupation="焊工",
    trade="钎焊工",
    level="三级/高级工",
    issuers=("示例重型机械有限公司职业技能等级认定中心",),
    issued_on=date(2026, 11, 20),
    number="Y000050999999263000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
