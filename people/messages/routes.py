"""One's own messages."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import page_by_key, session, transaction
from foundation.forms import ConfirmForm
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.messages import operations
from people.messages.models import Message
from people.messages.queries import messages_of, unread_messages_of

bp = Blueprint("messages", __name__)


@bp.get("/messages")
@requires(Permission.OWN_READ)
def list_messages() -> ResponseReturnValue:
    """What one should know, the newest first."""
    page = page_by_key(messages_of(acting()), Message, after=request.args.get("after", type=int))
    unread = session.scalar(unread_messages_of(acting()).limit(1)) is not None
    return render_template("people/messages/list_messages.html", page=page, unread=unread, form=ConfirmForm())


@bp.post("/messages/read")
@requires(Permission.OWN_READ)
def read_messages() -> ResponseReturnValue:
    """All of them are read."""
    with transaction():
        operations.read_messages(by=acting())
    return redirect(url_for(".list_messages"))
