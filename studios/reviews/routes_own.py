"""An expert's own pages: what he scores, his findings, vetoes. Names stay hidden where the round is anonymous."""

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.reviews import operations
from studios.reviews.forms import FindingForm, VetoForm
from studios.reviews.models import Review, ReviewedSubject, ReviewFinding
from studios.reviews.queries import own_sheets, reviews_rated_by, reviews_visible_to, subjects_rated_by
from studios.reviews.routes import bp


@bp.get("/studios/reviews/mine")
@requires(Permission.SHEET_MARK)
def list_my_reviews() -> ResponseReturnValue:
    """The reviews in which one scores, with the subjects and how far one is."""
    reviews = session.scalars(reviews_rated_by(acting()).options(selectinload(Review.subjects))).all()
    return render_template(
        "studios/reviews/list_my_reviews.html", reviews=reviews, sheets=own_sheets(acting(), reviews)
    )


@bp.get("/studios/reviews/mine/<int:subject_id>")
@requires(Permission.SHEET_MARK)
def show_my_subject(subject_id: int) -> ResponseReturnValue:
    """One subject: its materials, one's findings, and vetoes."""
    return _page(_subject(subject_id))


@bp.post("/studios/reviews/mine/<int:subject_id>/findings")
@requires(Permission.SHEET_MARK)
def note_finding(subject_id: int) -> ResponseReturnValue:
    """Write down what one found."""
    subject, form = _subject(subject_id), FindingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            photo = form.photo.data.read() if form.photo.data else None
            operations.note_finding(subject, form.text.data or "", photo, by=acting())
            flash("已记下。", "success")
            return redirect(url_for(".show_my_subject", subject_id=subject_id))
    return _page(subject, finding=form)


@bp.post("/studios/reviews/mine/<int:subject_id>/vetoes")
@requires(Permission.SHEET_MARK)
def raise_veto(subject_id: int) -> ResponseReturnValue:
    """Say that a veto applies."""
    subject, form = _subject(subject_id), VetoForm()
    form.offer(subject.review)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.raise_veto(subject, form.item.data, ground=form.ground.data, by=acting())
            flash("已提出一票否决，由组织评审的单位查实。", "success")
            return redirect(url_for(".show_my_subject", subject_id=subject_id))
    return _page(subject, veto=form)


@bp.get("/studios/reviews/findings/<int:finding_id>/photo")
@requires(Permission.SHEET_MARK, Permission.REVIEW_RUN)
def show_finding_photo(finding_id: int) -> ResponseReturnValue:
    """The photo of a finding: for experts of the subject, and for those who run the review."""
    user = acting()
    run = select(ReviewedSubject.id).where(
        ReviewedSubject.review_id.in_(reviews_visible_to(user).with_only_columns(Review.id).order_by(None))
    )
    rated = subjects_rated_by(user).with_only_columns(ReviewedSubject.id).order_by(None)
    found = select(ReviewFinding).where(
        ReviewFinding.id == finding_id, ReviewFinding.subject_id.in_(run) | ReviewFinding.subject_id.in_(rated)
    )
    file = fetch(found).file
    if file is None:
        raise NotFound
    return send_file(file.stream(), file.media_type, max_age=0)


def _subject(subject_id: int) -> ReviewedSubject:
    query = subjects_rated_by(acting()).options(
        selectinload(ReviewedSubject.findings).joinedload(ReviewFinding.finder),
        selectinload(ReviewedSubject.vetoes),
    )
    return fetch(query.where(ReviewedSubject.id == subject_id))


def _page(
    subject: ReviewedSubject, finding: FindingForm | None = None, veto: VetoForm | None = None
) -> ResponseReturnValue:
    finding = finding or FindingForm()
    veto = veto or VetoForm()
    veto.offer(subject.review)
    sheet = own_sheets(acting(), [subject.review]).get((subject.review.panel_id, subject.reference))
    page = render_template(
        "studios/reviews/show_my_subject.html", subject=subject, sheet=sheet, finding_form=finding, veto_form=veto
    )
    return page, 422 if finding.errors or veto.errors else 200
