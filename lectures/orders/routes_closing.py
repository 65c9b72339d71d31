"""Pages about what comes after the session: rating, the closing report, and the figures of all orders."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from foundation.workbook_pages import workbook_answer
from lectures.orders import closing
from lectures.orders.forms import RatingForm, ReportForm
from lectures.orders.models import LectureOrder
from lectures.orders.queries import orders_reported_by, with_details
from lectures.orders.queries_figures import closing_figures, order_figures, orders_of_year
from lectures.orders.routes import addresses, bp, done, made
from lectures.orders.workbooks import orders_workbook
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

YEARS_BACK = 5


@bp.route("/lectures/orders/<int:order_id>/rate", methods=["GET", "POST"])
@requires(Permission.OWN_READ)
def rate_order(order_id: int) -> ResponseReturnValue:
    """评单."""
    order = made(order_id)
    form = RatingForm()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            closing.rate_order(order, form.rating.data, form.words.data or "", addresses(), by=acting())
            return done(order_id, "谢谢评单。")
    page = render_template("lectures/orders/rate_order.html", order=order, form=form)
    return page, 422 if form.errors else 200


@bp.route("/lectures/orders/<int:order_id>/report", methods=["GET", "POST"])
@requires(Permission.LECTURE_RUN, Permission.LECTURE_GIVE)
def report_order(order_id: int) -> ResponseReturnValue:
    """结项报告, beside the figures that the system has: by the federation, or by a lecturer who gave it."""
    order = fetch(with_details(orders_reported_by(acting())).where(LectureOrder.id == order_id))
    form = ReportForm(obj=order)
    if not form.is_submitted():
        form.row_version.data = order.row_version
    runs = acting().may_at(Permission.LECTURE_RUN, order.organisation.path)
    told = addresses()
    back = told.order(order_id) if runs else told.invitations
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            closing.report_order(order, form.report.data or "", version=form.version, by=acting())
            flash("结项报告已保存。", "success")
            return redirect(back)
    page = render_template(
        "lectures/orders/report_order.html",
        order=order,
        form=form,
        back=back,
        figures=closing_figures(order) if order.held else None,
    )
    return page, 422 if form.errors else 200


@bp.get("/lectures/orders/figures")
@requires(Permission.LECTURE_RUN)
def show_figures() -> ResponseReturnValue:
    """The orders of a year in figures."""
    this_year = clock.today().year
    year = _year()
    return render_template(
        "lectures/orders/show_figures.html",
        figures=order_figures(acting(), year),
        year=year,
        years=range(this_year, this_year - YEARS_BACK, -1),
    )


@bp.get("/lectures/orders/figures.xlsx")
@requires(Permission.LECTURE_RUN)
def export_orders() -> ResponseReturnValue:
    """The orders of a year as a workbook."""
    year = _year()
    orders = session.scalars(with_details(orders_of_year(acting(), year)).order_by(LectureOrder.id)).unique().all()
    return workbook_answer(orders_workbook(orders, order_figures(acting(), year)), f"{year}年点单.xlsx")


def _year() -> int:
    asked = request.args.get("year", 0, type=int)
    this_year = clock.today().year
    return asked if this_year - YEARS_BACK < asked <= this_year else this_year
