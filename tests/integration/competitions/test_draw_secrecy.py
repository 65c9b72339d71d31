"""While the mappings are sealed no page of any role puts a person beside a workstation, or a workstation beside a work.

Every page of a competition and the audit log are opened by everybody who has to do with the stage; what stands together
(a table row, a list item, an option, a line of a PDF, an object of JSON) is looked through for two names of one entry.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from competitions.draw.models import Place, SealedMapping
from competitions.draw.queries import places_of
from competitions.draw.rules import Layer, digest, station_label
from competitions.judging.operations import add_judge, check_in_entry, open_judging, record_time
from competitions.judging.rules import AppearanceStatus
from competitions.planning.rules import Anonymity, StageState
from foundation import clock
from foundation.database import session, transaction
from marking.panels.models import Panel
from marking.panels.rules import Duty
from marking.sheets.models import Sheet
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import competitions, judging, marking, people
from tests.factories.judging import Contest

pytestmark = pytest.mark.sqlite_only("what a page says does not depend on the database")

MODULES = (
    {"code": "A", "title": "作品", "weight": 40, "anonymity": Anonymity.WORK},
    {"code": "B", "title": "操作", "weight": 40, "anonymity": Anonymity.WORKSTATION},
    {"code": "C", "title": "答辩", "weight": 20, "anonymity": Anonymity.OPEN},
)
STATIONS = (23, 21, 25, 22, 24)
WORKS = ("D31K", "A07K", "F55K", "C12K", "E90K")
SECONDS = ("3601.27", "3702.27", "3803.27", "3904.27", "4005.27")  # as nothing else is written
FIRST_ENTRY = 70000  # so that a registration number is found on a page and nothing else is taken for it
TOGETHER = re.compile(r"<(tr|li|option|form)\b.*?</\1>|\{[^{}]*\}", re.DOTALL)


@pytest.fixture
def contest(request: pytest.FixtureRequest, app: Flask) -> Contest:
    """A drawn stage with a module of each kind, its mappings sealed, its judges seated; `param`: numbers sealed too."""
    elsewhere = people.organisation("别处区总工会")
    other = competitions.event(competitions.competition(elsewhere))
    competitions.entry(other, elsewhere, people.person("别处的人", elsewhere), id=FIRST_ENTRY)
    made = judging.drawn(entries=5, judges=1, modules=MODULES)
    for place, station, work in zip(places_of(made.draw), STATIONS, WORKS, strict=True):
        place.workstation, place.work_number = station, work
    if getattr(request, "param", False):
        made.draw.seed = ""
        keeper = marking.judge(made.district)
        made.keepers.append(keeper)
        sealed = {"commitment": digest("n"), "officer": keeper, "sealed_at": clock.now()}
        session.add(SealedMapping(draw=made.draw, layer=Layer.CONTEST_NUMBER, seed="n", **sealed))
    session.commit()
    with transaction():
        judging.seat(made)
    return made


@pytest.fixture
def everybody(contest: Contest) -> list[Account | None]:
    """A visitor, the roles in the district, those with a duty on the panels, a contestant, and a keeper of a layer."""
    duties = []
    for duty in (Duty.CHECK_IN, Duty.FLOOR):
        one = marking.judge(contest.district)
        with transaction():
            for module in contest.stage.modules:
                add_judge(module, one, duty, by=contest.officer)
        duties.append(one)
    watching = (Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR, Role.ARBITRATOR)
    roles = [people.account(role, contest.district) for role in watching]
    unit = people.account(Role.ENTERPRISE_OFFICER, contest.units[0])
    contestant = people.account(Role.WORKER, contest.units[0], contest.entries[0].members[0].person)
    return [
        None,
        contest.officer,
        *roles,
        unit,
        contestant,
        contest.chief,
        *contest.judges,
        *duties,
        contest.keepers[0],
    ]


def addresses(app: Flask, contest: Contest) -> Iterator[str]:
    """Every page about competitions, and the audit log, that takes no argument or a number of ours."""
    stage, entries = contest.stage, contest.entries
    known = {
        "stage_id": [stage.id],
        "event_id": [stage.event_id],
        "competition_id": [stage.event.competition_id],
        "module_id": [module.id for module in stage.modules],
        "entry_id": [entries[0].id],
        "account_id": [contest.judges[0].id],
        "mapping_id": [mapping.id for mapping in contest.draw.mappings],
        "panel_id": list(session.scalars(select(Panel.id))),
        "sheet_id": list(session.scalars(select(Sheet.id))),
    }
    address = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if is_page(rule) and rule.arguments <= set(known):
            names = sorted(rule.arguments)
            for values in product(*(known[name] for name in names)):
                yield address.build(rule.endpoint, dict(zip(names, values, strict=True)))
    yield f"/stages/{stage.id}/check-in?by=workstation"


def is_page(rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and rule.endpoint.startswith(("competitions.", "website.list_audit"))


def pieces(client: FlaskClient, address: str) -> list[str]:
    """What stands together at an address, piece by piece; nothing where this account may not look."""
    answer = client.get(address)
    if answer.status_code != 200:
        return []
    if answer.mimetype == "application/pdf":
        with pypdfium2.PdfDocument(answer.data) as document:
            return [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    if not answer.mimetype.startswith(("text/html", "application/json")):
        return []
    return [found.group(0) for found in TOGETHER.finditer(answer.text)]


def known_as(place: Place) -> dict[str, list[str]]:
    """What an entry is called in each layer."""
    number, station = f"{place.contest_number:03d}", station_label(place.heat.number, place.workstation)
    names = [place.entry.title, str(place.entry_id)]
    numbers = [f"{number}号", f"{number} 号", f'"big-number">{number}<']
    stations = [station, f"{place.heat.number}-{place.workstation:02d}", SECONDS[place.contest_number - 1]]
    return {"person": names, "number": numbers, "station": stations, "work": [str(place.work_number)]}


def leaks_of(piece: str, places: list[Place]) -> Iterator[str]:
    for place in places:
        hidden = place.draw.hides(Layer.CONTEST_NUMBER)
        said = {layer for layer, names in known_as(place).items() if any(name in piece for name in names)}
        for pair in combinations(("person", "number", "station", "work"), 2):
            if said.issuperset(pair) and (hidden or pair != ("person", "number")):
                yield f"{pair}: {' '.join(piece.split())[:200]}"


def found_leaks(app: Flask, contest: Contest, everybody: list[Account | None]) -> set[str]:
    places = list(places_of(contest.draw))
    leaks, looked_through = set(), 0
    for account in everybody:
        client = app.test_client()
        if account is not None:
            people.sign_in(client, account)
        for address in list(addresses(app, contest)):
            for piece in pieces(client, address):
                looked_through += 1
                leaks |= {f"{account and account.display_name} {address} {leak}" for leak in leaks_of(piece, places)}
    assert looked_through > 1000
    return leaks


def judge(contest: Contest) -> None:
    """Judging is open; everybody came, and the time of each is read off at his workstation."""
    with transaction():
        for entry in contest.entries:
            check_in_entry(contest.stage, entry.id, AppearanceStatus.PRESENT, by=contest.officer)
        open_judging(contest.stage, by=contest.officer)
        for place, seconds in zip(places_of(contest.draw), SECONDS, strict=True):
            record_time(contest.stage, place.entry_id, Decimal(seconds), by=contest.officer)


def test_no_page_tells_a_sealed_mapping_while_judging(app: Flask, contest: Contest, everybody):
    judge(contest)
    assert found_leaks(app, contest, everybody) == set()


@pytest.mark.parametrize("contest", [True], indirect=True, ids=["numbers sealed too"])
def test_no_page_tells_a_sealed_mapping_after_judging_until_it_is_opened(app: Flask, contest: Contest, everybody):
    judge(contest)
    contest.stage.state = StageState.JUDGED
    session.commit()
    assert found_leaks(app, contest, everybody) == set()
    judging.unsealed(contest)
    opened = app.test_client().get(f"/stages/{contest.stage.id}/draw").text
    assert "D31K" in opened and ">25<" in opened


def test_a_leak_would_be_found(contest: Contest):
    place = places_of(contest.draw)[0]
    assert list(leaks_of(f"<tr>{place.entry.title} 第1场 23号工位</tr>", [place])) != []
    assert list(leaks_of(f'<option value="{place.entry_id}">第1场 23号工位</option>', [place])) != []
    assert list(leaks_of("<tr>第1场 23号工位 D31K</tr>", [place])) != []
    assert list(leaks_of("<tr>第1场 21号工位 D31K</tr>", [place])) == []
