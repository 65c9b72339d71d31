"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from studios.ballots.rules import BALLOT_STATE_TITLES, VOTE_WAY_TITLES

ACTIONS: dict[str, str] = {
    "create_ballot": "设置职工投票",
    "open_ballot": "开始投票",
    "close_ballot": "结束投票",
    "reopen_ballot": "恢复投票",
    "void_ballot": "作废投票",
    "print_ballot_codes": "打印投票码",
    "cast_vote": "投票",
}
SUBJECTS: dict[str, str] = {"ballots": "职工投票"}
FIELDS: dict[str, str] = {
    "reference": "所属活动",
    "opens_at": "投票开始",
    "closes_at": "投票结束",
    "fewest": "至少选几项",
    "most": "至多选几项",
    "ballot_codes": "投票码张数",
}
WORDS: tuple[Mapping[Any, str], ...] = (BALLOT_STATE_TITLES, VOTE_WAY_TITLES)
