"""What is done every day without anybody asking: by the worker each morning, or by `flask daily`."""

from collections.abc import Callable, Mapping

import click
from flask import Flask, current_app, url_for
from flask.cli import with_appcontext

from assessments.promotions.operations import open_due_promotions
from foundation.database import transaction
from lectures.attendance.reminding import remind_registered
from lectures.orders.routes import addresses
from lectures.orders.scheduling import remind_coming_orders


def open_promotions() -> str:
    """Promotion files for places that have become final."""
    return f"生成或更新了 {open_due_promotions()} 份晋升档案。"


def remind_orders() -> str:
    """Lecturers and units hear again of what they give and receive in the next days."""
    return f"提醒了 {remind_coming_orders(addresses(), by=None)} 份点单的讲师和单位。"


def remind_listeners() -> str:
    """Who registered for a lecture hears of it the day before."""
    address = url_for("lectures.attendance.list_my_registrations")
    return f"提醒了 {remind_registered(address, by=None)} 份听课报名。"


DAILY: Mapping[str, Callable[[], str]] = {
    "open_promotions": open_promotions,
    "remind_orders": remind_orders,
    "remind_listeners": remind_listeners,
}


def start_daily(app: Flask) -> None:
    """Let the worker do it."""
    app.extensions["daily"] = {name: _done(app, work) for name, work in DAILY.items()}
    app.cli.add_command(daily)


@click.command("daily")
@with_appcontext
def daily() -> None:
    """做每天该做的事：生成晋升档案、提醒即将开讲的点单和听课报名。后台任务进程每天早上七点自动做。"""
    for work in current_app.extensions["daily"].values():
        click.echo(work())


def _done(app: Flask, work: Callable[[], str]) -> Callable[[], str]:
    def run() -> str:
        with app.test_request_context(), transaction():  # addresses of pages are paths: no host is needed
            return work()

    return run
