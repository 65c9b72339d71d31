"""The registration form of 33 columns: a whole sheet goes in, or nothing, with every fault named by row and cell."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from stdnum.cn import ric

from assessments.applications.importing import STANDS_DIFFERENTLY
from assessments.applications.models import Application
from assessments.applications.rules import ApplicationKind, ApplicationState
from assessments.applications.workbooks_columns import COLUMNS
from assessments.bodies.rules import BodyKind
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.imports import ImportBatch
from people.accounts.models import RoleGrant
from people.accounts.rules import Role
from people.persons.models import Person
from people.persons.rules import mask_identity
from tests.factories import assessments, people
from tests.factories.registration_forms import TITLES, line
from tests.factories.workbooks import workbook


class Desk:
    """A distillery's plan, and the officer of its unit who uploads sheets to it."""

    def __init__(self, client, places: int = 50, kind: BodyKind = BodyKind.ENTERPRISE) -> None:
        self.client = client
        self.body = assessments.body(kind=kind, prefix=None)
        self.unit = self.body.organisation
        self.batch = assessments.batch(self.body, places=places)
        self.officer = people.account(Role.ENTERPRISE_OFFICER, self.unit)
        people.sign_in(client, self.officer)

    def upload(self, *rows: list[object], content: bytes | None = None) -> ImportBatch:
        """Upload and confirm; what became of it."""
        sheet = content or workbook(TITLES, *rows)
        path = f"/assessments/batches/{self.batch.id}/applications/import"
        answer = self.client.post(path, data={"file": (BytesIO(sheet), "考生信息.xlsx")})
        assert answer.status_code == 302, answer.text
        number = int(answer.headers["Location"].rpartition("/")[2])
        self.client.post(f"/imports/{number}/apply")
        session.expire_all()
        return session.get_one(ImportBatch, number)

    def faults(self, *rows: list[object]) -> list[str]:
        """What a faulty sheet is told, and that nothing of it went in."""
        before = session.query(Application).count()
        batch = self.upload(*rows)
        assert session.query(Application).count() == before
        return [str(one) for item in batch.items for one in item.remarks(item.faults)]


@pytest.fixture
def desk(client, clock) -> Desk:
    clock("2026-11-10 09:00")
    return Desk(client)


def test_export_applications_is_the_form_again_with_numbers_for_who_may_see_them(desk):
    known = people.person("赵示范", desk.unit, phone="13800000000")
    desk.upload(line("赵示范", known.document_number, 通讯地址="示例路 1 号"))
    reviewer = people.account(Role.ASSESSMENT_REVIEWER, desk.unit)
    address = f"/assessments/batches/{desk.batch.id}/applications/export.xlsx"
    assert "没有审核通过的申报" in desk.client.get(address, follow_redirects=True).text
    application = session.query(Application).one()
    people.sign_in(desk.client, reviewer)
    told = desk.client.get(f"/assessments/applications/{application.id}").text
    assert "报名表上的其他内容" in told and "示例路 1 号" in told
    accepted = {"confirmed": "related_occupation"}
    assert desk.client.post(f"/assessments/applications/{application.id}/accept", data=accepted).status_code == 302
    header, row = _cells(desk.client.get(address).data)
    assert header == [column.title for column in COLUMNS]
    shown = dict(zip(header, row, strict=True))
    assert (shown["姓名"], shown["认定等级"], shown["考试类型"]) == ("赵示范", "四级/中级工", "正考")
    assert shown["证件号码"] == mask_identity(known.document_number) and shown["出生日期"] == ""
    full = dict(zip(header, _cells(desk.client.post(address).data)[1], strict=True))
    assert (full["证件号码"], full["手机号码"], full["通讯地址"]) == (known.document_number, known.phone, "示例路 1 号")
    assert session.query(AuditEntry).filter_by(action="unmask_applications").one().subject_id == application.id
    people.sign_in(desk.client, desk.officer)
    assert desk.client.post(address).status_code == 403
    again = {column.title: column.required for column in COLUMNS}
    assert [title for title, needed in again.items() if needed and full[title] == ""] == []


def test_export_applications_shows_a_unit_its_own_workers_without_their_numbers(client, clock):
    clock("2026-11-10 09:00")
    desk = Desk(client, kind=BodyKind.SOCIAL)
    elsewhere = people.organisation("别处示例公司", desk.unit.parent)
    theirs = assessments.application(desk.batch.items[0], people.person("赵示范", elsewhere))
    assessments.application(desk.batch.items[0], people.person("钱示范", desk.unit))
    both = people.account(Role.ENTERPRISE_OFFICER, elsewhere)
    both.grants.append(RoleGrant(role=Role.ASSESSMENT_REVIEWER, organisation=elsewhere))  # sees numbers, but not there
    people.sign_in(client, both)
    address = f"/assessments/batches/{desk.batch.id}/applications/export.xlsx"
    (_, row) = _cells(client.get(address).data)
    assert "赵示范" in row and theirs.person.document_number not in row
    assert client.post(address).status_code == 403


def _cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_import_applications_submits_keeps_drafts_and_can_be_undone(desk):
    known = people.person("赵示范", desk.unit)  # at work since 2020
    new, young = people.identity_number(), people.identity_number(region="500157", born=date(1985, 5, 5))
    rows = [
        line("赵示范", known.document_number, 通讯地址="示例路 1 号", 专业年限=6),
        line("钱示范", new, 申报条件="累计从事本职业或相关职业工作满5年", 职业工种名称="品酒师"),
        line("孙示范", young, 参加工作时间="2024/3/1"),
    ]
    imported = desk.upload(*rows)
    found = {one.person.name: one for one in session.query(Application)}
    assert {name: one.state for name, one in found.items()} == {
        "赵示范": ApplicationState.SUBMITTED,
        "钱示范": ApplicationState.SUBMITTED,
        "孙示范": ApplicationState.DRAFT,
    }
    zhao = found["赵示范"]
    assert (zhao.condition, zhao.kind, zhao.organisation_id) == ("4-1", ApplicationKind.FIRST, desk.unit.id)
    assert (zhao.particulars["ethnicity"], zhao.particulars["since"], zhao.particulars["major_years"]) == (
        "土家族",
        "2015-07-01",
        6,
    )
    assert zhao.person.employments[0].begins == date(2020, 1, 1)
    assert found["孙示范"].person.employments[0].begins == date(2024, 3, 1)
    page = desk.client.get(f"/imports/{imported.id}").text
    assert "导入后是草稿" in page and "满 5 年" in page
    again = desk.upload(*rows)
    assert {item.effect.value for item in again.items} == {"same"}
    changed = desk.faults(line("赵示范", known.document_number, 通讯地址="示例路 2 号"))
    assert changed == [f"第 2 行 F 列“证件号码”：{STANDS_DIFFERENTLY}"]
    desk.client.post(f"/imports/{imported.id}/undo", data={"reason": "传错了表"})
    session.expire_all()
    assert session.query(Application).count() == 0
    assert sorted(name for (name,) in session.query(Person.name)) == ["赵示范"]


def test_import_applications_names_every_fault_by_row_and_cell(desk):
    known = people.person("赵示范", desk.unit)
    future = "50011820270101001"
    rows = [
        line("钱示范", people.identity_number(), 认定等级="二级/技师", 民族="东夷族"),
        line("孙示范", people.identity_number(), 申报条件="3-1", 考试类型="补考"),
        line("李示范", future + str(ric.calc_check_digit(future + "0"))),
        line("周示范", known.document_number),
        line("吴示范", people.identity_number(), 职业工种名称="焊工", 出生日期="2026-13-01"),
        line("郑示范", people.identity_number(), 是否有职业资格证书="是", 所在单位="别处示例公司"),
        line("王示范", people.identity_number()),
    ]
    said = "\n".join(desk.faults(*rows))
    for fault in (
        "第 2 行 C 列“认定等级”：本计划里“白酒酿造工”认定的等级是：四级/中级工。",
        "第 2 行 V 列“民族”：不在可选项里，请从模板的下拉列表中选择（汉族、",
        "第 3 行 D 列“申报条件”：这个等级没有这项条件，可填代码：4-1、4-2、4-3。",
        "第 3 行 U 列“考试类型”：补考从原来的申报办理",
        "第 4 行 F 列“证件号码”：出生日期在今天之后，请核对。",
        "第 5 行 G 列“姓名”：与系统中这个证件号码的姓名不同",
        "第 6 行 B 列“职业工种名称”：本计划不认定它，可填：白酒酿造工、品酒师。",
        "第 6 行 I 列“出生日期”：不是日期",
        "第 7 行 L 列“证书等级”：有职业资格证书的，这一格必填。",
        "第 7 行 Q 列“所在单位”：没有这个单位",
    ):
        assert fault in said
    assert "第 8 行" not in said  # nothing is wrong there, and it did not go in either
    assert session.query(Person).count() == 1


def test_import_applications_takes_new_regions_warns_of_unknown_ones(desk):
    newer = people.identity_number(region="500157", born=date(1960, 3, 7))  # a district of 2024
    unknown = people.identity_number(region="500199")
    imported = desk.upload(line("赵示范", newer), line("钱示范", unknown))
    assert session.query(Application).count() == 2
    told = {item.row: item.notices for item in imported.items}
    assert not [one for one in told[2] if "行政区划" in one[2]]
    assert [one[:2] for one in told[3] if "行政区划" in one[2]] == [["F", "证件号码"]]


def test_import_applications_refuses_who_stands_in_another_plan(desk):
    worker = people.person("赵示范", desk.unit)
    other = assessments.batch(desk.body, title="另一个示例计划")
    assessments.application(other.items[0], worker)
    said = desk.faults(line("赵示范", worker.document_number), line("赵示范", worker.document_number))
    assert said[0] == (
        "第 2 行 F 列“证件号码”：此人已在“另一个示例计划”申报同一职业同一等级，不能同时在两个计划里申报。"
    )
    assert "与第 2 行的证件号码重复" in said[1]


def test_import_applications_refuses_who_is_not_of_age(desk):
    child = people.identity_number(born=date(2015, 1, 2))
    said = desk.faults(line("童示范", child, 参加工作时间="2015-07-01"))
    assert said == ["第 2 行 F 列“证件号码”：申报人 11 周岁，年满 16 周岁才能申报。请核对证件号码和出生日期。"]


def test_import_applications_only_for_the_officers_units(desk):
    elsewhere = people.person("赵示范", people.organisation("别处示例公司", desk.unit.parent))
    assert "此人已登记在其他单位" in desk.faults(line("赵示范", elsewhere.document_number))[0]
    assert elsewhere.employer is not None
    stranger = people.account(Role.ENTERPRISE_OFFICER, elsewhere.employer)
    people.sign_in(desk.client, stranger)
    assert desk.client.get(f"/assessments/batches/{desk.batch.id}/applications/import").status_code == 404


def test_import_applications_knows_a_union_by_the_name_of_its_enterprise(desk):
    desk.unit.name = "江示酒庄示例有限公司工会"
    session.commit()
    said = {"所在单位": "江示酒庄示例有限公司", "报名单位": "别的机构"}
    imported = desk.upload(
        line("赵示范", people.identity_number(), **said),
        line("钱示范", people.identity_number(), **(said | {"报名单位": "江示酒庄示例有限公司"})),
    )
    assert {one.organisation_id for one in session.query(Application)} == {desk.unit.id}
    told = {item.row: [one[1] for one in item.notices if one[1] == "报名单位"] for item in imported.items}
    assert told == {2: ["报名单位"], 3: []}


def test_import_applications_beyond_the_places(client, clock):
    clock("2026-11-10 09:00")
    desk = Desk(client, places=1)
    said = desk.faults(*(line(name, people.identity_number()) for name in ("赵示范", "钱示范")))
    assert said == ["第 3 行 B 列“职业工种名称”：超出名额：“白酒酿造工”还有 1 个名额，这是表中第 2 份。"]
    clock("2026-11-21 09:00")
    people.sign_in(client, desk.officer)
    assert "第 2 行 F 列" in desk.faults(line("赵示范", people.identity_number()))[0]


def test_download_application_template_has_the_33_columns_in_order(desk):
    content = desk.client.get(f"/assessments/batches/{desk.batch.id}/applications/template.xlsx").data
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.get_sheet_by_index(0).to_python()[0] == [
        *("序号", "职业工种名称*", "认定等级*", "申报条件*", "证件类型*", "证件号码*", "姓名*", "性别", "出生日期"),
        *("手机号码*", "是否有职业资格证书*", "证书等级", "证书编号", "文化程度*", "所在省（市）区*", "考生来源*"),
        *("所在单位", "报名单位*", "认定分类*", "专业", "考试类型*", "民族*", "参加工作时间", "电子邮箱", "专业年限"),
        *("户籍所在地", "政治面貌", "学历证书编号", "简要经历", "通讯地址", "证书领取方式", "邮政编码", "邮寄地址"),
    ]
    choices = {cell for row in book.get_sheet_by_name("选项").to_python() for cell in row}
    assert {"白酒酿造工", "四级/中级工", "基诺族", "其他", "4-1 累计从事本职业或相关职业工作满 5 年。"} <= choices


def test_import_applications_says_what_the_cells_do_not_show(desk):
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("考生")
        sheet.write_row(0, 0, TITLES)
        for number, name in enumerate(("赵示范", "钱示范"), 1):
            sheet.write_row(number, 0, line(name, people.identity_number(), 参加工作时间="2015-07-01"))
        sheet.set_row(2, options={"hidden": True})
        book.add_worksheet("二车间").write_string("A1", "孙示范")
    imported = desk.upload(content=content.getvalue())
    page = desk.client.get(f"/imports/{imported.id}").text
    assert "工作表“二车间”（只读第一张工作表）" in page
    assert [item.row for item in imported.items if any("是隐藏的" in one[2] for one in item.notices)] == [3]
    merged = BytesIO()
    with xlsxwriter.Workbook(merged) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        sheet.merge_range("B2:B3", "白酒酿造工")
    path = f"/assessments/batches/{desk.batch.id}/applications/import"
    answer = desk.client.post(path, data={"file": (BytesIO(merged.getvalue()), "考生信息.xlsx")})
    assert (answer.status_code, "单元格 B2:B3 是合并单元格" in answer.text) == (422, True)


def test_import_applications_of_a_social_body_takes_people_as_they_are_on_record(client, clock):
    clock("2026-11-10 09:00")
    desk = Desk(client, kind=BodyKind.SOCIAL)
    elsewhere = people.organisation("别处示例公司", desk.unit.parent)
    worker = people.person("赵示范", elsewhere)
    people.sign_in(client, people.account(Role.ASSESSMENT_OFFICER, desk.unit))
    desk.upload(line("赵示范", worker.document_number, 手机号码="13900000000"))
    [application] = session.query(Application)
    assert (application.organisation_id, application.state) == (elsewhere.id, ApplicationState.SUBMITTED)
    assert application.person.phone is None  # his record is his unit's to change
