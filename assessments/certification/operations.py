"""Numbering grants in three ways: allotted here, taken from the province's system, or typed; all by one rule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from assessments.batches.rules import NUMBER_WAY_TITLES, NumberWay
from assessments.certification.level_codes import fault_of_level
from assessments.certification.queries import UsedNumbers, numbers_in_use, used_numbers
from assessments.certification.rules import (
    compose_number,
    face_date_faults,
    fault_of_sequences,
    number_faults,
    parse_number,
    series_code,
)
from assessments.grants.models import Grant
from assessments.grants.rules import GrantState
from certificates.issuing.numbering import next_numbers
from foundation import clock
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.rules import Level

QUICKER = "同时有人在给同样的人编号，没有重复编号。请刷新页面查看。"


@dataclass(frozen=True)
class NewNumber:
    """A number from elsewhere for a held grant, and the day printed on its certificate."""

    grant: Grant
    number: str
    face_date: date


def number_grants(grants: Sequence[Grant], face_date: date, *, by: Account) -> list[str]:
    """Allot numbers to grants, in order of site, level and record. Returns the numbers in that order.

    The series is one locked row for each site, year and level: two officers never give the same number, and a number
    is never given again. Raises `Refused`, numbering nobody, if one of them cannot be numbered or a series runs short.
    """
    held = held_grants(grants, by)
    _refuse_other_way(held, NumberWay.ALLOTTED)
    if reasons := list(_reasons_against(held, face_date)):
        raise Refused("这一批没有编号，请先处理下面的问题。", reasons=reasons)
    numbered = list(_allotted(held, face_date.year))
    for grant, number in numbered:
        _write(grant, number, face_date, NumberWay.ALLOTTED)
    try:
        advance_all([grant for grant, _ in numbered], "number_grant", by=by)
    except IntegrityError as error:
        raise Refused(QUICKER) from error
    return [number for _, number in numbered]


def enter_number(grant: Grant, number: str, face_date: date, *, by: Account) -> None:
    """Take a number that somebody typed. Raises `Refused` with everything wrong about it."""
    (held,) = held_grants([grant], by)
    _refuse_other_way([held], NumberWay.CHECKED)
    take_number(held, number.strip().upper(), face_date, NumberWay.CHECKED, by=by)


def take_number(grant: Grant, number: str, face_date: date, way: NumberWay, *, by: Account) -> None:
    """Give a held grant a number from elsewhere. Raises `Refused` with everything wrong about it."""
    take_numbers([NewNumber(grant, number, face_date)], way, by=by)


def take_numbers(many: Sequence[NewNumber], way: NumberWay, *, by: Account) -> None:
    """Give many held grants their numbers from elsewhere. Raises `Refused` for the first that cannot be taken."""
    used = used_numbers([new.number for new in many])
    for new in many:
        if reasons := _reasons_against_number(new, used):
            raise Refused("编号没有登记，请先处理下面的问题。", reasons=reasons, field="number")
        _write(new.grant, new.number, new.face_date, way)
    try:
        advance_all([new.grant for new in many], "number_grant", by=by)
    except IntegrityError as error:
        raise Refused(QUICKER) from error


def clear_number(grant: Grant, *, reason: str, by: Account) -> None:
    """Take a wrong number back before a certificate is made. One that was allotted here is not given again."""
    (held,) = held_grants([grant], by)
    number, held.number, held.number_way, held.face_date = held.number, None, None, None
    advance(held, "clear_number", by=by, reason=f"{reason.strip()}（原编号 {number}）" if reason.strip() else "")


def reasons_against_reuse(number: str, used: UsedNumbers) -> list[str]:
    """Why a number cannot be somebody's first: it has been given before. Empty if it has not."""
    parts = parse_number(number)
    if number in used.present:
        return ["这个编号已经给过别人（撤回的也不再使用），请核对。"]
    if parts and used.was_allotted(parts):
        return ["这个编号在本系统已经编过的号段里，不再使用，请核对。"]
    return []


def held_grants(grants: Sequence[Grant], by: Account) -> list[Grant]:
    """The grants as they are now, held against other officers until the transaction ends, in order of record."""
    if not grants:
        raise Refused("没有要办理的人。可能刚才已经有人办理，请刷新页面查看。")
    if any(not by.may_at(Permission.GRANT_CERTIFY, grant.organisation_path) for grant in grants):
        raise NotAllowed
    ids = [grant.id for grant in grants]
    query = select(Grant).where(Grant.id.in_(ids)).options(joinedload(Grant.person)).order_by(Grant.id)
    query = query.with_for_update(of=Grant)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _reasons_against_number(new: NewNumber, used: UsedNumbers) -> list[str]:
    grant = new.grant
    reasons = number_faults(new.number, prefix=grant.site.prefix, level=grant.level, face_date=new.face_date)
    reasons += face_date_faults(new.face_date, grant.granted_on, clock.today())
    return reasons + reasons_against_reuse(new.number, used)


def _allotted(grants: Sequence[Grant], year: int) -> Iterator[tuple[Grant, str]]:
    """Each grant with its number, site by site and level by level."""
    groups: dict[tuple[str, Level], list[Grant]] = defaultdict(list)
    for grant in grants:
        groups[grant.site.prefix or "", grant.level].append(grant)
    for (prefix, level), members in sorted(groups.items()):
        yield from zip(members, _next_free_numbers(prefix, year, level, len(members)), strict=True)


def _next_free_numbers(prefix: str, year: int, level: Level, count: int) -> list[str]:
    """The next `count` numbers of a series. Those that came in from elsewhere are passed over."""
    series, free = series_code(prefix, year, level), list[str]()
    while len(free) < count:
        sequences = next_numbers(series, count - len(free))
        if fault := fault_of_sequences(sequences, level, year):
            raise Refused(fault)
        numbers = [compose_number(prefix, year, level, sequence) for sequence in sequences]
        in_use = numbers_in_use(numbers)
        free += [number for number in numbers if number not in in_use]
    return free


def _reasons_against(grants: Sequence[Grant], face_date: date) -> Iterator[str]:
    today = clock.today()
    for grant in grants:
        name = grant.person.name
        if grant.state is not GrantState.GRANTED:
            yield f"{name}：已经编过号或已撤回，请刷新页面查看。"
        if fault := fault_of_level(grant.level):
            yield f"{name}：{fault}"
        if not grant.site.prefix:
            yield f"{name}：{grant.site.title}还没有登记 13 位前缀，请先在评价机构页面登记。"
        yield from (f"{name}：{fault}" for fault in face_date_faults(face_date, grant.granted_on, today))


def _refuse_other_way(grants: Sequence[Grant], way: NumberWay) -> None:
    """Raise `Refused` if the plan of one of them gets its numbers in another way."""
    for grant in grants:
        if grant.batch is not None and grant.batch.number_way is not way:
            title = NUMBER_WAY_TITLES[grant.batch.number_way]
            raise Refused(f"认定计划“{grant.batch.title}”的编号来源是“{title}”，不能这样编号。请按计划规定的办法办理。")


def _write(grant: Grant, number: str, face_date: date, way: NumberWay) -> None:
    if grant.state is not GrantState.GRANTED:
        raise Refused(f"{grant.person.name}已经编过号或已撤回，没有改动。请刷新页面查看。")
    grant.number, grant.face_date, grant.number_way = number, face_date, way
