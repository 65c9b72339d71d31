"""Who may enter, and the states of an entry."""

from enum import StrEnum

from foundation.workflow import Workflow


class EntryState(StrEnum):
    """The states of an entry (报名)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


ENTRY_STATE_TITLES = {
    EntryState.DRAFT: "草稿",
    EntryState.SUBMITTED: "待审核",
    EntryState.RETURNED: "退回修改",
    EntryState.ACCEPTED: "审核通过",
    EntryState.REJECTED: "未通过",
    EntryState.WITHDRAWN: "已撤回",
}
HOLDS_A_PLACE = frozenset({EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED})


class MemberPart(StrEnum):
    """What a person is in an entry."""

    CONTESTANT = "contestant"
    CAPTAIN = "captain"
    SUBSTITUTE = "substitute"


PART_TITLES = {MemberPart.CONTESTANT: "选手", MemberPart.CAPTAIN: "队长", MemberPart.SUBSTITUTE: "替补"}

ENTRY_WORKFLOW = Workflow(
    name="报名",
    table={
        (EntryState.DRAFT, "submit_entry"): EntryState.SUBMITTED,
        (EntryState.RETURNED, "submit_entry"): EntryState.SUBMITTED,
        (EntryState.SUBMITTED, "accept_entry"): EntryState.ACCEPTED,
        (EntryState.SUBMITTED, "return_entry"): EntryState.RETURNED,
        (EntryState.SUBMITTED, "reject_entry"): EntryState.REJECTED,
        (EntryState.DRAFT, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.RETURNED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.SUBMITTED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.ACCEPTED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.ACCEPTED, "correct_entry"): EntryState.SUBMITTED,
        (EntryState.REJECTED, "correct_entry"): EntryState.SUBMITTED,
    },
    titles=ENTRY_STATE_TITLES,
    corrections=frozenset({"return_entry", "reject_entry", "correct_entry", "withdraw_entry"}),
)
