"""Pages about mentoring: the list, one pair, the agreement, what a unit rules about it."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.occupations import occupations
from studios.mentoring import operations
from studios.mentoring.forms import AgreementForm, AgreementPaperForm, TermsForm
from studios.mentoring.models import Mentoring, MentoringTerms
from studios.mentoring.operations_course import last_examination
from studios.mentoring.queries import (
    W07,
    mentoring_figures,
    mentorings_edited_by,
    mentorings_of_studio,
    mentorings_visible_to,
    terms_for,
)
from studios.mentoring.rules import months_missing
from studios.registry.models import Studio
from studios.registry.operations_members import person_for
from studios.registry.queries import studios_edited_by, studios_visible_to, team_on

bp = Blueprint("mentoring", __name__)

READ = (Permission.STUDIO_READ, Permission.STUDIO_LEAD)
KEEP = (Permission.STUDIO_EDIT, Permission.STUDIO_LEAD)


@bp.get("/studios/mentorings")
@bp.get("/studios/<int:studio_id>/mentorings")
@requires(*READ)
def list_mentorings(studio_id: int | None = None) -> ResponseReturnValue:
    """The pairs that one may see, of one studio or of all, with W07 of the year."""
    studio = fetch(studios_visible_to(acting()).where(Studio.id == studio_id)) if studio_id else None
    query = mentorings_of_studio(mentorings_visible_to(acting()), studio_id)
    year = clock.today().year
    return render_template(
        "studios/mentoring/list_mentorings.html",
        page=page_by_key(query, Mentoring, after=request.args.get("after", type=int)),
        studio=studio,
        keeps=studio is not None and _keeps(studio),
        figures=mentoring_figures(query, date(year, 1, 1), date(year, 12, 31)),
        year=year,
        definition=W07,
    )


@bp.get("/studios/mentorings/<int:mentoring_id>")
@requires(Permission.OWN_READ)
def show_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """One pair: the agreement, its signatures, the log month by month, examinations. Also for the two themselves."""
    mentoring = visible(mentoring_id)
    until = min(mentoring.closed_on or mentoring.ends, mentoring.ends)
    written = {one.month for one in mentoring.months}
    missing = months_missing(mentoring.begins, until, clock.today(), written) if mentoring.began_on else []
    return render_template(
        "studios/mentoring/show_mentoring.html",
        mentoring=mentoring,
        side=operations.side_of(mentoring, acting()),
        edits=session.scalar(mentorings_edited_by(acting()).where(Mentoring.id == mentoring.id)) is not None,
        missing=missing,
        this_month=clock.today().replace(day=1),
        last=last_examination(mentoring),
    )


@bp.route("/studios/<int:studio_id>/mentorings/new", methods=["GET", "POST"])
@requires(*KEEP)
def create_mentoring(studio_id: int) -> ResponseReturnValue:
    """Draw up an agreement."""
    studio = fetch(studios_edited_by(acting()).where(Studio.id == studio_id))
    form = AgreementForm()
    form.master.choices = {person.id: person.name for person in team_on(studio, clock.today())}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            name, number = form.apprentice_name.data or "", form.document_number.data or ""
            apprentice = person_for(studio.organisation, name, number)
            master = session.get_one(Person, form.master.data)
            mentoring = operations.create_mentoring(studio, master, apprentice, form.facts(), by=acting())
            flash("协议已拟订。下一步：师徒双方用自己的账号签字，或上传双方签字的纸质协议。", "success")
            return redirect(url_for(".show_mentoring", mentoring_id=mentoring.id))
    page = render_template(
        "studios/mentoring/create_mentoring.html", form=form, studio=studio, occupations=occupations()
    )
    return page, 422 if form.errors else 200


@bp.route("/studios/mentorings/<int:mentoring_id>/edit", methods=["GET", "POST"])
@requires(*KEEP)
def edit_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """Change an agreement that is not in force."""
    mentoring = edited(mentoring_id)
    form = AgreementForm.opened_on(mentoring)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_mentoring(mentoring, form.facts(), version=form.version, by=acting())
            return done(mentoring_id, "已保存。已经签过字的一方须重新签字。")
    page = render_template(
        "studios/mentoring/edit_mentoring.html", form=form, mentoring=mentoring, occupations=occupations()
    )
    return page, 422 if form.errors else 200


@bp.route("/studios/mentorings/<int:mentoring_id>/paper/new", methods=["GET", "POST"])
@requires(*KEEP)
def upload_agreement(mentoring_id: int) -> ResponseReturnValue:
    """Upload the paper that both signed by hand."""
    mentoring = edited(mentoring_id)
    form = AgreementPaperForm()
    if form.validate_on_submit():
        content, _name = form.read()
        with answering(form), transaction():
            form.claim()
            operations.upload_agreement(mentoring, form.signed_on.data, content, by=acting())
            return done(mentoring_id, "纸质协议已保存，协议生效。")
    page = render_template("studios/mentoring/upload_agreement.html", form=form, mentoring=mentoring)
    return page, 422 if form.errors else 200


@bp.get("/studios/mentorings/<int:mentoring_id>/paper")
@requires(Permission.OWN_READ)
def show_agreement(mentoring_id: int) -> ResponseReturnValue:
    """The signed paper, to be saved."""
    paper = visible(mentoring_id).paper
    if paper is None:
        raise NotFound
    return send_file(paper.stream(), paper.media_type, as_attachment=True, download_name=paper.name, max_age=0)


@bp.post("/studios/mentorings/<int:mentoring_id>/terminate")
@requires(*KEEP)
def terminate_mentoring(mentoring_id: int) -> ResponseReturnValue:
    """End an agreement before its time."""
    mentoring = edited(mentoring_id)
    with transaction():
        operations.terminate_mentoring(mentoring, reason=request.form.get("reason", ""), by=acting())
    return done(mentoring_id, "协议已解除。")


@bp.route("/studios/mentorings/terms", methods=["GET", "POST"])
@requires(Permission.STUDIO_EDIT)
def set_terms() -> ResponseReturnValue:
    """What one's own organisation rules about mentoring."""
    organisation = acting().organisation
    ruled = session.scalars(select(MentoringTerms).where(MentoringTerms.organisation_id == organisation.id)).first()
    form = TermsForm.opened_on(terms_for(organisation.path), ruled)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            place = session.get_one(Organisation, organisation.id)
            operations.set_terms(place, form.stated(), version=form.version, by=acting())
            flash("带徒规定已保存，以后拟订的协议和登记的考核按它办。", "success")
            return redirect(url_for(".list_mentorings"))
    page = render_template("studios/mentoring/set_terms.html", form=form, organisation=organisation)
    return page, 422 if form.errors else 200


def visible(mentoring_id: int) -> Mentoring:
    """The pair, if one may see it: as one of the two, or through its studio."""
    return fetch(mentorings_visible_to(acting()).where(Mentoring.id == mentoring_id))


def edited(mentoring_id: int) -> Mentoring:
    """The pair, if one keeps its studio's file."""
    return fetch(mentorings_edited_by(acting()).where(Mentoring.id == mentoring_id))


def done(mentoring_id: int, message: str) -> ResponseReturnValue:
    """Back to the pair."""
    flash(message, "success")
    return redirect(url_for(".show_mentoring", mentoring_id=mentoring_id))


def _keeps(studio: Studio) -> bool:
    return session.scalar(studios_edited_by(acting()).where(Studio.id == studio.id)) is not None
