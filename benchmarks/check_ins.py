"""500 phones scan one code on the wall at once, through the real server, against a bare Flask insert route.

Each opens the code, the page behind it, and presses the button; every tenth does so twice. One check-in of each person.

python -m benchmarks.check_ins [PHONES] [--postgresql URL]
"""

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.ballots import AGAIN, CLIENTS, TOKEN, Visit, Wire, all_at_once, bare_rate, make_workers, print_line
from benchmarks.databases import asked_count, empty_database
from benchmarks.tablets import server, session_cookie
from foundation import clock
from foundation.database import session, transaction
from lectures.attendance.codes import Spot, wall_code
from lectures.attendance.models import CheckIn
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.rules import TourKind
from people.accounts.models import Account
from people.organisations.models import Organisation


def main() -> None:
    """Ask the bare route, then let everybody check in within the life of one code."""
    count = asked_count(500)
    with empty_database() as kind:
        print(f"{count:,} phones, every {AGAIN}th twice, {CLIENTS} connections, 2 workers of 8 threads, on {kind}")
        print(f"  {'a second':>9}  {'ratio':>6}  {'p50 ms':>7}  {'p99 ms':>7}")
        bare = bare_rate(count)
        cookies = sign_in(make_workers(count))
        lecture_id = make_lecture()
        with server("wsgi:app") as port:
            warm = [Visit("/verify", "", {}) for _ in range(2 * CLIENTS)]
            asyncio.run(all_at_once(port, warm, open_page))  # both workers are up
            code = wall_code(Spot(lecture_id, 0), clock.now())
            path = f"/lectures/{lecture_id}/scan/{code}"
            visits = [Visit(path, cookie, {}) for cookie in cookies]
            hurried = [Visit(path, cookie, {}) for nth, cookie in enumerate(cookies) if nth % AGAIN == 0]
            took, seconds = asyncio.run(all_at_once(port, visits + hurried, check_in))
            print_line("one phone: code, page, button", took, seconds, bare)
        session.remove()
        counted = session.execute(select(func.count(), func.count(CheckIn.person_id.distinct())).select_from(CheckIn))
        assert counted.one() == (count, count)
        print(f"  {'':53}counted: {count:,} check-ins of {count:,} persons in {seconds:.1f} s")


def sign_in(person_ids: list[int]) -> list[str]:
    """The cookie of each."""
    with transaction():
        accounts = session.scalars(select(Account).where(Account.person_id.in_(person_ids))).all()
        return [session_cookie(account) for account in accounts]


def make_lecture() -> int:
    """A lecture that has just begun."""
    with transaction():
        unit, today = session.scalars(select(Organisation)).one(), clock.today()
        tour = LectureTour(organisation=unit, kind=TourKind.TOUR, title="巡讲", first_day=today, last_day=today)
        begins = clock.now()
        lecture = Lecture(tour=tour, title="一把焊枪三十年", starts_at=begins, ends_at=begins + timedelta(hours=1))
        session.add(lecture)
        session.flush()
        return lecture.id


async def open_page(wire: Wire, visit: Visit) -> None:
    """Any page."""
    assert (await wire.ask("GET", visit)).status == 200


async def check_in(wire: Wire, visit: Visit) -> None:
    """Scan, look, press."""
    scanned = await wire.ask("GET", visit)
    assert scanned.status == 302, scanned
    here = Visit(f"{visit.path.partition('/scan/')[0]}/check-in", scanned.cookie, {})
    page = await wire.ask("GET", here)
    found = TOKEN.search(page.page)
    if page.status == 200 and not found:
        return  # his other phone was quicker
    assert page.status == 200 and found, page
    pressed = await wire.ask("POST", Visit(here.path, page.cookie, {"csrf_token": found.group(1)}))
    assert pressed.status in {200, 302, 422}, pressed


if __name__ == "__main__":
    main()
