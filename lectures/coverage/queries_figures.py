"""The figures of lectures by year, tour, federation, kind of place, theme and mode: added up by the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select

from foundation import clock
from foundation.database import session
from lectures.attendance.models import CheckIn, HeadCount, OnlineFigures
from lectures.coverage.queries import year_bounds
from lectures.coverage.rules_figures import Figures, FiguresBy
from lectures.feedback.models import SurveyPaper, SurveyScore, SurveySlip
from lectures.menus.rules import LECTURE_MODE_TITLES
from lectures.places.models import Place
from lectures.places.rules import VENUE_KIND_TITLES
from lectures.tours.models import Lecture, LecturePoint, LectureTour
from lectures.tours.rules import LectureState
from people.organisations.models import Organisation

UNSAID = "none"
"""What an address says for "without a theme", "without a place"."""


@dataclass(frozen=True)
class FiguresRow:
    """One line of the figures; `where` is how the list of its lectures is asked for."""

    title: str
    where: dict[str, Any]
    figures: Figures


def figures_by(view: Select[Lecture], by: FiguresBy) -> list[FiguresRow]:
    """The lectures of `view` divided by `by`: as many statements for thousands of lectures as for three.

    A lecture heard at places of two kinds stands in the rows of both.
    """
    found = _figures_of(_pairs(view, by))
    titles = _titles(by, found)
    ordered = sorted(found, key=lambda key: (key in (None, ""), -key if by is FiguresBy.YEAR else titles[key]))
    return [FiguresRow(titles[key], {by.value: UNSAID if key in (None, "") else key}, found[key]) for key in ordered]


def figures_of(view: Select[Lecture]) -> Figures:
    """The lectures of `view` as a whole: different persons are counted over all of them, not row by row."""
    return _figures_of(_pairs(view, None)).get(0, Figures())


def figures_of_each(lecture_ids: Iterable[int]) -> dict[int, Figures]:
    """The figures of each of these lectures."""
    facts = select(Lecture.id.label("key"), Lecture.id.label("lecture_id"), Lecture.state)
    return _figures_of(facts.where(Lecture.id.in_(list(lecture_ids))).subquery())


def _pairs(view: Select[Lecture], by: FiguresBy | None) -> Subquery:
    """Each lecture of the view with the row that it belongs to, and its state."""
    ids = view.order_by(None).with_only_columns(Lecture.id)
    query = select(_key(view, by).label("key"), Lecture.id.label("lecture_id"), Lecture.state)
    query = query.select_from(Lecture).join(Lecture.tour).where(Lecture.id.in_(ids))
    if by is FiguresBy.KIND:
        query = query.outerjoin(LecturePoint, LecturePoint.lecture_id == Lecture.id)
        query = query.outerjoin(Place, Place.id == LecturePoint.place_id).distinct()
    return query.subquery()


def _key(view: Select[Lecture], by: FiguresBy | None) -> ColumnElement[Any]:
    columns: dict[FiguresBy, Any] = {
        FiguresBy.TOUR: Lecture.tour_id,
        FiguresBy.UNIT: LectureTour.organisation_id,
        FiguresBy.KIND: Place.kind,
        FiguresBy.THEME: Lecture.theme,
        FiguresBy.MODE: Lecture.mode,
    }
    if by is FiguresBy.YEAR:
        return _year(view)
    return literal(0) if by is None else columns[by]


def _year(view: Select[Lecture]) -> ColumnElement[int]:
    """The year of a lecture by the clock in China."""
    ends = func.min(Lecture.starts_at), func.max(Lecture.starts_at)
    first, last = session.execute(view.order_by(None).with_only_columns(*ends)).one()
    if first is None or last is None:
        return literal(0)
    years = range(clock.in_shanghai(first).year, clock.in_shanghai(last).year + 1)
    return case(*((Lecture.starts_at < year_bounds(year)[1], year) for year in years))


def _titles(by: FiguresBy, keys: Iterable[Any]) -> dict[Any, str]:
    """What the rows are called."""
    if by is FiguresBy.YEAR:
        return {key: f"{key} 年" for key in keys}
    if by is FiguresBy.THEME:
        return {key: key or "没有写主题" for key in keys}
    if by is FiguresBy.MODE:
        return dict(LECTURE_MODE_TITLES)
    if by is FiguresBy.KIND:
        return {None: "没有场所（线上等）", **VENUE_KIND_TITLES}
    named = (LectureTour.id, LectureTour.title) if by is FiguresBy.TOUR else (Organisation.id, Organisation.name)
    return dict(session.execute(select(*named).where(named[0].in_(list(keys)))).all())


def _figures_of(pairs: Subquery) -> dict[Any, Figures]:
    """The figures of each key: five statements."""
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    for statement in (_counts(pairs), _came(pairs), _heads(pairs), _watched(pairs), _said(pairs)):
        for row in session.execute(statement).mappings():
            found[row["key"]] |= {name: int(value or 0) for name, value in row.items() if name != "key"}
    return {key: Figures(**values) for key, values in found.items()}


def _counts(pairs: Subquery) -> Select[Any]:
    states = {"planned": LectureState.PLANNED, "held": LectureState.HELD, "cancelled": LectureState.CANCELLED}
    counts = [func.count().filter(pairs.c.state == state).label(name) for name, state in states.items()]
    return select(pairs.c.key, *counts).group_by(pairs.c.key)


def _came(pairs: Subquery) -> Select[Any]:
    persons = func.count(CheckIn.person_id.distinct()).label("persons")
    query = select(pairs.c.key, func.count(CheckIn.id).label("attendances"), persons)
    return _of_held(query, pairs, CheckIn, CheckIn.lecture_id)


def _heads(pairs: Subquery) -> Select[Any]:
    return _of_held(
        select(pairs.c.key, func.sum(HeadCount.heads).label("heads")), pairs, HeadCount, HeadCount.lecture_id
    )


def _watched(pairs: Subquery) -> Select[Any]:
    views, viewers = func.sum(OnlineFigures.views).label("views"), func.sum(OnlineFigures.viewers).label("viewers")
    return _of_held(select(pairs.c.key, views, viewers), pairs, OnlineFigures, OnlineFigures.lecture_id)


def _said(pairs: Subquery) -> Select[Any]:
    """How many have answered, and the stars of the answers that are shown."""
    slips = select(SurveySlip.lecture_id, func.count().label("answers")).group_by(SurveySlip.lecture_id).subquery()
    given = (
        select(SurveyPaper.lecture_id, func.sum(SurveyScore.stars).label("stars"), func.count().label("marks"))
        .join_from(SurveyScore, SurveyPaper, SurveyPaper.paper == SurveyScore.paper)
        .where(SurveyPaper.shown)
    )
    scores = given.group_by(SurveyPaper.lecture_id).subquery()
    query = select(
        pairs.c.key,
        func.sum(slips.c.answers).label("answers"),
        func.sum(func.coalesce(scores.c.stars, 0)).label("stars"),
        func.sum(func.coalesce(scores.c.marks, 0)).label("marks"),
    )
    held: Any = _of_held(query, pairs, slips, slips.c.lecture_id)
    said: Select[Any] = held.outerjoin(scores, scores.c.lecture_id == pairs.c.lecture_id)
    return said


def _of_held(query: Select[Any], pairs: Subquery, kept: Any, lecture_id: Any) -> Select[Any]:
    """What is `kept` of the lectures held, added up by key."""
    joined = query.select_from(pairs).join(kept, lecture_id == pairs.c.lecture_id)
    return joined.where(pairs.c.state == LectureState.HELD).group_by(pairs.c.key)
