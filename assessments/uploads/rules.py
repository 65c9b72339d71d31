"""证书数据上报：向人社部门的系统上传已发的证书，被接收的才查得到。换了内容的报“修改”，撤销了的报“撤销”。"""

from enum import StrEnum

from foundation.workflow import Workflow


class UploadKind(StrEnum):
    """What an upload tells the authority (数据类型)."""

    NEW = "new"
    CHANGED = "changed"
    REVOKED = "revoked"


UPLOAD_KIND_TITLES = {UploadKind.NEW: "新增", UploadKind.CHANGED: "修改", UploadKind.REVOKED: "撤销"}


class UploadState(StrEnum):
    """How far an upload is."""

    PREPARED = "prepared"
    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CANCELLED = "cancelled"


UPLOAD_STATE_TITLES = {
    UploadState.PREPARED: "已备好，待上报",
    UploadState.SENT: "已上报，待接收",
    UploadState.ACCEPTED: "已接收",
    UploadState.RETURNED: "被退回",
    UploadState.CANCELLED: "已作废",
}

UPLOAD_WORKFLOW = Workflow(
    name="上报",
    table={
        (UploadState.PREPARED, "send_upload"): UploadState.SENT,
        (UploadState.PREPARED, "cancel_upload"): UploadState.CANCELLED,
        (UploadState.SENT, "accept_upload"): UploadState.ACCEPTED,
        (UploadState.SENT, "return_upload"): UploadState.RETURNED,
        (UploadState.ACCEPTED, "return_upload"): UploadState.RETURNED,
    },
    titles=UPLOAD_STATE_TITLES,
    corrections=frozenset({"cancel_upload", "return_upload"}),
)
"""被退回、作废的上报里的证书回到待报，改好后另备一批；人社部门接收之后发现有误，也可以退回。"""

LIVE_STATES = frozenset({UploadState.PREPARED, UploadState.SENT, UploadState.ACCEPTED})
TOLD_STATES = frozenset({UploadState.SENT, UploadState.ACCEPTED})
"""已经送出去的：证书不再算作拖延。"""

MOST_ROWS = 20_000
