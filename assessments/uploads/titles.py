"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.uploads.rules import UPLOAD_KIND_TITLES, UPLOAD_STATE_TITLES

ACTIONS: dict[str, str] = {
    "prepare_upload": "备好上报数据",
    "send_upload": "上报",
    "accept_upload": "登记上报已接收",
    "return_upload": "登记上报被退回",
    "cancel_upload": "作废上报",
    "unmask_upload": "导出上报数据（完整证件号码）",
}
SUBJECTS: dict[str, str] = {
    "assessment_uploads": "证书数据上报",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (UPLOAD_KIND_TITLES, UPLOAD_STATE_TITLES)
