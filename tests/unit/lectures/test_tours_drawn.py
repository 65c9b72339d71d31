"""What a page counts and draws: progress by kind of place, and a day as a grid."""

from datetime import datetime, timedelta

from foundation.clock import SHANGHAI
from lectures.places.rules import VenueKind
from lectures.tours.rules import LectureState
from lectures.tours.rules_grid import HOUR_WIDTH, NAMES_WIDTH, Entry, grid_of
from lectures.tours.rules_progress import KindProgress, progress_by_kind

NINE = datetime(2026, 5, 8, 9, tzinfo=SHANGHAI)


def test_scheduled_and_held_are_two_numbers_and_cancelled_is_neither():
    factory, school = VenueKind.ENTERPRISE, VenueKind.SCHOOL
    facts = [
        (factory, LectureState.PLANNED),
        (factory, LectureState.HELD),
        (factory, LectureState.HELD),
        (school, LectureState.CANCELLED),
        (None, LectureState.PLANNED),
    ]
    assert progress_by_kind(facts, ["enterprise", "community"]) == [
        KindProgress(factory, True, 1, 2),
        KindProgress(VenueKind.COMMUNITY, True, 0, 0),
        KindProgress(None, False, 1, 0),
    ]


def test_what_overlaps_stands_in_two_lines_and_early_hours_widen_the_day():
    def entry(key: int, begins: datetime, name: str = "讲示一") -> Entry:
        return Entry(name, key, "一讲", begins, begins + timedelta(hours=1))

    grid = grid_of([entry(1, NINE), entry(2, NINE + timedelta(minutes=30)), entry(3, NINE + timedelta(hours=1))])
    assert [(row.name, [bar.key for bar in row.bars]) for row in grid.rows] == [("讲示一", [1, 3]), ("讲示一", [2])]
    assert (grid.first_hour, grid.last_hour) == (8, 18)
    assert [bar.x for bar in grid.rows[0].bars] == [NAMES_WIDTH + HOUR_WIDTH, NAMES_WIDTH + 2 * HOUR_WIDTH]
    early = grid_of([entry(1, NINE.replace(hour=6)), entry(2, NINE.replace(hour=20))])
    assert (early.first_hour, early.last_hour) == (6, 22)
