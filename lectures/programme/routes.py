"""What everybody reads of lectures: the programme, one lecture, what is over, series. Only what was released."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session
from lectures.attendance.models import LecturePhoto, Material
from lectures.attendance.queries import public_photos, registered_counts
from lectures.attendance.rules import RegistrationState, Times, places_free, reasons_against_registering
from lectures.calendars.told import Told, as_told, told
from lectures.menus.rules import LECTURE_MODE_TITLES, LectureMode
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from lectures.programme import queries
from lectures.programme.queries import Wanted
from lectures.programme.rules import CARDS_ON_A_PAGE, ON_A_PAGE
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.queries import held, public_lectures
from lectures.tours.rules import LectureState
from people.accounts.access import public
from people.organisations.models import Organisation

bp = Blueprint("programme", __name__)
LAST_PAGE = 1000


@bp.get("/lectures/programme")
@public
def show_programme() -> ResponseReturnValue:
    """The coming lectures, day by day."""
    districts, page = queries.districts(), page_asked()
    batch = queries.batch_of(queries.coming_lectures(_wanted(districts)), page, ON_A_PAGE)
    days: dict[date, list[Told]] = {}
    for known in batch.lectures:
        days.setdefault(known.begins.date(), []).append(known)
    return render_template(
        "lectures/programme/show_programme.html",
        days=days,
        page=page,
        batch=batch,
        series=session.scalars(queries.public_series()).all(),
        **_choices(districts),
    )


@bp.get("/lectures/past")
@public
def list_past_lectures() -> ResponseReturnValue:
    """What took place, with replays and photos."""
    districts, page = queries.districts(), page_asked()
    batch = queries.batch_of(queries.past_lectures(_wanted(districts)), page, CARDS_ON_A_PAGE)
    return render_template(
        "lectures/programme/list_past_lectures.html",
        page=page,
        batch=batch,
        photos=queries.photos_of_public(batch.lectures),
        **_choices(districts),
    )


@bp.get("/lectures/programme/<int:lecture_id>")
@public
def show_public_lecture(lecture_id: int) -> ResponseReturnValue:
    """One lecture: when, where, by whom, how to come; afterwards the replay, papers and photos."""
    known = told(fetch(as_told(public_lectures()).where(Lecture.id == lecture_id)))
    lecture = known.lecture
    took_place = lecture.state is LectureState.HELD and known.over
    taken = registered_counts([lecture.id])[lecture.id].get(RegistrationState.REGISTERED, 0)
    return render_template(
        "lectures/programme/show_public_lecture.html",
        known=known,
        changes=queries.what_changed(known),
        took_place=took_place,
        to_register=_may_register(known),
        left=places_free(lecture.capacity, taken),
        photos=queries.photos_of_public([known])[lecture.id] if took_place else [],
        papers=session.scalars(queries.papers_of_public().where(Material.lecture_id == lecture.id)).all(),
    )


@bp.get("/lectures/programme/photos/<int:photo_id>")
@public
def show_lecture_photo(photo_id: int) -> ResponseReturnValue:
    """A photo whose people agreed that everybody sees it."""
    photo = fetch(public_photos(held(public_lectures())).where(LecturePhoto.id == photo_id))
    return send_file(photo.file.stream(), photo.file.media_type, max_age=300)


@bp.get("/lectures/programme/materials/<int:material_id>")
@public
def download_material(material_id: int) -> ResponseReturnValue:
    """A paper that every reader of a past lecture may have."""
    paper = fetch(queries.papers_of_public().where(Material.id == material_id))
    return send_file(paper.file.stream(), paper.file.media_type, as_attachment=True, download_name=paper.file.name)


@bp.get("/lectures/series/<int:tour_id>")
@public
def show_series(tour_id: int) -> ResponseReturnValue:
    """A series of cloud lectures: its episodes and their replays."""
    series = fetch(queries.public_series().where(LectureTour.id == tour_id))
    episodes = queries.episodes_of(series)
    return render_template("lectures/programme/show_series.html", series=series, episodes=episodes)


def _may_register(known: Told) -> bool:
    """By the times that were told: a change that nobody knows of opens and closes nothing."""
    released = known.released
    times = Times(released.starts_at, released.ends_at, released.cancelled)
    return not reasons_against_registering(times, clock.now(), registers=known.lecture.registers, released=True)


def _wanted(districts: Sequence[Organisation]) -> Wanted:
    asked = request.args
    return Wanted(
        next((one for one in districts if str(one.id) == asked.get("district")), None),
        asked.get("theme", "").strip()[:40],
        next((one for one in LectureMode if one.value == asked.get("mode")), None),
        next((one for one in VenueKind if one.value == asked.get("kind")), None),
    )


def _choices(districts: Sequence[Organisation]) -> dict[str, object]:
    """What the filters offer, and what was chosen."""
    kept = {name: request.args[name] for name in ("district", "theme", "mode", "kind") if request.args.get(name)}
    offered = {"themes": queries.themes(), "modes": LECTURE_MODE_TITLES, "kinds": VENUE_KIND_TITLES}
    return {"districts": districts, "kept": kept, "today": clock.today(), **offered}


def page_asked() -> int:
    """Which page of a list an address asks for, from 1 on."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
