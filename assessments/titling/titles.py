"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.titling.rules import TITLING_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_titling": "新建职称申报",
    "edit_titling": "修改职称申报",
    "submit_titling": "提交职称申报",
    "check_titling": "职称申报单位审核",
    "forward_titling": "职称申报上报",
    "review_titling": "职称评审",
    "notice_titling": "职称评审公示",
    "award_titling": "取得职称",
    "return_titling": "退回职称申报",
    "fail_titling": "职称评审未通过",
    "withdraw_titling": "撤回职称申报",
}
SUBJECTS: dict[str, str] = {
    "titling_applications": "职称申报",
}
FIELDS: dict[str, str] = {
    "grade": "职称层级",
    "speciality": "专业",
    "year": "年度",
    "committee": "评审委员会",
    "document": "文件",
    "awarded": "取得日期",
    "professional_title_id": "职称",
}
WORDS: tuple[Mapping[Any, str], ...] = (TITLING_STATE_TITLES,)
