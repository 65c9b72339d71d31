"""Pages about applications: one's own, filling one in, one application with all that is known of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from assessments.applications import operations, reviewing
from assessments.applications.evidence import OPEN, bar_to_photo
from assessments.applications.forms import AcceptForm, ApplicationForm
from assessments.applications.models import Application
from assessments.applications.queries import (
    applications_edited_by,
    applications_reviewed_by,
    applications_visible_to,
    history_of,
    items_offered_to,
    open_items,
    own,
    places_taken,
    with_details,
    with_names,
)
from assessments.applications.records import age_at_submission, conditions_for
from assessments.applications.rules import EDITABLE, EvidenceKind
from assessments.applications.titles import ACTIONS
from assessments.applications.workbooks_columns import PARTICULARS
from assessments.batches.models import BatchItem
from assessments.standards.conditions import JUDGEMENT_TITLES
from assessments.standards.rules import Part
from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_visible_to

bp = Blueprint("applications", __name__)

SHOWN = 200


@bp.get("/assessments/applications/mine")
@requires(Permission.OWN_READ)
def list_my_applications() -> ResponseReturnValue:
    """One's own applications, and what can be applied for now."""
    user = acting()
    query = with_names(applications_visible_to(user)).where(own(user)).order_by(Application.id.desc())
    applications = session.scalars(query.limit(SHOWN)).all()
    path = user.person.organisation_path if user.person else None
    items = open_items([path or user.organisation.path], clock.today()) if user.person else ()
    return render_template(
        "assessments/applications/list_my_applications.html",
        applications=applications,
        applied={one.batch_id for one in applications if one.active},
        items=items,
        taken=places_taken([item.id for item in items]),
        may_apply=user.may(Permission.APPLICATION_MAKE),
    )


@bp.route("/assessments/items/<int:item_id>/applications/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def create_application(item_id: int) -> ResponseReturnValue:
    """Begin an application: one's own, or (`?person_id=`) that of a worker in one's care."""
    item = fetch(items_offered_to(acting()).where(BatchItem.id == item_id))
    person = _applicant()
    results = conditions_for(item, person, clock.today())
    form = ApplicationForm()
    form.offer(results)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            application = operations.create_application(
                item,
                person,
                organisation=person.employer,
                kind=operations.kind_for(item, person),
                condition=form.condition.data or "",
                by=acting(),
            )
            if form.statements:
                operations.edit_application(
                    application, condition=application.condition, stated=form.statements, by=acting()
                )
            flash("已填好第一步。请核对照片和证明材料，再提交。", "success")
            return redirect(url_for(".show_application", application_id=application.id))
    page = render_template(
        "assessments/applications/create_application.html",
        form=form,
        item=item,
        person=person,
        results=results,
        reasons=operations.applying_reasons(item, person),
        himself=acting().person_id == person.id,
    )
    return page, 422 if form.errors else 200


@bp.get("/assessments/applications/<int:application_id>")
@requires(Permission.OWN_READ)
def show_application(application_id: int) -> ResponseReturnValue:
    """One application: its state, the condition with its proofs, and what can be done now."""
    user = acting()
    application = fetch(with_details(applications_visible_to(user)).where(Application.id == application_id))
    editor = _among(applications_edited_by(user), application_id)
    reviewer = _among(applications_reviewed_by(user), application_id)
    editable = editor and application.state in EDITABLE
    result = reviewing.reviewed_condition(application) if application.resit_of_id is None else None
    return render_template(
        "assessments/applications/show_application.html",
        application=application,
        result=result,
        age=age_at_submission(application),
        needed=[EvidenceKind(material) for material in result.condition.materials] if result else [],
        given={one.kind.value for one in application.evidence},
        parts=[Part(part) for part in application.parts],
        said=[(PARTICULARS[key], value) for key, value in application.particulars.items() if key in PARTICULARS],
        judgements={one.value: title for one, title in JUDGEMENT_TITLES.items()},
        actions=ACTIONS,
        himself=operations.his_own(application, user),
        editable=editable,
        may_add=editor and application.state in OPEN,
        may_set_photo=editor and not bar_to_photo(application, user),
        may_withdraw=editor and application.state in OPEN,
        reasons=operations.submission_reasons(application, by=user) if editable else [],
        reviewer=reviewer,
        bars=reviewing.reviewer_reasons(application, user) if reviewer else [],
        form=AcceptForm(),
        history=history_of(application),
    )


@bp.route("/assessments/applications/<int:application_id>/edit", methods=["GET", "POST"])
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def edit_application(application_id: int) -> ResponseReturnValue:
    """Rely on another condition."""
    application = edited(application_id)
    results = conditions_for(application.item, application.person, clock.today())
    form = ApplicationForm(condition=application.condition, stated=application.stated)
    form.offer(results)
    if request.method == "GET":
        form.row_version.data = str(application.row_version)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_application(
                application,
                condition=form.condition.data or "",
                stated=form.statements,
                version=form.version,
                by=acting(),
            )
            return done(application_id, "已保存。")
    page = render_template(
        "assessments/applications/edit_application.html",
        form=form,
        application=application,
        results=results,
        himself=operations.his_own(application, acting()),
    )
    return page, 422 if form.errors else 200


@bp.post("/assessments/applications/<int:application_id>/submit")
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def submit_application(application_id: int) -> ResponseReturnValue:
    """Hand it in for review."""
    application = edited(application_id)
    with transaction():
        operations.submit_application(application, by=acting())
    return done(application_id, "已提交，等待评价机构审核。")


@bp.post("/assessments/applications/<int:application_id>/withdraw")
@requires(Permission.APPLICATION_MAKE, Permission.APPLICATION_EDIT)
def withdraw_application(application_id: int) -> ResponseReturnValue:
    """Take it back."""
    application = edited(application_id)
    with transaction():
        operations.withdraw_application(application, reason=ReasonForm().reason.data or "", by=acting())
    return done(application_id, "已撤回申报，名额已空出。")


def edited(application_id: int) -> Application:
    """The application, if the signed-in account fills it in."""
    return fetch(with_details(applications_edited_by(acting())).where(Application.id == application_id))


def done(application_id: int, message: str) -> ResponseReturnValue:
    """Back to the application, with a word about what was done."""
    flash(message, "success")
    return redirect(url_for("assessments.applications.show_application", application_id=application_id))


def _among(query: Select[Application], application_id: int) -> bool:
    found = query.with_only_columns(Application.id).where(Application.id == application_id)
    return session.scalars(found).first() is not None


def _applicant() -> Person:
    user: Account = acting()
    person_id = request.args.get("person_id", type=int)
    if person_id and user.may(Permission.APPLICATION_EDIT):
        return fetch(persons_visible_to(user).where(Person.id == person_id))
    if user.person is None:
        raise NotFound
    return user.person
