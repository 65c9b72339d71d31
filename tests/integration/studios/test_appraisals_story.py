"""A year's assessment of three studios: one excellent, one put right in time, one that never reported."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.appraisals import appraising, namings, operations
from studios.appraisals.appraising import Report
from studios.appraisals.models import Appraisal, AppraisalRound, NamingWithdrawal
from studios.appraisals.namings import Decision
from studios.appraisals.queries import dates_running_out, grades_in
from studios.appraisals.rules import AppraisalState, Consequence, Grade, RoundKind, RoundState
from studios.designation.models import StudioBar
from studios.registry.models import Studio
from studios.registry.rules import NamingLevel
from studios.reviews.operations import close_review
from studios.reviews.rules import ReviewKind
from tests.factories import appraisals, people, reviews, studios


@pytest.fixture
def city(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-12-01 09:00")
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def officer(city: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, city)


def named(city: Organisation, name: str) -> Studio:
    made = studios.studio(studios.unit(f"{name}公司工会", city), name=f"{name}创新工作室")
    studios.naming(made, NamingLevel.CITY)
    return made


def of(studio: Studio) -> Appraisal:
    return session.scalars(select(Appraisal).where(Appraisal.studio_id == studio.id)).one()


def report(app: Flask, good: Studio, weak: Studio, officer: Account) -> None:
    """One leader reports himself, an officer for the other; neither sees the other's."""
    leader = people.account(Role.STUDIO_LEADER, good.organisation, person=good.leader)
    page = people.sign_in(app.test_client(), leader)
    answer = page.post(f"/studios/appraisals/{of(good).id}/report", data={"report": "完成攻关项目两项。"})
    assert answer.status_code == 302
    assert page.get(f"/studios/appraisals/{of(weak).id}").status_code == 404
    with transaction():
        appraising.report_appraisal(of(weak), Report("完成攻关项目一项。"), by=officer)


def score(appraisal_round: AppraisalRound, marks: Mapping[str, tuple[str, ...]], officer: Account) -> None:
    experts = reviews.experts(appraisal_round.organiser, 2)
    with transaction():
        review = operations.review_round(appraisal_round, ReviewKind.PAPER, experts, least_raters=2, by=officer)
    for expert in experts:
        reviews.score(review, expert, marks)
    with transaction():
        close_review(review, by=officer)
    with transaction():
        assert operations.score_round(appraisal_round, by=officer) == len(marks)


def refused(match: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=match), transaction():
        act()


def grade(good: Studio, weak: Studio, silent: Studio, clock: Callable[[str], object], officer: Account) -> None:
    """As the scores say; nobody fails for want of a report before its last day."""
    give = appraising.grade_appraisal
    refused("按得分应为“优秀”", lambda: give(of(good), Grade.QUALIFIED, note="", by=officer))
    refused("自查报告到 2026-12-10 才截止", lambda: give(of(silent), Grade.FAILED, note="", by=officer))
    clock("2026-12-15 09:00")
    with transaction():
        for studio, fitting in ((good, Grade.EXCELLENT), (weak, Grade.IMPROVE), (silent, Grade.FAILED)):
            give(of(studio), fitting, note="", by=officer)
        appraising.order_improvement(of(weak), "补建师徒档案", date(2026, 12, 31), by=officer)


def settle(good: Studio, weak: Studio, silent: Studio, officer: Account) -> None:
    keep = Decision(Consequence.KEEP, "示工发〔2026〕12号", date(2026, 12, 15))
    lose = Decision(Consequence.WITHDRAW, "示工发〔2026〕12号", date(2026, 12, 15))
    refused("“优秀”可以办理的是：保留命名", lambda: appraising.settle_appraisal(of(good), lose, by=officer))
    recheck = appraising.recheck_appraisal
    refused("期限 2026-12-31", lambda: recheck(of(weak), keep, passed=True, note="", by=officer))
    with transaction():
        appraising.settle_appraisal(of(good), keep, by=officer)
        appraising.report_improvement(of(weak), Report("师徒档案已补建。"), by=officer)
        recheck(of(weak), keep, passed=True, note="属实", by=officer)
    refused("还有 1 间工作室", lambda: operations.close_round(of(good).round, by=officer))
    with transaction():
        appraising.settle_appraisal(of(silent), lose, by=officer)
        operations.close_round(of(good).round, by=officer)


def test_a_year_is_assessed_from_reports_to_consequences(
    app: Flask, clock: Callable[[str], object], city: Organisation, officer: Account
):
    good, weak, silent = (named(city, name) for name in ("优示", "弱示", "默示"))
    studios.naming(studios.studio(studios.unit("区示公司工会", city)), NamingLevel.DISTRICT)
    appraisal_round = appraisals.opened(city, officer)
    report(app, good, weak, officer)
    marks = {of(good).reference: ("30", "28", "19", "18"), of(weak).reference: ("20", "20", "11", "10")}
    score(appraisal_round, marks, officer)
    grade(good, weak, silent, clock, officer)
    assert [count for _, count in grades_in(appraisal_round.appraisals)] == [1, 0, 1, 1]
    charts = []
    for user in (officer, people.account(Role.STUDIO_LEADER, weak.organisation, person=weak.leader)):
        page = people.sign_in(app.test_client(), user).get(f"/studios/appraisal-rounds/{appraisal_round.id}").text
        charts.append("等次：优秀 1 间，合格 0 间" in page)
    assert charts == [True, False]  # a leader is told nothing of the others
    due = dates_running_out(officer, date(2026, 12, 20))
    assert [(one.day, one.what) for one in due] == [(date(2026, 12, 31), "完成整改")]
    settle(good, weak, silent, officer)
    assert appraisal_round.state is RoundState.CLOSED
    assert {one.state for one in (of(good), of(weak), of(silent))} == {AppraisalState.SETTLED}
    bars = session.scalars(select(StudioBar)).all()
    assert [(bar.studio_id, bar.until) for bar in bars] == [(silent.id, date(2032, 12, 14))]
    assert silent.namings[0].ended_on == date(2026, 12, 15)
    withdrawal = session.scalars(select(NamingWithdrawal)).one()
    with transaction():
        namings.undo_withdrawal(withdrawal, reason="报告已按时邮寄", by=officer)
    assert (silent.namings[0].ended_on, session.scalars(select(StudioBar)).all()) == (None, [])


def test_a_term_that_ends_is_confirmed_or_the_name_lowered(
    app: Flask, clock: Callable[[str], object], city: Organisation, officer: Account
):
    confirmed, lowered = named(city, "续示"), named(city, "降示")
    for studio in (confirmed, lowered):
        studio.namings[0].term_ends_on = date(2026, 12, 31)
    later = named(city, "后示")
    later.namings[0].term_ends_on = date(2027, 12, 31)
    session.commit()
    appraisals.opened(city, officer, title="期满复核", kind=RoundKind.TERM, ends_by=date(2026, 12, 31))
    assert session.scalars(select(Appraisal).where(Appraisal.studio_id == later.id)).all() == []
    clock("2026-12-20 09:00")
    document = ("示工发〔2026〕15号", date(2026, 12, 20))
    with transaction():
        appraising.grade_appraisal(of(confirmed), Grade.QUALIFIED, note="现场核实", by=officer)
        appraising.grade_appraisal(of(lowered), Grade.FAILED, note="", by=officer)
    for attempt in ("一", "二"):  # the term is prolonged once only, and the lowering is undone in between
        with transaction():
            appraising.settle_appraisal(of(lowered), Decision(Consequence.DOWNGRADE, *document), by=officer)
            appraising.settle_appraisal(of(confirmed), Decision(Consequence.RECONFIRM, *document), by=officer)
        if attempt == "一":
            with transaction():
                for studio in (confirmed, lowered):
                    appraising.reopen_appraisal(of(studio), reason="文号写错", by=officer)
            session.expire_all()
            assert lowered.namings[0].ended_on is None
            clock("2026-12-21 09:00")
            document = ("示工发〔2026〕16号", date(2026, 12, 21))
    assert [(one.level, one.ended_on) for one in lowered.namings] == [
        (NamingLevel.CITY, date(2026, 12, 21)),
        (NamingLevel.DISTRICT, date(2026, 12, 20)),
        (NamingLevel.DISTRICT, None),
    ]
    assert confirmed.namings[0].term_ends_on == date(2029, 12, 30)


def test_pages_of_a_round_show_every_state(
    app: Flask, clock: Callable[[str], object], city: Organisation, officer: Account
):
    studio = named(city, "页示")
    appraisal_round = appraisals.opened(city, officer)
    page = people.sign_in(app.test_client(), officer)
    appraisal = of(studio)
    base = f"/studios/appraisals/{appraisal.id}"
    for address in (
        "/studios/appraisal-rounds",
        "/studios/appraisal-rounds/new",
        f"/studios/appraisal-rounds/{appraisal_round.id}",
        f"/studios/appraisal-rounds/{appraisal_round.id}/edit",
        f"/studios/appraisal-rounds/{appraisal_round.id}/review",
        f"/studios/{studio.id}/appraisals",
        f"/studios/namings/{studio.namings[0].id}/withdraw",
        base,
        *(f"{base}/{step}" for step in ("report", "return", "grade", "regrade", "recheck", "reopen", "materials")),
        *(f"{base}/improvement/{step}" for step in ("order", "report", "return")),
    ):
        assert page.get(address).status_code == 200, address
    said = page.post(f"{base}/grade", data={"grade": "failed", "note": ""}).get_data(as_text=True)
    assert "才截止，还不能定等次" in said
