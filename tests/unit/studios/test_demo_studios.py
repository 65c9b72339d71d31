"""The demo's studios: over three districts, named in every form; alliances, joint projects, files as planned."""

from collections import Counter
from datetime import date

import pytest
import python_calamine

from demo.studios.files import FILES, HONOUR_HEADER, MEMBER_HEADER, STUDIO_HEADER, naming, teams
from demo.studios.joint import ALLIANCES, PROJECTS
from demo.studios.naming import APPLICANTS
from demo.studios.places import CENTRES
from demo.studios.register import activities
from people.honours.workbooks import COLUMNS as HONOUR_COLUMNS
from studios.designation.queries import spans_before
from studios.designation.rules_names import NameForm, name_form, reasons_against_name
from studios.registry.rules import ActivityKind, NamingLevel, StudioKind
from studios.registry.workbooks import COLUMNS as STUDIO_COLUMNS
from studios.registry.workbooks_members import COLUMNS as MEMBER_COLUMNS

TAUGHT = (ActivityKind.TRAINING, ActivityKind.EXCHANGE)


def rows_of(name: str) -> list[list[str]]:
    sheet = python_calamine.load_workbook(FILES / name).get_sheet_by_index(0)
    return [[str(value) for value in row] for row in sheet.to_python()]


def test_thirty_studios_over_three_districts_of_every_kind_and_level():
    plans = [team.plan for team in teams()]
    assert Counter(plan.district for plan in plans) == dict.fromkeys(CENTRES, 10)
    assert {plan.kind for plan in plans} == set(StudioKind)
    assert {plan.level for plan in plans} == set(NamingLevel)
    assert sum(bool(plan.field) for plan in plans) == 3


def test_the_names_have_all_three_forms_and_keep_to_the_rule():
    leaders = [(team, team.leader.name if team.leader else "") for team in teams()]
    assert {name_form(team.name, leader) for team, leader in leaders} == set(NameForm)
    assert [reasons_against_name(team.name, leader, team.plan.kind) for team, leader in leaders] == [[]] * 30


def test_three_alliances_cross_regions_and_five_projects_are_joint():
    assert len(ALLIANCES) == 3
    assert sum(bool(plan.outside) for plan in ALLIANCES) == 2
    joint = [plan for plan in PROJECTS if len(plan.shares) > 1]
    assert len(joint) == 5
    assert {sum(share for _, share in plan.shares) for plan in PROJECTS} == {100}


def test_the_third_year_of_most_applicants_is_taught_too():
    registered, called = date(2026, 9, 1), date(2026, 11, 11)
    passing = set()
    for place in APPLICANTS:
        taught = [one.held_on for one in activities(place, teams()[place], registered) if one.kind in TAUGHT]
        spans = spans_before(date(teams()[place].plan.founded, 3, 20), called)
        if all(any(begins <= day <= ends for day in taught) for begins, ends in spans):
            passing.add(place)
    assert passing == set(APPLICANTS) - {7}


def test_every_invented_person_is_plainly_fictitious_and_stands_once():
    known = [who for team in teams() for who in (team.leader, *team.members) if who]
    assert all(set(who.name) & set("示例样试范") for who in known)
    assert len({who.number for who in known}) == len(known)


@pytest.mark.parametrize(
    ("name", "header", "columns"),
    [
        ("studios.xlsx", STUDIO_HEADER, STUDIO_COLUMNS),
        ("members.xlsx", MEMBER_HEADER, MEMBER_COLUMNS),
        ("honours.xlsx", HONOUR_HEADER, HONOUR_COLUMNS),
    ],
)
def test_the_workbooks_have_columns_of_their_imports(name: str, header: list[str], columns: tuple):
    assert rows_of(name)[0] == header
    assert set(header) <= {column.title for column in columns}


def test_the_workbook_says_what_the_plan_says():
    listed = [(row[0], row[1], row[13], row[16]) for row in rows_of("studios.xlsx")[1:]]
    planned = []
    for team in teams():
        title, _issuer, _document, day = naming(team.plan, team.plan.level)
        planned.append((team.unit, team.name, title, day.isoformat()))
    assert listed == planned
