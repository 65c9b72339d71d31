"""What a rater's tablet asks and sends, in JSON: who is here, his sheets, and the operations that waited on it."""

from typing import Any

from flask import Blueprint, Flask, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from foundation import clock
from foundation.database import session, transaction
from foundation.outbox import (
    DEVICE_NAME,
    Declined,
    Operation,
    devices_present,
    note_device,
    read_message,
    read_moment,
    read_operations,
    whole_number,
)
from marking.sheets import marks
from marking.sheets.payloads import read_payload
from marking.tablets.queries import Facts, Source, sheets_of
from people.accounts.access import acting, requires
from people.accounts.queries import login_of
from people.accounts.rules import Permission
from people.accounts.rules_signing_in import device_title

bp = Blueprint("tablets", __name__)

LARGEST_MESSAGE = 2 * 1024 * 1024  # fifty signatures


def start_tablets(app: Flask, *sources: Source) -> None:
    """Say which packages have panels that are marked on tablets: each describes its own, in this order."""
    app.extensions["tablet_sources"] = sources


@bp.errorhandler(Declined)
def decline_message(fault: Declined) -> ResponseReturnValue:
    """A message that cannot be taken as a whole."""
    return {"code": fault.code, "error": fault.message}, fault.status


@bp.get("/judging/device")
@requires(Permission.SHEET_MARK)
def show_device() -> ResponseReturnValue:
    """For a tablet before it sends: whose marks may go now, under which log-in, and a fresh token to send them with."""
    own = login_of(acting())
    login = own.id if own else None
    return {"account": acting().id, "name": acting().display_name, "login": login, "csrf_token": generate_csrf()}


@bp.post("/judging/device")
@requires(Permission.SHEET_MARK)
def note_heartbeat() -> ResponseReturnValue:
    """The device is here, and so many operations wait on it: `{device, waiting, now}`, the last by its own clock.

    Tells who is signed in, what time it is, and on which other devices the judge is working.
    """
    body = _message()
    device, waiting = _device_name(body), whole_number(body, "waiting")
    device_clock = read_moment(body["now"]) if body.get("now") else None
    rater_id, title = acting().id, device_title(request.user_agent.string)
    with transaction():
        note_device(device, title, waiting=waiting, device_clock=device_clock, by=rater_id)
    others = [one for one in session.scalars(devices_present(rater_id)) if one.device != device]
    return {
        "account": rater_id,
        "name": acting().display_name,
        "csrf_token": generate_csrf(),
        "server_time": clock.now().isoformat(),
        "other_devices": [{"title": one.title, "last_seen": one.last_seen.isoformat()} for one in others],
        "sheets_version": _own_sheets()["version"],
    }


@bp.get("/judging/sheets.json")
@requires(Permission.SHEET_MARK)
def list_own_sheets() -> ResponseReturnValue:
    """All that the judge needs to work without the network; 304 if the tablet has it."""
    facts = _own_sheets()
    answer = make_response(facts)
    answer.set_etag(facts["version"])
    return answer.make_conditional(request)


@bp.post("/judging/operations")
@requires(Permission.SHEET_MARK)
def apply_marks() -> ResponseReturnValue:
    """Up to 50 operations of one judge; the answer has an outcome for each, in their order."""
    body = _message()
    if body.get("account") != acting().id:
        raise Declined("other-account", "这些分数是另一个人在本机打的，请由他本人登录后送出。", status=409)
    sent = read_operations(body, read_payload)
    applied = iter(marks.apply_marks([one for one in sent if isinstance(one, Operation)], by=acting()))
    outcomes = [next(applied) if isinstance(one, Operation) else {"op_id": one.op_id, **one.outcome} for one in sent]
    return {"outcomes": outcomes}


def _own_sheets() -> Facts:
    """The sheets of whoever is signed in, of every package."""
    sources: tuple[Source, ...] = current_app.extensions["tablet_sources"]
    return sheets_of(acting(), [panel for source in sources for panel in source(acting())])


def _message() -> dict[str, Any]:
    """The body of the request. Raises `Declined` if it is too large or no JSON object."""
    request.max_content_length = LARGEST_MESSAGE
    try:
        return read_message(request.get_data(cache=False))
    except RequestEntityTooLarge:
        raise Declined("too-large", "一次送来的内容太大，没有保存。设备会分批重新送出。", status=413) from None


def _device_name(body: dict[str, Any]) -> str:
    if not isinstance(body.get("device"), str) or not DEVICE_NAME.fullmatch(body["device"]):
        raise Declined("malformed", "设备没有写明自己的编号。请刷新页面后重试。")
    return str(body["device"])
