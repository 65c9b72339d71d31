"""What officers take away: the register to keep, the one to sign, and the report of skill-level certificates."""

import io
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pikepdf
import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from certificates.issuing import register
from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.requests import CertificateRequest
from certificates.kinds.skill_level import EXAMPLE
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from people.accounts.models import Account
from people.organisations.models import Organisation
from tests.factories import certificates as factory
from tests.factories import people

NUMBER = "500000199001010000"
_sources = count(1)


@pytest.fixture
def papers(app: Flask, union) -> list[Certificate]:
    """The welder's and the miller's certificates, issued."""
    batch = factory.batch(union.officer, union.welder, union.miller)
    return [factory.issued(certificate) for certificate in factory.certificates_of(batch)]


def sheets(content: bytes) -> list[list[list[Any]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def skill_levels(by: Account, *units: Organisation) -> CertificateBatch:
    """An issued skill-level certificate in each of `units`."""
    requests = [
        CertificateRequest(
            source=f"skill:{next(_sources)}",
            holder=None,
            holder_name=EXAMPLE.holder,
            organisation=unit,
            facts=replace(EXAMPLE, number="", verify_url="", issued_on=date(2026, 11, 20)),
        )
        for unit in units
    ]
    facts: dict[str, Any] = {"series": "JN", "organisation": by.organisation, "address": factory.ADDRESS, "by": by}
    with transaction():
        batch = ask_for_batch("skill_level", "三级焊工", f"skill-batch:{next(_sources)}", requests, **facts)
    for certificate in factory.certificates_of(batch):
        factory.issued(certificate)
    return batch


def test_export_certificates_lists_what_the_page_shows(union, papers, signed_in):
    answer = signed_in(union.works_officer).get("/certificates/register.xlsx")
    head, row = sheets(answer.data)[0]
    assert dict(zip(head, row, strict=True)) == {
        "证书编号": "YYJ-2026-000001",
        "版次": 1,
        "证书种类": "获奖证书",
        "持证人": "张示例",
        "单位": "示例机械有限公司工会",
        "证书内容": "张示例同志：在“渝永江融合发展示范区首届职工职业技能竞赛”焊工赛项中，"
        "成绩优异，荣获一等奖。特颁此证，以资鼓励。",
        "发证日期": date(2026, 11, 20),
        "有效期至": "",
        "状态": "有效",
        "状态原因": "",
        "查验网址": f"{factory.ADDRESS}/v/{papers[0].token}",
        "领取人签字": "",
    }


def test_print_register_has_a_page_for_each_unit(union, papers, signed_in, monkeypatch):
    answer = signed_in(union.officer).get("/certificates/register.pdf")
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 2
    assert signed_in(union.officer).get("/certificates/register.pdf?text=nobody").status_code == 409
    monkeypatch.setattr(register, "PRINTED_AT_MOST", 1)
    refused = signed_in(union.officer).get("/certificates/register.pdf")
    assert (refused.status_code, "一次最多打印 1 张" in refused.text) == (409, True)


def test_export_report_has_the_eleven_columns_masked(union, papers, signed_in):
    officer = signed_in(union.officer)
    assert officer.get("/certificates/report.xlsx").status_code == 409  # awards are not reported
    skill_levels(union.officer, union.works, union.works)
    data, head = sheets(officer.get("/certificates/report.xlsx").data)
    assert data[0] == [
        "姓名", "证件类型", "证件号码", "所在单位", "职业名称", "工种名称",
        "职业技能等级", "证书编号", "发证日期", "评价机构", "发证机构",
    ]  # fmt: skip
    body = "示例重型机械有限公司职业技能等级认定中心"
    assert data[1] == [
        "周示例", "201", "500***********0000", "示例机械有限公司工会", "焊工", "钎焊工",
        "3", "JN-2026-000001", "2026-11-20", body, body,
    ]  # fmt: skip
    assert ["数据类型", "新增"] in head and ["焊工 / 钎焊工 / 3 级", "2"] in head


def test_unmask_report_is_for_those_who_may_and_is_written_down(union, signed_in):
    batch = skill_levels(union.officer, union.works)
    assert signed_in(union.works_officer).post("/certificates/report.xlsx").status_code == 403
    data, _ = sheets(signed_in(union.officer).post("/certificates/report.xlsx").data)
    assert data[1][2] == NUMBER
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "unmask_report")).one()
    assert (entry.subject_id, entry.actor_id) == (factory.certificates_of(batch)[0].id, union.officer.id)
    elsewhere = people.organisation("别处区总工会")
    skill_levels(union.officer, elsewhere)
    masked = sheets(signed_in(union.officer).post("/certificates/report.xlsx").data)[0]
    assert [row[2] for row in masked[1:]] == [NUMBER, "500***********0000"]


def test_facts_lie_encrypted_in_the_database(union):
    skill_levels(union.officer, union.works)
    stored = session.connection().exec_driver_sql("SELECT facts, wording FROM certificates").one()
    assert all(NUMBER not in text and "周示例" not in text for text in stored)
    assert session.scalars(select(Certificate)).one().facts["identity_number"] == NUMBER
