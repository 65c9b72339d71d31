"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from assessments.grants.rules import GRANT_STATE_TITLES, GROUND_TITLES

ACTIONS: dict[str, str] = {
    "open_grant": "授予技能等级",
    "number_grant": "技能等级证书编号",
    "clear_number": "清除证书编号",
    "certify_grant": "技能等级发证",
    "withdraw_grant": "撤回技能等级",
}
SUBJECTS: dict[str, str] = {
    "assessment_grants": "技能等级",
}
FIELDS: dict[str, str] = {}
WORDS: tuple[Mapping[Any, str], ...] = (
    GROUND_TITLES,
    GRANT_STATE_TITLES,
)
