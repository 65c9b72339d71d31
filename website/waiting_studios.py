"""What waits for a person in studios, contests of ideas and honours."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from foundation import clock
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.alliances.queries import rotations_waiting_for
from studios.appraisals.models import Appraisal, AppraisalRound
from studios.appraisals.queries import appraisals_run_by, appraisals_visible_to
from studios.appraisals.rules import AppraisalState, RoundState
from studios.ballots.models import Ballot, Voter
from studios.ballots.queries import ballots_open_to
from studios.ballots.rules import BallotState
from studios.challenges.queries import challenges_waiting_for
from studios.contests.queries import contests_waiting_for
from studios.designation.queries import designations_waiting_for
from studios.mentoring.queries import mentorings_waiting_for
from studios.nominations.queries import nominations_waiting_for
from studios.outcomes.queries import benefits_waiting_for, outcomes_waiting_for
from studios.projects.queries import overdue_milestones_for
from studios.projects.queries_plans import plans_waiting_for
from studios.proposals.queries import proposals_waiting_for
from studios.proposals.queries_achievements import achievements_waiting_for
from studios.registry.queries import studios_waiting_for
from studios.reviews.queries import reviews_waiting_for
from website.tasks import Task

P = Permission


def today(query: Callable[[Account, date], Select[Any]]) -> Callable[[Account], Select[Any]]:
    """A query that asks for the day, asked for today."""
    return lambda account: query(account, clock.today())


def ballots_to_vote_in(account: Account) -> Select[Ballot]:
    """The votes that are going on and in which one has not voted."""
    now = clock.now()
    voted = select(Voter.ballot_id).where(Voter.person_id == account.person_id)
    running = (Ballot.state == BallotState.OPEN) & (Ballot.opens_at <= now) & (Ballot.closes_at > now)
    return ballots_open_to(account).where(running, Ballot.id.not_in(voted))


def appraisals_to_report(account: Account) -> Select[Appraisal]:
    """The studios in one's care that owe a report on a year, or on what they had to put right."""
    owed = or_(Appraisal.state == AppraisalState.WAITING, Appraisal.state == AppraisalState.IMPROVING)
    return appraisals_visible_to(account).where(owed, AppraisalRound.state == RoundState.OPEN)


def appraisals_to_decide(account: Account) -> Select[Appraisal]:
    """The assessments that have their score or their report on improvement, and wait for who holds the round."""
    due = (AppraisalState.SCORED, AppraisalState.RECHECKING)
    return appraisals_run_by(account).where(Appraisal.state.in_(due), AppraisalRound.state == RoundState.OPEN)


ROUNDS, OUTCOMES = "studios.appraisals.list_rounds", "studios.outcomes.list_outcomes"
STUDIO_TASKS = (
    Task(P.SHEET_MARK, "轮评审等您打分", "clipboard2-check", reviews_waiting_for, "studios.reviews.list_my_reviews"),
    Task(
        P.BALLOT_CAST,
        "次投票正在进行，等您投票",
        "check2-square",
        ballots_to_vote_in,
        "studios.ballots.list_my_ballots",
    ),
    Task(
        P.OWN_READ, "份师徒协议等您签字或记录", "people", mentorings_waiting_for, "studios.mentoring.list_my_mentorings"
    ),
    Task(
        P.DESIGNATION_RECOMMEND,
        "份工作室申报等您办理",
        "award",
        designations_waiting_for,
        "studios.designation.list_designations",
    ),
    Task(P.STUDIO_EDIT, "份工作室考核要交报告", "clipboard-data", appraisals_to_report, ROUNDS),
    Task(P.STUDIO_LEAD, "份工作室考核等您交报告", "clipboard-data", appraisals_to_report, ROUNDS),
    Task(P.DESIGNATION_RUN, "间工作室的考核等您定夺", "clipboard-check", appraisals_to_decide, ROUNDS),
    Task(P.STUDIO_EDIT, "份年度计划等您办理", "calendar3", today(plans_waiting_for), "studios.projects.list_plans"),
    Task(P.STUDIO_EDIT, "项成果等您确认", "patch-check", outcomes_waiting_for, OUTCOMES),
    Task(P.BENEFIT_VERIFY, "项效益等您核实", "cash-coin", benefits_waiting_for, "studios.outcomes.list_benefits"),
    Task(
        P.STUDIO_EDIT,
        "个项目节点已经逾期",
        "hourglass-bottom",
        today(overdue_milestones_for),
        "studios.projects.list_projects",
    ),
    Task(
        P.STUDIO_EDIT,
        "间工作室的领衔人已离职，等您更换",
        "person-x",
        studios_waiting_for,
        "studios.registry.list_studios",
    ),
    Task(
        P.STUDIO_READ,
        "个联盟该轮值交接了",
        "diagram-2",
        today(rotations_waiting_for),
        "studios.alliances.list_alliances",
    ),
    Task(
        P.STUDIO_READ,
        "项揭榜等您办理",
        "megaphone",
        today(challenges_waiting_for),
        "studios.challenges.list_challenges",
    ),
    Task(
        P.PROPOSAL_EDIT, "条合理化建议等您办理", "lightbulb", proposals_waiting_for, "studios.proposals.list_proposals"
    ),
    Task(P.PROPOSAL_EDIT, "项五小成果等您办理", "stars", achievements_waiting_for, "studios.proposals.list_selections"),
    Task(
        P.CONTEST_RUN,
        "场项目竞赛等您办理",
        "rocket-takeoff",
        today(contests_waiting_for),
        "studios.contests.list_contests",
    ),
    Task(
        P.HONOUR_NOMINATE,
        "份荣誉推荐等您办理",
        "trophy",
        nominations_waiting_for,
        "studios.nominations.list_nominations",
    ),
)
