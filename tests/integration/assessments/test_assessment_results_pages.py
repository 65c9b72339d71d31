"""Pages of scores and outcomes: who sees what and when, two people for one score, few queries for any length."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from assessments.results import operations
from assessments.results.collecting import collect_marked, collect_online
from assessments.results.models import Outcome, PartScore
from assessments.results.queries import outcomes_of, scores_at, scores_of
from assessments.results.rules import OutcomeState, ScoreSource, ScoreState
from assessments.results.rules_outcomes import PartFacts, outcome_of
from assessments.sittings import operations as sitting_operations
from assessments.sittings.models import Seat
from assessments.sittings.rules import Attendance
from assessments.standards.rules import Part
from examinations.attempts.models import Attempt
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.import_batches import ImportBatch
from foundation.workbooks import read_table
from notices.operations import raise_objection
from people.accounts.rules import Role
from tests.factories import assessments, people
from tests.factories import sittings as theory_sittings
from tests.factories.assessment_scores import Scored, both_roles, reviewed, sat, scored_plan
from tests.factories.workbooks import workbook

HEADER = ("准考证号", "姓名", "成绩")


@pytest.fixture
def made(app: Flask, clock) -> Scored:
    clock("2026-11-30 09:00")
    return scored_plan(2)


def entered(made: Scored, *scores: str, by=None) -> None:
    typed = {seat.id: Decimal(score) for seat, score in zip(made.theory.seats, scores, strict=False)}
    with transaction():
        operations.enter_scores(made.theory, typed, versions={}, by=by or made.officer)


def test_review_scores_needs_a_second_person(made: Scored, client: FlaskClient):
    both = both_roles(made)
    entered(made, "61", by=both)
    (score,) = scores_of(made.batch)
    with pytest.raises(Refused, match="录入人不能审核自己录入的成绩"), transaction():
        operations.review_scores(made.batch, {score.id: score.row_version}, by=both)
    own = {"state": ScoreState.REVIEWED, "reviewed_by": both.id}
    with pytest.raises(IntegrityError), transaction():
        session.execute(update(PartScore).values(own))
    address = f"/assessments/batches/{made.batch.id}/scores/review"
    assert people.sign_in(client, made.officer).get(address).status_code == 403
    assert "由您录入" in people.sign_in(client, both).get(address).text
    page = people.sign_in(client, made.reviewer).get(address).text
    (ticked,) = re.findall(r'name="score" value="([0-9:]+)" checked', page)
    assert client.post(address, data={"score": f"{score.id}:{score.row_version + 1}"}).status_code == 422
    assert client.post(address, data={"score": ticked}).status_code == 302
    session.expire_all()
    assert (score.state, score.reviewed_by) == (ScoreState.REVIEWED, made.reviewer.id)


def test_return_score_says_why_and_is_entered_anew(made: Scored, client: FlaskClient):
    with transaction():
        collect_marked(made.practical, by=made.officer)
    reviewed(made.batch, made.reviewer)
    score, seat = made.score(0, Part.PRACTICAL), made.practical.seats[0]
    listed = people.sign_in(client, made.reviewer).get(f"/assessments/batches/{made.batch.id}/scores?q=考生乙").text
    assert ("考生乙</td>" in listed, "考生甲</td>" in listed) == (True, False)
    assert (score.source, score.entered_by, score.score) == (ScoreSource.TABLET, None, Decimal(82))
    with pytest.raises(Refused) as refusal, transaction():
        operations.enter_scores(
            made.practical, {seat.id: Decimal(83)}, versions={seat.id: score.row_version}, by=made.officer
        )
    assert refusal.value.reasons == [f"{score.audit_label}：成绩已经审核，不能再改。确需更正的，请审核人退回。"]
    people.sign_in(client, made.reviewer)
    address = f"/assessments/scores/{score.id}/reopen"
    assert client.post(address, data={"reason": " "}).status_code == 409
    assert client.post(address, data={"reason": "合分有误"}).status_code == 302
    typing = f"/assessments/sittings/{made.practical.id}/scores"
    assert "合分有误" in people.sign_in(client, made.officer).get(typing).text
    session.expire_all()
    data = {f"score-{seat.id}": "83", f"seen-{seat.id}": str(score.row_version)}
    assert client.post(typing, data=data).status_code == 302
    session.expire_all()
    assert (score.state, score.source, score.score) == (ScoreState.ENTERED, ScoreSource.ENTERED, Decimal(83))


def test_undo_import_puts_back_what_stood_there(made: Scored, client: FlaskClient):
    entered(made, "61")
    tickets = [seat.application.ticket_number for seat in made.theory.seats]
    people.sign_in(client, made.officer)
    filled = client.get(f"/assessments/sittings/{made.theory.id}/scores/template").data
    rows = [(2, [tickets[0], "考生甲", "61"]), (3, [tickets[1], "考生乙", ""])]
    assert read_table(filled) == (list(HEADER), rows)
    content = workbook(HEADER, (tickets[0], "考生甲", 66.5), (tickets[1], "考生乙", "70"))
    data = {"file": (BytesIO(content), "成绩.xlsx")}
    client.post(f"/assessments/sittings/{made.theory.id}/scores/import", data=data)
    (batch,) = session.query(ImportBatch)
    client.post(f"/imports/{batch.id}/apply")
    assert [one.score for one in scores_of(made.batch)] == [Decimal("66.5"), Decimal(70)]
    assert client.post(f"/imports/{batch.id}/undo", data={"reason": "传错文件"}).status_code == 302
    session.expire_all()
    assert [(one.score, one.source) for one in scores_of(made.batch)] == [(Decimal(61), ScoreSource.ENTERED)]


def test_collect_online_takes_ended_attempts(app: Flask, client: FlaskClient, clock):
    clock("2026-11-28 08:30")
    made = theory_sittings.theory_sitting(3)
    clock("2026-11-28 09:05")
    for candidate in made.candidates[:2]:
        theory_sittings.begin(people.sign_in(client, candidate), made)
    with transaction():
        made.seat(3).attendance = Attendance.ABSENT
    clock("2026-11-28 11:30")
    with transaction():
        sitting_operations.close_sitting(made.sitting, by=made.officer)
    with transaction():
        collected = collect_online(made.sitting, by=made.officer)
        again = collect_online(made.sitting, by=made.officer)
    assert session.query(Attempt).count() == 2
    assert (collected.count, collected.lacking, again.count) == (3, [], 0)
    scores = [scores_at(made.sitting)[seat.application_id] for seat in made.sitting.seats]
    assert [(one.score, one.absent) for one in scores] == [(Decimal(0), False), (Decimal(0), False), (None, True)]


def test_outcomes_are_seen_once_put_up_by_those_concerned(made: Scored, client: FlaskClient):
    outcomes = [outcome(seat) for seat in made.practical.seats]
    unit = made.batch.body.organisation
    worker = people.account(Role.WORKER, unit, made.applications[0].person)
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", unit.parent))
    address = f"/assessments/outcomes/{outcomes[0].id}"
    assert people.sign_in(client, worker).get(address).status_code == 404
    assert "还没有认定结果" in client.get("/assessments/my-results").text
    people.sign_in(client, made.reviewer)
    assert client.get(f"/assessments/batches/{made.batch.id}/outcomes/notice").status_code == 200
    noticed = client.post(f"/assessments/batches/{made.batch.id}/outcomes/notice", data={})
    session.expire_all()
    assert (noticed.status_code, {one.state for one in outcomes}) == (302, {OutcomeState.NOTICED})
    assert people.sign_in(client, worker).get(address).status_code == 200
    assert client.get(f"/assessments/outcomes/{outcomes[1].id}").status_code == 404
    assert "正在公示" in client.get("/assessments/my-results").text
    listed = people.sign_in(client, officer).get(f"/assessments/batches/{made.batch.id}/outcomes").text
    assert ("考生甲" in listed, "考生乙" in listed) == (True, True)
    assert client.get(f"/assessments/batches/{made.batch.id}/scores").status_code == 403
    assert people.sign_in(client, stranger).get(address).status_code == 404
    hold_and_release(made, client, outcomes[0])


def hold_and_release(made: Scored, client: FlaskClient, held: Outcome) -> None:
    assert held.notice is not None
    with transaction():
        objection = raise_objection(held.notice, name="李示范", contact="13800000000", content="年限不足")
    people.sign_in(client, made.reviewer)
    address = f"/assessments/outcomes/{held.id}"
    listed = client.get(f"/assessments/batches/{made.batch.id}/outcomes?q=考生甲").text
    assert ("年限不足" in listed, "考生乙" in listed) == (True, False)
    assert client.post(f"{address}/hold", data={"objection": str(objection.id)}).status_code == 302
    assert (
        client.post(
            f"/notices/objections/{objection.id}", data={"decision": "dismissed", "answer": "年限已核"}
        ).status_code
        == 302
    )
    assert client.post(f"{address}/release", data={"reason": "年限已核实"}).status_code == 302
    session.expire_all()
    assert held.state is OutcomeState.NOTICED
    assert client.post(f"/assessments/batches/{made.batch.id}/outcomes/finalise").status_code == 409


def outcome(seat: Seat) -> Outcome:
    facts = outcome_of([Part.THEORY], [PartFacts(Part.THEORY, Decimal(70))], examined_on=seat.sitting.batch.examined_on)
    made = Outcome(application=seat.application, passed=facts.passed, working=facts.to_json())
    session.add(made)
    session.commit()
    return made


def test_lists_take_the_same_queries_for_three_and_thirty(app: Flask, client: FlaskClient, query_count, clock):
    clock("2026-11-30 09:00")
    body = assessments.body()
    item = assessments.batch(body).items[0]
    reviewer = people.account(Role.ASSESSMENT_REVIEWER, body.organisation)
    officer = people.account(Role.ASSESSMENT_OFFICER, body.organisation)
    people.sign_in(client, reviewer)
    base = f"/assessments/batches/{item.batch_id}"
    counts: list[list[int]] = []
    for number in (3, 27):
        applications = [assessments.application(item) for _ in range(number)]
        sitting = sat(item, applications)
        with transaction():
            typed = {seat.id: Decimal(70) for seat in sitting.seats}
            operations.enter_scores(sitting, typed, versions={}, by=officer)
        for seat in sitting.seats:
            outcome(seat)
        counts.append([])
        for page in ("scores", "scores/review", "outcomes", "score-check"):
            with query_count() as statements:
                assert client.get(f"{base}/{page}").status_code == 200
            counts[-1].append(len(statements))
    assert counts[0] == counts[1]
    assert len(outcomes_of(item.batch)) == 30
