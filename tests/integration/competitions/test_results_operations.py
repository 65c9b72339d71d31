"""The way of a result: what stands against each step, and that nothing is ever published, taken back or lost unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, update

from competitions.judging.operations import close_judging, disqualify_entry
from competitions.planning.models import Category, Stage
from competitions.results.models import ResultVersion
from competitions.results.operations import (
    compute_result,
    freeze_result,
)
from competitions.results.queries import blockers, lines_of, versions_of
from competitions.results.rules import BlockerKind, ResultState
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from tests.factories import results
from tests.factories.judging import unsealed

FIVE = [["90", "92"], ["80", "82"], ["80", "82"], ["70", "72"], ["60", "60"]]


def test_compute_result_ranks_everybody_and_keeps_the_working(app: Flask):
    contest = results.judged(FIVE)
    version = results.computed(contest)
    assert results.ranking(version) == [
        ("选手1", 1, 1, "一等奖"),
        ("选手2", 2, 2, "二等奖"),
        ("选手3", 2, 2, "二等奖"),
        ("选手4", 4, 4, "三等奖"),
        ("选手5", 5, 5, ""),
    ]
    working = results.line_of(version, "选手1").working
    assert [line["score"] for line in working["modules"][0]["working"]["lines"]] == ["90", "92"]
    assert working["total"] == "91.00"
    assert working["explanation"][-1] == "评奖名次：第 1 名；奖项：一等奖。"
    assert (version.number, version.plan_version, version.state) == (1, 1, ResultState.COMPUTED)


def test_compute_result_is_refused_while_judging_is_open_and_names_every_blocker(app: Flask):
    contest = results.scored(FIVE)
    sheet = session.scalars(select(Sheet).order_by(Sheet.id)).first()
    sheet.state, sheet.sealed_at = SheetState.OPEN, None
    session.commit()
    kinds = [blocker.kind for blocker in blockers(contest.stage)]
    assert kinds == [BlockerKind.JUDGING, BlockerKind.JUDGING]
    with pytest.raises(Refused) as refused:
        results.computed(contest)
    assert refused.value.reasons[0] == "评分还没有结束，请裁判长结束评分。"
    assert "有 1 份评分表没有封存：第1场 11号工位。" in refused.value.reasons[1]
    assert session.scalars(select(ResultVersion)).all() == []


def test_compute_result_shows_faulty_marks_as_blockers(app: Flask):
    contest = results.judged(FIVE)
    session.execute(update(Sheet).where(Sheet.id == 1).values(state=SheetState.OPEN, sealed_at=None))
    contest.stage.modules[0].minimum_panel = 2
    session.commit()
    assert [blocker.kind for blocker in blockers(contest.stage)] == [BlockerKind.JUDGING]
    session.execute(update(Sheet).where(Sheet.id == 1).values(state=SheetState.RECUSED))
    session.commit()
    (blocker,) = blockers(contest.stage)
    assert blocker.kind is BlockerKind.SCORING
    assert "有效评分只有 1 份，少于规定的 2 份" in blocker.text


def test_compute_result_again_supersedes_only_what_was_computed(app: Flask):
    contest = results.judged(FIVE)
    first, second = results.computed(contest), results.computed(contest)
    assert (first.state, second.state) == (ResultState.SUPERSEDED, ResultState.COMPUTED)
    assert [version.number for version in versions_of(contest.stage)] == [2, 1]
    assert first.digest == second.digest


@pytest.mark.parametrize("step", ["frozen", "noticed", "final"])
def test_compute_result_never_takes_back_what_stands(app: Flask, step: str):
    contest = results.judged(FIVE)
    version = getattr(results, step)(contest)
    before = version.state
    with pytest.raises(Refused, match="重新计算不会撤下它"):
        results.computed(contest)
    assert session.get(ResultVersion, version.id).state is before
    assert len(versions_of(contest.stage)) == 1


def test_compute_result_keeps_the_disqualified_with_the_reason(app: Flask):
    contest = results.scored(FIVE)
    with transaction():
        disqualify_entry(contest.stage, contest.entries[0].id, reason="替考", by=contest.officer)
        close_judging(contest.stage, by=contest.officer)
    version = results.computed(unsealed(contest))
    assert len(lines_of(version)) == 5
    line = results.line_of(version, "选手1")
    assert (line.score_rank, line.total, line.status) == (None, None, "取消资格（替考）")
    assert results.line_of(version, "选手2").score_rank == 1


@pytest.mark.parametrize("row", [["90"], ["90", "90"], ["90", "90", "90"]])
def test_compute_result_of_one_more_judge_does_not_raise_the_score(app: Flask, row: list[str]):
    version = results.computed(results.judged([row]))
    assert lines_of(version)[0].total == 90


def test_compute_result_passes_the_award_rank_down_past_the_barred(app: Flask):
    contest = results.judged(FIVE)
    contest.entries[0].award_barred = "已获全国技术能手"
    session.commit()
    version = results.computed(contest)
    assert results.ranking(version)[:3] == [
        ("选手1", 1, None, ""),
        ("选手2", 2, 1, "一等奖"),
        ("选手3", 2, 1, "一等奖"),
    ]


def test_freeze_result_refuses_a_version_that_no_longer_fits_the_marks(app: Flask):
    contest = results.judged(FIVE)
    version = results.computed(contest)
    contest.entries[0].award_barred = "已获全国技术能手"
    session.commit()
    with pytest.raises(Refused, match="已经过时"), transaction():
        freeze_result(version, by=contest.officer)
    assert version.state is ResultState.COMPUTED


def test_compute_result_by_several_officers_at_once_leaves_one_version_in_force(app: Flask):
    contest = results.judged(FIVE)
    stage_id, officer_id = contest.stage.id, contest.officer.id
    session.commit()

    def compute(_turn: int) -> int:
        with app.app_context(), transaction():
            return compute_result(session.get_one(Stage, stage_id), by=session.get_one(Account, officer_id)).number

    with ThreadPoolExecutor(5) as pool:
        numbers = list(pool.map(compute, range(5)))
    assert sorted(numbers) == [1, 2, 3, 4, 5]
    assert [version.state for version in versions_of(contest.stage)] == [
        ResultState.COMPUTED,
        *[ResultState.SUPERSEDED] * 4,
    ]


def test_compute_result_ranks_categories_apart(app: Flask):
    contest = results.judged(FIVE)
    students = Category(event_id=contest.stage.event_id, title="学生组")
    session.add(students)
    for entry in contest.entries[3:]:
        entry.category = students
    session.commit()
    version = results.computed(contest)
    assert [(title, rank) for title, rank, _, _ in results.ranking(version)] == [
        ("选手1", 1),
        ("选手2", 2),
        ("选手3", 2),
        ("选手4", 1),
        ("选手5", 2),
    ]
    assert set(version.facts["categories"]) == {"职工组", "学生组"}
