"""荣誉证书：授予五一劳动奖章、技术能手等荣誉称号。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS

NAME = "荣誉称号证书"
TITLE = "荣誉证书"
TEMPLATE = "certificates/pdf/honour.html"
LABELS = {
    "organisation": "单位",
    "honour": "荣誉称号",
    "decision": "表彰决定",
}
FIELDS = {
    **COMMON_FIELDS,
    "单位": "organisation",
    "荣誉称号": "honour",
    "事迹": "merit",
    "表彰决定": "decision",
    "开头": "opening",
}
BODY = (
    ("unit", "{单位}"),
    ("addressee", "{持证人}同志："),
    ("text", "{开头}"),
    ("emphasis", "{荣誉称号}"),
    ("closing", "特颁此证，以资表彰。"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "meander"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What a certificate of honour says. `decision` is the number of the 表彰决定, empty when the paper names none."""

    holder: str
    organisation: str
    honour: str
    merit: str = "爱岗敬业、刻苦钻研、技艺精湛，在本职岗位上作出突出贡献"
    decision: str = ""

    @property
    def opening(self) -> str:
        """正文中荣誉称号之前的一句。"""
        decided = f"根据《{self.decision}》" if self.decision else "经研究决定"
        return f"{self.merit}，{decided}，授予"


EXAMPLE = Facts(
    holder="王示例",
    organisation="示例重型机械有限公司工会委员会",
    honour="示例市五一劳动奖章",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="RYZ-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
