"""The shell of the rater's tablet and the service worker that opens it without a network."""

from flask import url_for
from flask.typing import ResponseReturnValue

from foundation.offline_pages import OfflinePage
from marking.tablets.routes import bp
from people.accounts.access import public

TABLET = OfflinePage(
    name="tablet",
    template="marking/tablets/show_tablet.html",
    folder="tablet",
    styles=("theme.css", "tablet.css", "tablet/shell.css"),
    shared=("asking.js", "device-store.js", "outbox.js", "qr-code.js", "remembered-judge.js", "seal.svg"),
)


@bp.get("/judging/tablet")
@public
def show_tablet() -> ResponseReturnValue:
    """One page for all marking, by its own addresses behind the #. Holds nothing about anybody."""
    return TABLET.shell()


@bp.get("/judging/worker.js")
@public
def show_worker() -> ResponseReturnValue:
    """The service worker, with the list of what it keeps and a version that changes whenever any of it does."""
    return TABLET.worker(url_for(".show_tablet"))
