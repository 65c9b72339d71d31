"""Numbers are allotted once, taken whole, and never used again, whoever numbers at the same moment."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask

from assessments.applications.rules import ApplicationState
from assessments.batches.models import Batch
from assessments.batches.rules import NumberWay
from assessments.bodies.models import AssessmentBody
from assessments.bodies.rules import BodyKind
from assessments.certification import operations
from assessments.certification.workbooks import COLUMNS, NUMBERS
from assessments.grants.models import Grant
from assessments.grants.operations import withdraw_grant
from assessments.grants.rules import GrantState
from certificates.issuing.models import NumberSeries
from foundation import imports
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from foundation.imports import ImportBatch, ImportState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, people
from tests.factories.workbooks import workbook

DAY = date(2026, 12, 12)
HEADER = [column.title for column in COLUMNS]


@pytest.fixture
def body(app: Flask, clock) -> AssessmentBody:
    clock("2026-12-12 09:00")
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_REVIEWER, body.organisation)


def number(grants: Sequence[Grant], by: Account, day: date = DAY) -> list[str]:
    with transaction():
        return operations.number_grants(grants, day, by=by)


def test_number_grants_counts_on_for_each_level_and_body_and_never_again(body, officer):
    four = [assessments.grant(body) for _ in range(2)]
    three = assessments.grant(body, level=Level.THREE)
    special = assessments.grant(body, level=Level.SPECIAL)
    assert number([*four, three, special], officer) == [
        "Y000050999999263000001",
        "Y000050999999264000001",
        "Y000050999999264000002",
        "Y00005099999926T000001",
    ]
    with transaction():
        withdraw_grant(four[1], reason="申报材料不实", by=officer)
    later = assessments.grant(body)
    assert number([later], officer) == ["Y000050999999264000003"]
    with transaction():
        operations.clear_number(later, reason="发证日期写错", by=officer)
    assert number([later], officer, date(2027, 1, 5)) == ["Y000050999999274000001"]
    assert four[1].number == "Y000050999999264000002"
    school = people.organisation("示例职业学校", body.organisation.parent)
    other = assessments.body(school, kind=BodyKind.SOCIAL, prefix="S000150000001")
    at_school = people.account(Role.ASSESSMENT_REVIEWER, school)
    assert number([assessments.grant(other)], at_school) == ["S000150000001264000001"]
    with pytest.raises(NotAllowed):
        number([assessments.grant(other)], officer)


def test_number_grants_names_everybody_who_cannot_be_numbered_and_numbers_nobody(body, officer):
    well = assessments.grant(body)
    names = {
        Level.APPRENTICE: people.person("钱示例", body.organisation),
        Level.CHIEF: people.person("孙示例", body.organisation),
    }
    odd = [assessments.grant(body, person, level=level) for level, person in names.items()]
    with pytest.raises(Refused) as refusal:
        number([well, *odd], officer)
    assert [reason.partition("：")[0] for reason in refusal.value.reasons] == ["钱示例", "孙示例"]
    with pytest.raises(Refused) as early:
        number([well], officer, date(2026, 12, 9))
    assert "早于取得等级的日期" in early.value.reasons[0]
    body.sites[0].prefix = None
    session.commit()
    with pytest.raises(Refused) as bare:
        number([well], officer)
    assert "还没有登记 13 位前缀" in bare.value.reasons[0]
    assert well.state is GrantState.GRANTED and session.query(NumberSeries).count() == 0


def test_an_exhausted_series_refuses_the_whole_batch(body, officer):
    session.add(NumberSeries(code="Y000050999999-264", last=999_998))
    session.commit()
    pair = [assessments.grant(body) for _ in range(2)]
    with pytest.raises(Refused, match="只剩 1 个"):
        number(pair, officer)
    assert number(pair[:1], officer) == ["Y000050999999264999999"]
    with pytest.raises(Refused, match="只剩 0 个"):
        number(pair[1:], officer)
    assert number(pair[1:], officer, date(2027, 1, 1)) == ["Y000050999999274000001"]


def test_numbers_from_elsewhere_are_passed_over_and_numbers_given_here_refused(body, officer):
    plan = assessments.batch(body, number_way=NumberWay.CHECKED)
    typed = assessments.grant(body, plan=plan)
    with transaction():
        operations.enter_number(typed, " y000050999999264000002 ", DAY, by=officer)
    assert number([assessments.grant(body) for _ in range(2)], officer) == [
        "Y000050999999264000001",
        "Y000050999999264000003",
    ]
    for taken in ("Y000050999999264000002", "Y000050999999264000003"):
        with pytest.raises(Refused) as refusal, transaction():
            operations.enter_number(assessments.grant(body, plan=plan), taken, DAY, by=officer)
        assert "已经给过别人" in refusal.value.reasons[0]
    cleared = assessments.grant(body)
    number([cleared], officer)
    with transaction():
        operations.clear_number(cleared, reason="录错", by=officer)
    with pytest.raises(Refused) as refusal, transaction():
        operations.enter_number(assessments.grant(body, plan=plan), "Y000050999999264000004", DAY, by=officer)
    assert "已经编过的号段" in refusal.value.reasons[0]
    with pytest.raises(Refused, match="不能这样编号"):
        number([assessments.grant(body, plan=plan)], officer)


def test_two_officers_at_once_give_each_number_once(app, body, officer):
    second = people.account(Role.ASSESSMENT_REVIEWER, body.organisation)
    mine, theirs = ([assessments.grant(body).id for _ in range(4)] for _ in range(2))
    both = [assessments.grant(body).id for _ in range(3)]

    def press(by_id: int, ids: list[int]) -> list[str]:
        with app.app_context(), transaction():
            grants = [session.get_one(Grant, one) for one in ids]
            try:
                return operations.number_grants(grants, DAY, by=session.get_one(Account, by_id))
            except Refused:
                session.rollback()
                return []

    by = [officer.id, second.id]
    session.rollback()
    with ThreadPoolExecutor(4) as pool:
        different = pool.map(press, by, [mine, theirs])
        same = list(pool.map(press, by, [both, both]))
    given = sorted(one for numbers in [*different, *same] for one in numbers)
    assert [one[-6:] for one in given] == [f"{nth:06d}" for nth in range(1, 12)]
    assert sorted(map(len, same)) == [0, 3]


@pytest.fixture
def plan(body: AssessmentBody) -> Batch:
    return assessments.batch(body, number_way=NumberWay.IMPORTED)


def preview(plan: Batch, by: Account, *rows: Sequence[object]) -> ImportBatch:
    content = workbook(HEADER, *rows)
    with transaction():
        return imports.preview_import(NUMBERS, content, name="编号.xlsx", by=by, context={"batch": plan.id})


def faults(upload: ImportBatch) -> list[tuple[int, str, str]]:
    return [(item.row, letter, said) for item in upload.items for letter, _, said in item.faults]


def test_import_numbers_gives_each_passed_candidate_his_number_and_can_be_undone(body, officer, plan):
    grants = [assessments.grant(body, plan=plan) for _ in range(2)]
    given = ["Y000050999999264000101", "Y000050999999264000102"]
    rows = [
        (grant.person.name, grant.person.document_number, None, code, DAY)
        for grant, code in zip(grants, given, strict=True)
    ]
    upload = preview(plan, officer, *rows)
    with transaction():
        imports.apply_import(upload, by=officer)
    assert [(one.number, one.face_date, one.number_way, one.state) for one in grants] == [
        (code, DAY, NumberWay.IMPORTED, GrantState.NUMBERED) for code in given
    ]
    assert [item.effect.value for item in preview(plan, officer, *rows).items] == ["same", "same"]
    with transaction():
        imports.undo_import(upload, by=officer, reason="导错了文件")
    assert [(one.number, one.state) for one in grants] == [(None, GrantState.GRANTED)] * 2


def test_import_numbers_names_every_fault_by_its_cell_and_takes_in_nothing(body, officer, plan):
    def passed(name: str = "李示范", **facts: object) -> tuple[str, str]:
        grant = assessments.grant(body, people.person(name, body.organisation), plan=plan, **facts)
        return grant.person.name, grant.person.document_number

    failed = people.person("周示例", body.organisation)
    assessments.application(plan.items[0], failed, state=ApplicationState.ACCEPTED)
    stranger = people.person("吴示例", body.organisation)
    twice = assessments.grant(body, plan=plan)
    assessments.grant(body, twice.person, plan=plan, occupation_code=assessments.TASTER)
    used = assessments.grant(body, plan=plan)
    with transaction():
        operations.take_number(used, "Y000050999999264000200", DAY, NumberWay.IMPORTED, by=officer)
    code = "Y0000509999992640001{:02d}".format
    _, document = passed("郑示例")
    well = passed()
    upload = preview(
        plan,
        officer,
        (*well, None, code(1), DAY),
        (*passed(), None, code(2), DAY),
        (*passed(), None, code(2), DAY),  # one number twice
        (failed.name, failed.document_number, None, code(3), DAY),  # a failed candidate
        (stranger.name, stranger.document_number, None, code(4), DAY),
        ("冯示例", document, None, code(5), DAY),  # another name than the document's
        (*passed(), None, "Y000050888888264000106", DAY),  # another body's prefix
        (*passed(), None, "Y000050999999263000107", DAY),  # another level
        (*passed(), None, "Y000050999999254000108", DAY),  # another year
        (*passed(), None, "Y00005099999926400010", DAY),  # 21 characters
        (*passed(), None, code(10), date(2026, 12, 1)),
        (*passed(), None, code(11), "十二月十二日"),
        (*passed(), None, None, DAY),
        (*passed(), None, 22, DAY),  # a number, not a text
        (twice.person.name, twice.person.document_number, None, code(12), DAY),
        (twice.person.name, twice.person.document_number, "焊工", code(13), DAY),
        (*passed(), None, "Y000050999999264000200", DAY),  # in the system already
        (used.person.name, used.person.document_number, None, code(14), DAY),
        (*well, None, code(15), DAY),  # one person twice
    )
    assert [(row, letter, said[:7]) for row, letter, said in faults(upload)] == [
        (2, "B", "同一个人的同一"),
        (3, "D", "本表中有重复的"),
        (4, "D", "本表中有重复的"),
        (5, "B", "考核没有合格，"),
        (6, "B", "不在本计划的合"),
        (7, "A", "与证件号码登记"),
        (8, "D", "前 13 位是"),
        (9, "D", "第 16 位表"),
        (10, "D", "第 14、15"),
        (11, "D", "编号应为 22"),
        (12, "E", "发证日期早于取"),
        (13, "E", "不是日期，请按"),
        (14, "D", "必填，请填写。"),
        (15, "D", "是数字格式，长"),
        (16, "C", "此人在本计划有"),
        (17, "C", "与认定的职业不"),
        (18, "D", "这个编号已经给"),
        (19, "A", "已经编过号、发"),
        (20, "B", "同一个人的同一"),
    ]
    with pytest.raises(Refused, match="一行都没有改动"), transaction():
        imports.apply_import(upload, by=officer)
    assert upload.state is ImportState.PREVIEWED
    assert session.query(Grant).filter(Grant.state == GrantState.NUMBERED).one().id == used.id
