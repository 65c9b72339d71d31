"""申诉 as printed: windows, limits, deadlines, the strict line of steps; and the catalogue of rule sets."""

from datetime import UTC, datetime, timedelta

import pytest

from competitions.appeals.appeal_rules import APPEAL_RULES, DEFAULT
from competitions.appeals.rules import (
    APPEAL_WORKFLOW,
    OPEN_STATES,
    AppealState,
    WindowKind,
    answer_due,
    open_window,
    reasons_against_closing,
    reasons_against_deciding,
    reasons_against_ruling,
    reasons_against_submitting,
    time_left,
    windows,
)
from foundation.clock import SHANGHAI
from foundation.errors import Refused
from tests.architecture.sources import ROOT

ENDED = datetime(2026, 11, 20, 4, tzinfo=UTC)
PUBLISHED = ENDED + timedelta(hours=20)
BOTH = windows(APPEAL_RULES[DEFAULT], judged_at=ENDED, published_at=PUBLISHED)


def test_every_rule_set_is_named_by_its_code_and_cites_its_source():
    files = {path.stem for path in (ROOT / "competitions/appeals/appeal_rules").glob("[!_]*.py")}
    assert set(APPEAL_RULES) == files and DEFAULT in files
    assert all(rules.source and rules.title for rules in APPEAL_RULES.values())


@pytest.mark.parametrize(
    ("hours", "kind"),
    [
        (-0.01, None),
        (0, WindowKind.ON_SITE),
        (1.99, WindowKind.ON_SITE),
        (2, None),
        (19.99, None),
        (20, WindowKind.ONLINE),
        (67.99, WindowKind.ONLINE),
        (68, None),
    ],
)
def test_appeals_are_taken_for_two_hours_and_again_for_forty_eight(hours: float, kind: WindowKind | None):
    found = open_window(BOTH, ENDED + timedelta(hours=hours))
    assert (found.kind if found else None) is kind


def test_without_a_clock_there_is_no_window():
    assert windows(APPEAL_RULES[DEFAULT], judged_at=None, published_at=None) == []
    (only,) = windows(APPEAL_RULES["shenzhen_2016"], judged_at=ENDED, published_at=PUBLISHED)
    assert (only.kind, only.closes) == (WindowKind.ON_SITE, ENDED + timedelta(hours=2))


def test_where_both_clocks_run_the_later_one_counts():
    together = windows(APPEAL_RULES[DEFAULT], judged_at=ENDED, published_at=ENDED + timedelta(hours=1))
    assert open_window(together, ENDED + timedelta(hours=1, minutes=30)).kind is WindowKind.ONLINE


@pytest.mark.parametrize(("counted", "limit", "count"), [(0, 1, 0), (1, 1, 1), (5, None, 0)])
def test_each_team_appeals_as_often_as_the_rules_say(counted: int, limit: int | None, count: int):
    assert len(reasons_against_submitting(BOTH[0], counted=counted, limit=limit)) == count
    assert len(reasons_against_submitting(None, counted=counted, limit=limit)) == count + 1


@pytest.mark.parametrize(
    ("submitted", "days", "due"),
    [
        ("2026-11-18 15:00", 2, "2026-11-20 15:00"),
        ("2026-11-20 15:00", 2, "2026-11-24 15:00"),
        ("2026-11-21 09:00", 1, "2026-11-23 09:00"),
    ],
)
def test_answers_are_owed_in_working_days(submitted: str, days: int, due: str):
    begun = datetime.fromisoformat(submitted).replace(tzinfo=SHANGHAI)
    assert answer_due(begun, days) == datetime.fromisoformat(due).replace(tzinfo=SHANGHAI)


def test_nothing_jumps_the_line():
    line = [
        ("accept_appeal", AppealState.ACCEPTED),
        ("call_hearing", AppealState.HEARING),
        ("record_hearing", AppealState.HEARING),
        ("rule_appeal", AppealState.RULED),
        ("close_appeal", AppealState.CLOSED),
    ]
    state = AppealState.SUBMITTED
    for action, after in line:
        for other, _ in line:
            if (state, other) not in APPEAL_WORKFLOW.table:
                with pytest.raises(Refused):
                    APPEAL_WORKFLOW.next_state(state, other)
        state = APPEAL_WORKFLOW.next_state(state, action)
        assert state is after
    assert APPEAL_WORKFLOW.actions(AppealState.CLOSED) == []


def test_a_ruling_is_final():
    after_ruling = {action for (state, action) in APPEAL_WORKFLOW.table if state is AppealState.RULED}
    assert after_ruling == {"close_appeal"}
    assert {state for (state, _) in APPEAL_WORKFLOW.table} == OPEN_STATES


def test_arbitrators_step_aside_and_hear_before_they_rule():
    assert reasons_against_deciding(recused=False, judged_here=False) == []
    assert len(reasons_against_deciding(recused=True, judged_here=True)) == 2
    assert reasons_against_ruling(minutes="记录") == [] and reasons_against_ruling(minutes=" ")


@pytest.mark.parametrize(
    ("needs", "standing", "applied", "waiting", "ok"),
    [
        (False, True, False, False, True),
        (True, True, False, False, False),
        (True, True, True, False, True),
        (True, False, False, False, True),
        (True, True, True, True, False),
        (False, True, False, True, False),
    ],
)
def test_closing_waits_for_the_correction(needs: bool, standing: bool, applied: bool, waiting: bool, ok: bool):
    reasons = reasons_against_closing(needs_correction=needs, standing=standing, applied=applied, waiting=waiting)
    assert (reasons == []) is ok


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "已经截止"),
        (-5, "已经截止"),
        (0.5, "还剩不到 1 分钟"),
        (59, "还剩 59 分"),
        (83, "还剩 1 小时 23 分"),
        (1500, "还剩 1 天 1 小时 0 分"),
    ],
)
def test_time_left_in_words(minutes: float, text: str):
    assert time_left(ENDED, ENDED + timedelta(minutes=minutes)) == text
