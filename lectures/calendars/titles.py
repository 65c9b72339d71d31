"""Words for the audit log and for pages: what was done, to what, which field; states and kinds."""

from collections.abc import Mapping
from typing import Any

from lectures.calendars.rules import FEED_KIND_TITLES, MARK_TITLES

ACTIONS: dict[str, str] = {"open_feed": "生成日历订阅地址", "revoke_feed": "停用日历订阅地址"}
SUBJECTS: dict[str, str] = {"calendar_feeds": "日历订阅"}
FIELDS: dict[str, str] = {"account_id": "账号", "kind": "种类", "revoked_at": "停用时间"}
WORDS: tuple[Mapping[Any, str], ...] = (FEED_KIND_TITLES, MARK_TITLES)
