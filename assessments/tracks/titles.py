"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.tracks.rules import BRANCH_TITLES, DESTINATION_TITLES

ACTIONS: dict[str, str] = {
    "create_track": "新建培养计划",
    "edit_track": "编辑培养计划",
    "set_target": "设定年度目标",
    "remove_target": "删除年度目标",
    "join_track": "加入培养计划",
    "edit_member": "修改培养对象",
    "leave_track": "培养对象出组",
}
SUBJECTS: dict[str, str] = {
    "talent_tracks": "人才培养计划",
    "talent_track_members": "培养对象",
    "talent_track_targets": "年度目标",
}
FIELDS: dict[str, str] = {
    "purpose": "目的",
    "years": "培养年数",
    "track_id": "培养计划",
    "joined": "入职日期",
    "mentor_id": "导师",
    "branch": "分流方向",
    "left_on": "出组日期",
    "destination": "去向",
    "note": "备注",
}
WORDS: tuple[Mapping[Any, str], ...] = (
    BRANCH_TITLES,
    DESTINATION_TITLES,
)
