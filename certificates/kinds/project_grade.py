"""“五小”成果、创新项目等级证书。"""

from dataclasses import dataclass
from datetime import date

from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import COMMON_FIELDS

NAME = "项目等级证书"
TITLE = "创新成果证书"
TEMPLATE = "certificates/pdf/project_grade.html"
LABELS = {
    "project": "项目名称",
    "category": "类别",
    "organisation": "完成单位",
    "programme": "评选活动",
    "grade": "等级",
}
FIELDS = {
    **COMMON_FIELDS,
    "主要完成人": "holders",
    "项目名称": "project",
    "类别": "category",
    "完成单位": "organisation",
    "评选活动": "programme",
    "等级": "grade",
    "开头": "opening",
}
BODY = (
    ("addressee", "{完成单位}："),
    ("text", "{开头}"),
    ("emphasis", "{等级}"),
    ("closing", "特颁此证，以资鼓励。"),
    ("members", "主要完成人：{主要完成人}"),
)
SLOTS = {"number": (("number", "证书编号：{证书编号}"),)}
PRIVATE = frozenset[str]()
DIRECTION = "landscape"
BORDER = "meander"
PHOTO = False
VALID_MONTHS = None


@dataclass(frozen=True, kw_only=True)
class Facts(IssuedFacts):
    """What the certificate of a graded project says. `holders` are the persons who did it, in order.

    `category` (五小类别：小发明、小创造、小革新、小设计、小建议) is empty when the paper does not say it.
    """

    holders: tuple[str, ...]
    organisation: str
    project: str
    programme: str
    grade: str
    category: str = ""

    @property
    def holder(self) -> str:
        """主要完成人，以顿号相连。"""
        return "、".join(self.holders)

    @property
    def opening(self) -> str:
        """正文中等级之前的一句。"""
        category = f"（{self.category}）" if self.category else ""
        return f"你单位申报的“{self.project}”{category}，在“{self.programme}”中被评为"


EXAMPLE = Facts(
    holders=("张示例", "李示例", "王示例"),
    organisation="示例重型机械有限公司",
    project="厚板窄间隙自动焊工艺改进",
    programme="示例市职工“五小”创新成果评选",
    category="小革新",
    grade="一等成果",
    issuers=("示例市总工会",),
    issued_on=date(2026, 11, 20),
    number="WXC-2026-000001",
    verify_url="https://jiangxin.example/certificates/verify/Zk3vQ9sT1nXw7RbD5hYc2A",
)
