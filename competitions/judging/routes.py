"""The entry to judging: what a judge has to do. Marks are given on the tablet (marking/tablets)."""

from flask import Blueprint, render_template

from competitions.judging.progress import tasks_of
from people.accounts.access import acting, requires
from people.accounts.rules import Permission

bp = Blueprint("judging", __name__)


@bp.get("/judging")
@requires(Permission.SHEET_MARK)
def list_my_panels():
    """The judge's tasks with their progress."""
    return render_template("competitions/judging/list_my_panels.html", tasks=tasks_of(acting()))
