"""710 studios with 15,000 members: taken in from workbooks, checked against conditions, listed, on the map, exported.

A page's baseline is the same page of an empty register; the queries of both must be as many.

python -m benchmarks.studios [STUDIOS] [--postgresql URL]
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Thread

from flask import Flask, current_app
from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from benchmarks.databases import asked_count, empty_database
from benchmarks.imports import bare_read, contestant
from benchmarks.tablets import session_cookie
from benchmarks.timing import timed
from foundation import clock
from foundation.database import session, transaction
from foundation.imports import Effect, ImportBatch, apply_import, preview_import
from foundation.secrets import keyed_hash
from foundation.workbook_writing import export_workbook
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from people.persons.rules import DocumentKind
from studios.designation.condition_sets import CONDITION_SETS
from studios.designation.conditions import check_conditions
from studios.designation.queries import facts_of
from studios.registry.models import Studio, StudioMember
from studios.registry.workbooks import STUDIOS

DISTRICTS = 40
TEAM = 20  # members of a studio beside its leader
ASKED = 5  # times that a page is asked for; the median counts
PAGES = (
    "/studios",
    "/studios?level=district&text=%E5%88%9B%E6%96%B0",
    "/studios/members",
    "/studios/figures",
    "/studios/export.xlsx",
    "/studios/wall",
    "/innovation-studios",
)


@dataclass(frozen=True)
class Asked:
    """What a page took."""

    seconds: float
    queries: int


def main() -> None:
    """Measure the empty register, fill it, and measure again."""
    count = asked_count(710)
    with empty_database() as kind:
        print(f"{count:,} studios with {count * TEAM:,} members on {kind}; CPU seconds of this process")
        cookie = make_register(count)
        empty = ask_pages(cookie)
        take_in(count)
        full = ask_pages(cookie)
        for path in PAGES:
            before, after = empty[path], full[path]
            print(
                f"  {after.seconds * 1000:8.1f} ms  {after.seconds / before.seconds:6.1f} times  "
                f"{before.queries:3} -> {after.queries:3} queries  {path}"
            )
        check_all(count)


def check_all(count: int) -> None:
    """Every condition of a published scheme for every studio."""
    condition_set = next(iter(CONDITION_SETS.values()))
    session.remove()
    studios = session.scalars(select(Studio)).all()
    with counting() as statements:
        seconds = timed(lambda: [check_conditions(condition_set, facts_of(one, clock.today())) for one in studios])
    each, queries = seconds * 1000 / count, len(statements) / count
    print(f"  {seconds:8.2f} s   {each:6.2f} ms and {queries:.1f} queries each: conditions of {count:,} studios")


def ask_pages(cookie: str) -> dict[str, Asked]:
    """Every page, in a thread that knows nothing of this one's session; the first answer of each is not counted."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    asked: dict[str, Asked] = {}

    def ask() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.partition("=")[2])
        for path in PAGES:
            assert client.get(path).status_code == 200, path
            with counting() as statements:
                runs = sorted(timed(partial(client.get, path)) for _ in range(ASKED))
            asked[path] = Asked(runs[ASKED // 2], len(statements) // ASKED)

    session.remove()
    thread = Thread(target=ask)
    thread.start()
    thread.join()
    return asked


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def make_register(count: int) -> str:
    """A city with its districts, a unit for every studio, everybody who will work in them; the officer's cookie."""
    with transaction():
        city = place("示例市总工会", OrganisationKind.CITY_FEDERATION, "/")
        districts = [
            place(f"示例{nth}区总工会", OrganisationKind.DISTRICT_FEDERATION, city.path, city)
            for nth in range(DISTRICTS)
        ]
        for nth in range(count):
            above = districts[nth % DISTRICTS]
            place(f"示例公司{nth}工会", OrganisationKind.PRIMARY_UNION, above.path, above)
        session.execute(insert(Person), list(persons(count)))
        grant = RoleGrant(role=Role.DISTRICT_OFFICER, organisation=city)
        officer = Account(username="officer", display_name="经办人甲", organisation=city, grants=[grant])
        session.add(officer)
        session.flush()
        return session_cookie(officer)


def place(name: str, kind: OrganisationKind, path: str, parent: Organisation | None = None) -> Organisation:
    """An organisation at its place in the tree."""
    made = Organisation(name=name, kind=kind, path="//", parent=parent)
    session.add(made)
    session.flush()
    made.path = f"{path}{made.id}/"
    return made


def persons(count: int) -> Iterator[dict[str, object]]:
    """A leader and the members for each unit; the leaders first."""
    units = session.scalars(select(Organisation.id).where(Organisation.kind == OrganisationKind.PRIMARY_UNION))
    employers = list(units.all())
    for nth in range(count * (TEAM + 1)):
        number = contestant(nth)["document_number"]
        yield {
            "name": f"领示例{nth}" if nth < count else contestant(nth)["name"],
            "document_kind": DocumentKind.RESIDENT,
            "document_number": number,
            "document_hash": keyed_hash(f"{DocumentKind.RESIDENT}:{number}"),
            "birth_date": date(1985, 1, 1),
            "employer_id": employers[nth % count],
        }


def take_in(count: int) -> None:
    """The workbook of all studios as the pages take it in; the members as rows."""
    content = export_workbook("工作室", STUDIOS.columns, (row_of(nth) for nth in range(count)))
    made: list[int] = []
    bare = timed(lambda: bare_read(content))

    def keep(action: Callable[[Account], int]) -> None:
        made.append(acting(action))

    for name, action in (
        ("preview_import", lambda by: preview_import(STUDIOS, content, name="工作室.xlsx", by=by).id),
        ("apply_import", lambda by: applied(made[0], by)),
    ):
        with counting() as statements:
            seconds = timed(partial(keep, action))
        told = f"{len(statements) / count:.2f} queries a studio"
        print(f"  {seconds:8.2f} s   {seconds / bare:6.0f} times calamine's bare {bare:.3f} s, {told}: {name}")
    assert session.get_one(ImportBatch, made[0]).counts()[Effect.NEW] == count
    add_members(count)


def acting(action: Callable[[Account], int]) -> int:
    """What `action` comes to in a transaction of its own, in a session that knows nothing yet."""
    session.remove()
    with transaction():
        return action(session.scalars(select(Account)).one())


def applied(batch_id: int, by: Account) -> int:
    """The confirmation as the page does it."""
    apply_import(session.get_one(ImportBatch, batch_id), by=by)
    return batch_id


def add_members(count: int) -> None:
    """Everybody who leads nothing, into the studio of his unit."""
    with transaction():
        studios = {one.organisation_id: one.id for one in session.scalars(select(Studio))}
        assert len(studios) == count
        others = select(Person.id, Person.employer_id).where(Person.name.not_like("领示例%"))
        rows = [
            {"studio_id": studios[unit], "person_id": person, "joined_on": date(2021, 1, 1)}
            for person, unit in session.execute(others)
            if unit is not None
        ]
        assert len(rows) == count * TEAM
        session.execute(insert(StudioMember), rows)


def row_of(nth: int) -> dict[str, object]:
    """The row of one studio, with its leader and its name."""
    return {
        "unit": f"示例公司{nth}工会",
        "name": f"领示例{nth}创新工作室",
        "kind": "劳模创新工作室",
        "founded_on": date(2020, 5, 1),
        "leader": f"领示例{nth}",
        "speciality": "数控加工",
        "industry": "制造业",
        "address": f"示例路{nth}号",
        "area": "120",
        "latitude": f"29.{nth % 97:02}{nth:04}",
        "longitude": f"106.{nth * 7 % 89:02}{nth:04}",
        "level": "区县级",
        "title": "区级劳模创新工作室",
        "issuer_name": "示例区总工会",
        "document": f"示工发〔2022〕{nth}号",
        "named_on": date(2022, 5, 1),
    }


if __name__ == "__main__":
    main()
