"""Appeals from submission to closing: who, when, how often; what they hold up; and the ruling carried out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from competitions.appeals.models import Appeal, Ruling
from competitions.appeals.operations import Upload, choose_appeal_rules, submit_appeal, withdraw_appeal
from competitions.appeals.queries import appealables, places_appealable_by
from competitions.appeals.rules import AppealGround, AppealState, RulingOutcome, WindowKind
from competitions.appeals.ruling import (
    accept_appeal,
    call_hearing,
    close_appeal,
    merge_appeal,
    record_hearing,
    reject_appeal,
    rule_appeal,
)
from competitions.planning.rules import EventFormat
from competitions.registration.models import EntryMember
from competitions.registration.rules import MemberPart
from competitions.results.operations import finalise_result
from competitions.results.queries_effects import holds_on
from competitions.results.rules import ResultState
from competitions.results.rules_corrections import CorrectionBasis
from foundation import chain, clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.appeals import appealable, arbitrator, contestant, heard, ruled, submitted
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest
from tests.factories.results import FIVE_APART

ENDED = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def contest(app: Flask) -> Contest:
    with clock.frozen(ENDED):
        return results.judged(FIVE_APART)


def at(minutes: float):
    return clock.frozen(ENDED + timedelta(minutes=minutes))


def test_submit_appeal_within_two_hours_of_the_end_of_judging(contest: Contest):
    with at(119):
        appeal = submitted(contest)
    assert (appeal.window, appeal.state, appeal.version) == (WindowKind.ON_SITE, AppealState.SUBMITTED, None)
    assert (appeal.deadline, appeal.due) == (ENDED + timedelta(hours=2), datetime(2026, 11, 24, 5, 59, tzinfo=UTC))
    assert [hold.text for hold in holds_on(contest.stage)] == [f"申诉 {appeal.id}（选手1）还没有办结"]
    with at(120), pytest.raises(Refused) as refused:
        submitted(contest, 2)
    assert refused.value.reasons == ["现在不在申诉期内，不能提出申诉。期限见竞赛通知和本页说明。"]


def test_submit_appeal_again_after_the_result_was_published(contest: Contest):
    with at(600):
        version = results.noticed(contest)
        appeal = submitted(contest)
    assert (appeal.window, appeal.version) == (WindowKind.ONLINE, version)
    assert appeal.deadline == ENDED + timedelta(minutes=600, hours=48)


def test_submit_appeal_once_for_a_team_unless_it_was_not_taken(contest: Contest):
    ruler = arbitrator(contest)
    with at(10):
        first = submitted(contest)
        with pytest.raises(Refused, match="申诉没有提交"):
            submitted(contest, by=people.account(Role.ENTERPRISE_OFFICER, contest.units[0]))
        with transaction():
            reject_appeal(first, reason="没有写事实", by=ruler)
        second = submitted(contest)
        with transaction():
            withdraw_appeal(second, reason="看错了", by=contestant(contest))
        with pytest.raises(Refused, match="申诉没有提交"):
            submitted(contest)
    assert holds_on(contest.stage) == []


def test_choose_appeal_rules_changes_windows_and_limits_of_later_appeals(contest: Contest):
    with transaction():
        choose_appeal_rules(contest.stage.event.competition, "shenzhen_2016", by=contest.officer)
    with at(10):
        assert (submitted(contest).rules, submitted(contest).due) == ("shenzhen_2016", None)
    with at(600):
        results.noticed(contest)
        assert appealable(contest, contestant(contest)).open is None
    with pytest.raises(Refused, match="没有这套"), transaction():
        choose_appeal_rules(contest.stage.event.competition, "x", by=contest.officer)


def test_submit_appeal_is_for_the_unit_and_the_contestant_and_of_a_team_the_captain(contest: Contest):
    entry = contest.entries[0]
    contest.stage.event.format = EventFormat.TEAM
    mate = people.person("王示例", contest.units[0])
    session.add(EntryMember(entry=entry, person=mate, part=MemberPart.CONTESTANT))
    entry.members[0].part = MemberPart.CAPTAIN
    session.commit()
    may = {
        "captain": contestant(contest),
        "officer": people.account(Role.ENTERPRISE_OFFICER, contest.units[0]),
    }
    may_not = {
        "mate": people.account(Role.WORKER, contest.units[0], mate),
        "colleague": people.account(Role.WORKER, contest.units[0], people.person("旁示例", contest.units[0])),
        "other unit": people.account(Role.ENTERPRISE_OFFICER, contest.units[1]),
        "district officer": contest.officer,
    }
    for person in may.values():
        assert appealable(contest, person).entry is entry
    for person in may_not.values():
        with pytest.raises(ValueError, match="not enough values"):
            appealable(contest, person)


@pytest.mark.parametrize(
    ("upload", "fault"),
    [
        (Upload(b"", "空.pdf"), "空.pdf：文件是空的"),
        (Upload(b"MZ\x90\x00program", "证据.pdf"), "证据.pdf：附件只能是"),
        (Upload(b"%PDF-1.7 " + b"x" * (10 * 1024 * 1024), "大.pdf"), "大.pdf：文件太大"),
    ],
)
def test_submit_appeal_refuses_evidence_by_its_content(contest: Contest, upload: Upload, fault: str):
    with at(10), pytest.raises(Refused, match=fault):
        submitted(contest, 1, None, upload)
    assert session.scalars(select(Appeal)).all() == []


def test_submit_appeal_keeps_evidence_encrypted(contest: Contest):
    with at(10):
        appeal = submitted(contest, 1, None, Upload(b"%PDF-1.7 paper", "a/b.pdf"))
    (stored,) = appeal.evidence
    assert (stored.name, stored.encrypted, stored.read()) == ("a-b.pdf", True, b"%PDF-1.7 paper")
    assert b"paper" not in stored.at_rest()


def test_finalise_result_waits_until_the_window_for_appeals_has_run_out(app: Flask, contest: Contest):
    with at(60):
        version = results.noticed(contest, days=1)
    officer = people.sign_in(app.test_client(), contest.officer)
    with at(60 + 36 * 60):
        with pytest.raises(Refused, match="暂缓生效：申诉期到 2026 年 11 月 22 日 13:00 截止"), transaction():
            finalise_result(version, by=contest.officer)
        assert "申诉期到 2026 年 11 月 22 日 13:00 截止" in officer.get(f"/results/{contest.stage.id}").text
    assert version.state is ResultState.NOTICED
    with at(60 + 48 * 60), transaction():
        finalise_result(version, by=contest.officer)
    assert version.state is ResultState.FINAL


def test_an_appeal_goes_its_strict_way_and_holds_up_the_final_result(contest: Contest):
    ruler = arbitrator(contest)
    with at(600):
        version = results.noticed(contest)
        appeal = submitted(contest, 3)
    later = clock.frozen(results.notice_of(version).closes_at + timedelta(minutes=1))
    with later, pytest.raises(Refused, match="暂缓生效：申诉 1（选手3）还没有办结"), transaction():
        finalise_result(version, by=contest.officer)
    ruled(contest, appeal, ruler)
    with pytest.raises(Refused, match="还没有批准的更正"), transaction():
        close_appeal(appeal, by=ruler)
    correction = proposed(
        contest,
        version,
        mark_change(contest, "选手3", "2", "40"),
        basis=CorrectionBasis.APPEAL,
        reference=appeal.reference,
        by=ruler,
    )
    with pytest.raises(Refused, match="还没有批准或取消"), transaction():
        close_appeal(appeal, by=ruler)
    new = applied(contest, correction, by=contest.officer)
    with transaction():
        close_appeal(appeal, by=ruler)
    assert results.final_after(new, contest).state is ResultState.FINAL
    actions = select(AuditEntry.action).where(AuditEntry.subject_kind == "appeals").order_by(AuditEntry.id)
    assert session.scalars(actions).all() == [
        "submit_appeal",
        "accept_appeal",
        "call_hearing",
        "record_hearing",
        "rule_appeal",
        "close_appeal",
    ]
    logged = [one for one in session.scalars(chain.entries_of(f"stage:{contest.stage.id}")) if one.kind == "ruling"]
    assert [one.facts["outcome"] for one in logged] == ["ruled-upheld"]


def test_a_dismissed_appeal_changes_nothing_and_closes(contest: Contest):
    ruler = arbitrator(contest)
    with at(10):
        appeal = submitted(contest)
    ruled(contest, appeal, ruler, RulingOutcome.DISMISSED, needs_correction=True)
    assert appeal.ruling.needs_correction is False
    with transaction():
        close_appeal(appeal, note="已送达", by=ruler)
    assert (appeal.state, appeal.note, holds_on(contest.stage)) == (AppealState.CLOSED, "已送达", [])


def test_rule_appeal_waits_for_the_minutes_and_is_written_once(contest: Contest):
    ruler = arbitrator(contest)
    facts: Any = {"reasons": "无误", "panel": "甲", "needs_correction": False, "by": ruler}
    with at(10):
        appeal = submitted(contest)
    with pytest.raises(Refused), transaction():
        rule_appeal(appeal, RulingOutcome.DISMISSED, **facts)
    with transaction():
        accept_appeal(appeal, by=ruler)
        call_hearing(appeal, clock.now(), "会议室", by=ruler)
    with pytest.raises(Refused, match="还没有听证记录"), transaction():
        rule_appeal(appeal, RulingOutcome.DISMISSED, **facts)
    with pytest.raises(Refused, match="请写明到场人员"), transaction():
        record_hearing(appeal, participants=" ", minutes="x", by=ruler)
    with transaction():
        record_hearing(appeal, participants="甲、乙", minutes="陈述", by=ruler)
        rule_appeal(appeal, RulingOutcome.DISMISSED, **facts)
    with pytest.raises(Refused, match="已裁决"), transaction():
        rule_appeal(appeal, RulingOutcome.UPHELD, **facts)
    with pytest.raises(IntegrityError):
        session.execute(update(Ruling).values(needs_correction=True))
    session.rollback()
    assert appeal.ruling.outcome is RulingOutcome.DISMISSED


def test_arbitrators_with_a_tie_or_a_seat_may_not_decide(contest: Contest):
    with at(10):
        appeal = submitted(contest)
    related = people.account(Role.ARBITRATOR, contest.district, people.person("示例亲", contest.units[0]))
    for person, text in ((related, "应当回避"), (judge_and_arbitrator(contest), "担任本阶段的裁判")):
        with pytest.raises(Refused, match=text), transaction():
            accept_appeal(appeal, by=person)
    with pytest.raises(NotAllowed), transaction():
        accept_appeal(appeal, by=contest.officer)
    assert appeal.state is AppealState.SUBMITTED


def judge_and_arbitrator(contest: Contest) -> Account:
    grants = people.account(Role.ARBITRATOR, contest.district).grants
    contest.judges[0].grants.extend(type(grants[0])(role=one.role, organisation=one.organisation) for one in grants)
    session.commit()
    return contest.judges[0]


def test_merge_appeal_rules_on_like_appeals_together(contest: Contest):
    ruler = arbitrator(contest)
    with at(10):
        lead, like = submitted(contest, 1), submitted(contest, 2)
    with pytest.raises(Refused, match="只能并入同一阶段"), transaction():
        merge_appeal(like, lead, by=ruler)
    heard(contest, lead, ruler)
    with transaction():
        merge_appeal(like, lead, by=ruler)
    assert (like.state, like.merged_into, [hold.reference for hold in holds_on(contest.stage)]) == (
        AppealState.MERGED,
        lead,
        [lead.reference],
    )
    with pytest.raises(Refused, match="不能撤回"), transaction():
        withdraw_appeal(lead, reason="算了", by=contestant(contest))
    second = people.account(Role.ARBITRATOR, contest.district, people.person("仲裁丙", contest.units[1]))
    with pytest.raises(Refused, match="应当回避"), transaction():
        rule_appeal(lead, RulingOutcome.UPHELD, reasons="x", panel="y", needs_correction=False, by=second)


def test_submit_appeal_by_two_at_once_counts_once(app: Flask, contest: Contest):
    ids = [contestant(contest).id, people.account(Role.ENTERPRISE_OFFICER, contest.units[0]).id]
    session.commit()

    def submit(account_id: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    by = session.get_one(Account, account_id)
                    (place,) = appealables(session.scalars(places_appealable_by(by)).unique().all())
                    submit_appeal(place, ground=AppealGround.OTHER, statement="要求复核", by=by)
            except Refused:
                return "refused"
            return "submitted"

    with at(10), ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(submit, ids)) == ["refused", "submitted"]
    assert len(session.scalars(select(Appeal)).all()) == 1
