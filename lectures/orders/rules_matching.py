"""派单的建议：对一份点单的一个候选时间，哪些讲师合适，分数怎样来的，不推荐的为什么。派给谁由人定。

满分 100 分：内容 30、路程 20、负荷 20、听众 10、轮换 10、评价 10。这是本系统自定的权重，没有上级文件规定。
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lectures.lecturers.rules import AUDIENCE_TITLES, Audience
from lectures.places.rules import km_between
from lectures.tours.rules_clashes import LecturerFacts, Slot, doubts_about_lecturer, reasons_against_lecturer
from scoring.numbers import round_half_up

CONTENT, DISTANCE, LOAD, AUDIENCE, ROTATION, RATING = 30, 20, 20, 10, 10, 10
SAME_THEME = 24
"""讲题同一主题、但没有挂在这一项菜单上的内容分。"""

FARTHEST_KM = 40
"""超过这个距离，路程分为 0。"""

USUAL_YEAR = 12
"""没有填一年上限的讲师，按一年 12 场算负荷。"""

YEAR = 365


@dataclass(frozen=True)
class Need:
    """一份点单的一个候选时间要什么。`slot` 的地点为空：线上，或者不知道在哪里（`online` 说明是哪一种）。"""

    theme: str
    audience: Audience
    slot: Slot
    online: bool = False


@dataclass(frozen=True)
class Candidate:
    """一位讲师的事实。`facts` 里只有候选日前后的安排，`arranged` 是候选那一年已排的场数。"""

    lecturer_id: int
    facts: LecturerFacts
    headline: str = ""
    speaks_of_it: bool = False
    offers_item: bool = False
    audiences: tuple[str, ...] = ()
    yearly_cap: int | None = None
    arranged: int = 0
    last_visit: date | None = None
    rating: Decimal | None = None
    said_no: str = ""


@dataclass(frozen=True)
class Part:
    """分数的一部分，满分 `most`，带理由。"""

    title: str
    points: int
    most: int
    reason: str


@dataclass(frozen=True)
class Proposal:
    """对一位讲师的建议。`impossible`：不能派的原因；`doubts`：可以派但不推荐的原因；都没有的才推荐。"""

    candidate: Candidate
    parts: tuple[Part, ...]
    impossible: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """总分，0 至 100。"""
        return sum(part.points for part in self.parts)

    @property
    def against(self) -> tuple[str, ...]:
        """没有推荐的所有原因。"""
        return self.impossible + self.doubts


def propose(need: Need, candidates: Iterable[Candidate]) -> list[Proposal]:
    """所有讲师，推荐的在前，分数高的在前；分数相同的，今年排得少的在前。"""
    proposals = [judge(need, one) for one in candidates]
    return sorted(proposals, key=_order)


def judge(need: Need, candidate: Candidate) -> Proposal:
    """一位讲师的分数和不推荐的原因。"""
    impossible = reasons_against_lecturer(need.slot, candidate.facts)
    doubts = doubts_about_lecturer(need.slot, candidate.facts)
    if not (candidate.speaks_of_it or candidate.offers_item):
        doubts.insert(0, f"讲题里没有“{need.theme}”。" if need.theme else "没有挂在这一项菜单上。")
    if candidate.yearly_cap is not None and candidate.arranged >= candidate.yearly_cap:
        doubts.append(f"当年已排 {candidate.arranged} 场，本人一年最多讲 {candidate.yearly_cap} 场。")
    if candidate.said_no:
        doubts.append(candidate.said_no)
    parts = (
        _content(need, candidate),
        _distance(need, candidate),
        _load(candidate),
        _audience(need, candidate),
        _rotation(need, candidate),
        _rating(candidate),
    )
    return Proposal(candidate, parts, tuple(impossible), tuple(doubts))


def _content(need: Need, candidate: Candidate) -> Part:
    if candidate.offers_item:
        return Part("内容", CONTENT, CONTENT, "菜单上这一项就由他讲")
    if candidate.speaks_of_it:
        return Part("内容", SAME_THEME, CONTENT, f"讲题同属“{need.theme}”")
    return Part("内容", 0, CONTENT, "讲题不同")


def _distance(need: Need, candidate: Candidate) -> Part:
    if need.online:
        return Part("路程", DISTANCE, DISTANCE, "线上，不用走")
    home, point = candidate.facts.home, need.slot.point
    if home is None or point is None:
        return Part("路程", DISTANCE // 2, DISTANCE, "不知道两地位置，按一半计")
    km = km_between(home, point)
    points = _share(max(FARTHEST_KM - km, Decimal(0)), Decimal(FARTHEST_KM), DISTANCE)
    return Part("路程", points, DISTANCE, f"约 {km} 千米")


def _load(candidate: Candidate) -> Part:
    most = candidate.yearly_cap or USUAL_YEAR
    points = _share(Decimal(max(most - candidate.arranged, 0)), Decimal(most), LOAD)
    upper = f"，上限 {candidate.yearly_cap} 场" if candidate.yearly_cap else ""
    return Part("负荷", points, LOAD, f"当年已排 {candidate.arranged} 场{upper}")


def _audience(need: Need, candidate: Candidate) -> Part:
    title = AUDIENCE_TITLES[need.audience]
    if not candidate.audiences:
        return Part("听众", AUDIENCE // 2, AUDIENCE, "没有填适合的听众")
    if need.audience.value in candidate.audiences:
        return Part("听众", AUDIENCE, AUDIENCE, f"适合{title}")
    return Part("听众", 0, AUDIENCE, f"没有填适合{title}")


def _rotation(need: Need, candidate: Candidate) -> Part:
    if candidate.last_visit is None:
        return Part("轮换", ROTATION, ROTATION, "没有来过")
    days = abs((need.slot.begins.date() - candidate.last_visit).days)
    points = _share(Decimal(min(days, YEAR)), Decimal(YEAR), ROTATION)
    return Part("轮换", points, ROTATION, f"{candidate.last_visit:%Y-%m-%d} 来过")


def _rating(candidate: Candidate) -> Part:
    if candidate.rating is None:
        return Part("评价", RATING // 2, RATING, "还没有评价，按一半计")
    return Part("评价", _share(candidate.rating - 1, Decimal(4), RATING), RATING, f"听众评 {candidate.rating:.1f} 分")


def _share(part: Decimal, whole: Decimal, most: int) -> int:
    return int(round_half_up(part * most / whole, 0))


def _order(proposal: Proposal) -> tuple[bool, bool, int, int, int]:
    one = proposal.candidate
    return bool(proposal.impossible), bool(proposal.doubts), -proposal.score, one.arranged, one.lecturer_id
