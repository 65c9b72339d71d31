"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.registry.rules import (
    ACTIVITY_KIND_TITLES,
    FUND_SOURCE_TITLES,
    LEAVING_REASON_TITLES,
    MEMBER_ROLE_TITLES,
    NAMING_LEVEL_TITLES,
    PHOTO_KIND_TITLES,
    STUDIO_KIND_TITLES,
    STUDIO_STATE_TITLES,
)

ACTIONS: dict[str, str] = {
    "create_studio": "登记工作室",
    "edit_studio": "修改工作室档案",
    "close_studio": "注销工作室",
    "reopen_studio": "恢复工作室",
}
SUBJECTS: dict[str, str] = {
    "studios": "创新工作室",
    "studio_namings": "工作室命名",
    "studio_members": "工作室成员",
}
FIELDS: dict[str, str] = {
    "name": "工作室名称",
    "kind": "工作室类型",
    "speciality": "专业方向",
    "industry": "行业",
    "founded_on": "成立日期",
    "leader_id": "领衔人",
    "organisation_id": "所在单位",
    "address": "地址",
    "latitude": "纬度",
    "longitude": "经度",
    "area": "面积（平方米）",
    "introduction": "简介",
    "goals": "三年目标",
    "closed_on": "注销日期",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    STUDIO_KIND_TITLES,
    NAMING_LEVEL_TITLES,
    STUDIO_STATE_TITLES,
    MEMBER_ROLE_TITLES,
    LEAVING_REASON_TITLES,
    FUND_SOURCE_TITLES,
    ACTIVITY_KIND_TITLES,
    PHOTO_KIND_TITLES,
)
