"""A plan from its scores to levels granted: pass, failed theory, failed key skill, absence, resit, one objection."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch
from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node
from assessments.grants.queries import grant_from
from assessments.grants.rules import GrantState
from assessments.results import operations, operations_checks, operations_outcomes
from assessments.results.announcing import notice_outcomes
from assessments.results.collecting import collect_marked
from assessments.results.models import Outcome, PartScore
from assessments.results.queries import outcomes_of, scores_at
from assessments.results.rules import OutcomeState
from assessments.results.rules_checks import Finding
from assessments.sittings.models import Seat
from assessments.sittings.rules import SittingMode
from assessments.standards.rules import Part
from foundation.database import session, transaction
from foundation.errors import Refused
from notices.models import Objection
from notices.operations import dismiss_objection, raise_objection, uphold_objection, void_notice
from people.accounts.rules import Role
from tests.factories import assessments, people
from tests.factories.assessment_scores import Scored, checked, reviewed, sat, scored_plan
from tests.factories.workbooks import workbook

THEORY = ("80", "59.99", "90", None, "96")
NOTICED, HELD, FINAL = OutcomeState.NOTICED, OutcomeState.HELD, OutcomeState.FINAL


def test_scores_become_outcomes_and_an_objection_holds_one_person(app: Flask, client: FlaskClient, clock):
    clock("2026-11-30 09:00")
    made = scored_plan()
    enter_theory(made, client)
    with transaction():
        assert collect_marked(made.practical, by=made.officer).count == 5
    assert made.score(2, Part.PRACTICAL).failed_keys == ["B 摘酒"]
    with pytest.raises(Refused, match="现在还不能作出认定结果"), transaction():
        operations_outcomes.decide_outcomes(made.batch, by=made.reviewer)
    reviewed(made.batch, made.reviewer)
    check_with_one_wrong(made)
    with transaction():
        operations_outcomes.decide_outcomes(made.batch, by=made.reviewer)
    assert [one.passed for one in outcomes_of(made.batch)] == [True, False, False, False, True]
    assert [[line["why"] for line in one.working if not line["passed"]] for one in outcomes_of(made.batch)] == [
        [],
        ["59.99 分，不到 60 分，不合格。"],
        ["80 分，但关键技能（★）B 摘酒没有达到最低要求，本部分不合格。"],
        ["缺考，不合格。"],
        [],
    ]
    with transaction():
        void_notice(notice_outcomes(made.batch, passed_only=True, by=made.reviewer), reason="误发", by=made.reviewer)
    with transaction():
        notice = notice_outcomes(made.batch, by=made.reviewer)
    assert {one.notice_id for one in outcomes_of(made.batch)} == {notice.id}
    assert notice.facts["tables"][0]["rows"][1][1:] == ["考生乙", "不合格"]
    assert "5001181990" not in str(notice.facts)
    upheld_for_one(made, clock)
    resit_of_second(made, client, clock)


def enter_theory(made: Scored, client: FlaskClient) -> None:
    """By hand on the page; a fault keeps what was typed, and nothing is stored."""
    people.sign_in(client, made.officer)
    address = f"/assessments/sittings/{made.theory.id}/scores"
    typed = {f"score-{seat.id}": score for seat, score in zip(made.theory.seats, THEORY, strict=True) if score}
    first = made.theory.seats[0].id
    page = client.post(address, data=typed | {f"score-{first}": "800"})
    assert (page.status_code, "分数应在 0 至 100 之间。" in page.text, 'value="59.99"' in page.text) == (
        422,
        True,
        True,
    )
    assert client.post(address, data=typed).status_code == 302
    assert "保存了 5 份成绩" in client.get(address).text
    second = client.post(address, data=typed)
    assert (second.status_code, "刚刚被别人改过" in second.text) == (422, True)


def check_with_one_wrong(made: Scored) -> None:
    """Three of nine scores are drawn; the first is wrong, goes back, and is entered and reviewed anew."""
    with transaction():
        check = operations_checks.begin_score_check(made.batch, seed="2026", by=made.reviewer)
    first, *rest = operations_checks.items_of(check)
    assert (check.population, len(rest)) == (9, 2)
    with transaction():
        operations_checks.check_score(first, Finding.WRONG, note="原始记录少计一题", by=made.reviewer)
        for item in rest:
            operations_checks.check_score(item, Finding.RIGHT, by=made.reviewer)
    with pytest.raises(Refused, match="还不能完成"), transaction():
        operations_checks.finish_score_check(check, by=made.reviewer)
    score = first.score
    assert score.state_reason == "抽检复核：原始记录少计一题"
    enter_again(score.application, score.part, str(score.score), made)
    with transaction():
        operations_checks.finish_score_check(check, by=made.reviewer)
    assert Node.SCORES in nodes_done(made.batch)


def enter_again(application: Application, part: Part, value: str, made: Scored) -> None:
    seat = session.query(Seat).filter_by(application_id=application.id).join(Seat.sitting).filter_by(part=part).one()
    known = next(one for one in scores_at(seat.sitting).values() if one.application_id == application.id)
    with transaction():
        typed = {seat.id: Decimal(value)}
        operations.enter_scores(seat.sitting, typed, versions={seat.id: known.row_version}, by=made.officer)
    reviewed(made.batch, made.reviewer)


def upheld_for_one(made: Scored, clock) -> None:
    """The fifth candidate is objected to: the others become final, he is corrected and put up again."""
    *others, fifth = outcomes_of(made.batch)
    assert fifth.notice is not None
    with transaction():
        objection = raise_objection(fifth.notice, name="李示范", contact="13800000000", content="试卷应为 36 分")
    clock("2026-12-08 00:00")
    with pytest.raises(Refused, match="指明异议涉及谁"), transaction():
        operations_outcomes.finalise_outcomes(made.batch, by=made.reviewer)
    himself = people.account(Role.ASSESSMENT_REVIEWER, made.batch.body.organisation, fifth.application.person)
    with pytest.raises(Refused, match="您本人的认定结果"), transaction():
        operations_outcomes.hold_outcome(fifth, objection, by=himself)
    with transaction():
        operations_outcomes.hold_outcome(fifth, objection, by=made.reviewer)
        assert len(operations_outcomes.finalise_outcomes(made.batch, by=made.reviewer)) == 4
    assert [one.state for one in outcomes_of(made.batch)] == [FINAL] * 4 + [HELD]
    assert [grant_from(f"application:{one.application_id}") is not None for one in outcomes_of(made.batch)] == [
        True,
        *[False] * 4,
    ]
    correct_fifth(made, fifth, objection)
    clock("2026-12-16 00:00")
    with transaction():
        operations_outcomes.finalise_outcomes(made.batch, by=made.reviewer)
    assert (fifth.state, fifth.passed, fifth.final_on) == (FINAL, False, date(2026, 12, 16))
    assert Node.NOTICE in nodes_done(made.batch)
    assert others[0].final_on == date(2026, 12, 8)


def correct_fifth(made: Scored, fifth: Outcome, objection: Objection) -> None:
    for too_early in (operations_outcomes.release_outcome, operations_outcomes.void_outcome):
        with pytest.raises(Refused, match="没有答复"), transaction():
            too_early(fifth, reason="试卷核对", by=made.reviewer)
    with transaction():
        uphold_objection(objection, answer="经核对试卷，应为 36 分", by=made.reviewer)
    with pytest.raises(Refused, match="成立，结果不能恢复"), transaction():
        operations_outcomes.release_outcome(fifth, reason="已答复", by=made.reviewer)
    with pytest.raises(Refused, match="请先在认定结果里写明原因"), transaction():
        operations.reopen_score(made.score(4, Part.THEORY), reason="试卷核对", by=made.reviewer)
    with transaction():
        operations_outcomes.void_outcome(fifth, reason="异议成立", by=made.reviewer)
        operations.reopen_score(made.score(4, Part.THEORY), reason="试卷核对为 36 分", by=made.reviewer)
    enter_again(fifth.application, Part.THEORY, "36", made)
    with transaction():
        operations_outcomes.redecide_outcome(fifth, reason="按更正后的成绩", by=made.reviewer)
        notice = notice_outcomes(made.batch, by=made.reviewer)
    assert (notice.title.endswith("续公示"), len(notice.facts["tables"][0]["rows"])) == (True, 1)
    with transaction():
        again = raise_objection(notice, name="李示范", contact="13800000000", content="仍有异议")
        operations_outcomes.hold_outcome(fifth, again, by=made.reviewer)
        dismiss_objection(again, answer="原卷已经核对", by=made.reviewer)
        operations_outcomes.release_outcome(fifth, reason="异议不成立", by=made.reviewer)


def resit_of_second(made: Scored, client: FlaskClient, clock) -> None:
    """The second candidate takes theory alone in a later plan; his practical score is carried over, and he passes."""
    second = outcomes_of(made.batch)[1]
    later = assessments.batch(
        made.batch.body, apply_from=date(2026, 12, 10), apply_to=date(2027, 1, 20), examined_on=date(2027, 3, 1)
    )
    worker = people.account(Role.WORKER, made.batch.body.organisation, second.application.person)
    people.sign_in(client, worker)
    mine = client.get("/assessments/my-results").text
    assert ("59.99 分，不到 60 分" in mine, "考试日期不晚于 2028-12-08" in mine) == (True, True)
    answer = client.post(f"/assessments/outcomes/{second.id}/resit", data={"item": str(later.items[0].id)})
    resit = session.get_one(Application, int(answer.location.split("/")[-1]))
    assert (resit.parts, resit.resit_of_id) == (["theory"], second.application_id)
    resit.state, resit.ticket_number = ApplicationState.ACCEPTED, "000200001"
    theory = sat(later.items[0], [resit], SittingMode.IMPORTED)
    clock("2027-03-02 09:00")
    import_score(made, client, theory.id, resit)
    reviewed(later, made.reviewer)
    checked(later, made.reviewer)
    with transaction():
        (outcome,) = operations_outcomes.decide_outcomes(later, by=made.reviewer)
    carried = f"78 分，沿用准考证 {second.application.ticket_number} 的合格成绩。"
    assert (outcome.passed, outcome.working[1]["why"]) == (True, carried)
    with pytest.raises(Refused, match="请先作废补考的结果"), transaction():
        operations_outcomes.void_outcome(second, reason="再核", by=made.reviewer)
    final_then_voided(later, outcome, made, clock)


def import_score(made: Scored, client: FlaskClient, sitting_id: int, resit: Application) -> None:
    """A workbook with faulty rows is not taken in at all; each is named by row and cell."""
    people.sign_in(client, made.officer)
    header, ticket = ("准考证号", "姓名", "成绩"), resit.ticket_number
    bad = workbook(header, (ticket, "考生甲", "60.5"), (ticket, "考生乙", "abc"), ("999", "考生乙", "60"))
    page = upload(client, sitting_id, bad)
    for said in ("与这个准考证号的考生姓名不一致", "与第 2 行的准考证号重复", "这个场次没有这个准考证号"):
        assert said in page.text
    assert client.post(f"{page.request.path}/apply").status_code == 409
    assert session.query(PartScore).filter_by(application_id=resit.id).count() == 0
    page = upload(client, sitting_id, workbook(header, (ticket, "考生乙", 60)))
    assert client.post(f"{page.request.path}/apply").status_code == 302


def upload(client: FlaskClient, sitting_id: int, content: bytes):
    data = {"file": (BytesIO(content), "成绩.xlsx")}
    return client.post(f"/assessments/sittings/{sitting_id}/scores/import", data=data, follow_redirects=True)


def final_then_voided(later: Batch, outcome: Outcome, made: Scored, clock) -> None:
    """A final pass is voided: the level goes; decided again it is granted anew."""
    for day, source in (("2027-03-12", ""), ("2027-03-25", "#2")):
        with transaction():
            notice_outcomes(later, by=made.reviewer)
        clock(f"{day} 09:00")
        with transaction():
            operations_outcomes.finalise_outcomes(later, by=made.reviewer)
        grant = grant_from(f"application:{outcome.application_id}{source}")
        assert (grant.state, grant.employer) == (GrantState.GRANTED, made.batch.body.organisation)
        if not source:
            with transaction():
                operations_outcomes.void_outcome(outcome, reason="举报查实前先撤回", by=made.reviewer)
                operations_outcomes.redecide_outcome(outcome, reason="查无实据", by=made.reviewer)
            assert grant.state is GrantState.WITHDRAWN
