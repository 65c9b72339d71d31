"""Nobody decides for himself, nor around the second person: by a detour, at the same moment, or on stale facts."""

from collections.abc import Callable
from decimal import Decimal
from threading import Thread

import pytest
from flask import Flask

from assessments.batches.models import Batch
from assessments.grants.rules import Ground
from assessments.ladder.operations import RecognitionFacts, confirm_recognition, propose_recognition
from assessments.ladder.rules import FRONT_LINE
from assessments.promotions.operations import decline_promotion
from assessments.results import operations, operations_checks, operations_outcomes
from assessments.results.collecting import collect_marked
from assessments.results.models import PartScore
from assessments.results.rules import ScoreState
from assessments.results.rules_checks import Finding
from assessments.sittings.attendance import expel_candidate
from assessments.sittings.operations import close_sitting, reopen_sitting
from assessments.standards.rules import Part
from foundation.database import db, session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, people, promotions
from tests.factories.assessment_scores import Scored, reviewed, scored_plan
from tests.factories.assessments import BREWER


def enter(made: Scored, *scores: str) -> None:
    typed = {seat.id: Decimal(score) for seat, score in zip(made.theory.seats, scores, strict=True)}
    with transaction():
        operations.enter_scores(made.theory, typed, versions={}, by=made.officer)


def test_nobody_decides_on_his_own_level(app: Flask):
    body = assessments.body()
    district, unit = body.organisation.parent, body.organisation
    worker = people.person("李示范", unit)
    officer, own = people.account(Role.ASSESSMENT_OFFICER, unit), people.account(Role.ASSESSMENT_REVIEWER, unit, worker)
    facts = RecognitionFacts(Ground.DIRECT, Level.THREE, BREWER, grounds="一线二十年", document="示酒人 3 号")
    with transaction():
        proposal = propose_recognition(worker, facts, b"%PDF-1.7 example", by=officer)
    way = f"{body.sites[0].id}:"
    with pytest.raises(Refused, match="是您本人的"), transaction():
        confirm_recognition(proposal, way=way, confirmed=[FRONT_LINE], by=own)
    assert district is not None
    promotions.applied_rules(district, people.account(Role.DISTRICT_OFFICER, district))
    promotions.placing(worker, district)
    [file] = promotions.opened()
    with pytest.raises(Refused, match="您本人的晋升"), transaction():
        decline_promotion(file, reason="暂不办理", by=own)


def test_spot_check_of_ones_own_score_and_corrected_attendance(app: Flask, clock: Callable[[str], object]):
    clock("2026-11-30 09:00")
    made = scored_plan(3)
    enter(made, "80", "70", "90")
    with transaction():
        collect_marked(made.practical, by=made.officer)
    reviewed(made.batch, made.reviewer)
    own = people.account(Role.ASSESSMENT_REVIEWER, made.batch.body.organisation, made.applications[0].person)
    with transaction():
        check = operations_checks.begin_score_check(made.batch, share=Decimal(100), seed="2026", by=made.reviewer)
    items = operations_checks.items_of(check)
    mine = next(one for one in items if one.score.application.person_id == own.person_id)
    with pytest.raises(Refused, match="本人的成绩"), transaction():
        operations_checks.check_score(mine, Finding.RIGHT, by=own)
    with transaction():
        for item in items:
            operations_checks.check_score(item, Finding.RIGHT, by=made.reviewer)
        operations_checks.finish_score_check(check, by=made.reviewer)
    with transaction():
        reopen_sitting(made.theory, reason="考生乙违纪，补登记", by=made.officer)
    assert refused_to_decide(made) == [f"场次“{made.theory.title}”又重新打开，还没有结束。"] * 3
    with transaction():
        expel_candidate(made.theory.seats[1], reason="违纪", by=made.officer)
        close_sitting(made.theory, by=made.officer)
    assert refused_to_decide(made) == [f"场次“{made.theory.title}”的到场登记与成绩不符，请退回成绩重录。"]
    with transaction():
        operations.reopen_score(made.score(1, Part.THEORY), reason="违纪", by=made.reviewer)
    seat = made.theory.seats[1]
    with transaction():
        version = made.score(1, Part.THEORY).row_version
        operations.enter_scores(made.theory, {seat.id: None}, versions={seat.id: version}, by=made.officer)
    reviewed(made.batch, made.reviewer)
    with transaction():
        outcomes = operations_outcomes.decide_outcomes(made.batch, by=made.reviewer)
    assert [one.passed for one in outcomes] == [True, False, False]


def refused_to_decide(made: Scored) -> list[str]:
    with pytest.raises(Refused) as refused, transaction():
        operations_outcomes.decide_outcomes(made.batch, by=made.reviewer)
    return [reason.partition("：")[2] for reason in refused.value.reasons]


def test_score_is_not_reviewed_while_it_is_entered_anew(app: Flask, clock: Callable[[str], object], monkeypatch):
    clock("2026-11-30 09:00")
    made = scored_plan(1)
    enter(made, "80")
    score, seat = made.score(0, Part.THEORY), made.theory.seats[0]
    batch_id, score_id, reviewer_id = made.batch.id, score.id, made.reviewer.id
    versions = {seat.id: score.row_version}

    def review() -> None:
        with app.app_context():
            try:
                with transaction():
                    batch, by = session.get_one(Batch, batch_id), session.get_one(Account, reviewer_id)
                    operations.review_scores(batch, {score_id: 1}, by=by)
            except Refused:  # it is not any more what the reviewer saw
                pass
            finally:
                db.session.remove()

    reviewing, known_fault = Thread(target=review), operations.entry_fault

    def meanwhile(*facts):
        reviewing.start()
        reviewing.join(timeout=0.5)
        return known_fault(*facts)

    monkeypatch.setattr(operations, "entry_fault", meanwhile)
    with transaction():
        operations.enter_scores(made.theory, {seat.id: Decimal(55)}, versions=versions, by=made.officer)
    reviewing.join(timeout=30)
    session.expire_all()
    kept = session.get_one(PartScore, score_id)
    assert (kept.score, kept.state, kept.reviewed_by) == (Decimal(55), ScoreState.ENTERED, None)
