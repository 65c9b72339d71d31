"""Rolls: what officers issue from a workbook, from the template to the numbered batch."""

import io
import random
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from certificates.issuing.models import Certificate, CertificateBatch
from certificates.issuing.models_rolls import Roll, RollLine
from certificates.issuing.workbooks_rolls import ROLLS, columns_of, typed_fields
from certificates.kinds import all_kinds
from certificates.kinds.wording import in_words
from foundation.database import session
from foundation.import_batches import ImportBatch
from people.accounts.rules import Role
from tests.factories import certificates as factory
from tests.factories import people
from tests.factories.workbooks import workbook

HONOUR = ["持证人", "单位", "荣誉称号", "证件号码"]
SKILL = ["持证人", "证件号码", "职业名称", "职业技能等级", "工种", "所在单位"]


@pytest.fixture
def officer(union, signed_in) -> FlaskClient:
    return signed_in(union.officer)


def new_roll(officer: FlaskClient, union, kind: str = "honour", **facts: Any) -> Roll:
    """A roll made on its page."""
    usual = {
        "kind": kind,
        "organisation": union.district.id,
        "title": "年度荣誉证书",
        "issuers": "示例区总工会\n示例区人社局",
        "issued_on": "2026-11-20",
        "series": "ry",
    }
    answer = officer.post("/certificate-rolls/new", data=usual | facts)
    assert answer.status_code == 302, answer.text
    return session.scalars(select(Roll).order_by(Roll.id.desc()).limit(1)).one()


def uploaded(officer: FlaskClient, roll: Roll, header: list[str], *rows: list[Any]) -> str:
    """The address of the preview of these rows."""
    file = (io.BytesIO(workbook(header, *rows)), "名单.xlsx")
    return str(officer.post(f"/certificate-rolls/{roll.id}/import", data={"file": file}).location)


def lines() -> list[RollLine]:
    return list(session.scalars(select(RollLine).order_by(RollLine.id)))


def photo() -> bytes:
    content = io.BytesIO()
    Image.frombytes("RGB", (300, 420), random.Random(1).randbytes(300 * 420 * 3)).save(content, "JPEG")
    return content.getvalue()


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return io.BytesIO(content.getvalue())


def test_issue_roll_makes_what_the_workbook_says(union, officer: FlaskClient):
    roll = new_roll(officer, union)
    number = union.welder.document_number
    preview = uploaded(
        officer, roll, HONOUR,
        ["张示例", "示例机械有限公司工会", "五一劳动奖章", number],
        ["赵示例", "系统里没有的单位", "五一劳动奖章", None],
    )  # fmt: skip
    assert "“系统里没有的单位”不是系统里的组织名称" in officer.get(preview).text
    assert officer.post(f"{preview}/apply").status_code == 302
    welder, other = lines()
    assert (welder.holder_id, welder.organisation_id) == (union.welder.id, union.works.id)
    assert (other.holder_id, other.organisation_id) == (None, union.district.id)
    page = officer.get(f"/certificate-rolls/{roll.id}").text
    assert "五一劳动奖章" in page and number not in page
    assert "没有发现问题" in officer.get(f"/certificate-rolls/{roll.id}/issue").text
    answer = officer.post(f"/certificate-rolls/{roll.id}/issue")
    batch = session.scalars(select(CertificateBatch)).one()
    assert answer.location == f"/certificate-batches/{batch.id}"
    made = session.scalars(select(Certificate).order_by(Certificate.id)).all()
    assert [(one.number, one.holder_id, one.facts["issuers"]) for one in made] == [
        ("RY-2026-000001", union.welder.id, ["示例区总工会", "示例区人社局"]),
        ("RY-2026-000002", None, ["示例区总工会", "示例区人社局"]),
    ]
    again = officer.post(f"/certificate-rolls/{roll.id}/issue")
    assert (again.location, len(session.scalars(select(Certificate)).all())) == (answer.location, 2)
    assert officer.get(f"/certificate-rolls/{roll.id}/issue").location == answer.location
    assert officer.post(f"/certificate-rolls/{roll.id}/discard", data={"reason": "不要了"}).status_code == 409
    assert officer.post(f"{preview}/undo", data={"reason": "传错了"}).status_code == 409


def test_import_roll_names_every_faulty_cell_and_takes_a_row_once(union, officer: FlaskClient):
    roll = new_roll(officer, union, "participation")
    number = union.welder.document_number
    header = ["持证人", "单位", "竞赛", "赛项", "开始日期", "结束日期", "证件号码"]
    good = ["张示例", "示例机械有限公司工会", "首届技能竞赛", "焊工", "2026-11-18", "2026-11-20", None]
    preview = uploaded(
        officer, roll, header,
        good,
        good,
        ["李示例", None, "首届技能竞赛", "焊工", "2026-11-20", "2026-11-18", "500118199003070000"],
        ["王示例", "示例机械有限公司工会", "首届技能竞赛", "焊工", "十一月", "2026-11-20", number],
        ["\ue000示例", "示例机械有限公司工会", "首届技能竞赛", "焊工", "2026-11-18", "2026-11-20", None],
    )  # fmt: skip
    batch = session.scalars(select(ImportBatch)).one()
    said = {item.row: [(letter, message) for letter, _, message in item.faults] for item in batch.items}
    assert said[2] == []
    assert said[3] == [("", "与第 2 行完全相同，同一张证书只填一行。")]
    assert [letter for letter, _ in said[4]] == ["B", "F", "G"]
    assert said[5] == [
        ("A", "与系统里这个证件号码的姓名不同，请核对姓名和号码。"),
        ("E", "不是日期，请按 2026-05-01 的格式填写。"),
    ]
    assert [letter for letter, _ in said[6]] == ["A"]
    officer.post(f"{preview}/apply")
    officer.post(f"{uploaded(officer, roll, header, good)}/apply")
    assert len(lines()) == 1
    officer.post(f"{preview}/undo", data={"reason": "传错了"})
    assert lines() == []


def test_import_roll_links_nobody_whom_the_officer_may_not_read(union, officer: FlaskClient):
    stranger = people.person("钱示例", people.organisation("别处区总工会"))
    roll = new_roll(officer, union)
    row = ["钱示例", "示例机械有限公司工会", "五一劳动奖章", stranger.document_number]
    officer.post(f"{uploaded(officer, roll, HONOUR, row)}/apply")
    assert [line.holder_id for line in lines()] == [None]


def test_import_roll_photos_are_matched_by_number_and_missing_ones_are_told(union, officer: FlaskClient):
    roll = new_roll(officer, union, "skill_level", series="JN")
    first, second = people.identity_number(), people.identity_number()
    rows: list[list[Any]] = [
        ["周示例", first, "焊工", "三级/高级工", "钎焊工", "示例机械有限公司工会"],
        ["吴示例", second, "焊工", "三级/高级工", None, None],
    ]
    preview = uploaded(officer, roll, SKILL, *rows)
    assert first not in officer.get(preview).text
    officer.post(f"{preview}/apply")
    stored = session.connection().exec_driver_sql("SELECT facts FROM certificate_roll_lines").scalars().all()
    assert all(first not in text for text in stored)
    check = f"/certificate-rolls/{roll.id}/issue"
    assert officer.get(check).text.count("没有照片") == 2
    files = {f"照片/{first}.jpg": photo(), "500118190001010000.jpg": photo(), f"{second}.png": b"no picture"}
    answer = officer.post(f"/certificate-rolls/{roll.id}/photos", data={"file": (zipped(files), "a.zip")})
    assert "保存了 1 张" in answer.text and "不是这份名单里的证件号码" in answer.text
    assert [bool(line.photo_id) for line in lines()] == [True, False]
    assert officer.get(check).text.count("没有照片") == 1
    page = officer.get(f"/certificate-rolls/{roll.id}").text
    assert first not in page and f"{first[:3]}***********{first[-4:]}" not in page.replace(" ", "")
    assert officer.post(check).status_code == 302
    made = session.scalars(select(Certificate).order_by(Certificate.id)).all()
    assert [(one.photo_id is not None, one.facts["identity_number"]) for one in made] == [
        (True, first),
        (False, second),
    ]


def test_import_roll_photos_of_a_numbered_roll_only_where_one_is_missing(union, officer: FlaskClient):
    roll = new_roll(officer, union, "skill_level", series="JN")
    first, second = people.identity_number(), people.identity_number()
    rows: list[list[Any]] = [
        ["周示例", first, "焊工", "三级/高级工", None, None],
        ["吴示例", second, "焊工", "三级/高级工", None, None],
    ]
    officer.post(f"{uploaded(officer, roll, SKILL, *rows)}/apply")
    photos = f"/certificate-rolls/{roll.id}/photos"
    officer.post(photos, data={"file": (zipped({f"{first}.jpg": photo()}), "a.zip")})
    batch = officer.post(f"/certificate-rolls/{roll.id}/issue").location
    made = session.scalars(select(CertificateBatch)).one()
    factory.work_through(made)
    page = officer.get(batch).text
    assert ("没有做成的 1 张" in page, photos in page) == (True, True)
    before = [one.photo_id for one in session.scalars(select(Certificate).order_by(Certificate.id))]
    both = zipped({f"{first}.jpg": photo(), f"{second}.jpg": photo()})
    answer = officer.post(photos, data={"file": (both, "b.zip")}).text
    assert ("保存了 1 张" in answer, "印上去的照片不能再换" in answer, batch in answer) == (True, True, True)
    after = [one.photo_id for one in session.scalars(select(Certificate).order_by(Certificate.id))]
    assert (before[0], before[1], after[0] == before[0], after[1] is None) == (after[0], None, True, False)
    officer.post(f"/jobs/{made.job_id}/resume")
    factory.work_through(made)
    assert "没有做成" not in officer.get(batch).text


@pytest.mark.parametrize("kind", sorted(ROLLS))
def test_import_roll_takes_the_example_of_every_kind(union, officer: FlaskClient, kind: str):
    example = all_kinds()[kind].EXAMPLE
    fields = [field for field in typed_fields(kind) if not field.private]
    values = [
        in_words(value) if isinstance(value := getattr(example, field.name), (str, tuple)) else value
        for field in fields
    ]
    header = [field.title for field in fields] + ["证件号码"]
    roll = new_roll(officer, union, kind)
    template = officer.get(f"/certificate-rolls/{roll.id}/template.xlsx").data
    titles = CalamineWorkbook.from_filelike(io.BytesIO(template)).get_sheet_by_index(0).to_python()[0]
    assert [str(title).rstrip("*") for title in titles] == [column.title for column in columns_of(kind)]
    personal = any(column.key == "identity_number" for column in columns_of(kind))
    row = [*values, people.identity_number()] if personal else values
    officer.post(f"{uploaded(officer, roll, header[: len(row)], row)}/apply")
    (line,) = lines()
    assert line.holder_name == example.holder


def test_edit_roll_keeps_what_two_officers_type_apart(union, officer: FlaskClient):
    roll = new_roll(officer, union)
    facts = {"title": "改过的名单", "issuers": "示例区总工会", "issued_on": "2026-12-01", "series": "AB", "design": 0}
    page = f"/certificate-rolls/{roll.id}/edit"
    assert officer.post(page, data=facts | {"row_version": "1"}).status_code == 302
    stale = officer.post(page, data=facts | {"row_version": "1"})
    assert (stale.status_code, "已被别人修改" in stale.text) == (422, True)
    wrong = officer.post(page, data=facts | {"series": "小", "issuers": "甲\n" * 7})
    assert "发证单位写 1 到 6 个" in wrong.text
    assert session.get(Roll, roll.id).title == "改过的名单"


def test_discard_roll_needs_a_reason_and_takes_its_lines_with_it(union, officer: FlaskClient):
    roll = new_roll(officer, union)
    officer.post(f"{uploaded(officer, roll, HONOUR, ['张示例', '某单位', '五一劳动奖章', None])}/apply")
    assert officer.post(f"/certificate-rolls/{roll.id}/discard").status_code == 409
    assert officer.post(f"/certificate-rolls/{roll.id}/discard", data={"reason": "填错了"}).status_code == 302
    assert (lines(), session.scalars(select(Roll)).all()) == ([], [])


def test_rolls_are_seen_only_where_one_issues(union, officer: FlaskClient, signed_in):
    roll = new_roll(officer, union)
    stranger = signed_in(people.account(Role.DISTRICT_OFFICER, people.organisation("别处区总工会")))
    assert stranger.get(f"/certificate-rolls/{roll.id}").status_code == 404
    assert "年度荣誉证书" not in stranger.get("/certificate-rolls").text
    assert signed_in(union.works_officer).get("/certificate-rolls").status_code == 403


def test_roll_pages_ask_as_often_for_30_rows_as_for_3(union, officer: FlaskClient, query_count):
    counts = []
    for many in (3, 27):
        for _ in range(many):
            roll = new_roll(officer, union)
        rows = [[f"张示例{number}", union.works.name, "五一劳动奖章", None] for number in range(many)]
        officer.post(f"{uploaded(officer, roll, HONOUR, *rows)}/apply")
        for page in ("/certificate-rolls", f"/certificate-rolls/{roll.id}"):
            with query_count() as statements:
                assert officer.get(page).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
