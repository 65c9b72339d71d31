"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.places.rules import VENUE_KIND_TITLES

ACTIONS: dict[str, str] = {
    "create_place": "登记场所",
    "edit_place": "修改场所",
    "retire_place": "停用场所",
    "restore_place": "恢复场所",
}
SUBJECTS: dict[str, str] = {"places": "宣讲场所"}
FIELDS: dict[str, str] = {
    "organisation_id": "所在名册",
    "host_id": "所属单位",
    "kind": "场所类别",
    "name": "场所名称",
    "street": "街道（镇）",
    "address": "地址",
    "estate_id": "所在园区",
    "latitude": "纬度",
    "longitude": "经度",
    "workers": "可覆盖人数",
    "seats": "座位数",
    "active": "在用",
}
WORDS: tuple[Mapping[Any, str], ...] = (VENUE_KIND_TITLES,)
