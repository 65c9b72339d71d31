"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.bodies.rules import BODY_KIND_TITLES, OFFICIAL_ROLE_TITLES, STANDING_TITLES

ACTIONS: dict[str, str] = {
    "create_body": "登记评价机构",
    "edit_body": "修改评价机构",
    "add_filing": "登记备案",
    "edit_filing": "修改备案",
    "add_site": "登记站点",
    "edit_site": "修改站点",
    "add_scope_item": "登记认定范围",
    "edit_scope_item": "修改认定范围",
    "remove_scope_item": "删除认定范围",
    "add_official": "登记考评督导人员",
    "edit_official": "修改考评督导人员",
    "add_premises": "登记考场",
    "edit_premises": "修改考场",
    "add_bank_reference": "登记试题来源",
    "remove_bank_reference": "删除试题来源",
}
SUBJECTS: dict[str, str] = {
    "assessment_bodies": "评价机构",
    "assessment_filings": "备案",
    "assessment_sites": "站点",
    "assessment_scope_items": "认定范围",
    "assessment_officials": "考评督导人员",
    "assessment_bank_references": "试题来源",
    "assessment_premises": "考场",
}
FIELDS: dict[str, str] = {
    "number": "备案号",
    "authority": "备案机关",
    "site_id": "站点",
    "prefix": "证书编号前缀",
    "filing_id": "备案",
    "body_id": "评价机构",
    "trade": "工种（职业方向）",
    "levels": "等级",
    "standard_id": "国家职业标准",
    "valid_from": "有效期起",
    "valid_to": "有效期止",
    "role": "身份",
    "card_number": "证卡编号",
    "scope": "资格范围",
    "places": "可容纳人数",
    "cameras": "监控摄像机",
    "equipment": "设备",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    BODY_KIND_TITLES,
    OFFICIAL_ROLE_TITLES,
    STANDING_TITLES,
)
