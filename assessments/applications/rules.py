"""申报：状态、类别和照片、证明材料的要求。申报条件在 `standards/condition_sets/`。"""

from enum import StrEnum

from foundation.workflow import Workflow


class ApplicationState(StrEnum):
    """The life of an application."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


APPLICATION_STATE_TITLES = {
    ApplicationState.DRAFT: "草稿",
    ApplicationState.SUBMITTED: "待审核",
    ApplicationState.RETURNED: "退回修改",
    ApplicationState.ACCEPTED: "审核通过",
    ApplicationState.REJECTED: "不符合条件",
    ApplicationState.WITHDRAWN: "已撤回",
}

APPLICATION_WORKFLOW = Workflow(
    name="申报",
    table={
        (ApplicationState.DRAFT, "submit_application"): ApplicationState.SUBMITTED,
        (ApplicationState.RETURNED, "submit_application"): ApplicationState.SUBMITTED,
        (ApplicationState.SUBMITTED, "accept_application"): ApplicationState.ACCEPTED,
        (ApplicationState.SUBMITTED, "return_application"): ApplicationState.RETURNED,
        (ApplicationState.SUBMITTED, "reject_application"): ApplicationState.REJECTED,
        (ApplicationState.DRAFT, "withdraw_application"): ApplicationState.WITHDRAWN,
        (ApplicationState.SUBMITTED, "withdraw_application"): ApplicationState.WITHDRAWN,
        (ApplicationState.RETURNED, "withdraw_application"): ApplicationState.WITHDRAWN,
        (ApplicationState.ACCEPTED, "revise_application"): ApplicationState.SUBMITTED,
        (ApplicationState.REJECTED, "revise_application"): ApplicationState.SUBMITTED,
    },
    titles=APPLICATION_STATE_TITLES,
    corrections=frozenset({"return_application", "reject_application", "revise_application"}),
)

FILLING_IN = frozenset({"create_application", "edit_application", "submit_application", "apply_for_resit"})
"""填写和提交：办过其中一项的人，不审核这份申报。"""

EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
TAKING_A_PLACE = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
"""占着名额的申报；退回修改的让出名额，重新提交时再占。"""

STANDING = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.ACCEPTED,
)
"""没有了结的申报：同一人同一职业（工种）同一等级只能有一份。"""


class ApplicationKind(StrEnum):
    """认定分类：初次认定，或在已有等级之上晋级。"""

    FIRST = "first"
    UPGRADE = "upgrade"


APPLICATION_KIND_TITLES = {ApplicationKind.FIRST: "初次认定", ApplicationKind.UPGRADE: "晋级认定"}


class EvidenceKind(StrEnum):
    """What a piece of evidence proves (证明材料)."""

    WORK_YEARS = "work-years"
    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"
    TITLE = "title"
    OTHER = "other"


EVIDENCE_KIND_TITLES = {
    EvidenceKind.WORK_YEARS: "工作年限证明或社保记录",
    EvidenceKind.CERTIFICATE: "已有的职业技能等级（职业资格）证书",
    EvidenceKind.DIPLOMA: "毕业证书或学信网报告",
    EvidenceKind.TITLE: "专业技术职称证书",
    EvidenceKind.OTHER: "其他材料",
}
