"""Pages about rounds of review, for those who run them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from foundation.database import fetch, page_by_key, session, transaction
from foundation.forms import answering
from marking.panels.models import Panel, PanelMember, Subject
from marking.sheets import late_marks
from marking.sheets import operations as sheets
from marking.sheets.models import LateMark, Sheet
from marking.sheets.queries import standing_values
from people.accounts.access import acting, requires
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.reviews import operations
from studios.reviews.forms import ExpertForm
from studios.reviews.models import Review, ReviewedSubject, ReviewFinding, ReviewVeto
from studios.reviews.own_subjects import refuse_own
from studios.reviews.progress import review_progress
from studios.reviews.queries import experts_for, reviews_visible_to
from studios.reviews.rules import REVIEW_KIND_TITLES, ReviewKind
from studios.reviews.scores import scores_from, sheets_of_review

bp = Blueprint("reviews", __name__)


@bp.get("/studios/reviews")
@requires(Permission.REVIEW_RUN)
def list_reviews() -> ResponseReturnValue:
    """The reviews of one's organisations."""
    query = reviews_visible_to(acting()).options(selectinload(Review.subjects))
    if kind := request.args.get("kind", type=ReviewKind):
        query = query.where(Review.kind == kind)
    page = page_by_key(query, Review, after=request.args.get("after", type=int))
    return render_template("studios/reviews/list_reviews.html", page=page, kinds=REVIEW_KIND_TITLES)


@bp.get("/studios/reviews/<int:review_id>")
@requires(Permission.REVIEW_RUN)
def show_review(review_id: int) -> ResponseReturnValue:
    """How far it is, the scores with their working, vetoes and findings."""
    return _page("show_review", review_id)


@bp.get("/studios/reviews/<int:review_id>/print")
@requires(Permission.REVIEW_RUN)
def print_review(review_id: int) -> ResponseReturnValue:
    """The scores with every expert's marks item by item, to print and sign."""
    return _page("print_review", review_id)


@bp.post("/studios/reviews/<int:review_id>/close")
@requires(Permission.REVIEW_RUN)
def close_review(review_id: int) -> ResponseReturnValue:
    """End the scoring."""
    review = _run(review_id)
    with transaction():
        operations.close_review(review, by=acting())
    flash("评审已结束，得分不再变动。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/reopen")
@requires(Permission.REVIEW_RUN)
def reopen_review(review_id: int) -> ResponseReturnValue:
    """Let the experts score again."""
    review = _run(review_id)
    with transaction():
        operations.reopen_review(review, reason=request.form.get("reason"), by=acting())
    flash("评审已重新开放。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/experts")
@requires(Permission.REVIEW_RUN)
def add_expert(review_id: int) -> ResponseReturnValue:
    """One more expert."""
    review, form = _run(review_id), ExpertForm()
    form.offer(review)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            expert = fetch(experts_for(review.organisation).where(Account.id == form.expert.data))
            operations.add_expert(review, expert, by=acting())
            flash("专家已加入，评分表已经发给他。", "success")
            return _back(review_id)
    return _page("show_review", review_id, form)


@bp.post("/studios/reviews/<int:review_id>/experts/<int:member_id>/remove")
@requires(Permission.REVIEW_RUN)
def remove_expert(review_id: int, member_id: int) -> ResponseReturnValue:
    """Take an expert off who has sealed nothing."""
    review = _run(review_id)
    seat = select(PanelMember).where(PanelMember.id == member_id, PanelMember.panel_id == review.panel_id)
    with transaction():
        operations.remove_expert(review, fetch(seat), by=acting())
    flash("专家已移出。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/subjects/<int:subject_id>/excuse")
@requires(Permission.REVIEW_RUN)
def excuse_subject(review_id: int, subject_id: int) -> ResponseReturnValue:
    """A subject needs no scores any more."""
    review = _run(review_id)
    query = select(ReviewedSubject).where(ReviewedSubject.id == subject_id, ReviewedSubject.review_id == review.id)
    with transaction():
        operations.excuse_subject(fetch(query), reason=request.form.get("reason", ""), by=acting())
    flash("已登记免评。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/sheets/<int:sheet_id>/reopen")
@requires(Permission.REVIEW_RUN)
def reopen_sheet(review_id: int, sheet_id: int) -> ResponseReturnValue:
    """Let a sealed sheet be changed by its expert."""
    sheet = _sheet(review_id, sheet_id)
    with transaction():
        refuse_own(sheet.subject.panel_id, sheet.subject.reference, acting())
        sheets.reopen_sheet(sheet, reason=request.form.get("reason"), by=acting())
    flash("评分表已解封，专家修改后须重新封存。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/sheets/<int:sheet_id>/recuse")
@requires(Permission.REVIEW_RUN)
def recuse_judge(review_id: int, sheet_id: int) -> ResponseReturnValue:
    """Take an expert from one subject."""
    sheet = _sheet(review_id, sheet_id)
    with transaction():
        refuse_own(sheet.subject.panel_id, sheet.subject.reference, acting())
        sheets.recuse_judge(sheet, reason=request.form.get("reason"), by=acting())
    flash("已登记回避。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/late-marks/<int:late_id>/accept")
@requires(Permission.REVIEW_RUN)
def accept_late_mark(review_id: int, late_id: int) -> ResponseReturnValue:
    """Let a late mark stand."""
    late = _late(review_id, late_id)
    with transaction():
        refuse_own(late.sheet.subject.panel_id, late.sheet.subject.reference, acting())
        late_marks.accept_late_mark(late, reason=request.form.get("reason"), by=acting())
    flash("已采纳，评分表解封，请专家重新封存。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/late-marks/<int:late_id>/dismiss")
@requires(Permission.REVIEW_RUN)
def dismiss_late_mark(review_id: int, late_id: int) -> ResponseReturnValue:
    """Leave the marks as they stand."""
    late = _late(review_id, late_id)
    with transaction():
        refuse_own(late.sheet.subject.panel_id, late.sheet.subject.reference, acting())
        late_marks.dismiss_late_mark(late, reason=request.form.get("reason"), by=acting())
    flash("不予采纳，原分数不变。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/vetoes/<int:veto_id>/confirm")
@requires(Permission.REVIEW_RUN)
def confirm_veto(review_id: int, veto_id: int) -> ResponseReturnValue:
    """A veto holds."""
    veto = _veto(review_id, veto_id)
    with transaction():
        operations.confirm_veto(veto, reason=request.form.get("reason"), by=acting())
    flash("一票否决查实，这个对象不参加排名。", "success")
    return _back(review_id)


@bp.post("/studios/reviews/<int:review_id>/vetoes/<int:veto_id>/dismiss")
@requires(Permission.REVIEW_RUN)
def dismiss_veto(review_id: int, veto_id: int) -> ResponseReturnValue:
    """A veto does not hold."""
    veto = _veto(review_id, veto_id)
    with transaction():
        operations.dismiss_veto(veto, reason=request.form.get("reason"), by=acting())
    flash("一票否决不成立，得分照常计算。", "success")
    return _back(review_id)


def _page(name: str, review_id: int, form: ExpertForm | None = None) -> ResponseReturnValue:
    raisers = selectinload(Review.subjects).selectinload(ReviewedSubject.vetoes)
    found = selectinload(Review.subjects).selectinload(ReviewedSubject.findings)
    query = reviews_visible_to(acting()).options(
        raisers.options(joinedload(ReviewVeto.raiser), joinedload(ReviewVeto.decider)),
        found.options(joinedload(ReviewFinding.finder), joinedload(ReviewFinding.file)),
        joinedload(Review.panel).selectinload(Panel.members).joinedload(PanelMember.account),
    )
    review = fetch(query.where(Review.id == review_id))
    given = sheets_of_review(review)
    late = session.scalars(late_marks.late_marks_of([review.panel_id])).all()
    if form is None:
        form = ExpertForm()
        form.offer(review)
    page = render_template(
        f"studios/reviews/{name}.html",
        review=review,
        rubric=review.rubric_version.rubric,
        grid=review_progress(review, given),
        scores=scores_from(review, given),
        late=late,
        standing=standing_values([one.sheet_id for one in late]),
        form=form,
    )
    return page, 422 if form.errors else 200


def _run(review_id: int) -> Review:
    return fetch(reviews_visible_to(acting()).where(Review.id == review_id))


def _sheet(review_id: int, sheet_id: int) -> Sheet:
    mine = (Sheet.id == sheet_id, Subject.panel_id == _run(review_id).panel_id)
    return fetch(select(Sheet).join(Sheet.subject).where(*mine))


def _late(review_id: int, late_id: int) -> LateMark:
    return fetch(late_marks.late_marks_of([_run(review_id).panel_id]).where(LateMark.id == late_id))


def _veto(review_id: int, veto_id: int) -> ReviewVeto:
    mine = (ReviewVeto.id == veto_id, ReviewedSubject.review_id == _run(review_id).id)
    return fetch(select(ReviewVeto).join(ReviewVeto.subject).where(*mine))


def _back(review_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_review", review_id=review_id))
