"""Project contests: one from its call to its printed booklet, one that takes entries, one that is voted on."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from demo.make_files import CITY
from demo.people import account_named, organisation
from demo.studios.entries import NEW_FORMS, PROJECTS, enter, enter_work
from demo.studios.photographs import WORKS
from demo.studios.scoring import experts, score_review
from foundation import clock
from foundation.database import session, transaction
from foundation.job_chunks import run_to_end
from notices.models import PublicNotice
from people.accounts.models import Account
from people.persons.models import Person
from studios.ballots.models import Ballot
from studios.ballots.operations import cast_vote_by_code, close_ballot, print_ballot_codes
from studios.booklets.operations import ItemFacts, create_booklet, edit_booklet, print_booklet, publish_booklet
from studios.contests.announcing import notice_result
from studios.contests.awarding import complete_contest, compute_result, finalise_result
from studios.contests.deciding import close_step, decide_standings, settle_step
from studios.contests.models import Contest, ContestStep
from studios.contests.operations import ContestFacts, close_contest, create_contest, publish_contest
from studios.contests.pitching import call_turn, finish_turn, sign_in_turn
from studios.contests.queries import ballot_of, panels_of, review_of, standing_result, standings_of, turns_of
from studios.contests.rules import ContestKind, GradeBasis, PlannedGrade, PlannedStep, StepKind, VoteUse
from studios.contests.stepping import PanelFacts, VoteFacts, collect_step_scores, open_step

CLASSES = (("素质提升", "技能培训"), ("帮扶关爱", ""), ("身心健康", ""))
STEPS = (
    PlannedStep(StepKind.SCREENING, "形式审查", cut=8),
    PlannedStep(StepKind.PITCH, "项目路演", weight=Decimal(80), cut=6, rubric="pitch", least_raters=3),
    PlannedStep(StepKind.VOTE, "职工选拔", weight=Decimal(20), vote_use=VoteUse.WEIGHT),
)
GRADES = (
    PlannedGrade("一等奖", 1, Decimal(15_000)),
    PlannedGrade("二等奖", 2, Decimal(10_000)),
    PlannedGrade("优秀奖", None),
    PlannedGrade("最受职工欢迎", 1, basis=GradeBasis.VOTES),
)
WORKS_STEPS = (
    PlannedStep(StepKind.SCREENING, "形式审查"),
    PlannedStep(StepKind.VOTE, "职工投票", vote_use=VoteUse.PRIZE),
)
WORKS_GRADES = (PlannedGrade("优秀作品", None), PlannedGrade("最受欢迎作品", 2, basis=GradeBasis.VOTES))
PROJECTS_CALL = "面向全市各级工会公开征集，择优推荐，供基层工会点单选用。"
WORKS_CALL = "面向全市职工征集以劳动为主题的摄影作品，一幅一件，附拍摄说明；入选的展出，并由职工投票。"
BALLOTS = (18, 14, 11, 8, 6, 3)
"""How many vote for the project at each place; no two alike."""


def call_projects() -> Contest:
    """Twelve entries, eight after the screening, six after the pitches."""
    city, today = account_named("city"), clock.today()
    with transaction():
        facts = _facts(f"{today.year} 年渝永江示例市服务职工项目竞赛", ContestKind.SERVICE, STEPS, GRADES)
        contest = _published(facts, by=city)
        for number, title in enumerate(PROJECTS):
            enter(contest, number, title, with_picture=number % 2 == 0, by=city)
        close_contest(contest, by=city)
        screening = contest.steps[0]
        open_step(screening, by=city)
        session.flush()
        standings = list(session.scalars(standings_of(screening)))
        refused = {one.id: "受益职工和预算没有写清楚。" for one in standings[8:]}
        decide_standings(screening, [one.id for one in standings[:8]], refused, by=city)
        session.flush()
        close_step(screening, by=city)
    return contest


def pitch_projects(contest: Contest) -> None:
    """A pitch day before three experts in one room; then the vote of the workers is opened."""
    city, step = account_named("city"), contest.steps[1]
    with transaction():
        open_step(step, panels=[PanelFacts("示例会场", experts()[:3])], seed="示例种子", by=city)
    with transaction():
        for panel in session.scalars(panels_of(step)).all():
            for turn in session.scalars(turns_of(panel)).all():
                for act in (sign_in_turn, call_turn, finish_turn):
                    act(turn, by=city)
                    session.flush()
            review = review_of(panel)
            assert review is not None
            score_review(review, lambda place: 0.94 - 0.05 * place)
    with transaction():
        collect_step_scores(step, by=city)
        session.flush()
        settle_step(step, [], by=city)
    with transaction():
        opens = clock.now()
        open_step(contest.steps[2], vote=VoteFacts(opens, opens + timedelta(days=2), 1, 1), by=city)


def count_votes(contest: Contest) -> PublicNotice:
    """Sixty workers vote with the slips of their unions; the result is put up."""
    city, step = account_named("city"), contest.steps[2]
    with transaction():
        ballot = _voted(step, by=city)
        close_ballot(ballot, by=city)
        session.flush()
        collect_step_scores(step, by=city)
        session.flush()
        settle_step(step, [], by=city)
    with transaction():
        result = compute_result(contest, {}, by=city)
        session.flush()
        return notice_result(result, by=city)


def publish_projects(contest: Contest) -> None:
    """The result is final; its booklet is printed for everybody, some projects can be ordered."""
    city = account_named("city")
    with transaction():
        result = standing_result(contest)
        assert result is not None
        finalise_result(result, by=city)
        session.flush()
        complete_contest(contest, by=city)
    with transaction():
        booklet = create_booklet(contest, by=city)
        session.flush()
        items = [
            ItemFacts(one.id, one.words, one.picture_id, place < 3, "每场 40 人，提前一周预约。" if place < 3 else "")
            for place, one in enumerate(booklet.items)
        ]
        foreword = "本册收录获奖的服务职工项目，供各基层工会点单选用。\n（演示数据，单位和人员均为虚构。）"
        edit_booklet(booklet, booklet.title, foreword, items, by=city, version=None)
    with transaction():
        job = print_booklet(booklet, by=city)
    run_to_end(job.id)
    with transaction():
        publish_booklet(booklet, by=city)


def call_again() -> None:
    """A contest that takes entries: some are handed in, one is a draft."""
    city, today = account_named("city"), clock.today()
    facts = _facts(f"{today.year} 年渝永江示例市新业态服务项目竞赛", ContestKind.SERVICE, STEPS, GRADES, days=25)
    contest = _published(facts, by=city)
    for number, title in enumerate(NEW_FORMS):
        enter(contest, number + 20, title, with_picture=number == 0, by=city, submitted=number < 4)


def call_works() -> None:
    """A call for photographs; the workers are voting."""
    city, now = account_named("city"), clock.now()
    facts = _facts("“劳动最美”职工摄影作品征集（示例）", ContestKind.WORKS, WORKS_STEPS, WORKS_GRADES)
    contest = _published(facts, by=city)
    for number, work in enumerate(WORKS, start=40):
        enter_work(contest, number, work, by=city)
    close_contest(contest, by=city)
    screening, vote = contest.steps
    open_step(screening, by=city)
    session.flush()
    decide_standings(screening, [one.id for one in session.scalars(standings_of(screening))], {}, by=city)
    session.flush()
    close_step(screening, by=city)
    session.flush()
    open_step(vote, vote=VoteFacts(now, now + timedelta(days=12), 1, 2), by=city)


def _facts(
    title: str, kind: ContestKind, steps: Sequence[PlannedStep], grades: Sequence[PlannedGrade], days: int = 2
) -> ContestFacts:
    works, today = kind is ContestKind.WORKS, clock.today()
    return ContestFacts(
        title=title,
        kind=kind,
        preset="",
        call_text=f"{WORKS_CALL if works else PROJECTS_CALL}\n（演示数据，单位和人员均为虚构。）",
        submit_from=today,
        submit_to=today + timedelta(days=days),
        classes=[("摄影", "")] if works else CLASSES,
        applicant_classes=["基层工会", "社会组织"],
        materials=[],
        asks_budget=not works,
        asks_pictures=works,
        one_per_group=False,
        most_union_money=None if works else Decimal(200_000),
        notice_days=5,
        steps=steps,
        grades=grades,
    )


def _published(facts: ContestFacts, *, by: Account) -> Contest:
    contest = create_contest(organisation(CITY), facts, by=by)
    session.flush()
    publish_contest(contest, by=by)
    session.flush()
    return contest


def _voted(step: ContestStep, *, by: Account) -> Ballot:
    """The vote of a step, once every slip was used."""
    ballot = ballot_of(step)
    assert ballot is not None
    voters = session.scalars(select(Person).where(Person.employer_id.is_not(None)).order_by(Person.id)).all()
    codes = print_ballot_codes(ballot, voters[: sum(BALLOTS)], by=by)
    chosen = [option.id for option, votes in zip(ballot.options, BALLOTS, strict=True) for _ in range(votes)]
    for (_, code), option_id in zip(codes, chosen, strict=True):
        cast_vote_by_code(ballot, code, [option_id])
    return ballot
