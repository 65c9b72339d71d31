"""Publishing, finalising and correcting a result: what each waits for, and that nothing changes or vanishes unseen."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from competitions.planning.rules import StageState
from competitions.results.calculation import digest_of
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.operations import (
    finalise_result,
    publish_result,
    reopen_judging,
    withdraw_result,
)
from competitions.results.queries import blockers
from competitions.results.rules import ResultState
from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.sheets.models import LateMark, Mark, Sheet
from marking.sheets.rules import LateMarkState
from notices.operations import dismiss_objection, raise_objection, uphold_objection
from notices.rules import NoticeState
from tests.factories import people, results

FIVE = [["90", "92"], ["80", "82"], ["80", "82"], ["70", "72"], ["60", "60"]]


def after_the_notice(version: ResultVersion):
    return clock.frozen(version.notice.closes_at + timedelta(minutes=1))


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
    assert table["rows"][0] == ["1", "1", "001", "选手1", contest.units[0].name, "91.00", "一等奖"]
    person = contest.entries[0].members[0].person
    assert person.document_number not in str(version.notice.facts)


@pytest.mark.parametrize("days", [0, 91])
def test_publish_result_refuses_an_impossible_period(app: Flask, days: int):
    contest = results.judged(FIVE)
    version = results.frozen(contest)
    with pytest.raises(Refused, match="公示期应为 1 至"), transaction():
        publish_result(version, days=days, by=contest.officer)
    assert version.state is ResultState.FROZEN


def test_publish_result_waits_for_freezing(app: Flask):
    contest = results.judged(FIVE)
    version = results.computed(contest)
    with pytest.raises(Refused, match="不能进行这项操作"), transaction():
        publish_result(version, days=5, by=contest.officer)
    assert version.state is ResultState.COMPUTED


@pytest.mark.parametrize("step", ["frozen", "noticed", "final"])
def test_reopen_judging_is_refused_while_a_result_stands_and_names_the_way_out(app: Flask, step: str):
    contest = results.judged(FIVE)
    version = getattr(results, step)(contest)
    with pytest.raises(Refused, match=r"不能重新开放评分。.*“提出更正”"), transaction():
        reopen_judging(contest.stage, reason="复核", by=contest.officer)
    assert contest.stage.state is StageState.JUDGED
    with transaction():
        withdraw_result(version, reason="评分标准用错", by=contest.officer)
        reopen_judging(contest.stage, reason="全部重评", by=contest.officer)
    assert contest.stage.state is StageState.JUDGING


def test_reopen_judging_page_says_why_not(app: Flask):
    contest = results.judged(FIVE)
    results.frozen(contest)
    client = people.sign_in(app.test_client(), contest.officer)
    address = f"/results/{contest.stage.id}/judging/reopen"
    progress = client.get(f"/stages/{contest.stage.id}/judging")
    assert f'action="{address}"' in progress.text
    answer = client.post(address, data={"reason": "复核"}, follow_redirects=True)
    assert "不能重新开放评分" in answer.text
    judge = people.sign_in(app.test_client(), contest.judges[0])
    assert judge.post(address, data={"reason": "复核"}).status_code == 403


@pytest.mark.parametrize("step", ["frozen", "noticed", "final"])
def test_accept_late_mark_points_to_the_correction_while_a_result_stands(app: Flask, step: str):
    contest = results.judged(FIVE)
    version = getattr(results, step)(contest)
    sheet = session.scalars(select(Sheet)).first()
    criterion = sheet.subject.panel.scheme.criteria[0]
    late = LateMark(op_id=f"sheet-{sheet.id}", sheet=sheet, criterion=criterion, device="tablet-1", value=1, stood=2)
    session.add(late)
    session.commit()
    chief = people.sign_in(app.test_client(), contest.chief)
    answer = chief.post(f"/stages/{contest.stage.id}/late-marks/{late.id}/accept", data={"reason": "断网"})
    assert answer.status_code == 409 and "请在成绩页面“提出更正”" in answer.text
    assert (late.state, digest_of(version)) == (LateMarkState.WAITING, version.digest)


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


def test_withdraw_result_makes_way_for_a_new_version_and_the_old_one_stays_readable(app: Flask):
    contest = results.judged(FIVE)
    old = results.noticed(contest)
    with transaction():
        withdraw_result(old, reason="选手5 漏计附加分", by=contest.officer)
    assert (old.state, old.reason, old.notice.state) == (ResultState.SUPERSEDED, "选手5 漏计附加分", NoticeState.VOIDED)
    assert old.notice.void_reason == "成绩撤回：选手5 漏计附加分"
    contest.entries[1].award_barred = "已获全国技术能手"
    session.commit()
    new = results.noticed(contest)
    assert new.number == 2
    assert results.line_of(new, "选手2").award == ""
    assert results.line_of(old, "选手2").award == "二等奖"


def test_withdraw_result_needs_a_reason_and_waits_for_answers_before_the_next_version(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest)
    with pytest.raises(Refused, match="写明原因"), transaction():
        withdraw_result(version, reason=" ", by=contest.officer)
    with transaction():
        raise_objection(results.notice_of(version), name="赵示例", contact="13800000000", content="漏计一项")
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert [blocker.text for blocker in blockers(contest.stage)] == ["还有 1 条异议没有答复。"]


def test_every_step_is_written_down(app: Flask):
    contest = results.judged(FIVE)
    version = results.final(contest)
    with transaction():
        withdraw_result(version, reason="更正", by=contest.officer)
    entries = select(AuditEntry).where(AuditEntry.subject_kind == "result_versions").order_by(AuditEntry.id)
    assert [entry.action for entry in session.scalars(entries)] == [
        "compute_result",
        "freeze_result",
        "publish_result",
        "finalise_result",
        "withdraw_result",
    ]


def test_later_marks_never_reach_a_published_result(app: Flask):
    contest = results.judged(FIVE)
    version = results.noticed(contest)
    before = (version.digest, version.notice.facts, results.ranking(version))
    session.execute(update(Mark).values(value=1))
    session.commit()
    assert digest_of(version) == version.digest
    assert (version.digest, version.notice.facts, results.ranking(version)) == before
