"""An import from upload to undo, on the roster of persons: nothing half-done, nothing twice, all can be taken back."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation import imports
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from foundation.imports import Effect, ImportBatch, ImportItem, ImportState
from foundation.workbooks import read_workbook
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Employment, Person
from people.persons.operations import PersonFacts, update_person
from people.persons.queries import find_person
from people.persons.rules import DocumentKind
from people.persons.workbooks import COLUMNS, ROSTER
from tests.factories.people import account, identity_number, organisation, person
from tests.factories.workbooks import workbook

HEADER = ["姓名", "证件号码", "手机号码", "单位名称", "职业（工种）", "入职日期"]


@dataclass
class Place:
    """A district with one company and its officer."""

    district: Organisation
    company: Organisation
    officer: Account


@pytest.fixture
def place(app: Flask) -> Place:
    district = organisation()
    company = organisation("示例机械公司工会", district)
    return Place(district, company, account(Role.ENTERPRISE_OFFICER, company))


def preview(content: bytes, by: Account) -> ImportBatch:
    with transaction():
        return imports.preview_import(ROSTER, content, name="名单.xlsx", by=by)


def imported(content: bytes, by: Account) -> ImportBatch:
    batch = preview(content, by)
    with transaction():
        imports.apply_import(batch, by=by)
    return batch


def line(name: str, number: str, phone: str | None = None) -> list[object]:
    return [name, number, phone, None, "焊工", date(2020, 7, 1)]


def effects(batch: ImportBatch) -> list[int]:
    return list(batch.counts().values())


def persons_known() -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_preview_import_changes_nothing_and_counts_what_would_happen(place: Place):
    known = person("李示例", place.company, phone="13800000001")
    content = workbook(
        HEADER,
        line("张示例", identity_number()),
        line("李示例", known.document_number, "13900000001"),
        line("王示例", "500118199003070000"),
    )
    batch = preview(content, place.officer)
    assert effects(batch) == [1, 1, 0, 1]
    assert batch.state is ImportState.PREVIEWED
    assert persons_known() == 1
    assert [item.label for item in batch.items] == ["张示例", "李示例", "王示例"]
    assert batch.items[2].faults[0][:2] == ["B", "证件号码"]
    assert "校验码" in batch.items[2].faults[0][2]


def test_apply_import_takes_valid_rows_and_leaves_faulty_ones(place: Place):
    number = identity_number()
    batch = imported(
        workbook(HEADER, line("张示例", number, "13800000000"), line("王示例", "500118199003070000")), place.officer
    )
    assert effects(batch) == [1, 0, 0, 1]
    made = find_person(DocumentKind.RESIDENT, number)
    assert made is not None
    assert (made.name, made.phone, made.employer, made.occupation_code) == (
        "张示例",
        "13800000000",
        place.company,
        "6-18-02-04",
    )
    assert [(one.organisation, one.begins, one.ends) for one in made.employments] == [
        (place.company, date(2020, 7, 1), None)
    ]
    assert persons_known() == 1


def test_import_of_the_same_workbook_again_changes_nothing(place: Place):
    content = workbook(HEADER, *(line("张示例", identity_number()) for _ in range(5)))
    imported(content, place.officer)
    before = session.scalars(select(Person.row_version)).all()
    again = imported(content, place.officer)
    assert effects(again) == [0, 0, 5, 0]
    assert persons_known() == 5
    assert session.scalars(select(Person.row_version)).all() == before


def test_import_keeps_no_personal_data_in_clear(app: Flask, place: Place):
    number = identity_number()
    batch = imported(workbook(HEADER, line("张示例", number, "13812345678")), place.officer)
    stored = batch.file.at_rest()
    assert stored[:2] != b"PK"
    assert batch.file.read()[:2] == b"PK"
    kept = session.execute(select(ImportItem.__table__)).mappings().all()
    assert number not in str(kept)
    assert "13812345678" not in str(kept)


def test_apply_import_checks_again_what_has_changed_since_the_preview(place: Place):
    number = identity_number()
    batch = preview(workbook(HEADER, line("张示例", number)), place.officer)
    person("张示例", organisation("另一家公司工会", place.district), number=number)
    with transaction():
        imports.apply_import(batch, by=place.officer)
    assert effects(batch) == [0, 0, 0, 1]
    assert "此人已登记在其他单位" in batch.items[0].faults[0][2]


def test_apply_import_happens_once_and_only_for_the_uploader(place: Place):
    batch = preview(workbook(HEADER, line("张示例", identity_number())), place.officer)
    stranger = account(Role.ENTERPRISE_OFFICER, place.company)
    with pytest.raises(NotAllowed), transaction():
        imports.apply_import(batch, by=stranger)
    with transaction():
        imports.apply_import(batch, by=place.officer)
    with pytest.raises(Refused, match="已导入"), transaction():
        imports.apply_import(batch, by=place.officer)


def test_cancel_import_gives_the_preview_up(place: Place):
    batch = preview(workbook(HEADER, line("张示例", identity_number())), place.officer)
    with transaction():
        imports.cancel_import(batch, by=place.officer)
    with pytest.raises(Refused, match="已放弃"), transaction():
        imports.apply_import(batch, by=place.officer)
    assert persons_known() == 0


def test_undo_import_removes_what_was_new_and_restores_what_was_changed(place: Place):
    other = organisation("示例电力公司工会", place.district)
    officer = account(Role.DISTRICT_OFFICER, place.district)
    known = person("李示例", other, phone="13800000001")
    new: list[object] = ["张示例", identity_number(), None, place.company.name]
    rows: list[list[object]] = [new, ["李示范", known.document_number, "13900000001", place.company.name]]
    batch = imported(workbook(HEADER, *rows), officer)
    assert (known.name, known.phone, known.employer) == ("李示范", "13900000001", place.company)
    with transaction():
        imports.undo_import(batch, by=officer, reason="传错了表")
    assert persons_known() == 1
    assert (known.name, known.phone, known.employer, known.pinyin) == ("李示例", "13800000001", other, "lishili")
    assert [(one.organisation_id, one.ends) for one in session.scalars(select(Employment))] == [(other.id, None)]
    assert batch.state is ImportState.UNDONE


def test_undo_import_refuses_as_a_whole_once_something_rests_on_a_row(place: Place):
    numbers = [identity_number() for _ in range(3)]
    batch = imported(workbook(HEADER, *(line("张示例", number) for number in numbers)), place.officer)
    used, changed = (find_person(DocumentKind.RESIDENT, number) for number in numbers[:2])
    assert used is not None
    assert changed is not None
    account(Role.WORKER, place.company, used)
    with transaction():
        facts = PersonFacts("张示范", DocumentKind.RESIDENT, numbers[1], employer=place.company)
        update_person(changed, facts, by=place.officer)
    with pytest.raises(Refused) as refusal, transaction():
        imports.undo_import(batch, by=place.officer, reason="传错了表")
    assert [reason.partition("：")[0] for reason in refusal.value.reasons] == ["第 2 行“张示例”", "第 3 行“张示例”"]
    assert "用到此人" in refusal.value.reasons[0]
    assert "又被修改过" in refusal.value.reasons[1]
    assert persons_known() == 3
    assert batch.state is ImportState.APPLIED


def test_undo_import_needs_a_reason(place: Place):
    batch = imported(workbook(HEADER, line("张示例", identity_number())), place.officer)
    with pytest.raises(Refused, match="原因"), transaction():
        imports.undo_import(batch, by=place.officer, reason=" ")


def test_marked_copy_names_the_faults_and_can_be_uploaded_again(place: Place):
    content = workbook(HEADER, line("张示例 ", identity_number()), line("王示例", "500118199003070000"))
    marked = imports.marked_copy(preview(content, place.officer))
    sheet = read_workbook(marked, COLUMNS)
    assert sheet.ignored == []
    assert effects(preview(marked, place.officer)) == [1, 0, 0, 1]


def test_import_writes_who_did_it(place: Place):
    imported(workbook(HEADER, line("张示例", identity_number())), place.officer)
    actions = session.execute(select(AuditEntry.action, AuditEntry.subject_label).order_by(AuditEntry.id)).all()
    assert [tuple(one) for one in actions] == [("apply_import", "人员名单：名单.xlsx"), ("create_person", "张示例")]


def test_apply_import_needs_few_queries_a_row(place: Place, query_count):
    def statements_for(rows: int) -> int:
        batch = preview(workbook(HEADER, *(line("张示例", identity_number()) for _ in range(rows))), place.officer)
        with query_count() as statements, transaction():
            imports.apply_import(batch, by=place.officer)
        return len(statements)

    few, many = statements_for(5), statements_for(25)
    assert (many - few) / 20 <= 3
    assert session.scalar(select(func.count()).where(ImportItem.effect == Effect.NEW)) == 30
