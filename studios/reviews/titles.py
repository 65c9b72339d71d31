"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.reviews.rules import METHOD_TITLES, REVIEW_KIND_TITLES, VETO_STATE_TITLES

ACTIONS: dict[str, str] = {
    "open_review": "开始评审",
    "close_review": "结束评审",
    "reopen_review": "重新开放评审",
    "add_expert": "增加专家",
    "remove_expert": "移出专家",
    "excuse_subject": "免评",
    "raise_veto": "提出一票否决",
    "confirm_veto": "查实一票否决",
    "dismiss_veto": "一票否决不成立",
    "note_finding": "记下考察情况",
}
SUBJECTS: dict[str, str] = {
    "reviews": "评审",
    "review_subjects": "评审对象",
    "review_vetoes": "一票否决",
    "review_findings": "考察记录",
}
FIELDS: dict[str, str] = {
    "subjects": "评审对象",
    "expert": "专家",
    "item_code": "否决项",
}
WORDS: tuple[Mapping[Any, str], ...] = (REVIEW_KIND_TITLES, METHOD_TITLES, VETO_STATE_TITLES)
