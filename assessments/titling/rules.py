"""专业技术职称申报：单位审核、主管部门审核、评委会评审、公示，逐级办理；结果以评审文件为准。"""

from datetime import date
from enum import StrEnum

from foundation.workflow import Workflow
from people.careers.rules import TITLE_GRADE_TITLES, TitleGrade


class TitlingState(StrEnum):
    """The stages of an application for a professional title."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNIT_CHECKED = "unit-checked"
    FORWARDED = "forwarded"
    IN_REVIEW = "in-review"
    NOTICED = "noticed"
    AWARDED = "awarded"
    RETURNED = "returned"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


TITLING_STATE_TITLES = {
    TitlingState.DRAFT: "草稿",
    TitlingState.SUBMITTED: "待单位审核",
    TitlingState.UNIT_CHECKED: "单位审核通过",
    TitlingState.FORWARDED: "已报主管部门",
    TitlingState.IN_REVIEW: "评委会评审中",
    TitlingState.NOTICED: "评审通过，公示中",
    TitlingState.AWARDED: "已取得",
    TitlingState.RETURNED: "退回修改",
    TitlingState.FAILED: "未通过",
    TitlingState.WITHDRAWN: "已撤回",
}

S = TitlingState
TITLING_WORKFLOW = Workflow(
    name="职称申报",
    table={
        (S.DRAFT, "submit_titling"): S.SUBMITTED,
        (S.RETURNED, "submit_titling"): S.SUBMITTED,
        (S.SUBMITTED, "check_titling"): S.UNIT_CHECKED,
        (S.UNIT_CHECKED, "forward_titling"): S.FORWARDED,
        (S.FORWARDED, "review_titling"): S.IN_REVIEW,
        (S.IN_REVIEW, "notice_titling"): S.NOTICED,
        (S.NOTICED, "award_titling"): S.AWARDED,
        (S.SUBMITTED, "return_titling"): S.RETURNED,
        (S.UNIT_CHECKED, "return_titling"): S.RETURNED,
        (S.FORWARDED, "return_titling"): S.RETURNED,
        (S.IN_REVIEW, "fail_titling"): S.FAILED,
        (S.NOTICED, "fail_titling"): S.FAILED,
        (S.DRAFT, "withdraw_titling"): S.WITHDRAWN,
        (S.SUBMITTED, "withdraw_titling"): S.WITHDRAWN,
        (S.RETURNED, "withdraw_titling"): S.WITHDRAWN,
    },
    titles=TITLING_STATE_TITLES,
    corrections=frozenset({"return_titling", "fail_titling", "withdraw_titling"}),
)
STAGES = (S.SUBMITTED, S.UNIT_CHECKED, S.FORWARDED, S.IN_REVIEW, S.NOTICED, S.AWARDED)
"""逐级办理的次序，页面上按此画进度。"""
ENDED = frozenset({S.AWARDED, S.FAILED, S.WITHDRAWN})

GRADE_ORDER = tuple(TITLE_GRADE_TITLES)


def reasons_against_titling(grade: TitleGrade, held: list[tuple[TitleGrade, date]]) -> list[str]:
    """已取得同级或更高职称的，不再申报这一级。任职年限等条件由评审文件规定，人工审核。"""
    higher = [one for one, _ in held if GRADE_ORDER.index(one) >= GRADE_ORDER.index(grade)]
    if not higher:
        return []
    top = max(higher, key=GRADE_ORDER.index)
    return [f"已取得“{TITLE_GRADE_TITLES[top]}”，不需要再申报“{TITLE_GRADE_TITLES[grade]}”。"]
