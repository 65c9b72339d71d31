"""Entries by the workbook: every fault by row and column, twice the same, taken back as a whole."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from competitions.planning.rules import EventFormat
from competitions.registration import reviewing
from competitions.registration.models import Entry, Quota
from competitions.registration.rules import EntryState
from competitions.registration.workbooks import ENTRIES
from foundation import imports
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.imports import Effect, ImportBatch
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.rules import HonourKind
from people.persons.models import Person
from tests.factories import competitions, people

HEADER = ["赛项", "组别", "姓名", "证件类型", "证件号码", "手机号", "职业代码", "职务/岗位", "队名", "角色"]


@pytest.fixture
def scene(app: Flask, clock: Callable[[str], object]) -> Iterator[SimpleNamespace]:
    clock("2026-10-10 09:00")
    district = people.organisation()
    unit = people.organisation("示例机械厂工会", parent=district)
    competition = competitions.competition(district)
    yield SimpleNamespace(
        district=district,
        unit=unit,
        competition=competition,
        welding=competitions.event(competition, title="焊工", barred_honours=[HonourKind.GRAND_SKILL_AWARD.value]),
        officer=people.account(Role.ENTERPRISE_OFFICER, unit),
        reviewer=people.account(Role.DISTRICT_OFFICER, district),
    )


def sheet(*rows: list[Any]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        page = workbook.add_worksheet()
        for number, row in enumerate([HEADER, *rows]):
            page.write_row(number, 0, row)
    return content.getvalue()


def worker(name: str = "李示例", number: str | None = None, event: str = "焊工", **more: str) -> list[Any]:
    said = {"赛项": event, "姓名": name, "证件号码": number or people.identity_number(), **more}
    return [said.get(title, "") for title in HEADER]


def nth_name(number: int) -> str:
    return f"示例{chr(0x4E00 + number)}"


def preview(scene: SimpleNamespace, *rows: list[Any]) -> ImportBatch:
    with transaction():
        return imports.preview_import(
            ENTRIES, sheet(*rows), name="报名.xlsx", by=scene.officer, context={"competition_id": scene.competition.id}
        )


def applied(scene: SimpleNamespace, *rows: list[Any]) -> ImportBatch:
    batch = preview(scene, *rows)
    with transaction():
        imports.apply_import(batch, by=scene.officer)
    return batch


def faults(batch: ImportBatch) -> list[str]:
    return [str(remark) for item in batch.items for remark in item.remarks(item.faults)]


def effects(batch: ImportBatch) -> list[Effect]:
    return [item.effect for item in batch.items]


def entries() -> int:
    return session.scalar(select(func.count()).select_from(Entry)) or 0


def taken() -> list[int]:
    session.expire_all()
    return list(session.scalars(select(Quota.taken)))


def test_import_registers_persons_and_submits_their_entries(scene: SimpleNamespace):
    batch = applied(scene, worker("李示例", 手机号="13800000001", 职业代码="焊工"), worker("𬱖示例"))
    assert (effects(batch), faults(batch)) == ([Effect.NEW, Effect.NEW], [])
    entry = session.scalars(select(Entry).order_by(Entry.id)).all()[0]
    member = entry.members[0]
    assert (entry.state, entry.title, entry.category.title) == (EntryState.SUBMITTED, "李示例", "职工组")
    assert (member.active_event_id, member.person.phone) == (scene.welding.id, "13800000001")
    assert (member.person.employer_id, member.person.occupation_code) == (scene.unit.id, "6-18-02-04")
    assert taken() == [2]


def test_import_of_the_same_sheet_changes_nothing(scene: SimpleNamespace):
    row = worker("李示例", 手机号="13800000001")
    applied(scene, row)
    again = applied(scene, row)
    assert (effects(again), entries(), taken()) == ([Effect.SAME], 1, [1])


def test_import_brings_a_known_person_up_to_date(scene: SimpleNamespace):
    row = worker("李示例")
    applied(scene, row)
    changed = [*row[:5], "13900000002", *row[6:]]
    batch = applied(scene, changed)
    assert (effects(batch), entries()) == ([Effect.CHANGED], 1)
    with transaction():
        imports.undo_import(batch, by=scene.officer, reason="号码填错")
    assert (session.scalars(select(Person.phone)).one(), entries()) == (None, 1)


def test_import_names_every_fault_by_row_and_column(scene: SimpleNamespace):
    good, twice = people.identity_number(), people.identity_number()
    wrong_digit = good[:-1] + ("0" if good[-1] != "0" else "1")
    elsewhere = people.organisation("别处机械厂工会", parent=scene.district)
    entered = people.person("已报示例", employer=elsewhere)
    entered_number = entered.document_number
    competitions.entry(scene.welding, elsewhere, entered)
    holder = people.person("大奖示例", employer=scene.unit)
    session.add(Honour(person=holder, kind=HonourKind.GRAND_SKILL_AWARD, year=2020))
    holder_number = holder.document_number
    session.commit()
    young = people.identity_number(1, born=date(2010, 12, 11))
    batch = preview(
        scene,
        worker("甲示例", wrong_digit),
        worker("乙示例", twice),
        worker("乙示例", twice),
        worker("已报示例", entered_number),
        ["焊工", "", "丁示例", "", 500118199003070010.0, "", "", "", "", ""],
        worker("戊示例", event="焊工一"),
        worker("己示例", young),
        worker("大奖示例", holder_number),
        worker("庚示例", "５" + good[1:]),
        worker(" 辛示例 "),
        worker("壬\ue000"),
        ["焊工", "", "", "", good, "", "", "", "", ""],
    )
    assert faults(batch) == [
        "第 2 行 E 列“证件号码”：校验码（最后一位）不对，号码中有数字录错，请对照证件逐位核对。",
        "第 4 行 E 列“证件号码”：与第 3 行重复：同一个人在同一个赛项只填一行。",
        "第 5 行 E 列“证件号码”：此人已登记在其他单位。请由原单位办理离职，或请上级总工会办理调动。",
        "第 6 行 E 列“证件号码”：是数字格式，长号码的末几位已经丢失。"
        "请先把这一列的单元格格式设为“文本”，再重新录入号码。",
        "第 7 行 A 列“赛项”：本次竞赛没有“焊工一”这个赛项，可填：焊工。",
        "第 8 行 E 列“证件号码”：己示例：竞赛首日（2026年12月10日）15 周岁，本赛项要求年满 16 周岁。",
        "第 9 行 E 列“证件号码”：大奖示例：已获“中华技能大奖”，按竞赛通知不能报名本赛项。",
        "第 10 行 E 列“证件号码”：含全角字符，请改为半角。",
        "第 12 行 C 列“姓名”：U+E000是造字区字符，各系统显示不同，请改用该字的国家标准编码。",
        "第 13 行 C 列“姓名”：必填，请填写。",
    ]
    assert [item.row for item in batch.items if item.effect is Effect.NEW] == [3, 11]
    trimmed = next(item for item in batch.items if item.row == 11)
    assert [str(remark) for remark in trimmed.remarks(trimmed.notices)] == [
        "第 11 行 C 列“姓名”：首尾的空格已自动去掉。"
    ]
    with transaction():
        imports.apply_import(batch, by=scene.officer)
    assert entries() == 3


def test_import_keeps_to_the_quota_in_the_order_of_the_sheet(scene: SimpleNamespace):
    scene.welding.quota_per_organisation = 2
    session.commit()
    batch = applied(scene, worker("甲示例"), worker("乙示例"), worker("丙示例"))
    assert faults(batch) == ["第 4 行 A 列“赛项”：超出名额：本单位在“焊工”还有 2 个名额，这是表中第 3 份。"]
    assert (entries(), taken()) == (2, [2])


def test_import_refuses_another_name_for_a_known_document(scene: SimpleNamespace):
    known = people.person("李示例", employer=scene.unit)
    batch = preview(scene, worker("王示例", known.document_number))
    assert [fault.split("：")[0] for fault in faults(batch)] == ["第 2 行 C 列“姓名”"]


def test_import_after_the_window_is_a_fault_in_every_row(scene: SimpleNamespace, clock: Callable[[str], object]):
    clock("2026-12-01 09:00")
    batch = preview(scene, worker("甲示例"), worker("乙示例"))
    assert [fault.partition("：")[2][:6] for fault in faults(batch)] == ["报名已经截止", "报名已经截止"]


def team(scene: SimpleNamespace) -> None:
    competitions.event(
        scene.competition,
        title="工业机器人",
        format=EventFormat.TEAM,
        smallest_team=2,
        largest_team=2,
        most_substitutes=1,
    )


def mate(name: str, part: str, number: str | None = None, team: str = "奋进队") -> list[Any]:
    return worker(name, number, event="工业机器人", 队名=team, 角色=part)


def test_import_makes_one_entry_of_a_team_and_knows_it_again(scene: SimpleNamespace):
    team(scene)
    rows = [mate("甲示例", "队长"), mate("乙示例", "选手"), mate("丙示例", "替补")]
    batch = applied(scene, *rows)
    entry = session.scalars(select(Entry)).one()
    assert (effects(batch), entry.title) == ([Effect.NEW] * 3, "奋进队")
    assert [(member.person.name, member.part.value) for member in entry.members] == [
        ("甲示例", "captain"),
        ("乙示例", "contestant"),
        ("丙示例", "substitute"),
    ]
    assert effects(applied(scene, *rows)) == [Effect.SAME] * 3
    added = preview(scene, *rows, mate("丁示例", "选手"))
    assert faults(added) == ["第 5 行 I 列“队名”：“奋进队”已经报名，增减队员请在报名页面修改。"]


def test_import_takes_a_team_whole_or_not_at_all(scene: SimpleNamespace):
    team(scene)
    batch = preview(
        scene,
        mate("甲示例", "队长"),
        mate("乙示例", "选手", "50011819900307001"),
        mate("独示例", "选手", team="单人队"),
        mate("无名示例", "选手", team=""),
    )
    assert faults(batch) == [
        "第 2 行 I 列“队名”：同队的第 3 行有问题，改好后全队一起导入。",
        "第 3 行 E 列“证件号码”：号码应为 18 位（17 位数字加 1 位数字或 X），现在是 17 位，请核对。",
        "第 4 行 I 列“队名”：选手 1 人，本赛项要求 2 人（不含替补）。",
        "第 4 行 I 列“队名”：团体赛须有 1 名队长，现有 0 名。",
        "第 5 行 I 列“队名”：“工业机器人”是多人赛项，请填写队名，同队的队名要一致。",
    ]


def test_undo_takes_out_entries_places_and_new_persons(scene: SimpleNamespace):
    known = people.person("老示例", employer=scene.unit)
    batch = applied(scene, worker("新示例"), worker("老示例", known.document_number))
    with transaction():
        imports.undo_import(batch, by=scene.officer, reason="传错文件")
    assert (entries(), taken(), list(session.scalars(select(Person.name)))) == (0, [0], ["老示例"])


def test_undo_is_refused_as_a_whole_once_one_entry_was_reviewed(scene: SimpleNamespace):
    batch = applied(scene, worker("甲示例"), worker("乙示例"))
    first = session.scalars(select(Entry).order_by(Entry.id)).all()[0]
    with transaction():
        reviewing.accept_entry(first, by=scene.reviewer)
    with pytest.raises(Refused) as refusal, transaction():
        imports.undo_import(batch, by=scene.officer, reason="传错文件")
    assert refusal.value.reasons == ["第 2 行“焊工·甲示例”：导入之后又被修改过，请直接修改这条记录。"]
    assert (entries(), taken()) == (2, [2])


def test_check_asks_as_many_questions_of_200_rows_as_of_20(scene: SimpleNamespace, query_count: Callable[[], Any]):
    counts = []
    for size in (20, 200):
        rows = [worker(nth_name(number)) for number in range(size)]
        with query_count() as statements:
            batch = preview(scene, *rows)
        assert faults(batch) == []
        counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1]


def test_one_new_person_in_two_events_is_registered_once_and_taken_back(scene: SimpleNamespace):
    competitions.event(scene.competition, title="电工")
    number = people.identity_number()
    batch = applied(scene, worker("李示例", number), worker("李示例", number, event="电工"))
    assert (effects(batch), entries(), session.scalars(select(Person.name)).all()) == (
        [Effect.NEW] * 2,
        2,
        ["李示例"],
    )
    with transaction():
        imports.undo_import(batch, by=scene.officer, reason="传错文件")
    assert (entries(), session.scalars(select(Person.name)).all()) == (0, [])


def test_a_team_across_the_border_of_a_chunk_is_one_entry(scene: SimpleNamespace):
    team(scene)
    alone = [worker(nth_name(number)) for number in range(imports.CHUNK - 1)]
    batch = applied(scene, *alone, mate("甲示例", "队长"), mate("乙示例", "选手"), mate("丙示例", "替补"))
    assert (set(effects(batch)), entries()) == ({Effect.NEW}, imports.CHUNK)
    assert len(session.scalars(select(Entry).where(Entry.title == "奋进队")).one().members) == 3
