"""基层工会规范化建设评价表（百分制）：上级工会评价基层工会和工会主席。

出处：全国总工会“六有”工会要求（有依法选举的工会主席、有独立健全的组织机构、有服务职工的活动载体、有健全完善的制度机制、
有自主管理的工会经费、有工会会员满意的工作绩效）；来源文件 003（盐城）双评价中镇工会用的是《基层工会规范化建设标准》，
分值没有读到：这里的分值是本系统的建议，复制后可以修改。
"""

from decimal import Decimal

from studios.rubrics.rules import ItemKind, Rubric, RubricItem


def _item(code: str, title: str, points: int, hint: str) -> RubricItem:
    return RubricItem(code, title, "六有", ItemKind.PLAIN, Decimal(points), hint=hint)


RUBRIC = Rubric(
    code="union-building",
    title="基层工会规范化建设评价表（建议）",
    source="全国总工会“六有”工会要求；分值为本系统的建议",
    items=(
        _item("chair", "有依法选举的工会主席", 15, "按期换届、依法选举，主席履职、述职"),
        _item("organs", "有独立健全的组织机构", 15, "委员会、经审、女职工组织健全，职工入会"),
        _item("services", "有服务职工的活动载体", 20, "职工之家、普惠服务、文体和竞赛活动"),
        _item("rules", "有健全完善的制度机制", 20, "职代会、集体协商、厂务公开、劳动争议调解"),
        _item("funds", "有自主管理的工会经费", 15, "独立账户，足额收缴，按规定使用并公开"),
        _item("merit", "有工会会员满意的工作绩效", 15, "重点工作完成，困难帮扶、维权有实绩"),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""六条 100 分。"""
