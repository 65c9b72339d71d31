"""The library of achievements, for everybody; other units say that they use one; figures."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound
from foundation.evidence import without_metadata
from foundation.forms import answering
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.occupations import occupations
from studios.proposals import library
from studios.proposals.forms_achievements import AdoptAchievementForm
from studios.proposals.models_achievements import Achievement, AchievementAdoption, AchievementPaper
from studios.proposals.queries_figures import achievement_figures
from studios.proposals.routes import bp
from studios.proposals.routes_selections import achievement_filter
from studios.proposals.rules_achievements import ACHIEVEMENT_KIND_TITLES, AchievementPaperKind


@bp.get("/studios/library")
@public
def list_library() -> ResponseReturnValue:
    """Everything in the library, by words, occupation, kind, year and grade."""
    wanted = achievement_filter()
    query = wanted.apply(library.library())
    page = page_by_key(query, Achievement, after=request.args.get("after", type=int), size=30)
    grades = select(Achievement.grade).where(Achievement.listed_on.is_not(None)).distinct()
    return render_template(
        "studios/proposals/list_library.html",
        page=page,
        wanted=wanted,
        kinds=ACHIEVEMENT_KIND_TITLES,
        grades=session.scalars(grades.order_by(Achievement.grade)).all(),
        adopted=library.count_adoptions([one.id for one in page.rows]),
        occupations=occupations(),
    )


@bp.get("/studios/library/<int:achievement_id>")
@public
def show_library_achievement(achievement_id: int) -> ResponseReturnValue:
    """What everybody may know of an achievement: never its full content, papers, or what is not verified."""
    achievement = fetch(library.library().where(Achievement.id == achievement_id))
    signed_in = current_user.is_authenticated
    return render_template(
        "studios/proposals/show_library_achievement.html",
        achievement=achievement,
        photos=_photos(achievement),
        adoptions=library.adoptions_of(achievement),
        may_adopt=signed_in and acting().may(Permission.PROPOSAL_EDIT),
    )


@bp.get("/studios/library/<int:achievement_id>/photos/<int:paper_id>")
@public
def show_library_photo(achievement_id: int, paper_id: int) -> ResponseReturnValue:
    """A photo of an achievement in the library, without what the camera wrote beside it."""
    achievement = fetch(library.library().where(Achievement.id == achievement_id))
    photo = next((one for one in _photos(achievement) if one.id == paper_id), None)
    if photo is None:
        raise NotFound
    answer = without_metadata(photo.file.stream().read(), photo.file.media_type)
    return answer, 200, {"Content-Type": photo.file.media_type}


@bp.route("/studios/library/<int:achievement_id>/adopt", methods=["GET", "POST"])
@requires(Permission.PROPOSAL_EDIT)
def adopt_achievement(achievement_id: int) -> ResponseReturnValue:
    """Another unit uses it."""
    achievement = fetch(library.library().where(Achievement.id == achievement_id))
    units = session.scalars(active_in(acting().scope(Permission.PROPOSAL_EDIT))).all()
    form = AdoptAchievementForm()
    form.organisation.choices = {one.id: one.name for one in units}
    if form.validate_on_submit():
        unit = fetch(select(Organisation).where(Organisation.id == form.organisation.data))
        proof = form.proof.data.read() if form.proof.data and form.proof.data.filename else None
        with answering(form), transaction():
            form.claim()
            library.adopt_achievement(achievement, unit, form.since.data, form.use.data, proof, by=acting())
            flash("已登记本单位应用这项成果。", "success")
            return redirect(url_for(".show_library_achievement", achievement_id=achievement_id))
    page = render_template("studios/proposals/adopt_achievement.html", form=form, achievement=achievement)
    return page, 422 if form.errors else 200


@bp.post("/studios/library/adoptions/<int:adoption_id>/end")
@requires(Permission.PROPOSAL_EDIT)
def end_achievement_adoption(adoption_id: int) -> ResponseReturnValue:
    """It was written down by mistake."""
    adoption = fetch(library.adoptions_edited_by(acting()).where(AchievementAdoption.id == adoption_id))
    achievement_id = adoption.achievement_id
    with transaction():
        library.end_achievement_adoption(adoption, reason=request.form.get("reason", ""), by=acting())
    flash("已撤回这条登记。", "success")
    return redirect(url_for(".show_library_achievement", achievement_id=achievement_id))


@bp.get("/studios/achievements/figures")
@requires(Permission.PROPOSAL_EDIT)
def show_achievement_figures() -> ResponseReturnValue:
    """Entered, recommended, graded, adopted by others and verified benefit, by unit, of a year."""
    year = request.args.get("year", clock.today().year, type=int)
    figures = achievement_figures(acting().scope(Permission.PROPOSAL_EDIT), year)
    return render_template("studios/proposals/show_achievement_figures.html", figures=figures, year=year)


def _photos(achievement: Achievement) -> list[AchievementPaper]:
    """The photos of it, no other paper."""
    return [
        paper
        for paper in achievement.papers
        if paper.kind is AchievementPaperKind.PHOTO and paper.file.media_type.startswith("image/")
    ]
