"""发布日程：与上一次告诉大家的相比，哪些是新增、改期、变动、取消、恢复；只比较两份快照。"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from foundation.clock import hours_text, in_shanghai
from lectures.menus.rules import LECTURE_MODE_TITLES, LectureMode


class ChangeKind(StrEnum):
    """一场日程与上一版相比。"""

    ADDED = "added"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


CHANGE_KIND_TITLES = {
    ChangeKind.ADDED: "新增",
    ChangeKind.MOVED: "改期或换地点",
    ChangeKind.CHANGED: "内容变动",
    ChangeKind.CANCELLED: "取消",
    ChangeKind.RESTORED: "恢复",
}


@dataclass(frozen=True)
class Snapshot:
    """A lecture as everybody was told, or is to be told."""

    title: str
    mode: LectureMode
    starts_at: datetime
    ends_at: datetime
    room: str
    stream_url: str
    places: tuple[str, ...]
    lecturers: tuple[str, ...]
    cancelled: bool

    @property
    def when(self) -> str:
        """2026-05-08 09:00—10:00, in China."""
        return f"{in_shanghai(self.starts_at).date()} {hours_text(self.starts_at, self.ends_at)}"

    @property
    def where(self) -> str:
        """The places, the first one with its room; what was written for a room, or online, where there is none."""
        if not self.places:
            return self.room or ("线上" if self.mode is LectureMode.ONLINE else "地点待定")
        first = f"{self.places[0]} {self.room}" if self.room else self.places[0]
        return "、".join([first, *self.places[1:]])

    @property
    def in_words(self) -> str:
        """One line for a message."""
        return f"“{self.title}”{self.when}，{self.where}"


def kind_of_change(before: Snapshot | None, after: Snapshot) -> ChangeKind | None:
    """What became of a lecture since it was last told about; None: nothing, or nobody ever heard of it."""
    if before is None or (before.cancelled and not after.cancelled):
        return None if after.cancelled else ChangeKind.ADDED if before is None else ChangeKind.RESTORED
    if after.cancelled:
        return None if before.cancelled else ChangeKind.CANCELLED
    if (before.when, before.where, before.mode) != (after.when, after.where, after.mode):
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if before != after else None


def differences(before: Snapshot | None, after: Snapshot) -> list[str]:
    """What to tell about it, fact by fact: from what to what."""
    if before is None:
        return []
    facts = (
        ("题目", before.title, after.title),
        ("时间", before.when, after.when),
        ("形式", LECTURE_MODE_TITLES[before.mode], LECTURE_MODE_TITLES[after.mode]),
        ("地点", before.where, after.where),
        ("讲师", "、".join(before.lecturers), "、".join(after.lecturers)),
        ("直播地址", before.stream_url, after.stream_url),
    )
    return [f"{name}：{old or '无'} → {new or '无'}" for name, old, new in facts if old != new]
