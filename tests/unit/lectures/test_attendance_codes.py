"""The code on the wall: good in its window and the next, and a photograph of it never again."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation import secrets
from lectures.attendance.codes import (
    CodeFault,
    Spot,
    grant_for,
    plain_ticket,
    printed_ticket,
    seconds_left,
    spot_granted,
    spot_on_wall,
    wall_code,
)

NOW = datetime(2026, 10, 10, 6, 0, 10, tzinfo=UTC)
HERE = Spot(lecture=7, point=3)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(secrets, "_keys", {})
    secrets.use_key(secrets.new_key())


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, HERE), (19, HERE), (49, HERE), (50, CodeFault.EXPIRED), (3600, CodeFault.EXPIRED), (-11, CodeFault.EXPIRED)],
)
def test_wall_code_is_accepted_in_its_window_and_the_next_only(seconds: int, said: object):
    assert spot_on_wall(wall_code(HERE, NOW), 7, NOW + timedelta(seconds=seconds)) == said


def test_wall_code_of_another_lecture_or_changed_is_not_accepted():
    code = wall_code(HERE, NOW)
    assert spot_on_wall(code, 8, NOW) is CodeFault.OTHER_LECTURE
    for bad in (code.replace("7.3.", "8.3."), code[:-1], f"{code}0", "", "7.3.1.zz", code.replace("7.3.", "7.4.")):
        assert spot_on_wall(bad, int(bad[0]) if bad else 7, NOW) is CodeFault.BROKEN
    assert spot_granted(code, 7, NOW) is CodeFault.BROKEN
    secrets.use_key(secrets.new_key())
    assert spot_on_wall(code, 7, NOW) is CodeFault.BROKEN


def test_grant_lasts_ten_minutes_and_is_no_wall_code():
    grant = grant_for(HERE, NOW)
    assert spot_granted(grant, 7, NOW + timedelta(minutes=10)) == HERE
    assert spot_granted(grant, 7, NOW + timedelta(minutes=10, seconds=1)) is CodeFault.EXPIRED
    assert spot_granted(grant, 8, NOW) is CodeFault.OTHER_LECTURE
    assert spot_on_wall(grant, 7, NOW) is CodeFault.BROKEN


def test_the_wall_changes_on_the_half_minute_and_tickets_are_read_aloud():
    assert [seconds_left(NOW + timedelta(seconds=more)) for more in (0, 19, 20)] == [20, 1, 30]
    assert plain_ticket(" acdef-ghjkm ") == "ACDEFGHJKM"
    assert printed_ticket("ACDEFGHJKM") == "ACDEF-GHJKM"
