"""Pages about competitions: the public notice, and the officers' work on it."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from sqlalchemy.orm import selectinload

from competitions.planning import cloning, operations
from competitions.planning.forms import AttachmentForm, CloneForm, CompetitionForm
from competitions.planning.models import Competition, Event
from competitions.planning.plan import competition_reasons
from competitions.planning.queries import (
    WHOLE_PLAN,
    competitions_planned_by,
    competitions_visible_to,
    found_competitions,
    organisers_for,
)
from competitions.planning.rules import COMPETITION_STATE_TITLES, LEVEL_TITLES, CompetitionLevel, CompetitionState
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.models import Account
from people.accounts.rules import Permission

bp = Blueprint("planning", __name__)


@bp.get("/competitions")
@requires(Permission.COMPETITION_READ)
def list_competitions():
    """Competitions, newest first; filters stay in the address."""
    query = found_competitions(
        competitions_visible_to(acting()),
        text=request.args.get("text", "").strip(),
        state=_asked(CompetitionState, "state"),
        level=_asked(CompetitionLevel, "level"),
    ).options(selectinload(Competition.organisation), selectinload(Competition.events))
    return render_template(
        "competitions/planning/list_competitions.html",
        page=page_by_key(query, Competition, after=request.args.get("after", type=int)),
        states=COMPETITION_STATE_TITLES,
        levels=LEVEL_TITLES,
        may_plan=acting().may(Permission.COMPETITION_PLAN),
    )


@bp.get("/competitions/<int:competition_id>")
@public
def show_competition(competition_id: int):
    """The notice for everybody; for those who plan it, also how far each event is."""
    query = competitions_visible_to(visitor()).where(Competition.id == competition_id)
    competition = fetch(query.options(selectinload(Competition.events).options(*WHOLE_PLAN)))
    plans = plans_for(competition)
    return render_template(
        "competitions/planning/show_competition.html",
        competition=competition,
        plans=plans,
        reasons=competition_reasons(competition) if plans else [],
        form=AttachmentForm(),
    )


@bp.route("/competitions/new", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def create_competition():
    """A new draft."""
    form = CompetitionForm(partners=[{"role": "organiser", "name": ""}])
    organisers = {organiser.id: organiser for organiser in session.scalars(organisers_for(acting()))}
    form.organisation_id.choices = {key: organiser.name for key, organiser in organisers.items()}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            organiser = organisers[form.organisation_id.data]
            competition = operations.create_competition(organiser, form.facts(), by=acting())
            flash("竞赛已建立。下一步：添加赛项。", "success")
            return redirect(url_for(".show_competition", competition_id=competition.id))
    return _page("create_competition", form)


@bp.route("/competitions/<int:competition_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def edit_competition(competition_id: int):
    """Change what the notice says."""
    competition = _planned(competition_id)
    form = CompetitionForm.opened_on(competition)
    form.organisation_id.choices = {competition.organisation_id: competition.organisation.name}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_competition(competition, form.facts(), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_competition", competition_id=competition_id))
    return _page("edit_competition", form, competition=competition)


@bp.route("/competitions/<int:competition_id>/clone", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def clone_competition(competition_id: int):
    """The next edition, from this one."""
    source = _planned(competition_id)
    form = CloneForm.proposed_for(source)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = cloning.clone_competition(
                source,
                title=form.title.data.strip(),
                edition=form.edition.data.strip(),
                dates=form.dates(),
                by=acting(),
            )
            flash("已按上一届建立新的竞赛，请核对通知内容和各赛项方案。", "success")
            return redirect(url_for(".show_competition", competition_id=made.id))
    return _page("clone_competition", form, competition=source)


@bp.post("/competitions/<int:competition_id>/publish")
@requires(Permission.COMPETITION_PLAN)
def publish_competition(competition_id: int):
    """Show it to everybody."""
    competition = _planned(competition_id)
    with transaction():
        operations.publish_competition(competition, by=acting())
    flash("竞赛已发布，单位可以报名。", "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.post("/competitions/<int:competition_id>/withdraw")
@requires(Permission.COMPETITION_PLAN)
def withdraw_competition(competition_id: int):
    """Take it back for correction."""
    competition = _planned(competition_id)
    with transaction():
        operations.withdraw_competition(competition, reason=request.form.get("reason", ""), by=acting())
    flash("竞赛已撤回，公众暂时看不到。", "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.post("/competitions/<int:competition_id>/archive")
@requires(Permission.COMPETITION_PLAN)
def archive_competition(competition_id: int):
    """Close the books."""
    competition = _planned(competition_id)
    with transaction():
        operations.archive_competition(competition, by=acting())
    flash("竞赛已归档，只供查阅。", "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.route("/competitions/<int:competition_id>/attachments", methods=["GET", "POST"])
@requires(Permission.COMPETITION_PLAN)
def add_attachment(competition_id: int):
    """Attach a file to the notice."""
    competition = _planned(competition_id)
    form = AttachmentForm()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename
        with answering(form), transaction():
            form.claim()
            operations.add_attachment(competition, content, name=name, by=acting())
            flash(f"附件“{name}”已上传。", "success")
            return redirect(url_for(".show_competition", competition_id=competition_id))
    return _page("add_attachment", form, competition=competition)


@bp.post("/competitions/<int:competition_id>/attachments/<int:file_id>/remove")
@requires(Permission.COMPETITION_PLAN)
def remove_attachment(competition_id: int, file_id: int):
    """Take a file off the notice."""
    competition = _planned(competition_id)
    with transaction():
        operations.remove_attachment(competition, file_id, by=acting())
    flash("附件已删除。", "success")
    return redirect(url_for(".show_competition", competition_id=competition_id))


@bp.get("/competitions/<int:competition_id>/attachments/<int:file_id>")
@public
def download_attachment(competition_id: int, file_id: int):
    """A file of the notice."""
    competition = fetch(competitions_visible_to(visitor()).where(Competition.id == competition_id))
    found = next((attached for attached in competition.attachments if attached.id == file_id), None)
    if found is None:
        raise NotFound
    return send_file(BytesIO(found.read()), found.media_type, as_attachment=True, download_name=found.name)


def visitor() -> Account | None:
    """Who looks at a public page: an account, or nobody in particular."""
    return acting() if current_user.is_authenticated else None


def plans_for(subject: Competition | Event) -> bool:
    """Whether the visitor may plan this competition or event."""
    user = visitor()
    return user is not None and user.may_at(Permission.COMPETITION_PLAN, subject.organisation_path)


def _planned(competition_id: int) -> Competition:
    return fetch(competitions_planned_by(acting()).where(Competition.id == competition_id))


def _asked(kind, name):
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None


def _page(verb: str, form, **facts):
    page = render_template(f"competitions/planning/{verb}.html", form=form, **facts)
    return page, 422 if form.errors else 200
