"""A year's evaluation from two sides: three chairs, one of whom too few members rated."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from studios.evaluations import operations
from studios.evaluations.models import Evaluation, EvaluationPaper, EvaluationRater, EvaluationSubject
from studios.evaluations.queries import results_of, returns_of, review_of
from studios.evaluations.rules import EvaluationState
from studios.reviews.operations import close_review
from tests.factories import evaluations, people, reviews

ITEMS = ("organised", "rights", "active", "effect", "trusted")


def refused(match: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused) as refusal, transaction():
        act()
    assert match in "".join([refusal.value.message, *refusal.value.reasons])


@pytest.fixture
def district(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-12-01 09:00")
    return people.organisation("示例区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


def chaired(district: Organisation, name: str) -> tuple[Organisation, Person]:
    unit = people.organisation(f"{name}公司工会", district)
    return unit, people.person(f"{name}主席", unit)


def member(unit: Organisation, number: int) -> Account:
    return people.account(Role.WORKER, unit, people.person(f"示例职工{number}", unit))


def rate(app: Flask, account: Account, subject: EvaluationSubject, points: str):
    page = people.sign_in(app.test_client(), account)
    assert subject.label in page.get("/evaluations").text
    answers = {f"item-{code}": points for code in ITEMS}
    return page.post(f"/evaluations/{subject.id}/rate", data=answers)


def subject_of(evaluation: Evaluation, unit: Organisation) -> EvaluationSubject:
    return next(one for one in evaluation.subjects if one.unit_id == unit.id)


def started(evaluation: Evaluation, officer: Account) -> list[Account]:
    experts = reviews.experts(evaluation.organiser, 2)
    refused("至少 2 人", lambda: operations.open_evaluation(evaluation, experts[:1], by=officer))
    with transaction():
        operations.open_evaluation(evaluation, experts, by=officer)
    return experts


def test_a_year_is_evaluated_from_both_sides(
    app: Flask, clock: Callable[[str], object], district: Organisation, officer: Account
):
    (first, chair), (second, _) = chaired(district, "甲示"), chaired(district, "乙示")
    evaluation = evaluations.evaluation(district, [(first.name, chair.name), (second.name, "")], officer)
    experts = started(evaluation, officer)
    one, other = subject_of(evaluation, first), subject_of(evaluation, second)
    members = [member(first, number) for number in range(3)]
    assert [
        rate(app, account, one, points).status_code for account, points in zip(members, ("20", "16", "12"), strict=True)
    ] == [302] * 3
    again = rate(app, members[0], one, "20")
    assert again.status_code == 422 and "您已经评过了" in again.text
    assert rate(app, member(second, 9), other, "20").status_code == 302
    page = people.sign_in(app.test_client(), members[0])
    assert page.get(f"/evaluations/{other.id}/rate").status_code == 404
    himself = people.sign_in(app.test_client(), people.account(Role.WORKER, first, chair))
    assert himself.get(f"/evaluations/{one.id}/rate").status_code == 404
    refused("不能评价自己", lambda: operations.rate_subject(one, chair, {}, by=members[0]))
    assert returns_of(evaluation) == {one.id: 3, other.id: 1}
    nothing_leads_from_the_rater_to_the_paper(one)
    review = review_of(evaluation)
    assert review is not None
    marks = ("15", "15", "20", "20", "15", "5")
    for expert in experts:
        reviews.score(review, expert, {one.reference: marks, other.reference: marks})
    refused("12-10 才截止", lambda: operations.close_evaluation(evaluation, by=officer))
    clock("2026-12-11 09:00")
    assert rate(app, member(first, 5), one, "20").status_code == 422
    refused("上级评价还没有结束", lambda: operations.close_evaluation(evaluation, by=officer))
    with transaction():
        close_review(review, by=officer)
        operations.close_evaluation(evaluation, by=officer)
    results = {result.subject.id: result for result in results_of(evaluation)}
    assert (results[one.id].officers.score, results[one.id].members.score) == (Decimal(90), Decimal("80.00"))
    assert (results[one.id].combined.score, results[one.id].rank) == (Decimal("86.00"), 1)
    assert (results[other.id].members.score, results[other.id].members.returned) == (None, 1)
    assert (results[other.id].combined.score, results[other.id].rank, results[other.id].items) == (None, None, [])
    results_are_shown_to_those_concerned(app, evaluation, first, second, members[0])
    corrected(evaluation, officer)


def nothing_leads_from_the_rater_to_the_paper(subject: EvaluationSubject) -> None:
    """Who rated and what was rated share the subject only; the log knows no answers."""
    columns = set(EvaluationPaper.__table__.columns.keys())
    assert columns == {"paper", "subject_id", "findings"}
    rated = select(EvaluationRater).where(EvaluationRater.subject_id == subject.id)
    papers = session.scalars(select(EvaluationPaper).where(EvaluationPaper.subject_id == subject.id)).all()
    assert len(session.scalars(rated).all()) == len(papers) == 3
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "rate_subject")).all()
    assert [entry.changes for entry in entries] == [{}] * 4


def results_are_shown_to_those_concerned(
    app: Flask, evaluation: Evaluation, first: Organisation, second: Organisation, worker: Account
) -> None:
    address = f"/studios/evaluations/{evaluation.id}"
    unit = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, second))
    shown = unit.get(address).text
    assert "人数不足" in shown and first.name not in shown
    assert "双评价得分：86" in people.sign_in(app.test_client(), worker).get("/evaluations").text
    stranger = people.organisation("另一区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)
    outside = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, stranger))
    assert outside.get(address).status_code == 404


def corrected(evaluation: Evaluation, officer: Account) -> None:
    """Reopened for a reason, what was rated stays; a subject of nobody's below is refused."""
    refused(
        "原因",
        lambda: operations.reopen_evaluation(evaluation, evaluation.closes_on.replace(day=20), reason="", by=officer),
    )
    with transaction():
        operations.reopen_evaluation(
            evaluation, evaluation.closes_on.replace(day=20), reason="夜班职工没有评", by=officer
        )
    assert (evaluation.state, evaluation.closes_on.day) == (EvaluationState.OPEN, 20)
    assert sorted(returns_of(evaluation).values()) == [1, 3]


def test_create_evaluation_names_every_fault(district: Organisation, officer: Account):
    unit, _ = chaired(district, "丙示")
    wrong = [("没有这家单位", ""), (unit.name, "无名氏"), (unit.name, "")]
    with pytest.raises(Refused) as refusal:
        evaluations.evaluation(district, wrong, officer)
    told = "".join(refusal.value.reasons)
    assert [text in told for text in ("没有这家单位", "没有这个人", "写了两次")] == [True] * 3
    stranger = people.account(Role.ENTERPRISE_OFFICER, unit)
    with pytest.raises(NotAllowed):
        evaluations.evaluation(district, [(unit.name, "")], stranger)
