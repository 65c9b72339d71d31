"""The way of a result: what stands against each step, and that nothing is ever published, taken back or lost unseen."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from competitions.judging.operations import close_judging, disqualify_entry, reopen_judging
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.operations import (
    compute_result,
    correct_result,
    finalise_result,
    freeze_result,
    publish_result,
)
from competitions.results.queries import blockers, lines_of, versions_of
from competitions.results.rules import BlockerKind, ResultState
from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from notices.operations import dismiss_objection, raise_objection, uphold_objection
from notices.rules import NoticeState
from tests.factories import results

FIVE = [["90", "92"], ["80", "82"], ["80", "82"], ["70", "72"], ["60", "60"]]


def after_the_notice(version: ResultVersion):
    return clock.frozen(version.notice.closes_at + timedelta(minutes=1))


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
    sheet = session.scalars(select(Sheet)).first()
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
    version = results.computed(contest)
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


@pytest.mark.parametrize("change", [{"score_rank": 2}, {"award": "特等奖"}, {"working": {}}])
def test_publish_result_refuses_what_was_tampered_with(app: Flask, change):
    contest = results.judged(FIVE)
    version = results.frozen(contest)
    session.execute(update(ResultLine).where(ResultLine.contest_number == 1).values(change))
    session.commit()
    with pytest.raises(Refused, match="指纹不一致"), transaction():
        publish_result(version, days=5, by=contest.officer)
    assert version.notice is None


def test_publish_result_puts_up_the_names_and_nothing_private(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest, days=7)
    assert version.notice.closes_at - version.notice.opens_at == timedelta(days=7)
    (table,) = version.notice.facts["tables"]
    assert table["rows"][0] == ["1", "1", "001", "选手1", "示例公司1工会", "91", "一等奖"]
    person = contest.entries[0].members[0].person
    assert person.document_number not in str(version.notice.facts)


@pytest.mark.parametrize("days", [0, 91])
def test_publish_result_refuses_an_impossible_period(app: Flask, days: int):
    contest = results.judged(FIVE)
    version = results.frozen(contest)
    with pytest.raises(Refused, match="公示期应为 1 至"), transaction():
        publish_result(version, days=days, by=contest.officer)
    assert version.state is ResultState.FROZEN


def test_publish_result_waits_for_freezing_and_a_closed_judging(app: Flask):
    contest = results.judged(FIVE)
    version = results.computed(contest)
    with pytest.raises(Refused, match="不能进行这项操作"), transaction():
        publish_result(version, days=5, by=contest.officer)
    with transaction():
        freeze_result(version, by=contest.officer)
        reopen_judging(contest.stage, reason="复核", by=contest.officer)
    with pytest.raises(Refused, match="评分已重新开放"), transaction():
        publish_result(version, days=5, by=contest.officer)


def test_finalise_result_waits_for_the_clock_and_for_every_answer(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest)
    with transaction():
        objection = raise_objection(
            results.notice_of(version), name="赵示例", contact="13800000000", content="漏计一项"
        )
    with pytest.raises(Refused) as refused, transaction():
        finalise_result(version, by=contest.officer)
    assert refused.value.reasons == ["公示期还没有结束。", "还有 1 条异议没有答复。"]
    with after_the_notice(version):
        with pytest.raises(Refused, match="还有 1 条异议没有答复"), transaction():
            finalise_result(version, by=contest.officer)
        with transaction():
            dismiss_objection(objection, answer="已复核，计分无误。", by=contest.officer)
            finalise_result(version, by=contest.officer)
    assert (version.state, version.notice.state) == (ResultState.FINAL, NoticeState.ENDED)


def test_finalise_result_is_refused_after_an_objection_was_upheld(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest)
    with transaction():
        objection = raise_objection(
            results.notice_of(version), name="赵示例", contact="13800000000", content="漏计一项"
        )
        uphold_objection(objection, answer="确实漏计。", by=contest.officer)
    with after_the_notice(version), pytest.raises(Refused, match="有 1 条异议成立"), transaction():
        finalise_result(version, by=contest.officer)
    assert version.state is ResultState.NOTICED


def test_correct_result_makes_way_for_a_new_version_and_the_old_one_stays_readable(app: Flask):
    contest = results.judged(FIVE)
    old = results.noticed(contest)
    with transaction():
        correct_result(old, reason="选手5 漏计附加分", by=contest.officer)
    assert (old.state, old.reason, old.notice.state) == (ResultState.SUPERSEDED, "选手5 漏计附加分", NoticeState.VOIDED)
    assert old.notice.void_reason == "成绩更正：选手5 漏计附加分"
    contest.entries[1].award_barred = "已获全国技术能手"
    session.commit()
    new = results.noticed(contest)
    assert new.number == 2
    assert results.line_of(new, "选手2").award == ""
    assert results.line_of(old, "选手2").award == "二等奖"


def test_correct_result_needs_a_reason_and_waits_for_answers_before_the_next_version(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest)
    with pytest.raises(Refused, match="写明原因"), transaction():
        correct_result(version, reason=" ", by=contest.officer)
    with transaction():
        raise_objection(results.notice_of(version), name="赵示例", contact="13800000000", content="漏计一项")
        correct_result(version, reason="漏计", by=contest.officer)
    assert [blocker.text for blocker in blockers(contest.stage)] == ["还有 1 条异议没有答复。"]


def test_every_step_is_written_down(app: Flask):
    contest = results.judged(FIVE)
    version = results.final(contest)
    with transaction():
        correct_result(version, reason="更正", by=contest.officer)
    entries = select(AuditEntry).where(AuditEntry.subject_kind == "result_versions").order_by(AuditEntry.id)
    assert [entry.action for entry in session.scalars(entries)] == [
        "compute_result",
        "freeze_result",
        "publish_result",
        "finalise_result",
        "correct_result",
    ]


def test_compute_result_of_two_officers_at_once_makes_one_standing_version(app: Flask):
    contest = results.judged(FIVE)
    results.frozen(contest)
    with pytest.raises(Refused, match="已经锁定"), transaction():
        compute_result(contest.stage, by=contest.chief)
    assert [version.state for version in versions_of(contest.stage)] == [ResultState.FROZEN]
