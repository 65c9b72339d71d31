"""A final result becomes places in careers, files of promotion, a level, a certificate that can be verified."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assessments.certification.certifying import certify_grants
from assessments.certification.operations import number_grants
from assessments.grants.models import Grant
from assessments.grants.queries import grant_from
from assessments.grants.rules import GrantState, Ground
from assessments.grants.ways import ways_to_grant
from assessments.promotions.models import Promotion
from assessments.promotions.operations import (
    confirm_promotion,
    decline_promotion,
    reopen_promotion,
    withdraw_promotion,
)
from assessments.promotions.queries import award_certificate
from assessments.promotions.rules import PromotionState
from certificates.issuing.models import Certificate
from competitions.results.operations import issue_certificates, withdraw_result
from competitions.results.queries import versions_of
from demo.portraits import portrait
from foundation.clock import today
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.files import store
from foundation.job_queue import prepare_jobs
from people.accounts.models import Account
from people.accounts.rules import Permission, Role
from people.careers.models import ContestPlacing
from people.organisations.models import Organisation
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from tests.factories import assessments, corrections, people, promotions, results
from tests.factories.certificates import certificates_of, work_through

ADDRESS = "https://example.test"


@pytest.fixture
def district(app: Flask) -> Organisation:
    prepare_jobs(app)
    return people.organisation("示例区总工会")


@pytest.fixture
def officer(district: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, district)


@pytest.fixture
def winner(district: Organisation) -> Person:
    return people.person("李示范", people.organisation("江示酒庄示例公司", district))


def confirm(promotion: Promotion, by: Account) -> None:
    employer, level = promotion.person.employer, promotion.level
    code = promotion.placing.occupation_code
    ways = ways_to_grant(by.scope(Permission.PROMOTION_CONFIRM), employer, code, level, today())
    with transaction():
        confirm_promotion(promotion, level=level, way=ways[0].key, confirmed=promotion.conditions, by=by)


def certified(grant: Grant, reviewer: Account) -> Certificate:
    """The level with its number and its paper, printed and issued."""
    with transaction():
        grant.person.photo = store(portrait(1), name="照片.jpg", media_type="image/jpeg")
    with transaction():
        number_grants([grant], today(), by=reviewer)
    with transaction():
        batch = certify_grants([grant], "以赛代评", address=ADDRESS, by=reviewer)
    work_through(batch)
    [paper] = certificates_of(batch)
    return paper


def test_promotion_chain_from_final_result_to_verified_certificate(app: Flask, clock):
    prepare_jobs(app)
    clock("2026-11-02 09:00")
    contest = promotions.of_brewers(results.judged([["90", "90"], ["80", "80"], ["70", "70"]]))
    assessments.body(contest.units[0])
    promotions.applied_rules(contest.district, contest.officer)
    assert promotions.opened() == []
    version = results.final(contest)
    places = session.scalars(select(ContestPlacing).order_by(ContestPlacing.place)).all()
    assert [(one.place, one.entrants, one.tier.value, one.employer, one.prize) for one in places] == [
        (1, 3, "district", contest.units[0], "二等奖"),
        (2, 3, "district", contest.units[1], "三等奖"),
        (3, 3, "district", contest.units[2], ""),
    ]
    with transaction():
        awards = issue_certificates(version, by=contest.officer, address=ADDRESS)
    clock("2026-11-12 09:00")
    files = promotions.opened()
    assert [(one.person.name, one.level) for one in files] == [(f"选手{nth}", Level.THREE) for nth in (1, 2, 3)]
    assert promotions.opened() == files
    assert [award_certificate(one) for one in files] == [*certificates_of(awards), None]
    reviewer = people.account(Role.ASSESSMENT_REVIEWER, contest.units[0])
    confirm(files[0], reviewer)
    grant = grant_from(f"promotion:{files[0].id}")
    assert grant is not None
    assert (grant.ground, grant.level, grant.state) == (Ground.AWARD, Level.THREE, GrantState.GRANTED)
    paper = certified(grant, reviewer)
    assert (paper.number, paper.state.value) == (assessments.PREFIX + "263000001", "issued")
    page = app.test_client().get(f"/v/{paper.token}").text
    assert "职业技能等级证书" in page and "三级/高级工" in page
    levels = session.scalars(select(SkillLevel).where(SkillLevel.person_id == files[0].person_id)).all()
    assert [(one.level, one.certificate_number) for one in levels] == [(Level.THREE, paper.number)]
    with pytest.raises(Refused, match="证书"), transaction():
        withdraw_promotion(files[0], reason="材料不实", by=reviewer)


def test_confirm_promotion_once_a_year_and_never_what_is_held(district, officer, winner):
    assessments.body(winner.employer)
    promotions.applied_rules(district, officer)
    second: dict[str, Any] = {
        "contest": "示例市技能大赛",
        "reference": "result-line:2",
        "decided_on": date(2026, 10, 1),
    }
    promotions.placing(winner, district)
    promotions.placing(winner, district, **second)
    first, later = promotions.opened()
    confirm(first, officer)
    with pytest.raises(Refused) as refused:
        confirm(later, officer)
    assert refused.value.reasons == ["每人每年最多晋升一次，他 2026 年已经以赛代评晋升过。"]
    with transaction():
        decline_promotion(later, reason="同年已经晋升", by=officer)
    with transaction():
        withdraw_promotion(first, reason="材料不实", by=officer)
    grant = grant_from(first.source)
    assert grant is not None and grant.state is GrantState.WITHDRAWN
    with transaction():
        reopen_promotion(later, reason="前一次晋升已撤回", by=officer)
    confirm(later, officer)
    assert (later.source, later.capped_year) == (f"promotion:{later.id}:2", 2026)
    with pytest.raises(IntegrityError), session.begin_nested():  # nor does the database take a second one
        first.capped_year, first.state = 2026, PromotionState.CONFIRMED
        session.flush()
    session.rollback()
    master = people.person("王示范", winner.employer)
    known = {"occupation_code": assessments.BREWER, "awarded": date(2020, 1, 1)}
    session.add(SkillLevel(person=master, level=Level.ONE, **known))
    technician = people.person("赵示范", winner.employer)
    session.add(SkillLevel(person=technician, level=Level.TWO, **known))
    promotions.placing(master, district, 2)
    promotions.placing(technician, district, 3)
    assert [(one.person.name, one.level) for one in promotions.opened()[2:]] == [("赵示范", Level.ONE)]


def test_confirm_promotion_needs_every_condition_and_a_site_in_reach(district, officer, winner):
    assessments.body(people.organisation("别处示例公司", district))
    promotions.applied_rules(district, officer, "黑龙江省以赛代评")
    promotions.placing(winner, district, 30, tier="provincial-first")
    [file] = promotions.opened()
    assert (file.level, file.conditions) == (Level.THREE, ["竞赛按技师（二级）标准命题。", "成绩达到合格分。"])
    with pytest.raises(Refused) as refused, transaction():
        confirm_promotion(file, level=Level.THREE, way="1:", confirmed=file.conditions[:1], by=officer)
    assert refused.value.reasons == ["未确认：成绩达到合格分。"]
    with pytest.raises(Refused, match="由哪个机构授予"), transaction():  # an enterprise certifies its own workers only
        confirm_promotion(file, level=Level.THREE, way="1:", confirmed=file.conditions, by=officer)
    session.add(SkillLevel(person=winner, occupation_code=assessments.BREWER, level=Level.THREE, awarded=None))
    session.commit()
    with pytest.raises(Refused) as refused, transaction():
        confirm_promotion(file, level=Level.THREE, way="1:", confirmed=file.conditions, by=officer)
    assert refused.value.reasons == ["他已有三级/高级工，按这一条晋升到三级/高级工，没有提高。"]


def test_withdraw_promotion_follows_a_corrected_result(app: Flask, clock):
    prepare_jobs(app)
    clock("2026-11-02 09:00")
    contest = promotions.of_brewers(results.judged([["90", "90"], ["80", "80"], ["70", "70"]]))
    for unit in contest.units[:2]:
        assessments.body(unit, prefix=None)
    promotions.applied_rules(contest.district, contest.officer)
    version = results.final(contest)
    clock("2026-11-12 09:00")
    first, second, _third = promotions.opened()
    confirm(first, contest.officer)
    change = corrections.mark_change(contest, "选手2", "1", "60", judge=1)
    again = corrections.mark_change(contest, "选手2", "2", "40", judge=2)
    made = corrections.applied(contest, corrections.proposed(contest, version, change, again))
    assert [one.state for one in promotions.opened()] == [
        PromotionState.CONFIRMED,  # what an officer decided waits for an officer
        PromotionState.WITHDRAWN,
        PromotionState.WITHDRAWN,
    ]
    assert first.outdated and second.reason == "竞赛成绩已经更正或撤回。"
    results.final_after(made, contest)
    clock("2026-11-20 09:00")
    files = promotions.opened()
    assert [(one.person.name, one.state, one.place) for one in files] == [
        ("选手1", PromotionState.CONFIRMED, 1),
        ("选手2", PromotionState.OPENED, 1),  # shares the first place now
        ("选手3", PromotionState.OPENED, 3),
    ]
    days = [str(one.placing.decided_on) for one in files]  # whose place is as it was keeps its day
    assert days == ["2026-11-07", "2026-11-17", "2026-11-07"]
    assert {one.placing.reference for one in files} == {f"result-line:{line.id}" for line in made.lines}
    with transaction():
        withdraw_result(versions_of(contest.stage)[0], reason="整场重赛", by=contest.officer)
    assert {one.state for one in promotions.opened()[1:]} == {PromotionState.WITHDRAWN}
