"""认定计划：九个环节依次完成；发布后核心内容不再改动；没有人报名时才可以取消。"""

from enum import StrEnum

from foundation.workflow import Workflow


class BatchState(StrEnum):
    """The life of an assessment plan."""

    DRAFT = "draft"
    PUBLISHED = "published"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


BATCH_STATE_TITLES = {
    BatchState.DRAFT: "草稿",
    BatchState.PUBLISHED: "进行中",
    BatchState.COMPLETED: "已归档",
    BatchState.CANCELLED: "已取消",
}

BATCH_WORKFLOW = Workflow(
    name="认定计划",
    table={
        (BatchState.DRAFT, "publish_batch"): BatchState.PUBLISHED,
        (BatchState.DRAFT, "cancel_batch"): BatchState.CANCELLED,
        (BatchState.PUBLISHED, "cancel_batch"): BatchState.CANCELLED,
        (BatchState.PUBLISHED, "complete_batch"): BatchState.COMPLETED,
        (BatchState.COMPLETED, "reopen_batch"): BatchState.PUBLISHED,
    },
    titles=BATCH_STATE_TITLES,
    corrections=frozenset({"cancel_batch", "reopen_batch"}),
)


class Node(StrEnum):
    """认定计划的九个环节，依次排列。"""

    PLAN = "plan"
    APPLICATION = "application"
    SEATING = "seating"
    PREPARATION = "preparation"
    EXAMINATION = "examination"
    SCORES = "scores"
    NOTICE = "notice"
    CERTIFICATES = "certificates"
    ARCHIVE = "archive"


NODE_TITLES = {
    Node.PLAN: "制定计划",
    Node.APPLICATION: "考试报名",
    Node.SEATING: "考场编排",
    Node.PREPARATION: "考务安排",
    Node.EXAMINATION: "考试",
    Node.SCORES: "成绩检录",
    Node.NOTICE: "成绩公示",
    Node.CERTIFICATES: "证书管理",
    Node.ARCHIVE: "归档",
}


class NumberWay(StrEnum):
    """Where the certificate numbers of a plan come from (证书编号来源)."""

    IMPORTED = "imported"
    ALLOTTED = "allotted"
    CHECKED = "checked"


NUMBER_WAY_TITLES = {
    NumberWay.IMPORTED: "从省级系统导入",
    NumberWay.ALLOTTED: "按核定的前缀由本系统编号",
    NumberWay.CHECKED: "由经办人录入，系统只核对",
}
