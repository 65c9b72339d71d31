"""The shell of the door page and the service worker that opens it without a network."""

from flask import url_for
from flask.typing import ResponseReturnValue

from foundation.offline_pages import OfflinePage
from lectures.attendance.routes import bp
from people.accounts.access import public

DOOR = OfflinePage(
    name="door",
    template="lectures/attendance/show_door.html",
    folder="door",
    styles=("theme.css", "door/door.css"),
    shared=(
        *("asking.js", "device-store.js", "outbox.js", "remembered-judge.js"),
        *("tablet/device.js", "tablet/installing.js", "tablet/pieces.js"),
        *("seal.svg", "tablet/icon-192.png", "tablet/icon-512.png"),
    ),
)


@bp.get("/lectures/door/")
@public
def show_door() -> ResponseReturnValue:
    """One page for every lecture, by the number behind the #. Holds nothing about anybody."""
    return DOOR.shell()


@bp.get("/lectures/door/worker.js")
@public
def show_door_worker() -> ResponseReturnValue:
    """The service worker, with the list of what it keeps and a version that changes whenever any of it does."""
    return DOOR.worker(url_for(".show_door"))
