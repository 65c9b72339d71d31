"""Roles, passwords, user names and slips, as the rules say."""

import pytest

from people.accounts.passwords import new_slip_code
from people.accounts.rules import ROLE_TITLES, Permission, Role
from people.accounts.rules_roles import GRANTABLE, PERMISSIONS, role_fits
from people.accounts.rules_signing_in import (
    SLIP_LENGTH,
    SLIP_LETTERS,
    device_title,
    password_faults,
    printed_slip_code,
    slip_code,
    username_faults,
)
from people.organisations.rules import OrganisationKind

CONFUSABLE = set("0O1IL2Z5S8BUV")


def test_every_role_has_permissions_and_a_title():
    assert set(PERMISSIONS) == set(ROLE_TITLES) == set(Role)
    assert all(Permission.OWN_READ in permissions for permissions in PERMISSIONS.values())


def test_every_permission_is_given_to_somebody():
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_roles_are_given_only_by_those_who_keep_accounts():
    keepers = {role for role, permissions in PERMISSIONS.items() if Permission.ACCOUNT_EDIT in permissions}
    assert set(GRANTABLE) == keepers


def test_nobody_but_an_administrator_makes_an_administrator():
    assert {role for role, given in GRANTABLE.items() if Role.SYSTEM_ADMINISTRATOR in given} == {
        Role.SYSTEM_ADMINISTRATOR
    }


def test_the_administrator_of_the_machine_decides_nothing():
    deciding = {
        Permission.PERSON_UNMASK,
        Permission.ENTRY_REVIEW,
        Permission.SHEET_MARK,
        Permission.RESULT_PUBLISH,
        Permission.CERTIFICATE_ISSUE,
    }
    assert PERMISSIONS[Role.SYSTEM_ADMINISTRATOR] & deciding == set()


@pytest.mark.parametrize(
    ("role", "kind", "fits"),
    [
        (Role.DISTRICT_OFFICER, OrganisationKind.CITY_FEDERATION, True),
        (Role.DISTRICT_OFFICER, OrganisationKind.STREET_UNION, True),
        (Role.DISTRICT_OFFICER, OrganisationKind.PRIMARY_UNION, False),
        (Role.SYSTEM_ADMINISTRATOR, OrganisationKind.SCHOOL, False),
        (Role.ENTERPRISE_OFFICER, OrganisationKind.PRIMARY_UNION, True),
        (Role.ENTERPRISE_OFFICER, OrganisationKind.DISTRICT_FEDERATION, False),
        (Role.JUDGE, OrganisationKind.DISTRICT_FEDERATION, True),
        (Role.WORKER, OrganisationKind.PRIMARY_UNION, True),
    ],
)
def test_role_fits_the_kind_of_organisation(role: Role, kind: OrganisationKind, fits: bool):
    assert role_fits(role, kind) is fits


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("江水向东流到海不回头", []),
        ("correct horse battery", []),
        ("短", ["密码至少 10 个字符，可以用一句话或几个词。", "密码里不同的字符太少。"]),
        ("aaaaaaaaaaaa", ["密码里不同的字符太少。"]),
        ("my ZHANG.SHILI word", ["密码里不能含有用户名。"]),
        ("abcdefghij" * 21, ["密码最多 200 个字符。"]),
    ],
)
def test_password_faults_lists_all_of_them(password: str, faults: list[str]):
    assert password_faults(password, username="zhang.shili") == faults


@pytest.mark.parametrize("username", ["abc", "zhang.shili", "judge-01", "a" * 32, "3rd_floor"])
def test_username_faults_accepts(username: str):
    assert username_faults(username) == []


@pytest.mark.parametrize("username", ["", "ab", "a" * 33, "Zhang", "张示例", "a b c", ".abc", "13800000001", "abc\n"])
def test_username_faults_refuses(username: str):
    assert len(username_faults(username)) == 1


def test_slip_code_has_no_letters_that_look_alike():
    assert set(SLIP_LETTERS) & CONFUSABLE == set()
    codes = {new_slip_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == SLIP_LENGTH and set(code) <= set(SLIP_LETTERS) for code in codes)


def test_slip_code_is_read_as_people_type_it():
    assert printed_slip_code("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"
    assert slip_code(" abcd-efgh jkmn\n") == "ABCDEFGHJKMN"


@pytest.mark.parametrize(
    ("agent", "title"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile MicroMessenger/8.0", "安卓 · 微信"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Windows · Edge 浏览器"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "苹果平板 · Safari 浏览器"),
        ("curl/8.0", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_device_title_says_what_people_call_it(agent: str, title: str):
    assert device_title(agent) == title
