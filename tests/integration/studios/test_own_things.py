"""Nobody decides about what is his own, through whatever page; who reads anonymously learns no name."""

import io
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from foundation import clock
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from marking.panels.models import Subject
from marking.sheets.models import Sheet
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.contests import awarding, deciding, operations, stepping, submitting
from studios.contests.models import Contest
from studios.contests.models_submissions import StepStanding, Submission, SubmissionAuthor, SubmissionFile
from studios.contests.queries import panels_of, review_of, standings_of
from studios.contests.rules import PlannedStep, StepKind
from studios.contests.rules_submissions import FileKind
from studios.contests.stepping import PanelFacts
from studios.designation import naming
from studios.designation.naming_models import DesignationResult
from studios.designation.operations_checking import recheck_designation
from studios.designation.rules import DesignationState
from studios.proposals import operations as proposals
from studios.proposals.models_achievements import AchievementAuthor
from studios.proposals.operations_achievements import endorse_achievement
from studios.proposals.rules import ProposalState
from studios.proposals.rules_achievements import AchievementState
from studios.registry.models import StudioNaming
from studios.reviews import operations as rounds
from studios.reviews.operations import ReviewSubject
from tests.factories import contests, people, reviews, studios
from tests.factories import designation as designations
from tests.factories import proposals as make

ANONYMOUS = [PlannedStep(StepKind.PRELIMINARY, "初评", Decimal(100), rubric="pitch", anonymous=True)]


@pytest.fixture
def city(app: Flask) -> Organisation:
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def officer(city: Organisation) -> Account:
    return people.account(Role.DISTRICT_OFFICER, city, people.person("经示例", city))


@pytest.fixture
def unit(city: Organisation) -> Organisation:
    return people.organisation("示例机械公司工会", city)


def closed(city: Organisation, unit: Organisation, officer: Account, **changed: Any) -> tuple[Contest, Submission]:
    """A contest whose call has ended, with two submissions; the officer is an author of the first."""
    contest = contests.contest(city, by=officer, **changed)
    first, _second = contests.submissions(contest, [unit], 2)
    session.add(SubmissionAuthor(submission=first, name="经示例", person_id=officer.person_id))
    session.commit()
    with pytest.raises(Refused, match="完成人"), transaction():
        submitting.return_submission(first, reason="补一页", by=officer)
    with transaction():
        operations.close_contest(contest, by=officer)
    return contest, first


def test_an_author_decides_nothing_about_his_submission(city: Organisation, unit: Organisation, officer: Account):
    contest, first = closed(city, unit, officer)
    with transaction():
        stepping.open_step(contest.steps[0], by=officer)
    own, other = session.scalars(standings_of(contest.steps[0])).all()
    for passed, refused in (([own.id, other.id], {}), ([other.id], {own.id: "材料不齐"})):
        with pytest.raises(Refused, match="完成人") as said, transaction():
            deciding.decide_standings(contest.steps[0], passed, refused, by=officer)
        assert said.value.reasons == [first.audit_label]
    with pytest.raises(Refused, match="完成人"), transaction():
        deciding.drop_standing(own, reason="退出", by=officer)
    colleague = people.account(Role.DISTRICT_OFFICER, city)
    with transaction():
        assert deciding.decide_standings(contest.steps[0], [own.id, other.id], {}, by=colleague) == (2, 0)


def test_a_veto_confirmed_after_the_step_keeps_from_every_award(
    app: Flask, city: Organisation, unit: Organisation, officer: Account
):
    contest, first = closed(city, unit, officer, steps=ANONYMOUS, grades=contests.GRADES[:3])
    colleague = people.account(Role.DISTRICT_OFFICER, city)
    (step,), experts = contest.steps, reviews.experts(city, 3)
    with transaction():
        stepping.open_step(step, panels=[PanelFacts("专家组", experts)], by=officer)
    review = review_of(session.scalars(panels_of(step)).one())
    contests.seal_sheets(review, lambda reference, _: Decimal(5 if reference == first.reference else 4))
    with transaction():
        stepping.collect_step_scores(step, by=officer)
    with transaction():
        deciding.settle_step(step, [], by=officer)
    standing = session.scalars(select(StepStanding).where(StepStanding.submission_id == first.id)).one()
    standing.vetoed_by = "fraud"  # as taking the scores anew writes it down once the veto is confirmed
    session.commit()
    page = people.sign_in(app.test_client(), officer).get(f"/studios/contests/{contest.id}/result")
    assert page.status_code == 200
    with pytest.raises(Refused, match="一票否决") as said, transaction():
        awarding.compute_result(contest, {}, by=officer)
    assert said.value.reasons == [first.audit_label]
    with transaction():
        deciding.drop_standing(standing, reason="一票否决查实", by=colleague)
    with transaction():
        result = awarding.compute_result(contest, {}, by=officer)
    assert first.id not in {line.submission_id for line in result.lines}


def test_an_anonymous_work_comes_without_metadata_title_or_team(
    app: Flask, city: Organisation, unit: Organisation, officer: Account
):
    contest, first = closed(city, unit, officer, steps=ANONYMOUS, grades=contests.GRADES[:3])
    photo, content = Image.new("RGB", (40, 20)), io.BytesIO()
    photo.save(content, "JPEG", comment=b"Zhang Shili")
    first.team = "张示例主持"
    kept = keep_evidence(content.getvalue(), "submission", by_id=officer.id)
    session.add(SubmissionFile(submission=first, kind=FileKind.PICTURE, title="张示例作品", file=kept))
    session.commit()
    with transaction():
        stepping.open_step(contest.steps[0], panels=[PanelFacts("组", reviews.experts(city, 3))], by=officer)
    expert = session.scalars(select(Account).where(Account.display_name == "专家甲")).one()
    own, desk = (people.sign_in(app.test_client(), one) for one in (expert, officer))
    page = own.get(f"/studios/submissions/{first.id}/material")
    assert ("张示例" in page.text, "材料 1" in page.text) == (False, True)
    address = f"/studios/submissions/{first.id}/files/{first.files[0].id}"
    assert b"Zhang Shili" in desk.get(address).data and b"Zhang Shili" not in own.get(address).data


def test_who_runs_a_review_leaves_his_own_subject_to_others(
    app: Flask, city: Organisation, unit: Organisation, officer: Account
):
    subjects = [ReviewSubject("x:1", "甲", unit, [officer.person]), ReviewSubject("x:2", "乙", unit)]
    experts = reviews.experts(city, 2)
    review = reviews.review(city, subjects, experts, by=officer, rubric="site-visit")
    with transaction():
        veto = rounds.raise_veto(review.subjects[0], "false-records", ground="不是一处", by=experts[0])
    for decide in (rounds.dismiss_veto, rounds.confirm_veto):
        with pytest.raises(Refused, match="与您本人有关"), transaction():
            decide(veto, reason="属实", by=officer)
    with pytest.raises(Refused, match="与您本人有关"), transaction():
        rounds.excuse_subject(review.subjects[0], reason="不评", by=officer)
    sheets = session.scalars(select(Sheet).join(Sheet.subject).order_by(Subject.position)).all()
    desk = people.sign_in(app.test_client(), officer)
    address = f"/studios/reviews/{review.id}/sheets"
    said = [desk.post(f"{address}/{one.id}/recuse", data={"reason": "同事"}) for one in (sheets[0], sheets[-1])]
    assert [one.status_code for one in said] == [409, 302]
    with transaction():
        rounds.excuse_subject(review.subjects[1], reason="已撤回", by=officer)


def test_entrant_and_implementer_leave_the_decision_to_others(unit: Organisation):
    officer = people.account(Role.ENTERPRISE_OFFICER, unit, people.person("单示例", unit))
    selection = make.selection(unit.parent)
    entered = make.achievement(selection, officer.person, state=AchievementState.SUBMITTED)
    entered.authors[:] = [AchievementAuthor(position=2, name="他示例", person=people.person("他示例", unit))]
    session.commit()  # he entered it and then took himself off the authors
    with pytest.raises(Refused, match="申报人"), transaction():
        endorse_achievement(entered, [], by=officer)
    day = clock.today()
    carried_out = {"adopted_on": day, "implemented_on": day, "handler": officer.person}
    done = make.proposal(make.workers(unit, 1)[0], state=ProposalState.IMPLEMENTED, **carried_out)
    with pytest.raises(Refused, match="承办实施"), transaction():
        proposals.accept_proposal(done, "合格", by=officer)
    with transaction():
        proposals.accept_proposal(done, "合格", by=people.account(Role.ENTERPRISE_OFFICER, unit))


def test_a_supervisor_sees_what_was_handed_in_and_no_draft(
    app: Flask, city: Organisation, unit: Organisation, officer: Account
):
    contest = contests.contest(city, by=officer)
    (received,) = contests.submissions(contest, [unit], 1)
    with transaction():
        draft = submitting.create_submission(contest, unit, contests.submission_facts(contest), by=officer)
    watcher = people.sign_in(app.test_client(), people.account(Role.SUPERVISOR, city))
    seen = [watcher.get(f"/studios/submissions/{one.id}").status_code for one in (received, draft)]
    assert seen == [200, 404]


def test_a_member_decides_nothing_about_his_studio(city: Organisation, unit: Organisation):
    studio = studios.studio(unit)
    member = people.account(Role.DISTRICT_OFFICER, city, studio.leader)
    call = designations.call(city)
    draft = designations.designation(call, studios.studio(studios.unit("示例第二厂工会", city)))
    with pytest.raises(Refused, match="还没有提交"), transaction():
        recheck_designation(draft, reason="重审", by=member)
    made = designations.designation(
        call, studio, DesignationState.REVIEWED, facts={"kept": 1}, submitted_at=clock.now()
    )
    result = DesignationResult(designation=made, total=Decimal(90), place=1, within=True, working="90")
    name = StudioNaming(
        studio=studio,
        level=call.level,
        title=call.naming_title,
        issuer=city,
        issuer_name=city.name,
        document="示工发1号",
        named_on=clock.today(),
        source=f"designation:{made.id}",
    )
    session.add_all([result, name])
    session.commit()
    steps = (
        lambda: naming.notice_designations(call, [result.id], by=member),
        lambda: naming.decline_designation(result, reason="名额已满", by=member),
        lambda: naming.withdraw_naming(name, reason="弄虚作假", by=member),
    )
    for step in steps:
        with pytest.raises(Refused, match="自己所在的工作室"), transaction():
            step()
