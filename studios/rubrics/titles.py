"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.rubrics.rules import ITEM_KIND_TITLES

ACTIONS: dict[str, str] = {
    "copy_rubric": "复制评分标准",
    "edit_rubric": "修改评分标准",
    "revise_rubric": "另立评分标准新版",
}
SUBJECTS: dict[str, str] = {"rubric_versions": "评分标准"}
FIELDS: dict[str, str] = {
    "organisation_id": "制定单位",
    "code": "代码",
    "number": "版次",
    "title": "名称",
    "source": "出处",
    "items": "项目",
    "bonus_cap": "加分上限",
    "full_points": "总满分",
    "used_on": "开始使用",
}
WORDS: tuple[Mapping[Any, str], ...] = (ITEM_KIND_TITLES,)
