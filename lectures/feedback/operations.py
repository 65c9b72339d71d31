"""Ruling how a tour is surveyed, answering, and seeing to what should be better."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from lectures.attendance.queries import may_answer
from lectures.feedback.models import Improvement, SurveyPaper, SurveyScore, SurveySlip, TourSurvey
from lectures.feedback.queries import (
    SurveyTerms,
    answers_about,
    has_answers,
    satisfaction_with,
    survey_of,
    terms_of,
)
from lectures.feedback.rules import (
    reasons_against_answering,
    reasons_against_due_day,
    reasons_against_scores,
    reasons_against_terms,
)
from lectures.lecturers.operations import note_rating
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.persons.models import Person

ANSWERED = "您已经填过这一场的问卷了，一次签到填一份。"


@dataclass(frozen=True)
class Answer:
    """What a listener says: stars from 1 to 5 by the code of the question, whether he recommends it, and words."""

    scores: Mapping[str, int]
    recommends: bool
    words: str = ""


@dataclass(frozen=True)
class ImprovementFacts:
    """What should be better, who sees to it, until when; `question` is the code of the question that showed it."""

    finding: str
    doer: str
    due_on: date
    question: str = ""


def set_survey(tour: LectureTour, terms: SurveyTerms, *, by: Account) -> TourSurvey:
    """Rule how the lectures of a tour are surveyed. Raises `Refused` once somebody has answered on other terms."""
    lock(tour)
    if reasons := reasons_against_terms(terms.days, terms.least):
        raise Refused("问卷没有设好。", reasons=reasons)
    if has_answers(tour):
        raise Refused("这个计划已经收到问卷，不能再改：听众是按当时说明的办法填写的。")
    survey = survey_of(tour) or TourSurvey(tour=tour)
    survey.version, survey.days, survey.least = terms.version, terms.days, terms.least
    session.add(survey)
    audit.record("set_survey", survey, by=by, changes=audit.pending_changes(survey))
    return survey


def answer_survey(lecture: Lecture, person: Person, answer: Answer) -> None:
    """Take in what somebody who checked in says of a lecture, once. Raises `Refused` the second time and out of time.

    The audit log knows the minute, so it does not name him; and results and ratings move by as many answers as are
    needed to show a result, so that no change of theirs tells what one person said.
    """
    lock(lecture)  # answers are counted one after another
    terms = terms_of(lecture)
    _check(lecture, person, terms, answer)
    try:
        with session.begin_nested():
            session.execute(insert(SurveySlip), {"lecture_id": lecture.id, "person_id": person.id})
    except IntegrityError as error:
        raise Refused(ANSWERED) from error
    paper = {"paper": secrets.randbits(62)}
    facts = {"lecture_id": lecture.id, "version": terms.version, "recommends": answer.recommends}
    session.execute(insert(SurveyPaper), paper | facts | {"words": answer.words.strip()})
    stars = [{"question": code, "stars": given} | paper for code, given in answer.scores.items()]
    session.execute(insert(SurveyScore), stars)
    audit.record("answer_survey", lecture, by=None)
    if answers_about(lecture) % terms.least == 0:
        waiting = update(SurveyPaper).where(SurveyPaper.lecture_id == lecture.id, SurveyPaper.shown.is_(False))
        session.execute(waiting.values(shown=True))
        _note_ratings(lecture)


def create_improvement(lecture: Lecture, facts: ImprovementFacts, *, by: Account) -> Improvement:
    """Put something on the list of what should be better."""
    if reasons := reasons_against_due_day(facts.due_on, clock.today()):
        raise Refused(reasons[0], field="due_on")
    improvement = Improvement(lecture=lecture, **vars(facts))
    session.add(improvement)
    audit.record("create_improvement", improvement, by=by, changes=audit.pending_changes(improvement))
    return improvement


def complete_improvement(improvement: Improvement, done_with: str, *, by: Account) -> None:
    """It is done, with what."""
    improvement = lock(improvement)
    if not done_with.strip():
        raise Refused("请写明落实的情况：做了什么，效果怎样。", field="done_with")
    before, improvement.done_with = improvement.done_with, done_with.strip()
    with session.no_autoflush:  # the state changes with it
        advance(improvement, "complete_improvement", by=by, changes={"done_with": (before, done_with.strip())})


def drop_improvement(improvement: Improvement, *, reason: str, by: Account) -> None:
    """It is not pursued any more."""
    advance(lock(improvement), "drop_improvement", by=by, reason=reason)


def reopen_improvement(improvement: Improvement, *, reason: str, by: Account) -> None:
    """It was not done after all."""
    improvement = lock(improvement)
    before, improvement.done_with = improvement.done_with, ""
    with session.no_autoflush:
        advance(improvement, "reopen_improvement", by=by, reason=reason, changes={"done_with": (before, "")})


def _check(lecture: Lecture, person: Person, terms: SurveyTerms, answer: Answer) -> None:
    if not may_answer(lecture, person.id):
        raise Refused("问卷请签到的人填写，没有找到您在这一场的签到。确实到场的，请主办单位补登签到。")
    reasons = reasons_against_answering(
        lecture.starts_at,
        lecture.ends_at,
        terms.days,
        clock.now(),
        cancelled=lecture.state is LectureState.CANCELLED,
    )
    if reasons := reasons or reasons_against_scores(terms.version, answer.scores):
        raise Refused(reasons[0])


def _note_ratings(lecture: Lecture) -> None:
    for speaker in sorted(lecture.speakers, key=lambda one: one.lecturer_id):
        whole = satisfaction_with(speaker.lecturer)
        note_rating(speaker.lecturer, whole.mean, whole.shown, by=None)
