"""更正: proposed by one, applied by another, exactly as previewed; the old version, sheets and certificates."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState
from competitions.judging.models import Appearance, Penalty
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.registration.models import StageEntrant
from competitions.results.calculation import digest_of
from competitions.results.changes import AppearanceChange, Change, PenaltyChange, TimeChange
from competitions.results.models_corrections import Correction
from competitions.results.operations import issue_certificates
from competitions.results.operations_corrections import cancel_correction, preview_of
from competitions.results.rules import ResultState
from competitions.results.rules_corrections import CorrectionState
from foundation import chain, clock, job_queue
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from marking.sheets.models import Seal
from notices.rules import NoticeState
from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest
from tests.factories.results import FIVE_APART

ADDRESS = "https://jiangxin.example"


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    job_queue.prepare_jobs(app)
    with clock.frozen(datetime(2026, 11, 20, 4, tzinfo=UTC)):
        yield results.judged(FIVE_APART)


@pytest.mark.parametrize("step", ["frozen", "noticed", "final"])
def test_apply_correction_makes_a_new_frozen_version_and_keeps_the_old(contest: Contest, step: str):
    old = getattr(results, step)(contest)
    before = (old.digest, results.ranking(old))
    correction = proposed(contest, old, mark_change(contest, "选手2", "2", "30"))
    new = applied(contest, correction)
    assert (new.number, new.state, old.state) == (2, ResultState.FROZEN, ResultState.SUPERSEDED)
    assert (digest_of(old), results.ranking(old)) == before
    assert [(title, rank) for title, rank, _, _ in results.ranking(new)][:2] == [("选手1", 1), ("选手2", 2)]
    assert results.line_of(new, "选手2").total == 86
    assert (correction.made, correction.state, old.reason) == (new, CorrectionState.APPLIED, "漏计一项")
    assert old.notice is None or (old.notice.state, old.notice.void_reason) == (
        NoticeState.VOIDED,
        "成绩更正：漏计一项",
    )


def test_apply_correction_writes_a_new_sealed_version_of_the_sheet_and_keeps_what_was_signed(contest: Contest):
    old = results.frozen(contest)
    change = mark_change(contest, "选手5", "1", "50")
    applied(contest, proposed(contest, old, change))
    first, second = session.scalars(select(Seal).where(Seal.sheet_id == change.sheet_id).order_by(Seal.version)).all()
    assert (first.marks["1"], second.marks["1"]) == ("60", "50")
    assert (first.signature == results.SIGNATURE, second.signature) == (True, [])
    assert (second.version, second.sealed_by) == (2, contest.chief.id)
    logged = [one.line for one in session.scalars(chain.entries_of("panel:1"))]
    assert chain.first_fault("panel:1", logged) is None
    assert logged[-1].kind == "correction" and logged[-1].facts["marks"] == {"1": ["60", "50"]}
    stage_log = [one.line for one in session.scalars(chain.entries_of(f"stage:{contest.stage.id}"))]
    assert [line.kind for line in stage_log][-3:] == ["result-compute", "result-freeze", "correction"]
    assert chain.first_fault(f"stage:{contest.stage.id}", stage_log) is None


def test_preview_writes_nothing_and_tells_exactly_whom_it_concerns(contest: Contest):
    old = results.frozen(contest)
    correction = proposed(contest, old, mark_change(contest, "选手3", "2", "40"))
    effects = preview_of(correction).effects.entries
    assert [(one.label[:9], one.before.score_rank, one.after.score_rank) for one in effects] == [
        ("003 号 选手3", 3, 2),
        ("002 号 选手2", 2, 3),
    ]
    assert digest_of(old) == old.digest and old.state is ResultState.FROZEN
    assert session.scalars(select(Seal).where(Seal.version == 2)).all() == []


def test_apply_correction_with_a_disqualification_a_time_and_a_penalty(contest: Contest):
    old = results.frozen(contest)
    first, second, third = (str(entry.id) for entry in contest.entries[:3])
    module = contest.stage.modules[0]
    changes: list[Change] = [
        AppearanceChange(first, "取消资格", "disqualified", "替考"),
        TimeChange(second, "用时", "61.5"),
        PenaltyChange(third, "加扣", module.code, module.id, "15", "违规操作"),
    ]
    new = applied(contest, proposed(contest, old, *changes))
    assert results.ranking(new)[0][:2] == ("选手2", 1)
    assert results.line_of(new, "选手1").status == "取消资格（替考）"
    assert results.line_of(new, "选手3").total == 63
    stated = {one.entry_id: one for one in session.scalars(select(Appearance))}
    assert (stated[int(first)].status, stated[int(second)].seconds) == ("disqualified", Decimal("61.5"))
    assert [one.reason for one in session.scalars(select(Penalty))] == ["违规操作"]


def test_propose_correction_refuses_what_changes_nothing_or_does_not_stand(contest: Contest):
    version = results.computed(contest)
    change = mark_change(contest, "选手1", "1", "59")
    with pytest.raises(Refused, match="还没有锁定的"):
        proposed(contest, version, change)
    frozen = results.frozen(contest)
    with pytest.raises(Refused, match="没有填写任何改动"):
        proposed(contest, frozen)
    with pytest.raises(Refused, match="成绩没有任何变化"):
        proposed(contest, frozen, mark_change(contest, "选手1", "1", "60"))
    assert session.scalars(select(Correction)).all() == []


def test_apply_correction_needs_another_person_and_a_chief_judge(contest: Contest):
    correction = proposed(contest, results.frozen(contest), mark_change(contest, "选手5", "1", "50"))
    seen = preview_of(correction).fingerprint
    with pytest.raises(Refused) as refused:
        applied(contest, correction, by=contest.officer, seen=seen)
    assert refused.value.reasons == [
        "更正由您提出，须由另一人批准。",
        "更正须由裁判长提出或批准，请由本赛项裁判长批准。",
    ]
    colleague = people.account(Role.DISTRICT_OFFICER, contest.district)
    with pytest.raises(Refused, match="裁判长提出或批准"):
        applied(contest, correction, by=colleague, seen=seen)
    for stranger in (contest.judges[0], people.account(Role.SUPERVISOR, contest.district)):
        with pytest.raises(NotAllowed):
            applied(contest, correction, by=stranger, seen=seen)
    assert correction.state is CorrectionState.PROPOSED


def test_the_database_itself_refuses_one_person_for_both(contest: Contest):
    correction = proposed(contest, results.frozen(contest), mark_change(contest, "选手5", "1", "50"))
    facts = {"state": "applied", "made_id": correction.version_id, "decided_by_id": contest.officer.id}
    with pytest.raises(IntegrityError, match="applied_by_another"):
        session.execute(update(Correction).values(**facts))
    session.rollback()


def test_apply_correction_refuses_what_has_changed_since_it_was_looked_at(contest: Contest):
    version = results.final(contest)
    correction = proposed(contest, version, mark_change(contest, "选手3", "2", "40"))
    seen = preview_of(correction).fingerprint
    with transaction():
        issue_certificates(version, by=contest.officer, address=ADDRESS)
    with pytest.raises(Refused, match="影响有变化"):
        applied(contest, correction, seen=seen)
    assert version.state is ResultState.FINAL
    assert applied(contest, correction).number == 2


def test_apply_correction_refuses_a_version_that_was_replaced_meanwhile(contest: Contest):
    version = results.frozen(contest)
    one = proposed(contest, version, mark_change(contest, "选手5", "1", "50"))
    other = proposed(contest, version, mark_change(contest, "选手4", "1", "50"))
    seen = preview_of(other).fingerprint
    applied(contest, one)
    with pytest.raises(Refused, match="已经不是有效成绩"):
        applied(contest, other, seen=seen)
    with transaction():
        cancel_correction(other, reason="已由另一份更正取代", by=contest.chief)
    assert (other.state, other.decision) == (CorrectionState.CANCELLED, "已由另一份更正取代")


def test_apply_correction_revokes_only_untrue_certificates_and_the_next_batch_fills_the_gaps(contest: Contest):
    version = results.final(contest)
    with transaction():
        issue_certificates(version, by=contest.officer, address=ADDRESS)
    correction = proposed(contest, version, mark_change(contest, "选手3", "2", "40"))
    void = {number for effect in correction.preview["entries"] for number in effect["certificates"]}
    applied(contest, correction)
    states = {one.number: one.state for one in session.scalars(select(Certificate))}
    assert {number for number, state in states.items() if state is CertificateState.REVOKED} == void != set()
    kept, corrected = set(states) - void, correction.made
    assert corrected
    new = results.final_after(corrected, contest)
    with transaction():
        batch = issue_certificates(new, by=contest.officer, address=ADDRESS)
    made = list(session.scalars(select(Certificate).where(Certificate.batch_id == batch.id)))
    holders = {
        one.holder_name for one in session.scalars(select(Certificate)) if one.state is not CertificateState.REVOKED
    }
    assert kept and len(made) + len(kept) == len({title for title, _, _, award in results.ranking(new) if award})
    assert holders == {title for title, _, _, award in results.ranking(new) if award}


def test_apply_correction_updates_who_goes_on_and_is_refused_once_they_are_drawn(contest: Contest):
    contest.stage.cut_off = 2
    following = Stage(event_id=contest.stage.event_id, position=contest.stage.position + 1, title="总决赛")
    session.add(following)
    session.commit()
    version = results.final(contest)
    assert entrants(following) == [1, 2]
    correction = proposed(contest, version, mark_change(contest, "选手1", "1", "0"))
    following.state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused, match="下一阶段已经抽签"):
        applied(contest, correction)
    following.state = StageState.PLANNED
    session.commit()
    new = applied(contest, correction)
    assert entrants(following) == [2, 3]
    results.final_after(new, contest)
    assert entrants(following) == [2, 3]


def entrants(stage: Stage) -> list[int]:
    query = select(StageEntrant.entry_id).where(StageEntrant.stage_id == stage.id)
    return sorted(session.scalars(query))
