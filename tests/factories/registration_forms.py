"""Rows of the registration form of 33 columns (考生信息模板), as somebody fills it in for brewers of level four."""

from assessments.applications.workbooks_columns import COLUMNS

TITLES = [column.title for column in COLUMNS]
USUAL = {
    "职业工种名称": "白酒酿造工",
    "认定等级": "四级/中级工",
    "申报条件": "4-1",
    "证件类型": "居民身份证",
    "手机号码": "13800000000",
    "是否有职业资格证书": "否",
    "文化程度": "高中",
    "所在省（市）区": "重庆市",
    "考生来源": "私营企业",
    "报名单位": "示例认定中心",
    "认定分类": "初次认定",
    "考试类型": "正考",
    "民族": "土家族",
    "参加工作时间": "2015年7月1日",
}


def line(name: str, number: str, **said: object) -> list[object]:
    """A row of the form, in the order of the columns."""
    row: dict[str, object] = USUAL | {"姓名": name, "证件号码": number} | said
    return [row.get(title) for title in TITLES]
