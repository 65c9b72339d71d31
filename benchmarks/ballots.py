"""2,000 workers vote at once through the real server, by account and by code, against a bare Flask insert route.

Every tenth votes a second time at the same moment; at the end there is one vote of each person.

python -m benchmarks.ballots [WORKERS] [--postgresql URL]
"""

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import func, insert, select, text

from benchmarks.databases import asked_count, empty_database
from benchmarks.tablets import server, session_cookie
from foundation import clock
from foundation.database import session, transaction
from foundation.secrets import keyed_hash
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from people.persons.models import Person
from people.persons.rules import DocumentKind
from studios.ballots.models import Ballot, BallotOption, Choice, Voter
from studios.ballots.operations import print_ballot_codes
from studios.ballots.queries import persons_without_vote
from studios.ballots.rules import CODES_AT_ONCE, BallotState

CLIENTS = 80  # connections that are open at once
AGAIN = 10  # every so manieth votes twice
FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visit:
    """One person's visit: the address of the vote, what shows who he is, and what he sends."""

    path: str
    cookie: str
    fields: dict[str, str]


class Answer(NamedTuple):
    """A status, the cookie that came with it (else the one that was sent), and the page."""

    status: int
    cookie: str
    page: str


def main() -> None:
    """Ask the bare route, then let everybody vote by account in one vote and by code in another."""
    count = asked_count(2_000)
    with empty_database() as kind:
        print(
            f"{count:,} workers, every {AGAIN}th votes twice, {CLIENTS} connections, 2 workers of 8 threads, on {kind}"
        )
        print(f"  {'a second':>9}  {'ratio':>6}  {'p50 ms':>7}  {'p99 ms':>7}")
        bare = bare_rate(count)
        ids = make_workers(count)
        with server("wsgi:app") as port:
            for name, (ballot_id, visits) in {"account": by_account(ids), "code": by_code(ids)}.items():
                asyncio.run(all_at_once(port, visits[: 2 * CLIENTS], open_page))  # both workers are up
                took, seconds = asyncio.run(all_at_once(port, visits, open_page))
                print_line(f"the page, by {name}", took, seconds, bare)
                hurried = [one for nth, visit in enumerate(visits) for one in [visit] * (1 + (nth % AGAIN == 0))]
                statuses: Counter[int] = Counter()
                vote = partial(send_vote, statuses=statuses)
                took, seconds = asyncio.run(all_at_once(port, hurried, vote))
                print_line(f"the vote, by {name}", took, seconds, bare)
                check_count(ballot_id, count, statuses)


def bare_rate(count: int) -> float:
    """Inserts a second through the bare route."""
    with session.begin():
        session.execute(text("CREATE TABLE bare_votes (voter INTEGER)"))
    with server("benchmarks.ballots_server:bare_app()") as port:
        took, seconds = asyncio.run(all_at_once(port, [Visit("/vote", "", {})] * count, send_bare))
    with session.begin():
        assert session.scalar(text("SELECT count(*) FROM bare_votes")) == count
        session.execute(text("DROP TABLE bare_votes"))
    print_line("bare Flask route: one insert, one commit", took, seconds, count / seconds)
    return count / seconds


def print_line(name: str, took: list[float], seconds: float, bare: float) -> None:
    took.sort()
    p50, p99, rate = statistics.median(took) * 1000, took[int(len(took) * 0.99)] * 1000, len(took) / seconds
    print(f"  {rate:9.0f}  {rate / bare:6.2f}  {p50:7.0f}  {p99:7.0f}  {name}", flush=True)


def check_count(ballot_id: int, count: int, statuses: Counter[int]) -> None:
    """Nobody twice, nobody lost: as many votes, voters and papers as there are persons; every second try refused."""
    session.remove()
    voted = select(func.count(), func.count(Voter.person_id.distinct())).where(Voter.ballot_id == ballot_id)
    papers = select(func.count(Choice.paper.distinct())).join(BallotOption, BallotOption.id == Choice.option_id)
    counts = (*session.execute(voted).one(), session.scalar(papers.where(BallotOption.ballot_id == ballot_id)))
    assert counts == (count, count, count), counts
    refused = statuses.pop(422)
    assert (refused, statuses.total()) == (-(-count // AGAIN), count), (refused, statuses)
    print(f"  {'':53}counted: {count:,} votes of {count:,} persons; {refused} second tries refused")


async def all_at_once(
    port: int, visits: Sequence[Visit], act: Callable[["Wire", Visit], Awaitable[None]]
) -> tuple[list[float], float]:
    """Everybody's turn, `CLIENTS` at a time: the seconds that each took, and all of them together."""
    waiting = iter(visits)
    took: list[float] = []

    async def client() -> None:
        wire = Wire(*await asyncio.open_connection("127.0.0.1", port))
        for visit in waiting:
            began = time.perf_counter()
            await act(wire, visit)
            took.append(time.perf_counter() - began)
        wire.writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return took, time.perf_counter() - began


async def send_bare(wire: "Wire", visit: Visit) -> None:
    """One insert."""
    assert (await wire.ask("POST", visit)).status == 302


async def open_page(wire: "Wire", visit: Visit) -> None:
    """The page of the vote; its token is kept for the vote."""
    answer = await wire.ask("GET", visit)
    found = TOKEN.search(answer.page)
    assert answer.status == 200 and found, answer
    visit.cookie, visit.fields["csrf_token"] = answer.cookie, found.group(1)


async def send_vote(wire: "Wire", visit: Visit, statuses: Counter[int]) -> None:
    """The vote, and how it was answered: 302 or 200 where it counts, 422 where it is a second one."""
    answer = await wire.ask("POST", visit)
    statuses[answer.status] += 1


@dataclass
class Wire:
    """A connection of one client that stays open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, method: str, visit: Visit) -> Answer:
        """One request and its answer."""
        body = urlencode(visit.fields) if method == "POST" else ""
        lines = [f"{method} {visit.path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {visit.cookie}"]
        lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}", "", body]
        self.writer.write("\r\n".join(lines).encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        fields = [line.partition(": ") for line in head.split("\r\n")]
        length = next((int(value) for name, _, value in fields if name.lower() == "content-length"), 0)
        fresh = [value.partition(";")[0] for name, _, value in fields if name.lower() == "set-cookie"]
        kept = dict(one.partition("=")[::2] for one in [*filter(None, visit.cookie.split("; ")), *fresh])
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        return Answer(int(head.split(" ")[1]), cookie, (await self.reader.readexactly(length)).decode())


def make_workers(count: int) -> list[int]:
    """Workers of one unit with an account each; the ids of the persons."""
    with transaction():
        unit = Organisation(name="示例机械公司工会", kind=OrganisationKind.PRIMARY_UNION, path="//")
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        persons = [
            {
                "name": "职示例",
                "document_kind": DocumentKind.RESIDENT,
                "document_number": str(nth),
                "document_hash": keyed_hash(f"{DocumentKind.RESIDENT}:{nth}"),
                "birth_date": date(1990, 1, 1),
                "employer_id": unit.id,
            }
            for nth in range(count)
        ]
        ids = list(session.scalars(insert(Person).returning(Person.id), persons))
        for key in ids:
            grant = RoleGrant(role=Role.WORKER, organisation=unit)
            session.add(
                Account(
                    username=f"worker{key}", display_name="职示例", organisation=unit, person_id=key, grants=[grant]
                )
            )
        officer = RoleGrant(role=Role.ENTERPRISE_OFFICER, organisation=unit)
        session.add(Account(username="officer", display_name="经办人甲", organisation=unit, grants=[officer]))
    return ids


def make_ballot(reference: str) -> Ballot:
    """A vote on eight projects that is going on."""
    now = clock.now()
    options = [BallotOption(reference=f"{nth}", position=nth, title=f"示例项目{nth}") for nth in range(1, 9)]
    ballot = Ballot(
        reference=reference,
        title="服务职工项目竞赛职工投票",
        organisation=session.scalars(select(Organisation)).one(),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
        most=2,
        state=BallotState.OPEN,
        options=options,
    )
    session.add(ballot)
    session.flush()
    return ballot


def by_account(ids: Iterable[int]) -> tuple[int, list[Visit]]:
    """A vote, and everybody signed in for it."""
    with transaction():
        ballot = make_ballot("benchmark:account")
        accounts = session.scalars(select(Account).where(Account.person_id.in_(ids))).all()
        choice = str(ballot.options[0].id)
        made = [Visit(f"/ballots/{ballot.id}/vote", session_cookie(one), {"choices": choice}) for one in accounts]
        return ballot.id, made


def by_code(ids: Sequence[int]) -> tuple[int, list[Visit]]:
    """A vote, and everybody's slip for it."""
    with transaction():
        ballot = make_ballot("benchmark:code")
        officer = session.scalars(select(Account).where(Account.username == "officer")).one()
        choice, path, codes = str(ballot.options[0].id), f"/vote/{ballot.id}", []
        persons = session.scalars(persons_without_vote(ballot, officer)).all()
        assert len(persons) == len(ids)
        for first in range(0, len(persons), CODES_AT_ONCE):
            codes += print_ballot_codes(ballot, persons[first : first + CODES_AT_ONCE], by=officer)
        return ballot.id, [Visit(path, "", {"choices": choice, "code": code}) for _, code in codes]


if __name__ == "__main__":
    main()
