"""Persons: one record each, employers with dates, merging, looking at numbers on record."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.operations import add_honour
from people.honours.rules import HonourKind
from people.organisations.models import Organisation
from people.persons import operations
from people.persons.merging import merge_persons
from people.persons.models import Person, SkillLevel
from people.persons.operations import PersonFacts
from people.persons.queries import employer_on, find_person, persons_visible_to, possible_duplicates
from people.persons.rules import DocumentKind, Level, Sex
from tests.factories.people import account, identity_number, organisation, person

RESIDENT = DocumentKind.RESIDENT


@pytest.fixture
def district(app: Flask) -> Organisation:
    return organisation()


@pytest.fixture
def officer(district: Organisation) -> Account:
    return account(Role.DISTRICT_OFFICER, district)


def upserted(facts: PersonFacts, by: Account) -> Person:
    with transaction():
        return operations.upsert_person(facts, by=by)


def test_upsert_person_reads_birthday_sex_and_spelling(district: Organisation, officer: Account):
    made = upserted(PersonFacts(" 单示例 ", RESIDENT, f" {identity_number(2)} ", district), officer)
    assert (made.name, made.pinyin, made.initials) == ("单示例", "shanshili", "ssl")
    assert (made.birth_date, made.sex) == (date(1990, 3, 7), Sex.FEMALE)


def test_upsert_person_keeps_what_is_not_said_and_changes_what_is(district: Organisation, officer: Account):
    number = identity_number()
    made = upserted(PersonFacts("张示例", RESIDENT, number, district, phone="13800000000"), officer)
    version = made.row_version
    assert upserted(PersonFacts("张示例", RESIDENT, number, district), officer) is made
    assert (made.phone, made.row_version) == ("13800000000", version)
    upserted(PersonFacts("张示例", RESIDENT, number, district, phone="13900000000"), officer)
    assert (made.phone, made.row_version) == ("13900000000", version + 1)
    changed = session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_person")).one()
    assert changed.changes["phone"] == ["（已隐藏）", "（已更改）"]


def test_upsert_person_refuses_every_fault_at_once(district: Organisation, officer: Account):
    with pytest.raises(Refused) as refusal, transaction():
        facts = PersonFacts("<b>", RESIDENT, "500118199003070000", district, phone="12")
        operations.upsert_person(facts, by=officer)
    assert len(refusal.value.reasons) == 4


def test_upsert_person_asks_for_what_a_passport_does_not_say(district: Organisation, officer: Account):
    facts = PersonFacts("Anna Example", DocumentKind.PASSPORT, "E12345678", district)
    with pytest.raises(Refused, match="没有登记") as refusal, transaction():
        operations.upsert_person(facts, by=officer)
    assert refusal.value.field == "birth_date"


def test_upsert_person_refuses_a_person_of_a_unit_not_served(district: Organisation, officer: Account):
    mine, other = organisation("甲公司工会", district), organisation("乙公司工会", district)
    theirs = person("李示例", other)
    enterprise = account(Role.ENTERPRISE_OFFICER, mine)
    facts = PersonFacts("李示例", RESIDENT, theirs.document_number, mine)
    with pytest.raises(Refused, match="此人已登记在其他单位"), transaction():
        operations.upsert_person(facts, by=enterprise)
    with pytest.raises(Refused, match="只能为本单位"), transaction():
        operations.upsert_person(PersonFacts("王示例", RESIDENT, identity_number(), other), by=enterprise)


def test_upsert_person_of_another_employer_ends_the_old_employment(district: Organisation, officer: Account, clock):
    clock("2026-05-01 09:00")
    old, new = organisation("甲公司工会", district), organisation("乙公司工会", district)
    worker = person("张示例", old)
    facts = PersonFacts("张示例", RESIDENT, worker.document_number, new, since=date(2026, 4, 1), post="焊工")
    upserted(facts, officer)
    assert [(one.organisation, one.begins, one.ends) for one in worker.employments] == [
        (old, date(2020, 1, 1), date(2026, 3, 31)),
        (new, date(2026, 4, 1), None),
    ]
    assert employer_on(worker, date(2026, 3, 31)) is old
    assert employer_on(worker, date(2026, 4, 1)) is new
    assert employer_on(worker, date(2019, 12, 31)) is None


def test_upsert_person_makes_one_record_under_concurrency(app: Flask, district: Organisation, officer: Account):
    number, district_id, officer_id = identity_number(), district.id, officer.id
    start = threading.Barrier(8)

    def register(nth: int) -> int:
        with app.app_context():
            start.wait()
            with transaction():
                unit = session.get_one(Organisation, district_id)
                facts = PersonFacts("张示例", RESIDENT, number, unit, phone=f"1380000000{nth}")
                return operations.upsert_person(facts, by=session.get_one(Account, officer_id)).id

    session.commit()
    with ThreadPoolExecutor(8) as writers:
        records = set(writers.map(register, range(8)))
    assert len(records) == 1
    assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_create_person_refuses_somebody_who_is_registered(district: Organisation, officer: Account):
    known = person("张示例", district)
    with pytest.raises(Refused, match="已登记（示例区总工会）"), transaction():
        operations.create_person(PersonFacts("张示例", RESIDENT, known.document_number, district), by=officer)


def test_edit_person_tells_the_second_of_two_editors(district: Organisation, officer: Account):
    worker = person("张示例", district)
    facts = PersonFacts("张示范", RESIDENT, worker.document_number, district)
    with transaction():
        operations.edit_person(worker, facts, by=officer, version=1)
    with pytest.raises(Stale), transaction():
        operations.edit_person(worker, facts, by=officer, version=1)


def test_edit_person_corrects_the_document_unless_it_is_anothers(district: Organisation, officer: Account):
    worker, other = person("张示例", district), person("李示例", district)
    right = identity_number(1, born=date(1985, 6, 1))
    with transaction():
        operations.edit_person(worker, PersonFacts("张示例", RESIDENT, right, district), by=officer, version=None)
    assert find_person(RESIDENT, right) is worker
    assert worker.birth_date == date(1985, 6, 1)
    with pytest.raises(Refused, match="另一个人"), transaction():
        facts = PersonFacts("张示例", RESIDENT, other.document_number, district)
        operations.edit_person(worker, facts, by=officer, version=None)


def test_unmask_person_is_written_down_and_needs_its_permission(district: Organisation, officer: Account):
    worker = person("张示例", district, phone="13800000000")
    with transaction():
        assert operations.unmask_person(worker, by=officer) == (worker.document_number, "13800000000")
    seen = session.scalars(select(AuditEntry)).one()
    assert (seen.action, seen.subject_id, seen.actor_id) == ("unmask_person", worker.id, officer.id)
    with pytest.raises(NotAllowed), transaction():
        operations.unmask_person(worker, by=account(Role.ENTERPRISE_OFFICER, district))


def test_add_skill_level_once(district: Organisation, officer: Account):
    worker = person("张示例", district)
    with transaction():
        operations.add_skill_level(worker, "6-18-02-04", Level.TWO, "S0001", None, by=officer)
    with pytest.raises(Refused, match="已经登记过"), transaction():
        operations.add_skill_level(worker, "6-18-02-04", Level.TWO, "S0002", None, by=officer)
    with transaction():
        operations.remove_skill_level(worker.skill_levels[0], by=officer)
    assert session.scalars(select(SkillLevel)).all() == []


def test_add_honour_once_and_in_a_possible_year(district: Organisation, officer: Account):
    worker = person("张示例", district)
    with transaction():
        add_honour(worker, HonourKind.MAY_DAY_MEDAL, 2024, "渝工示例〔2024〕1 号", by=officer)
    for year, said in ((2024, "已经登记过"), (1980, "年份"), (2999, "年份")):
        with pytest.raises(Refused, match=said), transaction():
            add_honour(worker, HonourKind.MAY_DAY_MEDAL, year, "", by=officer)
    assert session.scalars(select(Honour.year)).all() == [2024]


def test_merge_persons_moves_everything_and_leads_on_from_the_old_document(district: Organisation, officer: Account):
    keep, lose = person("张示例", district), person("张示例", district, phone="13800000000")
    old_number = lose.document_number
    with transaction():
        operations.add_skill_level(lose, "6-18-02-04", Level.TWO, "S0001", None, by=officer)
        add_honour(lose, HonourKind.CRAFTSPERSON, 2024, "", by=officer)
    with transaction():
        merge_persons(keep, lose, by=officer, reason="核对证件为同一人")
    assert (keep.phone, [held.level for held in keep.skill_levels]) == ("13800000000", [Level.TWO])
    assert [one.organisation for one in keep.employments] == [district, district]
    assert session.scalars(select(Honour.person_id)).all() == [keep.id]
    assert find_person(RESIDENT, old_number) is keep
    assert session.scalars(persons_visible_to(officer)).all() == [keep]
    merged = session.scalars(select(AuditEntry).where(AuditEntry.action == "merge_persons")).one()
    assert (merged.reason, merged.changes) == ("核对证件为同一人", {"merged": [lose.id, keep.id]})


def test_merge_persons_refuses_what_there_can_be_only_one_of(district: Organisation, officer: Account):
    keep, lose = person("张示例", district), person("张示例", district)
    for one in (keep, lose):
        account(Role.WORKER, district, one)
        with transaction():
            add_honour(one, HonourKind.CRAFTSPERSON, 2024, "", by=officer)
    with pytest.raises(Refused, match="登录账号、同一年的同一荣誉"), transaction():
        merge_persons(keep, lose, by=officer, reason="同一人")
    assert lose.merged_into_id is None
    assert len(lose.employments) == 1


def test_merge_persons_needs_a_reason_and_both_in_scope(district: Organisation, officer: Account):
    mine = organisation("甲公司工会", district)
    keep, lose = person("张示例", mine), person("张示例", district)
    narrow = account(Role.DISTRICT_OFFICER, mine)
    with pytest.raises(Refused, match="依据"), transaction():
        merge_persons(keep, lose, by=officer, reason=" ")
    with pytest.raises(NotAllowed), transaction():
        merge_persons(keep, lose, by=narrow, reason="同一人")


def test_possible_duplicates_share_name_and_birthday_or_phone(district: Organisation, officer: Account):
    one = person("张示例", district, phone="13800000000")
    same_name = person("张示例", district)
    same_phone = person("李示例", district, phone="13800000000")
    person("张示例", district, number=identity_number(born=date(1970, 1, 1)))
    assert possible_duplicates(one, officer) == [same_name, same_phone]
