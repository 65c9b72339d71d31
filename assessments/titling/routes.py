"""Pages about professional titles: who applied, how far each application is."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.titling import operations
from assessments.titling.forms import AwardForm, TitlingForm
from assessments.titling.models import TitlingApplication
from assessments.titling.queries import titlings_by_grade, titlings_edited_by, titlings_visible_to
from assessments.titling.rules import STAGES, TITLING_WORKFLOW
from foundation import clock
from foundation.database import fetch, page_by_key, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.queries import persons_found, persons_visible_to

bp = Blueprint("titling", __name__)

STEP_TITLES = {
    "submit_titling": "提交单位审核",
    "check_titling": "单位审核通过",
    "forward_titling": "报主管部门",
    "review_titling": "提交评委会",
    "notice_titling": "评审通过，进入公示",
}


@bp.get("/titling")
@requires(Permission.GROWTH_READ, Permission.OWN_READ)
def list_titlings() -> ResponseReturnValue:
    """Applications, newest first, with the year's figures by grade."""
    year = request.args.get("year", clock.today().year, type=int)
    page = page_by_key(titlings_visible_to(acting()), TitlingApplication, after=request.args.get("after", type=int))
    figures = titlings_by_grade(acting(), year)
    return render_template("assessments/titling/list_titlings.html", page=page, figures=figures, year=year)


@bp.get("/titling/<int:titling_id>")
@requires(Permission.GROWTH_READ, Permission.OWN_READ)
def show_titling(titling_id: int) -> ResponseReturnValue:
    """One application: where it stands, and what comes next."""
    application = fetch(titlings_visible_to(acting()).where(TitlingApplication.id == titling_id))
    actions = set(TITLING_WORKFLOW.actions(application.state))
    return render_template(
        "assessments/titling/show_titling.html",
        application=application,
        stages=STAGES,
        edits=acting().may_at(Permission.GROWTH_EDIT, application.organisation_path),
        actions=actions,
        steps={action: title for action, title in STEP_TITLES.items() if action in actions},
        award=AwardForm(formdata=None),
    )


@bp.get("/titling/new")
@requires(Permission.GROWTH_EDIT)
def choose_applicant() -> ResponseReturnValue:
    """For whom a new application is."""
    found = persons_found(acting(), request.args.get("name", ""))
    return render_template("assessments/titling/choose_applicant.html", found=found)


@bp.route("/titling/new/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def create_titling(person_id: int) -> ResponseReturnValue:
    """Begin an application."""
    person = fetch(persons_visible_to(acting()).where(Person.id == person_id))
    form = TitlingForm(year=clock.today().year)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.create_titling(person, form.facts(), by=acting())
            flash("职称申报已建立。核对后提交单位审核。", "success")
            return redirect(url_for(".show_titling", titling_id=made.id))
    page = render_template("assessments/titling/create_titling.html", form=form, person=person)
    return page, 422 if form.errors else 200


@bp.route("/titling/<int:titling_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROWTH_EDIT)
def edit_titling(titling_id: int) -> ResponseReturnValue:
    """Change a draft."""
    application = _edited(titling_id)
    form = TitlingForm(obj=application)
    if not form.is_submitted():
        form.grade.data = application.grade.value
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_titling(application, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_titling", titling_id=titling_id))
    page = render_template("assessments/titling/edit_titling.html", form=form, application=application)
    return page, 422 if form.errors else 200


@bp.post("/titling/<int:titling_id>/step")
@requires(Permission.GROWTH_EDIT)
def step_titling(titling_id: int) -> ResponseReturnValue:
    """One stage further."""
    application = _edited(titling_id)
    with transaction():
        operations.step_titling(application, request.form.get("step", ""), by=acting())
    flash("已办理。", "success")
    return redirect(url_for(".show_titling", titling_id=titling_id))


@bp.post("/titling/<int:titling_id>/award")
@requires(Permission.GROWTH_EDIT)
def award_titling(titling_id: int) -> ResponseReturnValue:
    """The title is awarded."""
    application = _edited(titling_id)
    form = AwardForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            document, day = form.document.data or "", form.awarded.data
            operations.award_titling(application, document=document, awarded=day, by=acting())
            flash("职称已记入本人履历。", "success")
            return redirect(url_for(".show_titling", titling_id=titling_id))
    page = render_template("assessments/titling/award_titling.html", form=form, application=application)
    return page, 422 if form.errors else 200


@bp.post("/titling/<int:titling_id>/return")
@requires(Permission.GROWTH_EDIT)
def return_titling(titling_id: int) -> ResponseReturnValue:
    """Give it back to be mended."""
    return _reasoned(titling_id, operations.return_titling, "已退回修改。")


@bp.post("/titling/<int:titling_id>/fail")
@requires(Permission.GROWTH_EDIT)
def fail_titling(titling_id: int) -> ResponseReturnValue:
    """It was not passed."""
    return _reasoned(titling_id, operations.fail_titling, "已记为未通过。")


@bp.post("/titling/<int:titling_id>/withdraw")
@requires(Permission.GROWTH_EDIT)
def withdraw_titling(titling_id: int) -> ResponseReturnValue:
    """The applicant does not go on."""
    return _reasoned(titling_id, operations.withdraw_titling, "已撤回。")


def _reasoned(titling_id: int, operation: Callable[..., None], said: str) -> ResponseReturnValue:
    application = _edited(titling_id)
    with transaction():
        operation(application, reason=request.form.get("reason", ""), by=acting())
    flash(said, "success")
    return redirect(url_for(".show_titling", titling_id=titling_id))


def _edited(titling_id: int) -> TitlingApplication:
    return fetch(titlings_edited_by(acting()).where(TitlingApplication.id == titling_id))
