"""Reading feedback: figures and words from those lectures only about which enough people have answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import session
from lectures.attendance.models import CheckIn
from lectures.feedback.models import Improvement, SurveyPaper, SurveyScore, SurveySlip, TourSurvey
from lectures.feedback.questions import NEWEST
from lectures.feedback.rules import (
    DAYS_OPEN,
    LEAST_ANSWERS,
    MOST_DAYS,
    ImprovementState,
    Satisfaction,
    Tally,
    satisfaction,
)
from lectures.lecturers.models import Lecturer
from lectures.tours.models import Lecture, LectureSpeaker, LectureTour
from lectures.tours.queries import lectures
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.queries import ids_in


@dataclass(frozen=True)
class SurveyTerms:
    """How a lecture is surveyed: the version of the questions, days open, how many answers are shown together."""

    version: int = NEWEST
    days: int = DAYS_OPEN
    least: int = LEAST_ANSWERS


@dataclass(frozen=True)
class _Counted:
    """What came in about one lecture."""

    answers: int = 0
    recommended: int = 0
    attendances: int = 0
    shown: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)


def satisfaction_of(lecture_ids: Collection[int]) -> dict[int, Satisfaction]:
    """What listeners said of each of these lectures, in four statements for as many as there are."""
    return {
        key: satisfaction(
            one.tallies,
            recommended=one.recommended,
            answers=one.answers,
            shown=one.shown,
            attendances=one.attendances,
        )
        for key, one in _counted(lecture_ids).items()
    }


def satisfaction_together(lecture_ids: Collection[int]) -> Satisfaction:
    """What listeners said of these lectures as a whole: every answer weighs the same.

    Lectures about which too few have answered are left out entirely, their check-ins too.
    """
    shown = [one for one in _counted(lecture_ids).values() if one.shown]
    whole: dict[str, Tally] = defaultdict(lambda: Tally(0, 0))
    for one in shown:
        for code, tally in one.tallies.items():
            whole[code] = Tally(whole[code].stars + tally.stars, whole[code].answers + tally.answers)
    return satisfaction(
        whole,
        recommended=sum(one.recommended for one in shown),
        answers=sum(one.answers for one in shown),
        shown=sum(one.shown for one in shown),
        attendances=sum(one.attendances for one in shown),
    )


def satisfaction_with(lecturer: Lecturer) -> Satisfaction:
    """What listeners said of all the lectures of somebody."""
    given = select(LectureSpeaker.lecture_id).where(LectureSpeaker.lecturer_id == lecturer.id)
    return satisfaction_together(session.scalars(given).all())


def words_about(lecture_ids: Collection[int]) -> dict[int, list[str]]:
    """What was written about each lecture, in no order that tells anything; nothing where too few have answered."""
    query = select(SurveyPaper.lecture_id, SurveyPaper.words).where(SurveyPaper.lecture_id.in_(lecture_ids))
    words: dict[int, list[str]] = {key: [] for key in lecture_ids}
    shown = query.where(SurveyPaper.shown, SurveyPaper.words != "").order_by(SurveyPaper.paper)
    for key, said in session.execute(shown):
        words[key].append(said)
    return words


def terms_of(lecture: Lecture) -> SurveyTerms:
    """How a lecture is surveyed."""
    own = survey_of(lecture.tour)
    return SurveyTerms(own.version, own.days, own.least) if own else SurveyTerms()


def survey_of(tour: LectureTour) -> TourSurvey | None:
    """What was ruled for the lectures of a tour; None: as usual."""
    return session.scalars(select(TourSurvey).where(TourSurvey.tour_id == tour.id)).one_or_none()


def answers_about(lecture: Lecture) -> int:
    """How many have answered."""
    return session.scalar(select(func.count()).where(SurveyPaper.lecture_id == lecture.id)) or 0


def has_answers(tour: LectureTour) -> bool:
    """Whether anybody has answered about any lecture of a tour."""
    query = select(SurveyPaper.paper).join(Lecture, Lecture.id == SurveyPaper.lecture_id)
    return session.scalar(query.where(Lecture.tour_id == tour.id).limit(1)) is not None


def has_answered(lecture: Lecture, person_id: int) -> bool:
    """Whether somebody has answered about a lecture."""
    return session.get(SurveySlip, (lecture.id, person_id)) is not None


def lectures_asked_about(user: Account) -> Select[Lecture]:
    """The lectures whose survey one may open: those that everybody was told of, and those that one came to."""
    return lectures().where(Lecture.released_id.is_not(None) | Lecture.id.in_(_attended_by(user)))


def surveys_waiting_for(user: Account) -> Select[Lecture]:
    """The lectures that one has checked in to and can still say something about."""
    now, days = clock.now(), func.coalesce(TourSurvey.days, DAYS_OPEN)
    oldest_end = {one: literal(now - timedelta(days=one), Lecture.ends_at.type) for one in range(1, MOST_DAYS + 1)}
    answered = select(SurveySlip.lecture_id).where(SurveySlip.person_id == user.person_id)
    query = lectures().outerjoin(TourSurvey, TourSurvey.tour_id == Lecture.tour_id)
    return query.where(
        Lecture.id.in_(_attended_by(user)),
        Lecture.id.not_in(answered),
        Lecture.state != LectureState.CANCELLED,
        Lecture.starts_at <= now,
        Lecture.ends_at > case(oldest_end, value=days),
    )


def improvements_run_by(user: Account) -> Select[Improvement]:
    """What the federations that one works for want to do better, the newest first."""
    units = ids_in(user.scope(Permission.LECTURE_RUN))
    query = select(Improvement).join(Improvement.lecture).join(Lecture.tour).options(joinedload(Improvement.lecture))
    return query.where(LectureTour.organisation_id.in_(units)).order_by(Improvement.id.desc())


def improvements_overdue_for(user: Account) -> Select[Improvement]:
    """What should have been done by now."""
    late = (Improvement.state == ImprovementState.OPEN, Improvement.due_on < clock.today())
    return improvements_run_by(user).where(*late)


def _attended_by(user: Account) -> Select[int]:
    return select(CheckIn.lecture_id).where(CheckIn.person_id == user.person_id)


def _counted(lecture_ids: Collection[int]) -> Mapping[int, _Counted]:
    tallies: dict[int, dict[str, Tally]] = defaultdict(dict)
    by_question = (SurveyPaper.lecture_id, SurveyScore.question)
    stars = select(*by_question, func.sum(SurveyScore.stars), func.count()).join_from(
        SurveyScore, SurveyPaper, SurveyPaper.paper == SurveyScore.paper
    )
    asked = (
        stars.where(SurveyPaper.lecture_id.in_(lecture_ids), SurveyPaper.shown)
        .group_by(*by_question)
        .order_by(*by_question)
    )
    for key, question, given, answers in session.execute(asked):
        tallies[key][question] = Tally(given, answers)
    recommended = func.count().filter(SurveyPaper.recommends)
    papers = select(SurveyPaper.lecture_id, func.count(), recommended).where(SurveyPaper.shown)
    answered = select(SurveySlip.lecture_id, func.count()).group_by(SurveySlip.lecture_id)
    came = select(CheckIn.lecture_id, func.count()).group_by(CheckIn.lecture_id)
    shown = papers.where(SurveyPaper.lecture_id.in_(lecture_ids)).group_by(SurveyPaper.lecture_id)
    counts = {key: (count, recommending) for key, count, recommending in session.execute(shown)}
    received = {row[0]: row[1] for row in session.execute(answered.where(SurveySlip.lecture_id.in_(lecture_ids)))}
    attended = {row[0]: row[1] for row in session.execute(came.where(CheckIn.lecture_id.in_(lecture_ids)))}
    return {
        key: _Counted(
            answers=received.get(key, 0),
            shown=counts.get(key, (0, 0))[0],
            recommended=counts.get(key, (0, 0))[1],
            attendances=attended.get(key, 0),
            tallies=tallies[key],
        )
        for key in lecture_ids
    }
