"""Pages about working days: the calendar is for everybody, entering a year is for the top of the tree."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from foundation import clock
from foundation.database import transaction
from foundation.errors import NotAllowed, NotFound
from foundation.forms import answering
from notices import operations_calendar as operations
from notices.forms import CalendarForm
from notices.queries_calendar import arrangement_of, entered_year, known_years, may_enter_calendar
from notices.routes import bp
from notices.rules_working_days import DayKind
from people.accounts.access import acting, public, requires
from people.accounts.rules import Permission

YEARS = range(2000, 2101)


@bp.get("/notices/calendar")
@bp.get("/notices/calendar/<int:year>")
@public
def show_calendar(year: int | None = None) -> ResponseReturnValue:
    """The days off and the days worked of a year, and the document that says so."""
    this_year = clock.today().year
    shown = this_year if year is None else year
    if shown not in YEARS:
        raise NotFound
    return render_template(
        "notices/show_calendar.html",
        year=shown,
        arrangement=arrangement_of(shown),
        years=sorted({*known_years(), this_year, this_year + 1}),
        holiday=DayKind.HOLIDAY,
        may_enter=current_user.is_authenticated and may_enter_calendar(acting()),
    )


@bp.route("/notices/calendar/<int:year>/enter", methods=["GET", "POST"])
@requires(Permission.NOTICE_EDIT)
def enter_calendar(year: int) -> ResponseReturnValue:
    """Paste the State Council's notice."""
    if not may_enter_calendar(acting()):
        raise NotAllowed
    if year not in YEARS:
        raise NotFound
    entered = entered_year(year)
    form = CalendarForm(obj=entered)
    if not form.is_submitted() and entered:
        form.row_version.data = entered.row_version
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            made = operations.enter_calendar(
                year, document=form.document.data.strip(), text=form.text.data, version=form.version, by=acting()
            )
            flash(f"{year} 年放假安排已保存，共 {len(made.days)} 天。请对照通知核对一遍。", "success")
            return redirect(url_for(".show_calendar", year=year))
    return render_template("notices/enter_calendar.html", form=form, year=year), 422 if form.errors else 200
