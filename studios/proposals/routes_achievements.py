"""Pages of those who enter achievements: their own list, filling in, papers, handing in."""

import io
from typing import IO, Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.evidence import without_metadata
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.occupations import occupation_title, occupations
from studios.proposals import operations_achievements as operations
from studios.proposals.forms_achievements import AchievementForm, AchievementPaperForm
from studios.proposals.models import Proposal
from studios.proposals.models_achievements import Achievement, AchievementPaper
from studios.proposals.models_selections import Selection
from studios.proposals.offers import Offer, offer_of
from studios.proposals.queries import own_proposals
from studios.proposals.queries_achievements import (
    achievements_edited_by,
    achievements_visible_to,
    candidates_of,
    open_selections,
    own_achievements,
)
from studios.proposals.queries_figures import own_figures
from studios.proposals.routes import bp
from studios.proposals.rules_achievements import ACHIEVEMENT_WORKFLOW, EDITABLE, AchievementPaperKind
from studios.proposals.rules_tiers import ACHIEVEMENT_TIERS, tier_of
from studios.proposals.schemes import SCHEMES
from studios.proposals.titles import ACTIONS
from studios.registry.models import Studio
from studios.registry.rules import StudioState
from studios.reviews.queries import may_read_materials


@bp.get("/studios/achievements/mine")
@requires(Permission.PROPOSAL_MAKE)
def list_my_achievements() -> ResponseReturnValue:
    """What one has entered or taken part in, one's figures, and the selections one can enter."""
    user = acting()
    employer = user.person.employer if user.person else None
    return render_template(
        "studios/proposals/list_my_achievements.html",
        achievements=session.scalars(own_achievements(user).order_by(Achievement.id.desc()).limit(100)).all(),
        selections=session.scalars(open_selections(employer)).all() if employer else [],
        figures=own_figures(user.person) if user.person else None,
    )


@bp.route("/studios/selections/<int:selection_id>/achievements/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def create_achievement(selection_id: int) -> ResponseReturnValue:
    """Fill in an achievement: the person who finished it, or an officer of the unit for him.

    `?proposal=`: begin with what one's own proposal said.
    """
    user = acting()
    unit = _unit_of(user)
    selection = fetch(open_selections(unit).where(Selection.id == selection_id))
    form, studios = AchievementForm(), _studios_of(unit)
    form.offer(selection.kinds, selection.categories, studios)
    proposal = _own_proposal(user)
    if not form.is_submitted():
        _begin(form, user, unit, proposal)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.create_achievement(selection, unit, form.text(studios), proposal=proposal, by=user)
            flash("已存为草稿。接着上传盖章的授权书和承诺书，然后申报。", "success")
            return redirect(url_for(".show_achievement", achievement_id=made.id))
    return _form_page("studios/proposals/create_achievement.html", form, selection)


@bp.route("/studios/achievements/<int:achievement_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def edit_achievement(achievement_id: int) -> ResponseReturnValue:
    """Change a draft or what came back."""
    achievement = edited(achievement_id)
    selection, studios = achievement.selection, _studios_of(achievement.organisation)
    form = AchievementForm(
        obj=achievement,
        data={
            "authors": "\n".join(author.name for author in achievement.authors),
            "occupation": occupation_title(achievement.occupation_code) if achievement.occupation_code else "",
        },
    )
    form.offer(selection.kinds, selection.categories, studios)
    if not form.is_submitted():
        form.authors.data = "\n".join(author.name for author in achievement.authors)
        form.studio.data = achievement.studio_id or 0
        form.kind.data = achievement.kind.value
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_achievement(achievement, form.text(studios), version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_achievement", achievement_id=achievement_id))
    return _form_page("studios/proposals/edit_achievement.html", form, selection, achievement)


@bp.get("/studios/achievements/<int:achievement_id>")
@requires(Permission.OWN_READ)
def show_achievement(achievement_id: int) -> ResponseReturnValue:
    """An achievement, where it stands, and what the reader may do with it."""
    return achievement_page(visible(achievement_id))


@bp.route("/studios/achievements/<int:achievement_id>/papers/new", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def add_achievement_paper(achievement_id: int) -> ResponseReturnValue:
    """Hand in a paper."""
    achievement = edited(achievement_id)
    form = AchievementPaperForm()
    if form.validate_on_submit():
        content = form.file.data.read()
        with answering(form), transaction():
            form.claim()
            operations.add_achievement_paper(achievement, form.chosen_kind, content, by=acting())
            flash("材料已保存。", "success")
            return redirect(url_for(".show_achievement", achievement_id=achievement_id))
    page = render_template("studios/proposals/add_achievement_paper.html", form=form, achievement=achievement)
    return page, 422 if form.errors else 200


@bp.post("/studios/achievements/<int:achievement_id>/papers/<int:paper_id>/remove")
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def remove_achievement_paper(achievement_id: int, paper_id: int) -> ResponseReturnValue:
    """Take a paper out again."""
    paper = _paper(edited(achievement_id), paper_id)
    with transaction():
        operations.remove_achievement_paper(paper, by=acting())
    flash("已删除这份材料。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


@bp.get("/studios/achievements/<int:achievement_id>/papers/<int:paper_id>")
@requires(Permission.OWN_READ)
def show_achievement_paper(achievement_id: int, paper_id: int) -> ResponseReturnValue:
    """A paper itself; experts see photos only, without the metadata that may name whose they are."""
    user = acting()
    achievement = fetch(select(Achievement).where(Achievement.id == achievement_id))
    paper = _paper(achievement, paper_id)
    content: IO[bytes] = paper.file.stream()
    if session.scalars(achievements_visible_to(user).where(Achievement.id == achievement_id)).first() is None:
        if paper.kind is not AchievementPaperKind.PHOTO or not may_read_materials(user, achievement.reference):
            raise NotFound
        content = io.BytesIO(without_metadata(content.read(), paper.file.media_type))
    media_type, name = paper.file.media_type, paper.file.name
    as_picture = media_type.startswith("image/")
    return send_file(content, media_type, as_attachment=not as_picture, download_name=name, max_age=0)


@bp.get("/studios/achievements/<int:achievement_id>/materials")
@requires(Permission.SHEET_MARK)
def show_achievement_materials(achievement_id: int) -> ResponseReturnValue:
    """What an expert reads: no unit, no names, no stamped papers."""
    achievement = fetch(select(Achievement).where(Achievement.id == achievement_id))
    if not may_read_materials(acting(), achievement.reference):
        raise NotFound
    photos = [paper for paper in achievement.papers if paper.kind is AchievementPaperKind.PHOTO]
    return render_template("studios/proposals/show_achievement_materials.html", achievement=achievement, photos=photos)


@bp.post("/studios/achievements/<int:achievement_id>/submit")
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def submit_achievement(achievement_id: int) -> ResponseReturnValue:
    """Hand it in to the unit."""
    achievement = edited(achievement_id)
    with transaction():
        operations.submit_achievement(achievement, by=acting())
    flash("已申报，等待单位工会认可。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


@bp.post("/studios/achievements/<int:achievement_id>/withdraw")
@requires(Permission.PROPOSAL_MAKE, Permission.PROPOSAL_EDIT)
def withdraw_achievement(achievement_id: int) -> ResponseReturnValue:
    """Take it back."""
    achievement = edited(achievement_id)
    with transaction():
        operations.withdraw_achievement(achievement, by=acting())
    flash("已撤回。", "success")
    return redirect(url_for(".show_achievement", achievement_id=achievement_id))


def achievement_page(achievement: Achievement, sent: JiangxinForm | None = None) -> ResponseReturnValue:
    """The page of an achievement; `sent` is the form of a step that was refused, with what was typed."""
    user = acting()
    offer: Offer = offer_of(achievement, user, sent)
    entries = select(AuditEntry).where(
        AuditEntry.subject_kind == Achievement.__tablename__, AuditEntry.subject_id == achievement.id
    )
    editable = achievement.state in EDITABLE and offer.edits
    page = render_template(
        "studios/proposals/show_achievement.html",
        achievement=achievement,
        offer=offer,
        possible=ACHIEVEMENT_WORKFLOW.actions(achievement.state),
        editable=editable,
        reasons=operations.submission_reasons(achievement) if editable else [],
        candidates=candidates_of(achievement) if offer.runs else (),
        history=session.scalars(entries.order_by(AuditEntry.id)).all(),
        scheme=SCHEMES[achievement.selection.scheme],
        tier=tier_of(achievement.benefit if achievement.benefit_verifier else None, ACHIEVEMENT_TIERS),
        actions=ACTIONS,
    )
    return page, 422 if sent else 200


def visible(achievement_id: int) -> Achievement:
    """The achievement, if it may be seen."""
    return fetch(achievements_visible_to(acting()).where(Achievement.id == achievement_id))


def edited(achievement_id: int) -> Achievement:
    """The achievement, if one may fill it in."""
    return fetch(achievements_edited_by(acting()).where(Achievement.id == achievement_id))


def _unit_of(user: Account) -> Organisation:
    """A worker enters for his employer, an officer for his organisation."""
    if user.may(Permission.PROPOSAL_MAKE) and user.person and user.person.employer:
        return user.person.employer
    return user.organisation


def _own_proposal(user: Account) -> Proposal | None:
    key = request.args.get("proposal", type=int)
    return fetch(own_proposals(user).where(Proposal.id == key)) if key else None


def _begin(form: AchievementForm, user: Account, unit: Organisation, proposal: Proposal | None) -> None:
    if user.person and user.person.employer_id == unit.id:
        form.authors.data = user.person.name
    if proposal:
        form.title.data, form.problems.data = proposal.title, proposal.problems
        form.content.data = "\n".join((proposal.situation, proposal.measures, proposal.implementation)).strip()
        form.occupation.data = occupation_title(proposal.occupation_code) if proposal.occupation_code else ""
        form.finished_on.data, form.benefit.data = proposal.implemented_on, proposal.benefit
        form.benefit_basis.data, form.benefit_verifier.data = proposal.benefit_basis, proposal.benefit_verifier


def _studios_of(unit: Organisation) -> list[Studio]:
    query = select(Studio).where(Studio.organisation_id == unit.id, Studio.state == StudioState.ACTIVE)
    return list(session.scalars(query.order_by(Studio.name)).unique())


def _paper(achievement: Achievement, paper_id: int) -> AchievementPaper:
    query = select(AchievementPaper).where(AchievementPaper.achievement_id == achievement.id)
    return fetch(query.where(AchievementPaper.id == paper_id))


def _form_page(
    template: str, form: AchievementForm, selection: Selection, achievement: Achievement | None = None
) -> ResponseReturnValue:
    shown: dict[str, Any] = {"achievement": achievement, "scheme": SCHEMES[selection.scheme]}
    page = render_template(template, form=form, selection=selection, occupations=occupations(), **shown)
    return page, 422 if form.errors else 200
