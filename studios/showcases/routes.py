"""Pages people look at: map and list of studios, a studio, its leader, the year on the wall, the ledger on paper."""

from datetime import date
from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from certificates.printing.papers import print_document
from foundation import clock
from foundation.database import fetch, page_by_key, session
from foundation.errors import NotFound
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from people.honours.models import Honour
from people.honours.queries import public_honours
from people.organisations.models import Organisation
from studios.registry.models import Studio, StudioPhoto
from studios.registry.queries import (
    StudioFilter,
    namings_in_force,
    public_studios,
    studios_matching,
    studios_visible_to,
)
from studios.registry.rules import NAMING_LEVEL_TITLES, STUDIO_KIND_TITLES, NamingLevel, StudioKind, highest, in_wan
from studios.showcases import queries
from studios.showcases.printing import ledger_of
from studios.showcases.rules import HEIGHT, WIDTH, plotted

bp = Blueprint("showcases", __name__)
FIRST_YEAR = 2000


@bp.get("/innovation-studios")
@public
def list_public_studios() -> ResponseReturnValue:
    """The studios that everybody may see: on a map and in a list, by level, kind and district."""
    shown = public_studios()
    districts = queries.districts_of(shown)
    found = studios_matching(shown, _wanted(districts))
    listed = found.options(selectinload(Studio.namings), joinedload(Studio.leader))
    return render_template(
        "studios/showcases/list_public_studios.html",
        page=page_by_key(listed, Studio, after=request.args.get("after", type=int), size=24),
        dots=plotted(queries.places_of(found)),
        width=WIDTH,
        height=HEIGHT,
        levels=NAMING_LEVEL_TITLES,
        kinds=STUDIO_KIND_TITLES,
        districts=districts,
        level_of=_level_of,
    )


@bp.get("/innovation-studios/<int:studio_id>")
@public
def show_public_studio(studio_id: int) -> ResponseReturnValue:
    """A studio as everybody sees it."""
    found = public_studios().where(Studio.id == studio_id)
    studio = fetch(found.options(selectinload(Studio.namings), selectinload(Studio.members)))
    shown = queries.public_studio(studio, clock.today())
    return render_template("studios/showcases/show_public_studio.html", shown=shown, studio=studio, level_of=_level_of)


@bp.get("/innovation-studios/photos/<int:photo_id>")
@public
def show_public_photo(photo_id: int) -> ResponseReturnValue:
    """A photo that the studio shows to everybody."""
    of_public = StudioPhoto.studio_id.in_(public_studios().with_only_columns(Studio.id))
    photo = fetch(select(StudioPhoto).where(StudioPhoto.id == photo_id, StudioPhoto.public, of_public))
    return send_file(photo.file.stream(), photo.file.media_type, max_age=300)


@bp.get("/innovation-studios/leaders/<int:person_id>")
@public
def show_leader(person_id: int) -> ResponseReturnValue:
    """Somebody who leads a studio: what was announced of him, and what his studio has done."""
    person = queries.public_leader(person_id)
    if person is None:
        raise NotFound
    honours = public_honours().where(Honour.person_id == person.id).order_by(Honour.year.desc())
    studios = queries.studios_led(person)
    return render_template(
        "studios/showcases/show_leader.html",
        person=person,
        honours=session.scalars(honours).all(),
        studios=[(studio, queries.public_studio(studio, clock.today())) for studio in studios],
        level_of=_level_of,
    )


@bp.get("/studios/wall")
@requires(Permission.STUDIO_READ)
def show_wall() -> ResponseReturnValue:
    """The year of the studios in one's care, in pictures that can be read from the back of a hall."""
    this_year = clock.today().year
    year = request.args.get("year", this_year, type=int)
    if not FIRST_YEAR <= year <= this_year:
        raise NotFound
    return render_template(
        "studios/showcases/show_wall.html",
        wall=queries.year_of(acting(), year),
        organisation=acting().organisation,
        first_year=FIRST_YEAR,
        this_year=this_year,
        wan=in_wan,
    )


@bp.get("/studios/<int:studio_id>/ledger.pdf")
@requires(Permission.STUDIO_READ, Permission.STUDIO_LEAD)
def print_ledger(studio_id: int) -> ResponseReturnValue:
    """A studio's ledger of one year, for a visit: its file, projects, outcomes, benefit, apprentices."""
    studio = fetch(studios_visible_to(acting()).where(Studio.id == studio_id))
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    if not studio.founded_on.year <= year <= today.year:
        raise NotFound
    ledger = ledger_of(studio, year, min(today, date(year, 12, 31)))
    printed = print_document("studios/showcases/_ledger.html", ledger)
    return send_file(BytesIO(printed), "application/pdf", download_name=f"{studio.name}{year}年台账.pdf")


def _wanted(districts: list[Organisation]) -> StudioFilter:
    asked = request.args
    district = next((one for one in districts if str(one.id) == asked.get("district")), None)
    return StudioFilter(
        clock.today(),
        level=next((one for one in NamingLevel if one.value == asked.get("level")), None),
        kind=next((one for one in StudioKind if one.value == asked.get("kind")), None),
        path=district.path if district else None,
        text=asked.get("text", "").strip()[:40],
    )


def _level_of(studio: Studio) -> NamingLevel | None:
    return highest([one.level for one in namings_in_force(studio, clock.today())])
