"""申报的项目（作品）和它在每个环节的结论：状态和可以做的事。"""

from enum import StrEnum

from foundation.workflow import Workflow


class SubmissionState(StrEnum):
    """申报的状态；进入评审之后的结论在各环节的结果里。"""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


SUBMISSION_STATE_TITLES = {
    SubmissionState.DRAFT: "草稿",
    SubmissionState.SUBMITTED: "已提交",
    SubmissionState.RETURNED: "退回修改",
    SubmissionState.WITHDRAWN: "已撤回",
}
EDITABLE = frozenset({SubmissionState.DRAFT, SubmissionState.RETURNED})

SUBMISSION_WORKFLOW = Workflow(
    name="申报",
    table={
        (SubmissionState.DRAFT, "submit_submission"): SubmissionState.SUBMITTED,
        (SubmissionState.RETURNED, "submit_submission"): SubmissionState.SUBMITTED,
        (SubmissionState.SUBMITTED, "return_submission"): SubmissionState.RETURNED,
        (SubmissionState.SUBMITTED, "withdraw_submission"): SubmissionState.WITHDRAWN,
        (SubmissionState.RETURNED, "withdraw_submission"): SubmissionState.WITHDRAWN,
        (SubmissionState.WITHDRAWN, "restore_submission"): SubmissionState.DRAFT,
    },
    titles=SUBMISSION_STATE_TITLES,
    corrections=frozenset({"return_submission", "withdraw_submission"}),
)


class StandingState(StrEnum):
    """一个项目在一个环节的结论。未进入一定有原因；退出后可以递补下一名。"""

    PENDING = "pending"
    PASSED = "passed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STANDING_STATE_TITLES = {
    StandingState.PENDING: "待定",
    StandingState.PASSED: "进入下一环节",
    StandingState.REFUSED: "未进入",
    StandingState.WITHDRAWN: "已退出",
}

STANDING_WORKFLOW = Workflow(
    name="这个项目",
    table={
        (StandingState.PENDING, "pass_standing"): StandingState.PASSED,
        (StandingState.PENDING, "refuse_standing"): StandingState.REFUSED,
        (StandingState.PENDING, "drop_standing"): StandingState.WITHDRAWN,
        (StandingState.PASSED, "drop_standing"): StandingState.WITHDRAWN,
        (StandingState.REFUSED, "promote_standing"): StandingState.PASSED,
        (StandingState.PASSED, "reopen_standing"): StandingState.PENDING,
        (StandingState.REFUSED, "reopen_standing"): StandingState.PENDING,
    },
    titles=STANDING_STATE_TITLES,
    corrections=frozenset({"refuse_standing", "drop_standing", "promote_standing", "reopen_standing"}),
)


class FileKind(StrEnum):
    """申报的文件。"""

    DOCUMENT = "document"
    PICTURE = "picture"


FILE_KIND_TITLES = {FileKind.DOCUMENT: "材料", FileKind.PICTURE: "图片"}
MOST_FILES = 12


def number_text(number: int) -> str:
    """申报编号，三位起：001。"""
    return f"{number:03d}"
