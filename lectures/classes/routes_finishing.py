"""How a class ends, and the certificates of classes and of single lectures."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates.address import verification_address
from foundation.database import fetch, transaction
from foundation.forms import ConfirmForm, answering
from lectures.classes import certifying, finishing, queries
from lectures.classes.routes import bp, run_class
from lectures.orders.routes import addresses
from lectures.tours.models import Lecture
from lectures.tours.queries import lectures_run_by
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

TURNED, REASON = "turned", "reason-{}"


@bp.route("/lectures/classes/<int:class_id>/finish", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN)
def finish_class(class_id: int) -> ResponseReturnValue:
    """Decide completion for all at once; the working of each is shown, exceptions are ticked with their reason."""
    finished, form = run_class(class_id), ConfirmForm()
    turned = request.form.getlist(TURNED, type=int)
    exceptions = {key: request.form.get(REASON.format(key), "") for key in turned}
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            address = url_for(".list_my_classes")
            count = finishing.finish_class(finished, exceptions, addresses(), address=address, by=acting())
            flash(f"已评定结业：{count} 人准予结业。下一步：制作结业证明。", "success")
            return redirect(url_for(".show_class", class_id=class_id))
    page = render_template(
        "lectures/classes/finish_class.html",
        form=form,
        training_class=finished,
        register=queries.register_of(finished),
        exceptions=exceptions,
    )
    return page, 422 if form.errors else 200


@bp.post("/lectures/classes/<int:class_id>/reopen")
@requires(Permission.LECTURE_RUN)
def reopen_class(class_id: int) -> ResponseReturnValue:
    """Let completion be decided anew."""
    reopened = run_class(class_id)
    with transaction():
        finishing.reopen_class(reopened, reason=request.form.get("reason", ""), by=acting())
    flash("培训班已重新打开，结业结果已清除。", "success")
    return redirect(url_for(".show_class", class_id=class_id))


@bp.post("/lectures/classes/<int:class_id>/cancel")
@requires(Permission.LECTURE_RUN)
def cancel_class(class_id: int) -> ResponseReturnValue:
    """The class does not take place."""
    cancelled = run_class(class_id)
    with transaction():
        finishing.cancel_class(cancelled, addresses(), reason=request.form.get("reason", ""), by=acting())
    flash("培训班已取消，还没有上的课也已取消。", "success")
    return redirect(url_for(".show_class", class_id=class_id))


@bp.post("/lectures/classes/<int:class_id>/certify")
@requires(Permission.CERTIFICATE_ISSUE)
def certify_class(class_id: int) -> ResponseReturnValue:
    """Have the certificates of completion made."""
    certified = run_class(class_id)
    with transaction():
        batch = certifying.certify_class(certified, address=verification_address(), by=acting())
        return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))


@bp.route("/lectures/<int:lecture_id>/certificates", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_ISSUE)
def certify_lecture(lecture_id: int) -> ResponseReturnValue:
    """Have certificates made for those who checked in to a lecture; who has one gets no second."""
    lecture, form = fetch(lectures_run_by(acting()).where(Lecture.id == lecture_id)), ConfirmForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            batch = certifying.certify_lecture(lecture, address=verification_address(), by=acting())
            return redirect(url_for("certificates.issuing.show_batch", batch_id=batch.id))
    page = render_template(
        "lectures/classes/certify_lecture.html",
        form=form,
        lecture=lecture,
        requests=certifying.lecture_requests(lecture),
    )
    return page, 422 if form.errors else 200
