"""Conditions of published schemes, names, the chain of recommendation, the line of stages."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from people.honours.rules import HonourKind
from people.organisations.rules import OrganisationKind
from people.persons.rules import Level
from studios.designation.condition_sets import CONDITION_SETS, condition_set_of
from studios.designation.conditions import StudioFacts, check_conditions, whole_years, years_later
from studios.designation.rules import DesignationState, Stage, reasons_against_call, stage_counts
from studios.designation.rules_checking import (
    CheckLine,
    Tick,
    reasons_against_admitting,
    reasons_against_correction,
    reasons_against_rejecting,
    reasons_against_supplement,
)
from studios.designation.rules_levels import levels_named_by, reasons_against_lower, reasons_against_naming
from studios.designation.rules_names import NameForm, name_form, names_offered, reasons_against_name
from studios.designation.rules_recommending import (
    ChainLevel,
    ChainStep,
    Place,
    chain_of,
    next_place,
    reasons_against_quota,
)
from studios.registry.rules import NamingLevel, StudioKind

EXAMPLES = Path(__file__).parents[2] / "printed_rules" / "designation_conditions.csv"
ROWS = list(csv.DictReader(EXAMPLES.open(encoding="utf-8")))


def facts_from(row: dict[str, str]) -> StudioFacts:
    def counts(text: str) -> tuple[int, ...]:
        return tuple(int(number) for number in text.split("/"))

    return StudioFacts(
        day=date.fromisoformat(row["申报日"]),
        founded_on=date.fromisoformat(row["成立"]),
        leader="领示一",
        leader_honours=tuple(HonourKind(value) for value in row["荣誉"].split(";") if value),
        leader_skill=Level(row["技能等级"]) if row["技能等级"] else None,
        leader_in_service=row["在岗"] == "是",
        team=int(row["团队"]),
        outcomes_total=int(row["成果"]),
        outcomes=(int(row["成果"]),),
        activities=counts(row["每年活动"]),
        projects=counts(row["每年课题"]),
        promotions=int(row["晋升"]),
        namings=tuple(NamingLevel(value) for value in row["命名"].split(";") if value),
        placed=row["场所"] == "是",
        equipment=int(row["设备"]),
        funds=Decimal(row["经费"]),
        rules=int(row["制度"]),
        benefit=Decimal(row["核实效益"]),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['办法']} {row['例']}")
def test_check_conditions_as_printed(row: dict[str, str]):
    facts = facts_from(row)
    results = check_conditions(CONDITION_SETS[row["办法"]], facts)
    assert [one.condition.code for one in results if one.met is False] == [x for x in row["不符合"].split(";") if x]
    assert [one.condition.code for one in results if one.met is None] == [x for x in row["要人判断"].split(";") if x]
    assert StudioFacts.from_json(facts.to_json()) == facts


def test_every_scheme_has_a_passing_and_a_failing_example():
    passing = {row["办法"] for row in ROWS if not row["不符合"]}
    failing = {row["办法"] for row in ROWS if row["不符合"]}
    assert (passing, failing) == (set(CONDITION_SETS), set(CONDITION_SETS))


def test_condition_set_of_takes_the_numbers_of_the_call():
    adjusted = condition_set_of("plain", {"years": 2, "outcomes": 0})
    needed = {one.code: one.needed for one in adjusted.conditions}
    assert needed["years"] == "2 年"
    assert "outcomes" not in needed
    assert "yearly_outcomes" not in needed

    yearly = condition_set_of("plain", {"yearly_outcomes": 2})
    assert "每年取得 2 项以上成果。" in [one.text for one in yearly.conditions]


@pytest.mark.parametrize(
    ("begins", "day", "years"),
    [
        (date(2020, 2, 29), date(2023, 2, 28), 2),
        (date(2020, 2, 29), date(2023, 3, 1), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2020, 3, 1), date(2020, 2, 1), -1),
    ],
)
def test_whole_years_counts_to_the_day(begins: date, day: date, years: int):
    assert whole_years(begins, day) == years
    assert years_later(begins, years) <= day < years_later(begins, years + 1)


@pytest.mark.parametrize(
    ("name", "leader", "kind", "form", "reasons"),
    [
        ("领示一劳模创新工作室", "领示一", StudioKind.MODEL_WORKER, NameForm.LEADER, 0),
        ("领示一智慧城管职工创新工作室", "领示一", StudioKind.WORKERS, NameForm.LEADER_SPECIALITY, 0),
        ("微光创新工作室", "", StudioKind.WORKERS, NameForm.OWN, 0),
        ("示例劳模和工匠人才创新工作室", "", StudioKind.CRAFTSPERSON, NameForm.OWN, 0),
        ("劳模创新工作室", "领示一", StudioKind.MODEL_WORKER, NameForm.OWN, 1),
        ("领示一劳模创新工作室", "领示一", StudioKind.WORKERS, NameForm.LEADER, 1),
        ("领示一<b>工作站", "领示一", StudioKind.WORKERS, NameForm.LEADER_SPECIALITY, 2),
    ],
)
def test_reasons_against_name(name: str, leader: str, kind: StudioKind, form: NameForm, reasons: int):
    assert name_form(name, leader) is form
    assert len(reasons_against_name(name, leader, kind)) == reasons


def test_names_offered_are_in_every_form():
    offered = names_offered("领示一", "焊接", StudioKind.CRAFTSPERSON, "老名称")
    assert offered == ["领示一工匠创新工作室", "领示一焊接工匠创新工作室"]


CITY = Place(1, "市总", OrganisationKind.CITY_FEDERATION)
DISTRICT = Place(2, "区总", OrganisationKind.DISTRICT_FEDERATION)
STREET = Place(3, "街道", OrganisationKind.STREET_UNION)
UNIT = Place(4, "单位", OrganisationKind.PRIMARY_UNION)


def test_chain_of_names_levels_that_are_skipped():
    steps = chain_of([UNIT, DISTRICT, CITY], CITY.organisation_id)
    assert [(step.level, step.place) for step in steps] == [
        (ChainLevel.UNIT, UNIT),
        (ChainLevel.STREET, None),
        (ChainLevel.DISTRICT, DISTRICT),
    ]
    assert next_place(steps, [UNIT.organisation_id]) == DISTRICT
    assert next_place(steps, [UNIT.organisation_id, DISTRICT.organisation_id]) is None


def test_chain_of_ends_below_the_organiser():
    assert [step.place for step in chain_of([UNIT, STREET, DISTRICT, CITY], DISTRICT.organisation_id)] == [UNIT, STREET]
    assert chain_of([DISTRICT, CITY], DISTRICT.organisation_id) == [
        ChainStep(ChainLevel.UNIT, None),
        ChainStep(ChainLevel.STREET, None),
    ]


@pytest.mark.parametrize(("used", "quota", "refused"), [(1, 2, False), (2, 2, True), (9, None, False), (0, 0, True)])
def test_reasons_against_quota(used: int, quota: int | None, refused: bool):
    assert bool(reasons_against_quota("示例区总工会", used, quota)) is refused


def test_stage_counts_say_who_waits_and_who_got_so_far():
    counts = stage_counts({DesignationState.DRAFT: 2, DesignationState.RECOMMENDED: 3, DesignationState.NAMED: 1})
    assert {count.stage: (count.waiting, count.reached) for count in counts} == {
        Stage.APPLYING: (2, 6),
        Stage.RECOMMENDING: (0, 4),
        Stage.CHECKING: (3, 4),
        Stage.VISITING: (0, 1),
        Stage.REVIEWING: (0, 1),
        Stage.NOTICING: (0, 1),
        Stage.NAMING: (0, 1),
    }


def test_reasons_against_call_name_every_fault():
    day = date(2026, 3, 1)
    assert reasons_against_call(day, day, Decimal(40), Decimal(60), 5) == []
    assert len(reasons_against_call(day, date(2026, 2, 1), Decimal(50), Decimal(60), 0)) == 3
    assert len(reasons_against_call(day, day, Decimal("33.333"), Decimal("66.667"), 5)) == 1


@pytest.mark.parametrize(
    ("kind", "highest"),
    [
        (OrganisationKind.CITY_FEDERATION, NamingLevel.CITY_MODEL),
        (OrganisationKind.DISTRICT_FEDERATION, NamingLevel.DISTRICT),
        (OrganisationKind.INDUSTRIAL_UNION, NamingLevel.DISTRICT),
        (OrganisationKind.STREET_UNION, NamingLevel.ENTERPRISE),
        (OrganisationKind.PRIMARY_UNION, NamingLevel.ENTERPRISE),
    ],
)
def test_each_names_up_to_its_own_level(kind: OrganisationKind, highest: NamingLevel):
    levels = list(NamingLevel)
    above = levels[levels.index(highest) + 1 :]
    assert levels_named_by(kind)[-1] is highest
    assert [one for one in levels if reasons_against_naming(kind, one)] == above


def test_a_lower_name_is_asked_of_the_file_and_lies_below():
    row = next(row for row in ROWS if row["办法"] == "plain" and not row["不符合"])
    asked = condition_set_of("plain", {"lower_naming": "city"})
    held = {one: replace(facts_from(row), namings=(one,)) for one in NamingLevel}
    met = [one for one, facts in held.items() if check_conditions(asked, facts)[1].met]
    assert met == list(NamingLevel)[2:]
    assert reasons_against_lower(None, NamingLevel.ENTERPRISE) == []
    assert reasons_against_lower(NamingLevel.CITY, NamingLevel.CITY_MODEL) == []
    assert reasons_against_lower(NamingLevel.CITY, NamingLevel.CITY) != []


def test_a_correction_may_come_until_the_end_of_its_last_day():
    due = date(2026, 3, 20)
    days = [date(2026, 3, 19), due, date(2026, 3, 21)]
    assert [bool(reasons_against_supplement(due, day)) for day in days] == [False, False, True]
    assert [bool(reasons_against_rejecting(due, day, correcting=True)) for day in days] == [True, True, False]
    assert reasons_against_rejecting(due, due, correcting=False) == []
    assert [bool(reasons_against_correction("补设备", last, due)) for last in (due, days[2], date(2026, 5, 20))] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("found", "tick", "said"),
    [
        (True, Tick(True), ""),
        (True, None, "没有核对为符合"),
        (True, Tick(False, "材料不实"), "没有核对为符合"),
        (False, Tick(True), "请写明依据"),
        (None, Tick(True), "请写明依据"),
        (None, Tick(True, "对照了名册"), ""),
    ],
)
def test_what_the_machine_did_not_find_is_admitted_with_a_note_only(found: bool | None, tick: Tick | None, said: str):
    reasons = reasons_against_admitting([CheckLine("condition:team", "团队", found, "2 人", "3 人", tick)])
    assert [said in reason for reason in reasons] == ([True] if said else [])
