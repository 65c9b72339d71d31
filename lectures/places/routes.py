"""Pages about places: the list, one place, and the forms that keep them."""

from collections.abc import Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import Refused
from foundation.forms import ReasonForm, answering, text_of
from lectures.places import operations
from lectures.places.forms import PlaceForm
from lectures.places.models import Place
from lectures.places.queries import (
    PlaceFilter,
    estates_of,
    estates_offered_to,
    federation_above,
    hosts_of,
    keepers_of,
    label_of,
    places_edited_by,
    places_for_choice,
    places_matching,
    places_visible_to,
    points_near,
    streets_of,
    units_of,
)
from lectures.places.rules import VENUE_KIND_TITLES, VenueKind
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from studios.registry.rules_map import Drawing, drawn

bp = Blueprint("places", __name__)

READ = (Permission.LECTURE_RUN, Permission.LECTURE_ORDER)
KEEP = (Permission.LECTURE_RUN, Permission.LECTURE_HOST)
OFFERED_HOSTS = 300
MAP_WIDTH, MAP_HEIGHT = 300, 190


@bp.get("/lectures/places")
@requires(*READ)
def list_places() -> ResponseReturnValue:
    """The places in one's care that the filter in the address describes, newest first."""
    wanted, visible = wanted_places(), places_visible_to(acting())
    return render_template(
        "lectures/places/list_places.html",
        page=page_by_key(
            places_matching(visible, wanted).order_by(None), Place, after=request.args.get("after", type=int)
        ),
        wanted=wanted,
        kinds=VENUE_KIND_TITLES,
        streets=streets_of(visible),
        estates=estates_of(visible),
        keepers=keepers_of(acting()),
    )


@bp.get("/lectures/places/<int:place_id>")
@requires(*READ)
def show_place(place_id: int) -> ResponseReturnValue:
    """One place: where it lies, whom it reaches; an estate with the places in it."""
    place = fetch(places_visible_to(acting()).where(Place.id == place_id))
    inside = page_by_key(units_of(place).order_by(None), Place, after=request.args.get("after", type=int))
    return render_template(
        "lectures/places/show_place.html",
        place=place,
        inside=inside if place.kind is VenueKind.ESTATE else None,
        edits=operations.edits(place, acting()),
        runs=acting().may_at(Permission.LECTURE_RUN, place.organisation_path),
        drawing=_drawing(place),
    )


@bp.get("/lectures/places/choices")
@requires(*READ)
def list_choices() -> ResponseReturnValue:
    """What a form offers once letters are typed (`?text=`); `?below=`: on the lists of an organisation and below it."""
    places = places_visible_to(acting()).where(Place.active)
    if keeper := session.get(Organisation, request.args.get("below", 0, type=int)):
        places = places.where(Place.organisation_id.in_(ids_in([keeper.path])))
    offer = places_for_choice(places, request.args.get("text", "").strip())
    return jsonify(said=offer.said, places=[{"id": one.id, "label": label_of(one)} for one in offer.places])


@bp.route("/lectures/places/new", methods=["GET", "POST"])
@requires(*KEEP)
def create_place() -> ResponseReturnValue:
    """Put a place on a list; `?estate=` says in which estate."""
    form, keepers = PlaceForm(estate=request.args.get("estate")), keepers_of(acting())
    if not keepers:
        del form.organisation
    elif len(keepers) == 1 and not form.is_submitted():
        form.organisation.data = keepers[0].name
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            host = _host(form)
            keeper = _keeper(form, host)
            place = operations.create_place(keeper, form.facts(host, _estate(form, keeper)), by=acting())
            flash("已登记。", "success")
            return redirect(url_for(".show_place", place_id=place.id))
    return _form_page(form, "登记场所", None, keepers)


@bp.route("/lectures/places/<int:place_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_place(place_id: int) -> ResponseReturnValue:
    """Change what is said of a place."""
    place = _edited(place_id)
    form = PlaceForm(obj=place)
    del form.organisation
    if not form.is_submitted():
        form.host.data, form.estate.data = (one.name if one else "" for one in (place.host, place.estate))
        form.workers.data = place.workers or None
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(_host(form, place), _estate(form, place.organisation))
            operations.edit_place(place, facts, by=acting(), version=form.version)
            flash("已保存。", "success")
            return redirect(url_for(".show_place", place_id=place_id))
    return _form_page(form, "修改场所", place, [])


@bp.post("/lectures/places/<int:place_id>/retire")
@requires(*KEEP)
def retire_place(place_id: int) -> ResponseReturnValue:
    """Take a place out of use, with a reason."""
    place = _edited(place_id)
    with transaction():
        operations.retire_place(place, by=acting(), reason=ReasonForm().reason.data or "")
        flash("已停用：以后不再提供选择，也不算尚未到达；讲过的场次保留。", "success")
        return redirect(url_for(".show_place", place_id=place_id))


@bp.post("/lectures/places/<int:place_id>/restore")
@requires(*KEEP)
def restore_place(place_id: int) -> ResponseReturnValue:
    """Take a place into use again, with a reason."""
    place = _edited(place_id)
    with transaction():
        operations.restore_place(place, by=acting(), reason=ReasonForm().reason.data or "")
        flash("已恢复使用。", "success")
        return redirect(url_for(".show_place", place_id=place_id))


def wanted_places() -> PlaceFilter:
    """Which places the address asks for; what it says wrongly is as if not said."""
    said = request.args
    kind = said.get("kind", "")
    unit = next((one for one in keepers_of(acting()) if one.id == said.get("unit", type=int)), None)
    return PlaceFilter(
        kind=VenueKind(kind) if kind in VENUE_KIND_TITLES else None,
        street=said.get("street", ""),
        estate_id=said.get("estate", type=int),
        path=unit.path if unit else None,
        text=said.get("text", "").strip(),
        retired=said.get("state") == "retired",
    )


def _edited(place_id: int) -> Place:
    return fetch(places_edited_by(acting()).where(Place.id == place_id))


def _drawing(place: Place) -> Drawing | None:
    """The place, first, among those of its list; None where its point is not known."""
    return drawn([place.point, *points_near(place)], MAP_WIDTH, MAP_HEIGHT) if place.point else None


def _form_page(
    form: PlaceForm, title: str, place: Place | None, keepers: Sequence[Organisation]
) -> ResponseReturnValue:
    page = render_template(
        "lectures/places/_form_page.html",
        form=form,
        title=title,
        place=place,
        keepers=keepers,
        hosts=session.scalars(hosts_of(acting()).limit(OFFERED_HOSTS)).all(),
        estates=estates_offered_to(acting()),
        streets=streets_of(places_visible_to(acting())),
    )
    return page, 422 if form.errors else 200


def _host(form: PlaceForm, place: Place | None = None) -> Organisation | None:
    """The unit that was typed; one that stays as it was is not asked for again."""
    typed = text_of(form.host)
    if not typed or (place is not None and place.host is not None and place.host.name == typed):
        return place.host if place is not None and typed else None
    host = session.scalars(hosts_of(acting()).where(Organisation.name == typed)).one_or_none()
    if host is None:
        raise Refused("没有这个单位，或不在您的管理范围。请从列表中选择。", field="host")
    return host


def _keeper(form: PlaceForm, host: Organisation | None) -> Organisation:
    """On whose list the place goes: as the officer says; a unit's own place on that of the federation above it."""
    if "organisation" in form:
        keeper = next((one for one in keepers_of(acting()) if one.name == text_of(form.organisation)), None)
        if keeper is None:
            raise Refused("没有这个组织，或不在您的管理范围。请从列表中选择。", field="organisation")
        return keeper
    if host is None:
        raise Refused("请填写所属单位：单位登记自己的场所。", field="host")
    above = federation_above(host)
    if above is None:
        raise Refused("这个单位上面没有总工会，请与系统管理员联系。", field="host")
    return above


def _estate(form: PlaceForm, keeper: Organisation) -> Place | None:
    typed = text_of(form.estate)
    if not typed:
        return None
    named = select(Place).where(Place.organisation_id == keeper.id, Place.kind == VenueKind.ESTATE, Place.name == typed)
    estate = session.scalars(named).one_or_none()
    if estate is None:
        raise Refused(f"{keeper.name}的名册上没有这个园区，请先登记园区，或从列表中选择。", field="estate")
    return estate
