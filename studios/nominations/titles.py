"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.nominations.rules import CATEGORY_TITLES, NOMINATION_STATE_TITLES, NOMINEE_STATE_TITLES

ACTIONS: dict[str, str] = {
    "create_nomination": "发起评选",
    "edit_nomination": "修改评选",
    "cancel_nomination": "取消评选",
    "add_nominee": "推荐人选",
    "edit_nominee": "修改人选",
    "remove_nominee": "移出人选",
    "give_opinion": "签署推荐意见",
    "submit_nomination": "人选定稿",
    "reopen_nomination": "重新打开推荐",
    "notice_nomination": "公示人选",
    "hold_nominee": "异议核查人选",
    "release_nominee": "恢复人选",
    "strike_nominee": "取消人选资格",
    "award_nomination": "授予荣誉",
    "award_nominee": "授予人选荣誉",
}
SUBJECTS: dict[str, str] = {"nominations": "评选", "nominees": "评选人选"}
FIELDS: dict[str, str] = {
    "categories": "结构类别",
    "closes_on": "推荐截止日",
    "document": "通知或授予文件",
    "exception": "结构比例说明",
    "holder_name": "姓名或集体名称",
    "honour_id": "授予的荣誉",
    "kind": "荣誉",
    "merits": "主要事迹",
    "nomination_id": "评选",
    "notice_days": "公示工作日",
    "notice_id": "公示",
    "opinion": "推荐意见",
    "organisation_id": "单位",
    "person_id": "人员",
    "places": "名额",
    "post": "岗位",
    "scheme": "结构比例的出处",
    "shares": "结构比例",
    "state": "状态",
    "title": "名称",
    "year": "年份",
}
WORDS: tuple[Mapping[Any, str], ...] = (CATEGORY_TITLES, NOMINATION_STATE_TITLES, NOMINEE_STATE_TITLES)
