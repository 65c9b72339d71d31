"""Holding a quiz, and beginning to answer one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from competitions.planning.models import Competition
from competitions.quizzes.models import Quiz, QuizTaker
from competitions.quizzes.organisation_rules import ORGANISATION_RULES
from competitions.quizzes.queries import employer_path
from competitions.quizzes.rules import Counting, QuizState
from examinations.attempts.models import Attempt
from examinations.attempts.operations import Taker, Turns, expire_overdue, open_attempt
from examinations.attempts.queries import has_attempts
from examinations.papers.operations import (
    PaperFacts,
    check_banks,
    lock_paper,
    postpone_closing,
    set_paper,
    unlock_paper,
)
from examinations.papers.rules import full_mark
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass(frozen=True)
class QuizFacts:
    """What is written down about a quiz; `paper` says when it is open, how long an attempt lasts, and what is asked."""

    paper: PaperFacts
    about: str
    daily_attempts: int
    counting: Counting
    pass_mark: Decimal
    organisation_rule: str
    high_mark: Decimal
    high_bonus: Decimal
    ranking_public: bool

    def fill(self, quiz: Quiz) -> None:
        """Write everything but the paper into `quiz`."""
        quiz.title = self.paper.title
        for name in self.__dataclass_fields__:
            if name != "paper":
                setattr(quiz, name, getattr(self, name))


def create_quiz(organisation: Organisation, competition: Competition | None, facts: QuizFacts, *, by: Account) -> Quiz:
    """A draft of `organisation`, perhaps as part of a competition."""
    if not by.may_at(Permission.COMPETITION_PLAN, organisation.path):
        raise NotAllowed
    _check(facts, by)
    quiz = Quiz(organisation=organisation, competition=competition, paper=set_paper(None, facts.paper))
    facts.fill(quiz)
    session.add(quiz)
    session.flush()
    quiz.paper.endpoint = "competitions.quizzes.show_my_quiz"
    quiz.paper.context = {"quiz_id": quiz.id}
    audit.record("create_quiz", quiz, by=by)
    return quiz


def edit_quiz(quiz: Quiz, facts: QuizFacts, *, version: int | None, by: Account) -> None:
    """Change a draft."""
    quiz.expect_version(version)
    if quiz.state is not QuizState.DRAFT:
        raise Refused("已经发布的答题不能修改。还没有人答题的，可以先撤回；已有人答题的，只能延长或提前结束时间。")
    _check(facts, by)
    facts.fill(quiz)
    set_paper(quiz.paper, facts.paper)
    audit.record("edit_quiz", quiz, by=by, changes=audit.pending_changes(quiz))


def publish_quiz(quiz: Quiz, *, by: Account) -> None:
    """Open it at its time. Raises `Refused` with every row of the specification that the banks cannot fill."""
    if quiz.paper.closes_at <= clock.now():
        raise Refused("结束时间已经过了，请先修改开放时间。")
    advance(lock(quiz), "publish_quiz", by=by)
    lock_paper(quiz.paper)


def withdraw_quiz(quiz: Quiz, *, reason: str, by: Account) -> None:
    """Take it back for correction, while nobody has answered."""
    lock(quiz.paper)
    if has_attempts(quiz.paper):
        raise Refused("已经有人答题，不能撤回修改；可以提前结束，另建一场。")
    advance(lock(quiz), "withdraw_quiz", by=by, reason=reason)
    unlock_paper(quiz.paper)


def reschedule_quiz(quiz: Quiz, closes_at: datetime, *, reason: str, by: Account) -> None:
    """End a published quiz later or earlier; attempts that have begun keep their time."""
    if quiz.state is not QuizState.PUBLISHED:
        raise Refused("只有已发布的答题可以改结束时间。")
    if not reason.strip():
        raise Refused("改结束时间需要写明原因。", field="reason")
    before = quiz.paper.closes_at
    postpone_closing(quiz.paper, closes_at)
    audit.record("reschedule_quiz", quiz, by=by, reason=reason, changes={"closes_at": (before, closes_at)})


def close_quiz(quiz: Quiz, *, by: Account) -> None:
    """End it; from its closing time on, once every attempt has ended."""
    if clock.now() < quiz.paper.closes_at:
        raise Refused("还没有到结束时间。要提前结束，请先改结束时间。")
    expire_overdue(quiz.paper)
    if session.scalar(select(Attempt.id).where(Attempt.paper_id == quiz.paper_id, Attempt.active.is_(True)).limit(1)):
        raise Refused("还有人在答题，请等几秒再试。")
    advance(lock(quiz), "close_quiz", by=by)


def reopen_quiz(quiz: Quiz, *, reason: str, by: Account) -> None:
    """Undo the closing."""
    advance(lock(quiz), "reopen_quiz", by=by, reason=reason)


def begin_quiz(quiz: Quiz, *, by: Account) -> Attempt:
    """Begin to answer, or go on with what was begun. The day is the calendar day in China."""
    person = by.person
    if person is None or person.employer is None or not employer_path(by).startswith(quiz.organisation.path):
        raise Refused("这次答题面向主办工会所属单位的职工，您的账号没有登记在这些单位。请联系本单位工会。")
    if quiz.state is not QuizState.PUBLISHED:
        raise Refused("这次答题已经结束。")
    turns = Turns(
        period=clock.today().isoformat(),
        most=quiz.daily_attempts,
        spent=f"今天的 {quiz.daily_attempts} 次机会已经用完，明天可以再来。",
    )
    attempt = open_attempt(quiz.paper, Taker(f"quiz:{quiz.id}", person.name), turns, by=by)
    _join(quiz, person, by)  # the account is held, so nobody adds the same taker meanwhile
    return attempt


def _join(quiz: Quiz, person: Person, account: Account) -> None:
    joined = session.scalars(select(QuizTaker).where(QuizTaker.quiz_id == quiz.id, QuizTaker.person_id == person.id))
    taker = joined.one_or_none()
    if taker is None:
        session.add(QuizTaker(quiz=quiz, account=account, person=person, organisation_id=person.employer_id))
        session.flush()
    elif taker.account_id != account.id:
        raise Refused("您已用另一个账号参加过这次答题，请用原来的账号登录。")


def _check(facts: QuizFacts, by: Account) -> None:
    if facts.organisation_rule not in ORGANISATION_RULES:
        raise Refused("没有这条单位排名规则，请重新选择。", field="organisation_rule")
    check_banks(facts.paper.sections, by=by)
    full = full_mark(facts.paper.sections)
    if facts.pass_mark > full:
        raise Refused(f"合格分不能高于满分 {full.normalize():f} 分。", field="pass_mark")
