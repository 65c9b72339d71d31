"""What is due, the file cell by cell, and what the authority says of it."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from assessments.bodies.models import AssessmentBody
from assessments.certification import certifying, operations
from assessments.grants.models import Grant
from assessments.grants.operations import withdraw_grant
from assessments.uploads.models import Upload, UploadRow
from assessments.uploads.operations import (
    UploadFacts,
    accept_upload,
    cancel_upload,
    prepare_upload,
    return_upload,
    send_upload,
)
from assessments.uploads.queries import due_for, upload_lag
from assessments.uploads.rules import UploadKind, UploadState
from assessments.uploads.workbooks import upload_workbook
from certificates.issuing.models import Certificate
from certificates.issuing.rules import CertificateState, ReissueReason
from certificates.kinds import facts_from_json
from certificates.validity.operations import revoke_certificate
from certificates.validity.operations_reissuing import reissue_certificate
from demo.certificate_kinds import drawn_portrait
from foundation import job_queue
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.files import store
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import assessments, certificates, people

DAY = date(2026, 12, 12)


@pytest.fixture
def body(app: Flask, clock) -> AssessmentBody:
    clock("2026-12-12 09:00")
    job_queue.prepare_jobs(app)
    return assessments.body()


@pytest.fixture
def officer(body: AssessmentBody) -> Account:
    return people.account(Role.ASSESSMENT_REVIEWER, body.organisation)


def certified(body: AssessmentBody, by: Account, count: int) -> list[Grant]:
    """Grants with their certificates, issued."""
    photo = store(drawn_portrait(), name="照片.jpg", media_type="image/jpeg", encrypted=True)
    session.commit()
    grants = [
        assessments.grant(body, people.person(f"李示{'甲乙丙丁'[nth]}", body.organisation), photo_id=photo.id)
        for nth in range(count)
    ]
    with transaction():
        operations.number_grants(grants, DAY, by=by)
        batch = certifying.certify_grants(grants, "第一批", address=certificates.ADDRESS, by=by)
    for one in certificates.certificates_of(batch):
        certificates.issued(one)
    return grants


def prepare(body: AssessmentBody, by: Account, kind: UploadKind, batch_number: str) -> Upload:
    with transaction():
        return prepare_upload(body.sites[0], UploadFacts(kind, batch_number, "负责人甲", "管理员乙"), by=by)


def settle(upload: Upload, by: Account) -> None:
    """Sent, and taken in."""
    with transaction():
        send_upload(upload, DAY, by=by)
        accept_upload(upload, by=by)


def due(by: Account) -> dict[UploadKind, int]:
    return {one.kind: one.count for one in due_for(by)}


def sheets(content: bytes) -> list[list[list[Any]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def test_uploads_from_due_to_accepted_corrected_and_revoked(body, officer, clock):
    first, second = certified(body, officer, 2)
    assert (due(officer), upload_lag(officer)) == ({UploadKind.NEW: 2}, (2, 0))
    clock("2026-12-22 09:00")
    assert upload_lag(officer) == (2, 10)
    returned = prepare(body, officer, UploadKind.NEW, "示2026-001")
    assert (due(officer), upload_lag(officer)) == ({}, (2, 10))  # prepared is not sent
    with pytest.raises(Refused, match="没有要报“新增”"):
        prepare(body, officer, UploadKind.NEW, "示2026-002")
    with transaction():
        cancel_upload(returned, reason="批次号写错", by=officer)
    returned = prepare(body, officer, UploadKind.NEW, "示2026-001")
    with pytest.raises(Refused, match="备好数据那天到今天"), transaction():
        send_upload(returned, DAY, by=officer)
    with transaction():
        send_upload(returned, date(2026, 12, 22), by=officer)
    assert upload_lag(officer) == (0, 0)
    with transaction():
        return_upload(returned, reason="工种名称与备案不符", by=officer)
    assert (returned.state, returned.reason) == (UploadState.RETURNED, "工种名称与备案不符")
    assert (due(officer), upload_lag(officer)) == ({UploadKind.NEW: 2}, (2, 10))
    clock("2026-12-12 10:00")
    settle(prepare(body, officer, UploadKind.NEW, "示2026-001"), officer)

    with transaction():
        paper = session.get_one(Certificate, first.certificate_id)
        facts = replace(facts_from_json(paper.kind, paper.facts), holder="李示范")
        again = reissue_certificate(
            paper, facts, reason=ReissueReason.CORRECTED, note="姓名更正", address=certificates.ADDRESS, by=officer
        )
    assert due(officer) == {}  # until it is issued, what was told is still true
    certificates.issued(again)
    assert again.state is CertificateState.ISSUED
    assert due(officer) == {UploadKind.CHANGED: 1}
    changed = prepare(body, officer, UploadKind.CHANGED, "示2026-002")
    assert sheets(upload_workbook(changed))[0][1][0] == "李示范"
    settle(changed, officer)

    with transaction():
        paper = session.get_one(Certificate, second.certificate_id)
        revoke_certificate(paper, reason="冒名顶替", by=officer)
        withdraw_grant(second, reason="冒名顶替", by=officer)
    assert due(officer) == {UploadKind.REVOKED: 1}
    settle(prepare(body, officer, UploadKind.REVOKED, "示2026-003"), officer)
    assert (due(officer), upload_lag(officer)) == ({}, (0, 0))


def test_upload_workbook_says_what_was_frozen_cell_by_cell(body, officer):
    grants = certified(body, officer, 3)
    grants[2].employer = None
    body.organisation.name += "工会"
    session.commit()
    upload = prepare(body, officer, UploadKind.NEW, "示2026-001")
    unit = body.organisation.name.removesuffix("工会")
    body.organisation.name = "改名以后的示例公司"
    session.commit()
    with transaction():
        data, head = sheets(upload_workbook(upload, unmasked_by=officer))
    assert data == [
        ["姓名", "证件类型", "证件号码", "所在单位", "职业名称", "工种名称",
         "职业技能等级", "证书编号", "发证日期", "评价机构", "发证机构"],
        *(
            [grant.person.name, "201", grant.person.document_number, unit if nth < 3 else "其他", "白酒酿造工", "",
             "4", f"Y00005099999926400000{nth}", "2026-12-12", body.title, body.title]
            for nth, grant in enumerate(grants, 1)
        ),
    ]  # fmt: skip
    assert head == [
        ["项目", "内容"], ["批次号", "示2026-001"], ["数据类型", "新增"], ["评价机构", body.title],
        ["站点", "示例认定站点"], ["单位负责人", "负责人甲"], ["数据管理员", "管理员乙"], ["上报日期", ""],
        ["证书总数", "3"], ["白酒酿造工 / -- / 4 级", "3"],
    ]  # fmt: skip
    unmasked = session.query(AuditEntry).filter_by(action="unmask_upload").all()
    assert {entry.subject_id for entry in unmasked} == {grant.certificate_id for grant in grants}
    masked = sheets(upload_workbook(upload))[0]
    assert [row[2][3:-4].strip("*") for row in masked[1:]] == ["", "", ""]
    upload.rows[1].digest = "0" * 64
    session.commit()
    with pytest.raises(Refused, match="Y000050999999264000002 的内容与备好上报时不一致"):
        upload_workbook(upload)


def test_pages_prepare_send_and_show_an_upload(body, officer, client, query_count):
    certified(body, officer, 2)
    page = people.sign_in(client, officer)
    listed = page.get("/assessments/uploads").text
    assert ("2 张证书发出后还没有上报" in listed, "kind=new" in listed) == (True, True)
    head = {
        "site": body.sites[0].id, "kind": "new", "batch": "0",
        "batch_number": "示2026-001", "leader": "负责人甲", "manager": "管理员乙",
    }  # fmt: skip
    made = page.post("/assessments/uploads/new", data=head)
    assert made.status_code == 302
    assert "没有要报" in page.post("/assessments/uploads/new", data=head).text
    shown = page.get(made.location).text
    assert ("Y000050999999264000001" in shown, "李示甲" in shown) == (True, True)
    assert not any(grant.person.document_number in shown for grant in session.query(Grant))
    masked, full = page.get(f"{made.location}/file.xlsx"), page.post(f"{made.location}/file.xlsx")
    assert (masked.status_code, full.status_code, masked.data != full.data) == (200, 200, True)
    assert page.post(f"{made.location}/send", data={"sent_on": "2026-12-11"}).status_code == 422
    page.post(f"{made.location}/send", data={"sent_on": "2026-12-12"})
    page.post(f"{made.location}/return", data={"reason": "缺少工种"})
    assert session.query(Upload).one().state is UploadState.RETURNED
    with query_count() as few:
        page.get("/assessments/uploads")
    for nth in range(3):
        with transaction():
            cancel_upload(prepared(body, officer, f"示2026-1{nth}"), reason="试", by=officer)
    with query_count() as many:
        page.get("/assessments/uploads")
    assert (len(many), session.query(UploadRow).count()) == (len(few), 8)
    reader = people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, body.organisation))
    assert reader.post(f"{made.location}/file.xlsx").status_code == 403
    stranger = people.sign_in(client, people.account(Role.ASSESSMENT_REVIEWER, people.organisation("别处示例公司")))
    assert [stranger.get(one).status_code for one in (made.location, f"{made.location}/file.xlsx")] == [404, 404]


def prepared(body: AssessmentBody, by: Account, batch_number: str) -> Upload:
    """`prepare` inside a transaction that is open already."""
    return prepare_upload(body.sites[0], UploadFacts(UploadKind.NEW, batch_number, "负责人甲", "管理员乙"), by=by)
