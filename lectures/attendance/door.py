"""The door of a lecture without a network: what a host's device takes along, and the operations that waited on it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from foundation import clock
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound, Refused
from foundation.outbox import Declined, Operation, Outcome, Payload, apply_each_once, short_text, whole_number
from lectures.attendance import queries
from lectures.attendance.checking_in import check_in_person, count_heads
from lectures.attendance.codes import plain_ticket
from lectures.attendance.models import CheckIn, Registration
from lectures.attendance.rules import CheckInMethod, RegistrationState
from lectures.tours.models import Lecture, LecturePoint
from lectures.tours.queries import lectures_hosted_by
from people.accounts.models import Account
from people.persons.models import Person

STREAM = "check-ins"
CHECK_IN, HEAD_COUNT = "check_in", "head_count"
LONGEST_TICKET = 40
LONGEST_REASON = 200
MOST_WALK_INS = 500
COMING = RegistrationState.REGISTERED, RegistrationState.WAITING


def door_list(lecture: Lecture, *, by: Account) -> dict[str, Any]:
    """All that a device needs at the door of a lecture: names and employers, no numbers; who is there already.

    Where nobody registers, the people of the host stand on the list.

    `version` changes whenever any of it does.
    """
    came = {one.person_id: one for one in session.scalars(queries.check_ins_of(lecture))}
    people = [
        _line(one.person, came, one.ticket, waiting=one.state is RegistrationState.WAITING)
        for one in session.scalars(queries.registrations_of(lecture, *COMING))
    ]
    people += [_line(one, came) for one in session.scalars(queries.walk_ins_of(lecture, by).limit(MOST_WALK_INS))]
    heads = session.scalars(queries.head_counts_of(lecture))
    facts = {
        "lecture": lecture.id,
        "title": lecture.title,
        "starts_at": lecture.starts_at.isoformat(),
        "when": f"{clock.in_shanghai(lecture.starts_at):%m月%d日 %H:%M}",
        "points": [{"id": one.id, "name": one.place.name} for one in lecture.points],
        "people": people,
        "others": len(came) - sum(one["came"] is not None for one in people),
        "heads": [{"point": one.point_id or 0, "heads": one.heads} for one in heads],
    }
    digest = hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
    return {**facts, "version": digest[:16]}


def read_payload(raw: Any) -> Payload:
    """The payload with nothing in it but what was agreed. Raises `Declined`, saying what is wrong."""
    if not isinstance(raw, dict) or raw.get("kind") not in (CHECK_IN, HEAD_COUNT):
        raise Declined("unknown-kind", "系统不认识这种操作，没有保存。请刷新页面，使用最新的登记页面。")
    facts: Payload = {"kind": raw["kind"], "lecture": whole_number(raw, "lecture"), "point": whole_number(raw, "point")}
    return facts | (_read_check_in(raw) if raw["kind"] == CHECK_IN else _read_count(raw))


def apply_door(operations: Sequence[Operation], *, by: Account) -> list[Outcome]:
    """Apply each operation once, in its own transaction, in their order; an outcome for each.

    It has a `status`: "saved" with the `person` and when he checked in (`at`; `again`: he had before), or with
    the `heads`; or "refused" with a `code` and a `message` for the host. The same operation again is answered the same.
    """
    outcomes: list[Outcome] = []
    for one in operations:
        work = partial(_apply_alone, one, by, by.id)
        try:
            outcomes += work()
        except IntegrityError:
            # The same operation arrived by another connection at the same moment: its outcome is known now.
            outcomes += work()
    return outcomes


def _apply_alone(operation: Operation, by: Account, by_id: int) -> list[Outcome]:
    with transaction():
        return apply_each_once([operation], lambda one: _apply(one, by), stream=STREAM, by=by_id)


def _apply(operation: Operation, by: Account) -> Outcome:
    said = operation.payload
    try:
        lecture = fetch(lectures_hosted_by(by).where(Lecture.id == said["lecture"]))
        point = queries.point_of(lecture, said["point"])
        if said["kind"] == HEAD_COUNT:
            reason, made_at = said["reason"], operation.made_at
            count = count_heads(lecture, point, said["heads"], reason=reason, made_at=made_at, by=by)
            return {"status": "saved", "heads": count.heads}
        return _check_in(lecture, point, operation, by)
    except NotFound:
        raise Declined("not-yours", "这一场不由您的单位接待或主办，没有保存。请换本场的接待人员登录。") from None
    except Declined:
        raise
    except Refused as refusal:
        raise Declined("not-possible", refusal.message) from refusal


def _check_in(lecture: Lecture, point: LecturePoint | None, operation: Operation, by: Account) -> Outcome:
    person = _person(lecture, operation.payload, by)
    again = queries.check_in_of(lecture.id, person.id) is not None
    made = check_in_person(lecture, person, CheckInMethod.HOST, point=point, made_at=operation.made_at, by=by)
    return {"status": "saved", "person": person.id, "at": made.at.isoformat(), "again": again}


def _person(lecture: Lecture, said: Mapping[str, Any], by: Account) -> Person:
    """Whom the ticket, or the line that was ticked, is of. Raises `Declined`, in words, for what fits nobody here."""
    if said["ticket"]:
        return _holder(lecture, said["ticket"])
    registered = queries.registration_of(lecture.id, said["person"])
    if registered is not None and registered.state in COMING:
        return registered.person
    walk_in = session.scalars(queries.walk_ins_of(lecture, by).where(Person.id == said["person"])).one_or_none()
    if walk_in is None:
        raise Declined("not-listed", "这个人已取消报名，或者不在本场名单里，没有签到。要听课的请扫会场的签到码。")
    return walk_in


def _holder(lecture: Lecture, ticket: str) -> Person:
    query = select(Registration).options(joinedload(Registration.lecture), joinedload(Registration.person))
    found = session.scalars(query.where(Registration.ticket == ticket)).one_or_none()
    if found is None:
        raise Declined("no-ticket", "没有这个票码，没有签到。请核对本人手机上的票码，或者按姓名登记。")
    if found.lecture_id != lecture.id:
        raise Declined("other-lecture", f"这张票是“{found.lecture.title}”的，不是本场的，没有签到。请他到那一场签到。")
    if found.state is RegistrationState.CANCELLED:
        raise Declined("cancelled", "这张票的报名已经取消，没有签到。要听课的请扫会场的签到码。")
    return found.person


def _line(person: Person, came: Mapping[int, CheckIn], ticket: str = "", *, waiting: bool = False) -> dict[str, Any]:
    check_in = came.get(person.id)
    return {
        "id": person.id,
        "name": person.name,
        "employer": person.employer.name if person.employer else "",
        "ticket": ticket,
        "waiting": waiting,
        "came": check_in.at.isoformat() if check_in else None,
    }


def _read_check_in(raw: Mapping[str, Any]) -> Payload:
    ticket = short_text(raw.get("ticket") or "", LONGEST_TICKET)
    if ticket is None or (not ticket and "person" not in raw):
        raise Declined("malformed", "这条签到没有写明是谁，没有保存。请重新登记。")
    return {"ticket": plain_ticket(ticket), "person": 0 if ticket else whole_number(raw, "person")}


def _read_count(raw: Mapping[str, Any]) -> Payload:
    reason = short_text(raw.get("reason"), LONGEST_REASON)
    if reason is None or not reason.strip():
        raise Declined("no-reason", "清点人数要写明原因，没有保存。请填写后再提交。")
    return {"heads": whole_number(raw, "heads"), "reason": reason.strip()}
