"""计划的进度：计划多少场、已排多少场、已举办多少场，按场所类别分开列；三个数从不相加，也不互相代替。"""

from collections.abc import Iterable
from dataclasses import dataclass

from lectures.places.rules import VenueKind
from lectures.tours.rules import LectureState


@dataclass(frozen=True)
class KindProgress:
    """已排（还没有举办）和已举办的场次；`kind` 为空的是线上和地点待定的。"""

    kind: VenueKind | None
    wanted: bool
    scheduled: int
    held: int


def progress_by_kind(
    lectures: Iterable[tuple[VenueKind | None, LectureState]], wanted: Iterable[str]
) -> list[KindProgress]:
    """一场按讲师所在地点的类别计一次；计划要去的类别总是列出，取消的不计。"""
    facts = list(lectures)
    kinds: list[VenueKind | None] = [*VenueKind, None]
    named = set(wanted)
    rows = [
        KindProgress(
            kind,
            kind is not None and kind.value in named,
            facts.count((kind, LectureState.PLANNED)),
            facts.count((kind, LectureState.HELD)),
        )
        for kind in kinds
    ]
    return [row for row in rows if row.wanted or row.scheduled or row.held]
