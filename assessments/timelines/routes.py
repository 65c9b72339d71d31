"""A person's page: one time line of employment, grades, contests, honours and the rest."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from assessments.timelines.queries import Happening, timeline_of
from foundation.database import fetch
from foundation.errors import NotFound
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_visible_to

bp = Blueprint("timelines", __name__)

ICONS = {
    Happening.EMPLOYMENT: "building",
    Happening.DIPLOMA: "mortarboard",
    Happening.TRAINING: "book",
    Happening.LEVEL: "bar-chart-steps",
    Happening.TITLE: "person-badge",
    Happening.CONTEST: "trophy",
    Happening.HONOUR: "star",
    Happening.TRACK: "signpost-split",
    Happening.CERTIFICATE: "award",
}


@bp.get("/persons/<int:person_id>/timeline")
@requires(Permission.PERSON_READ, Permission.OWN_READ)
def show_timeline(person_id: int) -> ResponseReturnValue:
    """The time line of somebody in one's care, or one's own."""
    person = fetch(persons_visible_to(acting()).where(Person.id == person_id))
    return render_template(
        "assessments/timelines/show_timeline.html",
        person=person,
        moments=timeline_of(person),
        icons=ICONS,
        paper=_read_by_officers if acting().may(Permission.CERTIFICATE_COLLECT) else None,
    )


@bp.get("/my/timeline")
@requires(Permission.OWN_READ)
def show_my_timeline() -> ResponseReturnValue:
    """One's own time line."""
    person = acting().person
    if person is None:
        raise NotFound
    return render_template(
        "assessments/timelines/show_my_timeline.html", moments=timeline_of(person), icons=ICONS, paper=_read_by_holder
    )


def _read_by_officers(certificate_id: int) -> str:
    return url_for("certificates.issuing.show_certificate", certificate_id=certificate_id)


def _read_by_holder(_certificate_id: int) -> str:
    return url_for("certificates.holdings.list_my_certificates")
