"""What a host's device asks and sends, in JSON: who is here, a lecture's list, the operations that waited on it."""

from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from foundation.outbox import Declined, Operation, read_message, read_operations
from lectures.attendance import door
from lectures.attendance.routes import at_my_door, bp
from people.accounts.access import acting, requires
from people.accounts.queries import login_of
from people.accounts.rules import Permission

HOSTS = Permission.LECTURE_HOST, Permission.LECTURE_RUN
LARGEST_MESSAGE = 256 * 1024


@bp.errorhandler(Declined)
def decline_message(fault: Declined) -> ResponseReturnValue:
    """A message that cannot be taken as a whole."""
    return {"code": fault.code, "error": fault.message}, fault.status


@bp.get("/lectures/<int:lecture_id>/door")
@requires(*HOSTS)
def open_door(lecture_id: int) -> ResponseReturnValue:
    """The page that works without a network, at this lecture."""
    return redirect(url_for(".show_door", _anchor=str(at_my_door(lecture_id).id)))


@bp.get("/lectures/door/device")
@requires(*HOSTS)
def show_door_device() -> ResponseReturnValue:
    """For a device before it sends: whose operations may go now, and a fresh token to send them with."""
    own = login_of(acting())
    login = own.id if own else None
    return {"account": acting().id, "name": acting().display_name, "login": login, "csrf_token": generate_csrf()}


@bp.get("/lectures/<int:lecture_id>/door.json")
@requires(*HOSTS)
def show_door_list(lecture_id: int) -> ResponseReturnValue:
    """The list of one lecture; 304 if the device has it."""
    facts = door.door_list(at_my_door(lecture_id), by=acting())
    answer = make_response(facts)
    answer.set_etag(facts["version"])
    return answer.make_conditional(request)


@bp.post("/lectures/door/operations")
@requires(*HOSTS)
def apply_door() -> ResponseReturnValue:
    """Up to 50 operations of one host; the answer has an outcome for each, in their order."""
    body = _message()
    if body.get("account") != acting().id:
        raise Declined("other-account", "这些签到是另一个人在本机登记的，请由他本人登录后送出。", status=409)
    sent = read_operations(body, door.read_payload)
    applied = iter(door.apply_door([one for one in sent if isinstance(one, Operation)], by=acting()))
    outcomes = [next(applied) if isinstance(one, Operation) else {"op_id": one.op_id, **one.outcome} for one in sent]
    return {"outcomes": outcomes}


def _message() -> dict[str, Any]:
    """The body of the request. Raises `Declined` if it is too large or no JSON object."""
    request.max_content_length = LARGEST_MESSAGE
    try:
        return read_message(request.get_data(cache=False))
    except RequestEntityTooLarge:
        raise Declined("too-large", "一次送来的内容太大，没有保存。设备会分批重新送出。", status=413) from None
