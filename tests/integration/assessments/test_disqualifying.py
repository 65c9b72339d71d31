"""What stands between a score and a level: nodes out of turn, an objection about two, a level held meanwhile."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.batches.models import BatchNode
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node
from assessments.grants.models import Grant
from assessments.results import operations
from assessments.results import operations_outcomes as outcomes
from assessments.results.announcing import notice_outcomes
from assessments.results.collecting import collect_marked
from assessments.results.models import Outcome
from assessments.results.nodes import check_of
from assessments.results.queries import outcomes_of
from assessments.results.rules import OutcomeState
from assessments.sittings.operations import note_examination
from assessments.standards.rules import Part
from foundation.database import session, transaction
from foundation.errors import Refused
from notices.operations import raise_objection, uphold_objection
from people.accounts.rules import Role
from people.messages.models import Message
from tests.factories import assessments, people
from tests.factories.assessing import sitting_of
from tests.factories.assessment_scores import Scored, checked, reviewed, scored_plan


@pytest.fixture
def made(app: Flask, clock) -> Scored:
    clock("2026-11-30 09:00")
    scored = scored_plan()
    with transaction():
        typed = {seat.id: Decimal(80) if place != 3 else None for place, seat in enumerate(scored.theory.seats)}
        operations.enter_scores(scored.theory, typed, versions={}, by=scored.officer)
        collect_marked(scored.practical, by=scored.officer)
    reviewed(scored.batch, scored.reviewer)
    return scored


def noticed(made: Scored) -> list[Outcome]:
    checked(made.batch, made.reviewer)
    with transaction():
        outcomes.decide_outcomes(made.batch, by=made.reviewer)
        notice_outcomes(made.batch, by=made.reviewer)
    return list(outcomes_of(made.batch))


def test_scores_are_checked_in_turn_and_a_sitting_without_seats_holds_up_nothing(made: Scored, client: FlaskClient):
    session.query(BatchNode).delete()
    session.commit()
    page = f"/assessments/batches/{made.batch.id}/score-check"
    people.sign_in(client, made.reviewer)
    assert f'<a href="/assessments/batches/{made.batch.id}">认定计划</a>页完成' in client.get(page).text
    refused = client.post(page, data={"share": "10"})
    assert (refused.status_code, "“考试报名”还没有完成。" in refused.text) == (422, True)
    sitting_of(made.item, "没有人的一场")
    assessments.worked_off(made.batch, Node.PREPARATION)
    with transaction():
        note_examination(made.batch, by=made.officer)
    assert Node.EXAMINATION in nodes_done(made.batch)
    assert client.post(page, data={"share": "10"}).status_code == 302
    assert check_of(made.batch) is not None


def test_upheld_objection_about_two_is_corrected_or_ends_in_disqualification(made: Scored, client: FlaskClient, clock):
    first, second, *_, fifth = noticed(made)
    with transaction():
        objection = raise_objection(first.notice, name="李示范", contact="13800000000", content="两人年限不实")
    people.sign_in(client, made.reviewer)
    for one in (first, second):
        answer = client.post(f"/assessments/outcomes/{one.id}/hold", data={"objection": str(objection.id)})
        assert answer.status_code == 302
    with transaction():
        uphold_objection(objection, answer="属实", by=made.reviewer)
        for one in (first, second):
            outcomes.void_outcome(one, reason="异议成立", by=made.reviewer)
    with pytest.raises(Refused, match="没有任何更正"), transaction():
        outcomes.redecide_outcome(first, reason="重新作出", by=made.reviewer)
    told = people.account(Role.WORKER, made.batch.body.organisation, first.application.person)
    page = f"/assessments/outcomes/{first.id}"
    assert "取消资格" in client.get(page).text
    assert client.post(f"{page}/disqualify", data={"reason": "工作年限不实"}).status_code == 302
    session.expire_all()
    assert (first.state, first.passed) == (OutcomeState.DISQUALIFIED, False)
    message = session.query(Message).filter_by(account_id=told.id).one()
    assert (message.text, message.address) == ("原因：工作年限不实", page)
    assert "资格已取消，不颁发证书" in people.sign_in(client, told).get("/assessments/my-results").text
    clock("2026-11-30 10:00")
    enter_the_same_again(made)
    with transaction():
        outcomes.redecide_outcome(second, reason="原卷复核无误", by=made.reviewer)
    settle_the_others(made, fifth, client, clock)


def enter_the_same_again(made: Scored) -> None:
    score, seat = made.score(1, Part.THEORY), made.theory.seats[1]
    with transaction():
        operations.reopen_score(score, reason="复核原卷", by=made.reviewer)
    with transaction():
        versions = {seat.id: score.row_version}
        operations.enter_scores(made.theory, {seat.id: Decimal(80)}, versions=versions, by=made.officer)
    reviewed(made.batch, made.reviewer)


def settle_the_others(made: Scored, fifth: Outcome, client: FlaskClient, clock) -> None:
    """The fifth holds the level meanwhile: the others become final, he does not, and is disqualified."""
    assessments.grant(made.batch.body, fifth.application.person)
    with transaction():
        notice_outcomes(made.batch, by=made.reviewer)
    clock("2026-12-20 09:00")
    with transaction():
        second, *failed = outcomes.finalise_outcomes(made.batch, by=made.reviewer)
    assert [one.passed for one in failed] == [False, False]
    assert session.query(Grant).filter_by(batch_id=made.batch.id).one().person == second.application.person
    listed = people.sign_in(client, made.reviewer).get(f"/assessments/batches/{made.batch.id}/outcomes").text
    assert "已经持有本职业四级/中级工证书，不能再申报四级/中级工" in listed
    with pytest.raises(Refused, match="都不能生效"), transaction():
        outcomes.finalise_outcomes(made.batch, by=made.reviewer)
    assert Node.NOTICE not in nodes_done(made.batch)
    with transaction():
        outcomes.void_outcome(fifth, reason="已有同级证书", by=made.reviewer)
        outcomes.disqualify_outcome(fifth, reason="已有同级证书", by=made.reviewer)
    assert Node.NOTICE in nodes_done(made.batch)
