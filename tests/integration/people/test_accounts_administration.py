"""Keeping accounts: who may open, change and end which, and that nobody climbs by another's account."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts import operations, queries
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.accounts.rules_signing_in import SLIP_LENGTH
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from tests.factories import people


class Tree:
    """市总工会 with two districts, an enterprise below the first, and an officer on each level."""

    def __init__(self) -> None:
        self.city = people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)
        self.district = people.organisation("甲区总工会", self.city, OrganisationKind.DISTRICT_FEDERATION)
        self.other = people.organisation("乙区总工会", self.city, OrganisationKind.DISTRICT_FEDERATION)
        self.plant = people.organisation("示例机械厂", self.district)
        self.administrator = people.account(Role.SYSTEM_ADMINISTRATOR, self.city)
        self.city_officer = people.account(Role.DISTRICT_OFFICER, self.city)
        self.officer = people.account(Role.DISTRICT_OFFICER, self.district)
        self.enterprise = people.account(Role.ENTERPRISE_OFFICER, self.plant)
        self.worker = people.account(Role.WORKER, self.plant)


@pytest.fixture
def tree(app: Flask) -> Tree:
    return Tree()


def create(by: Account, role: Role, organisation: Organisation, username: str = "new.account", **facts: Any) -> Account:
    with transaction():
        return operations.create_account(
            username=username, display_name="王示例", organisation=organisation, role=role, by=by, **facts
        )


ALLOWED = [
    ("administrator", Role.SYSTEM_ADMINISTRATOR, "city"),
    ("administrator", Role.DISTRICT_OFFICER, "district"),
    ("city_officer", Role.DISTRICT_OFFICER, "other"),
    ("officer", Role.DISTRICT_OFFICER, "district"),
    ("officer", Role.ENTERPRISE_OFFICER, "plant"),
    ("officer", Role.CHIEF_JUDGE, "district"),
    ("officer", Role.WORKER, "plant"),
    ("enterprise", Role.WORKER, "plant"),
]
REFUSED = [
    ("city_officer", Role.SYSTEM_ADMINISTRATOR, "city"),  # above himself
    ("officer", Role.SYSTEM_ADMINISTRATOR, "district"),
    ("officer", Role.DISTRICT_OFFICER, "city"),  # outside his scope
    ("officer", Role.JUDGE, "other"),
    ("officer", Role.DISTRICT_OFFICER, "plant"),  # a federation's role in an enterprise
    ("officer", Role.ENTERPRISE_OFFICER, "district"),  # an enterprise's role over a whole district
    ("enterprise", Role.ENTERPRISE_OFFICER, "plant"),
    ("enterprise", Role.JUDGE, "plant"),
    ("worker", Role.WORKER, "plant"),
]


@pytest.mark.parametrize(("by", "role", "place"), ALLOWED)
def test_create_account_gives_a_role_in_reach(tree: Tree, by: str, role: Role, place: str):
    account = create(getattr(tree, by), role, getattr(tree, place))
    assert (account.roles, account.organisation, account.password_hash) == ({role}, getattr(tree, place), None)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "create_account")).one()
    assert (entry.actor_id, entry.subject_label) == (getattr(tree, by).id, "王示例（new.account）")


@pytest.mark.parametrize(("by", "role", "place"), REFUSED)
def test_create_account_refuses_a_role_out_of_reach(tree: Tree, by: str, role: Role, place: str):
    with pytest.raises(Refused, match="您不能在"):
        create(getattr(tree, by), role, getattr(tree, place))
    assert session.scalars(select(Account).where(Account.username == "new.account")).all() == []


@pytest.mark.parametrize("username", ["ab", "13800000001", "有中文", "with blank", "a" * 33, "-abc"])
def test_create_account_refuses_malformed_names(tree: Tree, username: str):
    with pytest.raises(Refused) as refusal:
        create(tree.officer, Role.WORKER, tree.plant, username)
    assert refusal.value.field == "username"


def test_create_account_refuses_a_taken_name_in_any_case(tree: Tree):
    create(tree.officer, Role.WORKER, tree.plant, "Li.Shili")
    with pytest.raises(Refused, match="已被使用"):
        create(tree.officer, Role.WORKER, tree.plant, "li.shili ")


def test_create_account_gives_a_person_only_one(tree: Tree):
    person = people.person("赵示例", tree.plant)
    create(tree.officer, Role.WORKER, tree.plant, "zhao.one", person=person)
    with pytest.raises(Refused, match="赵示例已有账号"):
        create(tree.officer, Role.WORKER, tree.plant, "zhao.two", person=person)


HANDS = [
    ("administrator", "officer", True),
    ("city_officer", "officer", True),
    ("officer", "enterprise", True),
    ("officer", "worker", True),
    ("enterprise", "worker", True),
    ("officer", "administrator", False),
    ("officer", "city_officer", False),
    ("city_officer", "administrator", False),
    ("enterprise", "officer", False),
]


@pytest.mark.parametrize(("by", "whose", "allowed"), HANDS)
def test_slip_is_issued_only_for_accounts_in_hand(tree: Tree, by: str, whose: str, allowed: bool):
    account = getattr(tree, whose)
    if not allowed:
        with pytest.raises(Refused, match="不归您管理"), transaction():
            operations.issue_slip(account, by=getattr(tree, by))
        assert account.slip_hash is None
        return
    with transaction():
        code = operations.issue_slip(account, by=getattr(tree, by))
    assert len(code) == SLIP_LENGTH
    assert code not in (account.slip_hash or "")


def test_a_mighty_account_inside_ones_scope_is_still_out_of_hand(tree: Tree):
    """An account that sits in the district but is also the city's officer: its password would be a way up."""
    mighty = people.account(Role.WORKER, tree.plant)
    mighty.grants.append(RoleGrant(role=Role.DISTRICT_OFFICER, organisation=tree.city))
    session.commit()
    visible = session.scalars(queries.accounts_visible_to(tree.officer)).unique().all()
    assert mighty in visible
    steps = (
        lambda: operations.issue_slip(mighty, by=tree.officer),
        lambda: operations.deactivate_account(mighty, reason="试", by=tree.officer),
        lambda: operations.grant_role(mighty, Role.JUDGE, tree.district, by=tree.officer),
        lambda: operations.revoke_role(mighty, mighty.grants[0], by=tree.officer),
        lambda: operations.edit_account(mighty, display_name="", organisation=tree.plant, version=1, by=tree.officer),
    )
    for step in steps:
        with pytest.raises(Refused, match="不归您管理"), transaction():
            step()


def test_nobody_widens_his_own_powers(tree: Tree):
    with pytest.raises(Refused, match="自己的账号"), transaction():
        operations.grant_role(tree.administrator, Role.DISTRICT_OFFICER, tree.city, by=tree.administrator)
    with pytest.raises(Refused, match="自己的账号"), transaction():
        operations.issue_slip(tree.officer, by=tree.officer)


def test_edit_account_moves_only_inside_ones_scope(tree: Tree):
    with pytest.raises(NotAllowed), transaction():
        operations.edit_account(tree.worker, display_name="王", organisation=tree.other, version=1, by=tree.officer)
    with transaction():
        operations.edit_account(
            tree.worker, display_name="王示例", organisation=tree.district, version=1, by=tree.officer
        )
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "edit_account")).one()
    assert entry.changes == {
        "display_name": ["经办人甲", "王示例"],
        "organisation_id": ["示例机械厂", "甲区总工会"],
    }


def test_edit_account_tells_the_second_of_two_officers(tree: Tree):
    with transaction():
        operations.edit_account(tree.worker, display_name="王一", organisation=tree.plant, version=1, by=tree.officer)
    with pytest.raises(Refused, match="已被别人修改"), transaction():
        operations.edit_account(tree.worker, display_name="王二", organisation=tree.plant, version=1, by=tree.officer)
    assert tree.worker.display_name == "王一"


def test_grant_role_and_revoke_role_count_at_once(tree: Tree, client: FlaskClient):
    people.sign_in(client, tree.worker)
    assert client.get("/audit").status_code == 403
    with transaction():
        operations.grant_role(tree.worker, Role.SUPERVISOR, tree.district, by=tree.officer)
    assert client.get("/audit").status_code == 200
    grant = next(grant for grant in tree.worker.grants if grant.role == Role.SUPERVISOR)
    with transaction():
        operations.revoke_role(tree.worker, grant, by=tree.officer)
    assert client.get("/audit").status_code == 403
    with pytest.raises(Refused, match="已经是示例机械厂的职工"), transaction():
        operations.grant_role(tree.worker, Role.WORKER, tree.plant, by=tree.officer)


def test_deactivate_account_ends_its_sessions_and_its_slip(tree: Tree, client: FlaskClient):
    people.sign_in(client, tree.worker)
    assert client.get("/account/sessions").status_code == 200
    with transaction():
        operations.issue_slip(tree.worker, by=tree.enterprise)
    with transaction():
        operations.deactivate_account(tree.worker, reason="已离职", by=tree.enterprise)
    assert client.get("/account/sessions").status_code == 302
    assert tree.worker.slip_hash is None
    data = {"name": tree.worker.username, "password": people.PASSWORD}
    assert client.post("/sign-in", data=data).status_code == 422
    with transaction():
        operations.reactivate_account(tree.worker, reason="返岗", by=tree.enterprise)
    assert client.post("/sign-in", data=data).status_code == 302


def test_deactivate_account_wants_a_reason(tree: Tree):
    with pytest.raises(Refused, match="写明原因"), transaction():
        operations.deactivate_account(tree.worker, reason="  ", by=tree.officer)
    assert tree.worker.active


def test_demo_accounts_exist_only_while_one_can_sign_in(tree: Tree):
    assert queries.demo_accounts_exist() is False
    account = create(tree.officer, Role.WORKER, tree.plant, demo=True)
    assert queries.demo_accounts_exist() is True
    with transaction():
        operations.deactivate_account(account, reason="转为正式系统", by=tree.officer)
    assert queries.demo_accounts_exist() is False
