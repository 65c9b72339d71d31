"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.booklets.rules import BOOKLET_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_booklet": "编展示册",
    "edit_booklet": "修改展示册",
    "print_booklet": "印制展示册",
    "publish_booklet": "发布展示册",
    "withdraw_booklet": "撤回展示册",
}
SUBJECTS: dict[str, str] = {"booklets": "展示册", "booklet_items": "展示册里的项目"}
FIELDS: dict[str, str] = {
    "contest_id": "竞赛",
    "title": "展示册名称",
    "foreword": "前言",
    "file_id": "印好的文件",
    "items": "项目数",
}
WORDS: tuple[Mapping[Any, str], ...] = (BOOKLET_STATE_TITLES,)
