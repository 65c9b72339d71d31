"""Which organisation may stand below which, and what its codes must be."""

import pytest

from people.organisations.rules import (
    OrganisationKind,
    credit_code,
    credit_code_faults,
    may_stand_below,
    organisation_name_faults,
    place_faults,
    region_code_faults,
    unit_name,
)

K = OrganisationKind


@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        (K.CITY_FEDERATION, None, True),
        (K.DISTRICT_FEDERATION, None, True),
        (K.PRIMARY_UNION, None, False),
        (K.CITY_FEDERATION, K.CITY_FEDERATION, False),
        (K.DISTRICT_FEDERATION, K.CITY_FEDERATION, True),
        (K.DISTRICT_FEDERATION, K.STREET_UNION, False),
        (K.STREET_UNION, K.DISTRICT_FEDERATION, True),
        (K.STREET_UNION, K.CITY_FEDERATION, False),
        (K.INDUSTRIAL_UNION, K.DISTRICT_FEDERATION, True),
        (K.PRIMARY_UNION, K.STREET_UNION, True),
        (K.PRIMARY_UNION, K.PRIMARY_UNION, True),
        (K.PRIMARY_UNION, K.SCHOOL, False),
        (K.ASSESSMENT_BODY, K.CITY_FEDERATION, True),
    ],
)
def test_may_stand_below_follows_the_levels_of_the_federation(kind: K, parent: K | None, allowed: bool):
    assert may_stand_below(kind, parent) is allowed
    assert (place_faults(kind, parent) == []) is allowed


@pytest.mark.parametrize(
    "code", ["91110000600037341L", "12100000400000624D", "91440300708461136T", " 91350100m000100y43 "]
)
def test_credit_code_faults_are_none_for_real_codes(code: str):
    assert credit_code_faults(code) == []
    assert credit_code(code) == code.strip().upper()


@pytest.mark.parametrize("code", ["91110000600037341M", "9111000060003734", "I1110000600037341L"])
def test_credit_code_faults_refuse_wrong_check_digits(code: str):
    assert credit_code_faults(code) != []


def test_codes_may_be_left_empty():
    assert credit_code_faults("") == []
    assert region_code_faults("") == []


@pytest.mark.parametrize(("code", "good"), [("500118", True), ("50011", False), ("５00118", False), ("50011A", False)])
def test_region_code_faults_want_six_digits(code: str, good: bool):
    assert (region_code_faults(code) == []) is good


@pytest.mark.parametrize(
    ("name", "good"), [("示例公司工会", True), ("工", False), ("示" * 101, False), ("<b>示例</b>", False)]
)
def test_organisation_name_faults_keep_names_plain(name: str, good: bool):
    assert (organisation_name_faults(name) == []) is good


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("示例机械有限公司工会", "示例机械有限公司"),
        ("示例机械有限公司工会委员会", "示例机械有限公司"),
        ("示例职业学院", "示例职业学院"),
        ("示例区总工会", "示例区总工会"),
        ("示例园区联合工会委员会", "示例园区联合工会委员会"),
        ("工会", "工会"),
    ],
)
def test_unit_name_leaves_out_that_it_is_the_union(name: str, unit: str):
    assert unit_name(name) == unit
