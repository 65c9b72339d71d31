"""The figures of the register with the lists they count, and the register as a workbook, out and in."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from foundation import clock
from foundation.database import page_by_key, session
from foundation.workbook_pages import upload_page, workbook_answer
from foundation.workbook_writing import template_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.rules import LEVEL_TITLES, Level
from studios.registry.models import Studio, StudioMember
from studios.registry.queries import members_on, studios_matching, studios_visible_to
from studios.registry.queries_figures import members_of, of_grade, studios_in_force
from studios.registry.queries_hub import grades_of
from studios.registry.routes import NO_NAME, bp, districts, wanted_studios
from studios.registry.workbooks import MEMBERS, STUDIOS
from studios.registry.workbooks_export import studios_workbook


@bp.get("/studios/figures")
@requires(Permission.STUDIO_READ)
def show_figures() -> ResponseReturnValue:
    """How many studios and members there were on a day; every figure leads to the list that it counts."""
    day = request.args.get("on", type=date.fromisoformat) or clock.today()
    figures = studios_in_force(studios_visible_to(acting()), day, districts())
    return render_template(
        "studios/registry/show_figures.html", figures=figures, day=day, today=clock.today(), no_name=NO_NAME
    )


@bp.get("/studios/members")
@requires(Permission.STUDIO_READ)
def list_members() -> ResponseReturnValue:
    """The persons who were members on a day, each once, with their studios."""
    wanted, grade = wanted_studios(), request.args.get("grade", "")
    persons = members_of(studios_matching(studios_visible_to(acting()), wanted), wanted.day)
    if grade in LEVEL_TITLES or grade == NO_NAME:
        persons = of_grade(persons, Level(grade) if grade in LEVEL_TITLES else None, wanted.day)
    page = page_by_key(persons.options(joinedload(Person.employer)), Person, after=request.args.get("after", type=int))
    shown = [person.id for person in page.rows]
    return render_template(
        "studios/registry/list_members.html",
        page=page,
        wanted=wanted,
        levels=LEVEL_TITLES,
        districts=districts(),
        grades=grades_of(shown, wanted.day),
        studios_of=_studios_of(shown, wanted.day),
    )


@bp.get("/studios/export.xlsx")
@requires(Permission.STUDIO_READ)
def export_studios() -> ResponseReturnValue:
    """Exactly the studios that the list shows, as a workbook."""
    wanted = wanted_studios()
    listed = studios_matching(studios_visible_to(acting()), wanted).options(
        selectinload(Studio.namings), selectinload(Studio.members)
    )
    content = studios_workbook(listed.order_by(Studio.id.desc()), wanted.day, districts())
    return workbook_answer(content, f"创新工作室名册-{wanted.day}.xlsx")


@bp.route("/studios/import", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def import_studios() -> ResponseReturnValue:
    """Upload a list of studios."""
    return upload_page(STUDIOS, "studios/registry/import_studios.html", by=acting())


@bp.route("/studios/members/import", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def import_members() -> ResponseReturnValue:
    """Upload a list of members."""
    return upload_page(MEMBERS, "studios/registry/import_members.html", by=acting())


@bp.get("/studios/import/template.xlsx")
@requires(Permission.STUDIO_EDIT)
def download_studio_template() -> ResponseReturnValue:
    """An empty sheet of studios to fill in."""
    return workbook_answer(template_workbook(STUDIOS.columns, "工作室"), "工作室模板.xlsx")


@bp.get("/studios/members/import/template.xlsx")
@requires(Permission.STUDIO_EDIT)
def download_member_template() -> ResponseReturnValue:
    """An empty sheet of members to fill in."""
    return workbook_answer(template_workbook(MEMBERS.columns, "工作室成员"), "工作室成员模板.xlsx")


def _studios_of(person_ids: list[int], day: date) -> dict[int, list[Studio]]:
    """The studios in view that these persons belonged to on `day`."""
    visible = studios_visible_to(acting()).options(selectinload(Studio.members))
    seated = visible.where(Studio.members.any(StudioMember.person_id.in_(person_ids)))
    found: dict[int, list[Studio]] = {person_id: [] for person_id in person_ids}
    for studio in session.scalars(seated.order_by(Studio.name)):
        for member in members_on(studio, day):
            if member.person_id in found and studio not in found[member.person_id]:
                found[member.person_id].append(studio)
    return found
