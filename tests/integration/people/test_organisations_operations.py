"""Organisations: founding, changing and closing them in the tree."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from foundation import imports
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from foundation.imports import ImportBatch
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations import operations
from people.organisations.models import Organisation
from people.organisations.operations import OrganisationFacts
from people.organisations.queries import grow_tree, organisations_visible_to
from people.organisations.rules import OrganisationKind, Ownership
from people.organisations.workbooks import COLUMNS, ORGANISATIONS, export_rows
from tests.factories.people import account, organisation, person
from tests.factories.workbooks import workbook

K = OrganisationKind
HEADER = [column.title for column in COLUMNS]
CODE = "91350100M000100Y43"


@pytest.fixture
def district(app: Flask) -> Organisation:
    return organisation()


@pytest.fixture
def officer(district: Organisation) -> Account:
    return account(Role.DISTRICT_OFFICER, district)


def created(facts: OrganisationFacts, parent: Organisation, by: Account) -> Organisation:
    with transaction():
        return operations.create_organisation(facts, parent, by=by)


def imported(rows: list[list[object]], by: Account) -> ImportBatch:
    with transaction():
        batch = imports.preview_import(ORGANISATIONS, workbook(HEADER, *rows), name="组织.xlsx", by=by)
    with transaction():
        imports.apply_import(batch, by=by)
    return batch


def line(name: str, kind: str, parent: str, code: str | None = None) -> list[object]:
    return [name, kind, parent, code, "500118", "制造业", "非公", "示例路 1 号"]


def faults(batch: ImportBatch) -> list[str]:
    return [str(remark) for item in batch.items for remark in item.remarks(item.faults)]


def test_create_organisation_takes_its_place_in_the_tree(district: Organisation, officer: Account):
    made = created(OrganisationFacts(" 示例公司工会 ", K.PRIMARY_UNION, CODE.lower(), "500118"), district, officer)
    assert made.path == f"{district.path}{made.id}/"
    assert (made.name, made.credit_code, made.region_code) == ("示例公司工会", CODE, "500118")
    assert session.scalars(select(AuditEntry.action)).all() == ["create_organisation"]


def test_create_organisation_refuses_every_fault_at_once(district: Organisation, officer: Account):
    with pytest.raises(Refused) as refusal:
        created(OrganisationFacts("工", K.CITY_FEDERATION, "91350100M000100Y44", "5001"), district, officer)
    assert len(refusal.value.reasons) == 4


def test_create_organisation_refuses_a_name_or_code_that_is_taken(district: Organisation, officer: Account):
    created(OrganisationFacts("示例公司工会", K.PRIMARY_UNION, CODE), district, officer)
    for facts, field in (
        (OrganisationFacts("示例公司工会", K.PRIMARY_UNION), "name"),
        (OrganisationFacts("示例集团工会", K.PRIMARY_UNION, CODE), "credit_code"),
    ):
        with pytest.raises(Refused) as refusal:
            created(facts, district, officer)
        assert refusal.value.field == field


def test_create_organisation_needs_permission_over_the_parent(district: Organisation, officer: Account):
    elsewhere = organisation("另一区总工会")
    with pytest.raises(NotAllowed):
        created(OrganisationFacts("示例公司工会", K.PRIMARY_UNION), elsewhere, officer)
    with pytest.raises(NotAllowed):
        enterprise = account(Role.ENTERPRISE_OFFICER, district)
        created(OrganisationFacts("示例公司工会", K.PRIMARY_UNION), district, enterprise)


def test_edit_organisation_writes_old_and_new_and_tells_the_second_editor(district: Organisation, officer: Account):
    made = organisation("示例公司工会", district)
    facts = OrganisationFacts("示例集团工会", K.PRIMARY_UNION, ownership=Ownership.PUBLIC)
    with transaction():
        operations.edit_organisation(made, facts, by=officer, version=1)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.changes == {"name": ["示例公司工会", "示例集团工会"], "ownership": [None, "public"]}
    with pytest.raises(Stale), transaction():
        operations.edit_organisation(made, facts, by=officer, version=1)


def test_edit_organisation_keeps_the_kind_that_its_children_need(district: Organisation, officer: Account):
    street = organisation("示例街道总工会", district, kind=K.STREET_UNION)
    organisation("示例公司工会", street)
    with pytest.raises(Refused, match="下面已有的组织") as refusal, transaction():
        facts = OrganisationFacts("示例学院", K.SCHOOL)
        operations.edit_organisation(street, facts, by=officer, version=None)
    assert refusal.value.reasons == ["“院校”下面不能设“企业/基层工会”，请核对类型和上级组织。"]


def test_deactivate_organisation_from_below_with_a_reason_and_back(district: Organisation, officer: Account):
    street = organisation("示例街道总工会", district, kind=K.STREET_UNION)
    company = organisation("示例公司工会", street)
    for one, reason, said in (
        (street, "撤并", "还有 1 个在用"),
        (company, " ", "原因"),
        (district, "撤并", "自己所在"),
    ):
        with pytest.raises(Refused, match=said), transaction():
            operations.deactivate_organisation(one, by=officer, reason=reason)
    with transaction():
        operations.deactivate_organisation(company, by=officer, reason="撤并")
        operations.deactivate_organisation(street, by=officer, reason="撤并")
    with pytest.raises(Refused, match="上级组织已停用"):
        created(OrganisationFacts("新公司工会", K.PRIMARY_UNION), street, officer)
    with pytest.raises(Refused, match="先启用上级"), transaction():
        operations.activate_organisation(company, by=officer)
    with transaction():
        operations.activate_organisation(street, by=officer)
    assert (street.active, company.active) == (True, False)


def test_grow_tree_begins_where_the_user_begins_to_see(district: Organisation):
    street = organisation("示例街道总工会", district, kind=K.STREET_UNION)
    company = organisation("示例公司工会", street)
    organisation("另一公司工会", district)
    [root] = grow_tree(session.scalars(organisations_visible_to(account(Role.DISTRICT_OFFICER, street))).all())
    assert root.organisation is street
    assert [branch.organisation for branch in root.children] == [company]


def test_import_organisations_takes_parents_from_the_same_sheet(district: Organisation, officer: Account):
    rows = [
        line("示例街道总工会", "街镇工会", district.name),
        line("示例公司工会", "企业/基层工会", "示例街道总工会", CODE),
    ]
    batch = imported(rows, officer)
    assert list(batch.counts().values()) == [2, 0, 0, 0]
    company = session.scalars(select(Organisation).where(Organisation.credit_code == CODE)).one()
    assert company.parent is not None
    assert (company.parent.name, company.ownership) == ("示例街道总工会", Ownership.NON_PUBLIC)
    assert list(imported(rows, officer).counts().values()) == [0, 0, 2, 0]
    exported = list(export_rows([company]))
    assert [exported[0][column.key] for column in COLUMNS] == rows[1]


def test_import_organisations_names_every_fault_by_cell(district: Organisation, officer: Account):
    elsewhere = organisation("另一区总工会")
    organisation("外地公司工会", elsewhere, credit_code=CODE)
    batch = imported(
        [
            line("甲公司工会", "企业/基层工会", "没有的工会"),
            line("外地公司工会", "企业/基层工会", district.name),
            line("乙公司工会", "市总工会", district.name, CODE),
            line("丙公司工会", "企业/基层工会", district.name),
            line("丙公司工会", "企业/基层工会", district.name),
        ],
        officer,
    )
    assert [fault.partition("：")[0] for fault in faults(batch)] == [
        "第 2 行 C 列“上级组织名称”",
        "第 3 行 A 列“名称”",
        "第 4 行 B 列“类型”",
        "第 4 行 D 列“统一社会信用代码”",
        "第 6 行 A 列“名称”",
    ]
    assert list(batch.counts().values()) == [1, 0, 0, 4]


def test_undo_import_of_organisations_while_nothing_belongs_to_them(district: Organisation, officer: Account):
    known = organisation("示例公司工会", district)
    rows = [
        line("示例街道总工会", "街镇工会", district.name),
        line("新公司工会", "企业/基层工会", "示例街道总工会"),
        line("示例公司工会", "企业/基层工会", district.name, CODE),
    ]
    batch = imported(rows, officer)
    with transaction():
        imports.undo_import(batch, by=officer, reason="传错了表")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 2
    assert (known.credit_code, known.industry, known.ownership) == (None, "", None)
    again = imported(rows, officer)
    street = session.scalars(select(Organisation).where(Organisation.name == "示例街道总工会")).one()
    person("张示例", street)
    with pytest.raises(Refused) as refusal, transaction():
        imports.undo_import(again, by=officer, reason="传错了表")
    assert [reason.partition("：")[0] for reason in refusal.value.reasons] == ["第 2 行“示例街道总工会”"]
