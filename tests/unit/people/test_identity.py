"""Identity documents: what is a number, what only looks like one, and what it tells."""

from datetime import date

import pytest

from people.persons.rules import (
    DocumentKind,
    Sex,
    age_on,
    birth_date_faults,
    birth_date_of,
    identity_doubts,
    identity_faults,
    mask_identity,
    mask_phone,
    normalise_number,
    notes_on_rare_characters,
    phone_faults,
    sex_of,
)
from tests.factories.people import identity_number

TODAY = date(2026, 5, 1)
RESIDENT = DocumentKind.RESIDENT
PERMIT = DocumentKind.HK_MACAO_TAIWAN_RESIDENCE
FOREIGNER = DocumentKind.FOREIGNER_RESIDENCE
PASSPORT = DocumentKind.PASSPORT


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (RESIDENT, identity_number(1)),
        (RESIDENT, identity_number(1, born=date(1960, 1, 1), region="500101")),
        (RESIDENT, identity_number(1, region="653228")),
        (RESIDENT, "13310020200101001X"),
        (PERMIT, identity_number(1, region="810000")),
        (PERMIT, identity_number(1, region="830000")),
        (FOREIGNER, identity_number(1, region="911826")),
        (FOREIGNER, "USA110123456789"),
        (PASSPORT, "E12345678"),
    ],
)
def test_identity_faults_are_none_for_real_numbers(kind: DocumentKind, number: str):
    assert identity_faults(kind, number, TODAY) == []


def broken(number: str) -> str:
    """The same number with a wrong check digit."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


@pytest.mark.parametrize(
    ("kind", "number", "fault"),
    [
        (RESIDENT, broken(identity_number(1)), "校验码"),
        (RESIDENT, "50011819900307", "应为 18 位（17 位数字加 1 位数字或 X），现在是 14 位"),
        (RESIDENT, "5001181990030700１X", "全角字符"),
        (RESIDENT, "X00118199003070010", "应为 18 位"),
        (RESIDENT, identity_number(1, region="160101"), "前两位 16 不是省级行政区代码"),
        (RESIDENT, identity_number(1, region="810000"), "请改选证件类型"),
        (PERMIT, identity_number(1), "应以 81、82 或 83 开头"),
        (FOREIGNER, identity_number(1), "应以 9 开头"),
        (RESIDENT, identity_number(1, born=date(2030, 1, 1)), "在今天之后"),
        (RESIDENT, identity_number(1, born=date(1900, 1, 1)), "超过 120 岁"),
        (PASSPORT, "E1", "护照号码应为 5 至 17 位"),
    ],
)
def test_identity_faults_say_what_is_wrong(kind: DocumentKind, number: str, fault: str):
    [said] = identity_faults(kind, number, TODAY)
    assert fault in said


def test_identity_faults_list_every_fault_at_once():
    assert len(identity_faults(RESIDENT, "990101199013320010", TODAY)) == 3


def test_identity_doubts_ask_about_counties_that_nobody_knows():
    assert identity_doubts(RESIDENT, "13310020200101001X") == [
        "前六位 133100 不在已知的行政区划代码里，请对照证件核对。"
    ]
    assert identity_doubts(RESIDENT, identity_number(1)) == []
    assert identity_doubts(PASSPORT, "E12345678") == []


def test_birth_date_and_sex_are_read_from_the_number():
    assert birth_date_of(RESIDENT, "500118199003070011") == date(1990, 3, 7)
    assert sex_of(RESIDENT, "500118199003070011") is Sex.MALE
    assert sex_of(RESIDENT, "500118199003070029") is Sex.FEMALE
    assert birth_date_of(PASSPORT, "E12345678") is None
    assert sex_of(FOREIGNER, "USA110123456789") is None
    assert birth_date_of(RESIDENT, "500118199002300011") is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 5, 1), date(2026, 4, 30), 17),
        (date(2008, 5, 1), date(2026, 5, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_on_counts_birthdays(born: date, day: date, age: int):
    assert age_on(born, day) == age


def test_birth_date_faults_refuse_the_future_and_the_very_old():
    assert birth_date_faults(date(1990, 3, 7), TODAY) == []
    assert birth_date_faults(date(2026, 5, 2), TODAY) == ["出生日期在今天之后，请核对。"]
    assert birth_date_faults(date(1905, 4, 30), TODAY) == ["年龄超过 120 岁，请核对。"]


@pytest.mark.parametrize("phone", ["13800000000", "19912345678"])
def test_phone_faults_are_none_for_mobile_numbers(phone: str):
    assert phone_faults(phone) == []


@pytest.mark.parametrize("phone", ["12800000000", "1380000000", "138000000000", "１3800000000", "02312345678", ""])
def test_phone_faults_refuse_everything_else(phone: str):
    assert phone_faults(phone) == ["手机号码应为 1 开头的 11 位数字，请核对。"]


def test_normalise_number_trims_and_capitalises():
    assert normalise_number(" 50011819900307001x ") == "50011819900307001X"


def test_masks_hide_the_birth_date_and_most_of_the_phone():
    assert mask_identity("50011819900307001X") == "500***********001X"
    assert mask_identity("E1234567") == "E*******"
    assert mask_identity(None) == ""
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone(None) == ""


def test_notes_on_rare_characters_name_each_once():
    assert notes_on_rare_characters("张示例") == []
    assert notes_on_rare_characters("Anna O'Neil") == []
    assert notes_on_rare_characters("䶮䶮𬱖") == [
        "含生僻字“䶮”（U+4DAE）、“𬱖”（U+2CC56），按原样收录，请对照证件核对字形。"
    ]
