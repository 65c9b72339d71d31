"""What the lectures' story finds in place, and what goes on behind its pages.

A district with a unit, a menu, lecturers and a list of places, none of them visited yet, is there from the start, and
sixty workers of the unit. Nobody can wait for the day of a lecture in a test, so its days are put behind it; the rest
is as it is in life.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import current_app
from playwright.sync_api import StorageState, StorageStateCookie
from sqlalchemy import func, select

from foundation import clock
from foundation.database import session
from foundation.outbox import DeviceOperation
from lectures.attendance.codes import WINDOW, Spot, wall_code
from lectures.attendance.models import CheckIn
from lectures.attendance.rules import CheckInMethod
from lectures.places.rules import VenueKind
from lectures.tours.models import Lecture
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from tests.browser.distillery import account, writing
from tests.factories import lectures, people

DISTRICT, UNIT = "示例江北区总工会", "示例机械有限公司工会"
HALL = "示例机械公司礼堂"
TOPIC, OTHER_TOPIC = "一把焊枪三十年", "班组里的小发明"
LECTURER, FAR_LECTURER, OTHER_LECTURER = "讲示强", "讲示远", "讲示异"
PHONES = {f"shouji{number}": f"晨示{figure}" for number, figure in enumerate("一二三", start=1)}
"""User names and names of three workers whose phones are looked at."""
CROWD = [f"zhigong{number}" for number in range(37)]
"""User names of workers who scan the wall as well."""
OFFLINE = [f"夜示{one}{other}" for one in "甲乙丙丁" for other in "子丑寅卯辰"]
"""Twenty workers whom their unit registers, and who come while the door has no network."""
NIGHT_PHONES = [f"yeban{number}" for number in range(3)]
"""User names of the first of them."""
COOKIE: StorageStateCookie = {
    "name": "session",
    "value": "",
    "domain": "127.0.0.1",
    "path": "/",
    "expires": -1,
    "httpOnly": True,
    "secure": False,
    "sameSite": "Lax",
}
OTHER_PLACES = 11  # more than the ten that are shown beside the hall


def furnish() -> None:
    """Everybody with his account, the menu, the lecturers and the places."""
    with writing():
        city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
        district = people.organisation(DISTRICT, city, OrganisationKind.DISTRICT_FEDERATION)
        unit = people.organisation(UNIT, district)
        lectures.menu(district, TOPIC, OTHER_TOPIC)
        _pool(district)
        _places(district, unit)
        people.account(Role.DISTRICT_OFFICER, district, username="quxian")
        for username in ("danwei", "jiedai"):
            people.account(Role.ENTERPRISE_OFFICER, unit, username=username)
        for username, name in PHONES.items():
            people.account(Role.WORKER, unit, people.person(name, unit), username=username)
        for number, username in enumerate(CROWD):
            people.account(Role.WORKER, unit, people.person(f"午示{_chinese(number)}", unit), username=username)
        night = [people.person(name, unit) for name in OFFLINE]
        for username, person in zip(NIGHT_PHONES, night, strict=False):
            people.account(Role.WORKER, unit, person, username=username)


def _pool(district: Organisation) -> None:
    """One lecturer who fits, one who lives too far away, one who speaks about something else."""
    fits, far, other = (people.person(name, district) for name in (LECTURER, FAR_LECTURER, OTHER_LECTURER))
    lectures.lecturer(district, fits, latitude=Decimal("29.60"))
    lectures.lecturer(district, far, latitude=Decimal("31.90"), travel_km=30)
    lectures.lecturer(district, other, latitude=Decimal("29.60"), theme="心理健康")
    people.account(Role.LECTURER, district, fits, username="jiangshi")


def _places(district: Organisation, unit: Organisation) -> None:
    """The hall of the unit, for which most speaks, and squares of communities."""
    lectures.place(district, unit, name=HALL, street="示例一街", workers=1200, seats=100, latitude=Decimal("29.62"))
    for number in range(OTHER_PLACES):
        facts: dict[str, Any] = {"street": f"示例{_chinese(number)}路", "workers": 300 - number}
        facts |= {"kind": VenueKind.COMMUNITY, "latitude": Decimal("29.50") - Decimal(number) / 50}
        lectures.place(district, name=f"示例{_chinese(number)}社区", **facts)


def let_it_begin() -> None:
    """The day has come: the lecture began ten minutes ago."""
    _begin_at(clock.now() - timedelta(minutes=10))


def let_it_end() -> None:
    """It ended a minute ago."""
    _begin_at(clock.now() - timedelta(minutes=61))


def _begin_at(starts_at: datetime) -> None:
    with writing():
        lecture = the_lecture()
        by = starts_at - lecture.starts_at
        for told in (lecture, lecture.released):
            assert told is not None
            told.starts_at, told.ends_at = told.starts_at + by, told.ends_at + by


def photographed(address: str) -> str:
    """The address that stood on the same wall a minute and a half before this one."""
    before, _, code = address.rpartition("/")
    lecture, point, *_ = code.split(".")
    return f"{before}/{wall_code(Spot(int(lecture), int(point)), clock.now() - 3 * WINDOW)}"


def logins(usernames: Iterable[str]) -> list[StorageState]:
    """What the browsers of these accounts keep once they have logged in."""
    with writing():
        clients = [people.sign_in(current_app.test_client(), account(username)) for username in usernames]
        cookies = [client.get_cookie("session") for client in clients]
    return [{"cookies": [{**COOKIE, "value": one.value}], "origins": []} for one in cookies if one]


def the_lecture() -> Lecture:
    """The only one there is."""
    return session.scalars(select(Lecture)).unique().one()


def check_ins_by_method() -> dict[CheckInMethod, int]:
    """How many persons came which way, as the database has it."""
    session.rollback()
    counted = select(CheckIn.method, func.count(CheckIn.person_id.distinct())).group_by(CheckIn.method)
    return dict(session.execute(counted).all())


def delivered() -> int:
    """How many operations of doors were delivered."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(DeviceOperation)) or 0


def _chinese(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
