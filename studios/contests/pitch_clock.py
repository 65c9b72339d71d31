"""路演计时：汇报、提问、评分三段，各有时限；开始和暂停都记时刻，刷新页面不会丢。"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WARNING_SECONDS = 60


class Phase(StrEnum):
    """一个项目上场后的三段。"""

    REPORT = "report"
    QUESTIONS = "questions"
    SCORING = "scoring"


PHASE_TITLES = {Phase.REPORT: "项目汇报", Phase.QUESTIONS: "专家提问", Phase.SCORING: "专家评分"}


@dataclass(frozen=True)
class Clock:
    """一段的计时：`used` 是暂停前已用的秒数，`running_since` 是这一次开始的时刻（停着为 None）。"""

    phase: Phase
    limit: int
    used: int = 0
    running_since: datetime | None = None

    def used_at(self, now: datetime) -> int:
        """到 `now` 为止用了多少秒。"""
        running = (now - self.running_since) // timedelta(seconds=1) if self.running_since else 0
        return self.used + max(running, 0)

    def left_at(self, now: datetime) -> int:
        """还剩多少秒；超时为负。"""
        return self.limit - self.used_at(now)

    def started(self, now: datetime) -> "Clock":
        """开始或继续；已经在走的不变。"""
        return self if self.running_since else replace(self, running_since=now)

    def paused(self, now: datetime) -> "Clock":
        """暂停。"""
        return replace(self, used=self.used_at(now), running_since=None)


def phase_after(phase: Phase) -> Phase | None:
    """下一段；评分之后没有了。"""
    order = list(Phase)
    place = order.index(phase) + 1
    return order[place] if place < len(order) else None
