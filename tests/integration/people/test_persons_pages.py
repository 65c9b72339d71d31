"""The pages about persons: scope, masks, photos, rosters."""

import io
import random
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from foundation.audit import AuditEntry
from foundation.database import session
from foundation.files import StoredFile
from foundation.workbooks import read_workbook
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.queries import find_person
from people.persons.rules import DocumentKind
from people.persons.workbooks import EXPORT_COLUMNS
from tests.factories.people import account, identity_number, organisation, person, sign_in
from tests.factories.workbooks import workbook


@pytest.fixture
def company(app: Flask) -> Organisation:
    return organisation("示例公司工会", organisation())


@pytest.fixture
def officer(client: FlaskClient, company: Organisation) -> FlaskClient:
    """A visitor signed in as the company's officer."""
    return sign_in(client, account(Role.ENTERPRISE_OFFICER, company))


@pytest.fixture
def district_officer(app: Flask, company: Organisation) -> FlaskClient:
    assert company.parent is not None
    return sign_in(app.test_client(), account(Role.DISTRICT_OFFICER, company.parent))


def portrait(width: int = 295, height: int = 413, kind: str = "JPEG") -> bytes:
    """A picture with enough grain to weigh what a photo weighs."""
    content = io.BytesIO()
    grain = random.Random(1).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), grain).save(content, kind)
    return content.getvalue()


def test_list_persons_shows_one_unit_only_and_masks_numbers(officer: FlaskClient, company: Organisation):
    mine = person("张示例", company, phone="13812345678")
    person("李示例", organisation("另一公司工会", company.parent))
    page = officer.get("/persons").text
    assert "张示例" in page
    assert "138****5678" in page
    assert mine.document_number not in page
    assert "李示例" not in page


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("name=单", ["单示例"]),
        ("name=shan", ["单示例"]),
        ("name=ssl", ["单示例"]),
        ("name=SS", ["单示例"]),
        ("employer=公司", ["张示例", "单示例"]),
        ("employer=没有", []),
        ("occupation=焊工", ["张示例"]),
        ("name=%", []),
    ],
)
def test_list_persons_filters(officer: FlaskClient, company: Organisation, wanted: str, found: list[str]):
    person("单示例", company)
    person("张示例", company, occupation_code="6-18-02-04")
    page = officer.get(f"/persons?{wanted}").text
    assert [name for name in ("张示例", "单示例") if name in page] == found


def test_pages_of_other_units_persons_are_not_found(officer: FlaskClient, company: Organisation):
    other = person("李示例", organisation("另一公司工会", company.parent))
    for page in ("", "/edit", "/photo", "/photo/new", "/skill-levels/new", "/honours/new"):
        assert officer.get(f"/persons/{other.id}{page}").status_code == 404
    assert officer.post(f"/persons/{other.id}/unmask").status_code == 403
    assert officer.get(f"/persons/{other.id}/merge").status_code == 403


def test_a_worker_sees_the_own_page_and_no_other(client: FlaskClient, company: Organisation):
    me, colleague = person("张示例", company), person("李示例", company)
    sign_in(client, account(Role.WORKER, company, me))
    assert client.get(f"/persons/{me.id}").status_code == 200
    assert client.get(f"/persons/{colleague.id}").status_code == 404
    assert client.get("/persons").status_code == 403
    assert client.get(f"/persons/{me.id}/edit").status_code == 403


def test_create_person_then_edit_without_touching_the_masked_number(officer: FlaskClient, company: Organisation):
    number = identity_number()
    typed = {
        "name": "张示例",
        "document_kind": "resident",
        "sex": "",
        "document_number": number,
        "phone": "13812345678",
        "employer": company.name,
        "occupation": "焊工",
    }
    created = officer.post("/persons/new", data=typed | {"submission_key": "a"})
    assert created.status_code == 302
    form = officer.get(f"{created.location}/edit").text
    assert number not in form
    assert "13812345678" not in form
    masked = {"document_number": f"500***********{number[-4:]}", "phone": "138****5678", "name": "张示范"}
    assert officer.post(f"{created.location}/edit", data=typed | masked | {"submission_key": "b"}).status_code == 302
    kept = find_person(DocumentKind.RESIDENT, number)
    assert kept is not None
    assert (kept.name, kept.phone) == ("张示范", "13812345678")


def test_create_person_keeps_what_was_typed(officer: FlaskClient, company: Organisation):
    typed = {
        "name": "<b>张</b>",
        "document_kind": "resident",
        "sex": "",
        "document_number": "500118199003070000",
        "employer": "别的公司工会",
        "occupation": "不存在的职业",
    }
    answer = officer.post("/persons/new", data=typed)
    assert answer.status_code == 422
    assert "职业分类大典里没有" in answer.text
    assert "&lt;b&gt;张&lt;/b&gt;" in answer.text
    answer = officer.post("/persons/new", data=typed | {"occupation": ""})
    assert "不在您的管理范围" in answer.text
    answer = officer.post("/persons/new", data=typed | {"occupation": "", "employer": company.name})
    assert "校验码" in answer.text
    assert "不能用在姓名里" in answer.text
    assert session.scalars(select(Person)).all() == []


def test_unmask_person_shows_the_number_once_and_writes_it_down(district_officer: FlaskClient, company: Organisation):
    worker = person("张示例", company, phone="13812345678")
    shown = district_officer.post(f"/persons/{worker.id}/unmask")
    assert worker.document_number in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert worker.document_number not in district_officer.get(f"/persons/{worker.id}").text
    assert session.scalars(select(AuditEntry.action)).all() == ["unmask_person"]


def test_honours_and_skill_levels_stand_on_the_page(officer: FlaskClient, company: Organisation):
    page = f"/persons/{person('张示例', company).id}"
    level = {"occupation": "焊工", "level": "2", "certificate_number": "S0001", "submission_key": "a"}
    assert officer.post(f"{page}/skill-levels/new", data=level).status_code == 302
    honour = {"kind": "may-day-medal", "year": "2024", "submission_key": "b"}
    assert officer.post(f"{page}/honours/new", data=honour).status_code == 302
    shown = officer.get(page).text
    assert "二级/技师" in shown
    assert "五一劳动奖章" in shown
    assert officer.post(f"{page}/honours/1/remove").status_code == 302
    assert officer.post(f"{page}/skill-levels/1/remove").status_code == 302
    shown = officer.get(page).text
    assert "五一劳动奖章" not in shown
    assert "二级/技师" not in shown


def test_merge_persons_by_page(district_officer: FlaskClient, company: Organisation):
    keep, lose = person("张示例", company), person("张示例", company)
    page = district_officer.get(f"/persons/{keep.id}/merge").text
    assert f'value="{lose.id}"' in page
    answer = district_officer.post(f"/persons/{keep.id}/merge", data={"other": str(lose.id), "reason": "同一人"})
    assert answer.status_code == 302
    assert district_officer.get(f"/persons/{lose.id}").status_code == 404


def test_set_photo_keeps_it_encrypted_and_shows_it_in_scope_only(
    officer: FlaskClient, company: Organisation, app: Flask
):
    worker = person("张示例", company)
    content = portrait()
    page = f"/persons/{worker.id}/photo"
    assert officer.get(page).status_code == 404
    assert officer.post(f"{page}/new", data={"file": (io.BytesIO(content), "x.jpg")}).status_code == 302
    shown = officer.get(page)
    assert (shown.data, shown.mimetype, shown.headers["Cache-Control"]) == (content, "image/jpeg", "no-store")
    stored = session.scalars(select(StoredFile)).one()
    assert content[:100] not in stored.at_rest()
    other = sign_in(app.test_client(), account(Role.ENTERPRISE_OFFICER, organisation("另一公司工会", company.parent)))
    assert other.get(page).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a not a photo", "不是能打开的 JPG 或 PNG"),
        (portrait(200, 300), "只有 200×300 像素"),
        (portrait(600, 413), "照片是横向的"),
        (bytes(3 * 1024 * 1024), "文件太大"),
    ],
)
def test_set_photo_says_why_a_picture_was_not_taken(
    officer: FlaskClient, company: Organisation, content: bytes, said: str
):
    page = f"/persons/{person('张示例', company).id}/photo/new"
    answer = officer.post(page, data={"file": (io.BytesIO(content), "x.jpg")})
    assert answer.status_code == 422
    assert said in answer.text


def test_import_photos_names_those_it_did_not_take(officer: FlaskClient, company: Organisation):
    worker = person("张示例", company)
    stranger = person("李示例", organisation("另一公司工会", company.parent))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as photos:
        photos.writestr(f"照片/{worker.document_number}.jpg", portrait())
        photos.writestr(f"{stranger.document_number}.jpg", portrait())
        photos.writestr("说明.txt", "x")
    archive.seek(0)
    page = officer.post("/persons/import-photos", data={"file": (archive, "照片.zip")}).text
    assert "保存了 1 张" in page
    assert f"{stranger.document_number}.jpg" in page
    assert worker.photo_id is not None
    assert stranger.photo_id is None


def test_import_photos_refuses_what_is_no_archive(officer: FlaskClient):
    answer = officer.post("/persons/import-photos", data={"file": (io.BytesIO(b"x"), "照片.zip")})
    assert answer.status_code == 422
    assert "不是有效的压缩格式" in answer.text


def test_import_persons_by_page_from_template_to_list(officer: FlaskClient, company: Organisation):
    assert officer.get("/persons/template.xlsx").data[:2] == b"PK"
    content = workbook(["姓名", "证件号码"], ["䶮示例", identity_number()], ["张示例", 500118199003070010])
    uploaded = officer.post("/persons/import", data={"file": (io.BytesIO(content), "名单.xlsx")})
    preview = officer.get(uploaded.location).text
    assert "含生僻字“䶮”" in preview
    assert "数字格式" in preview
    officer.post(f"{uploaded.location}/apply")
    assert "䶮示例" in officer.get("/persons").text


def test_export_persons_masks_numbers_and_keeps_the_filter(officer: FlaskClient, company: Organisation):
    person("张示例", company, phone="13812345678")
    person("李示例", company)
    exported = officer.get("/persons/export.xlsx?name=张").data
    [row] = read_workbook(exported, EXPORT_COLUMNS).rows
    assert (row["name"], row["phone"], row["employer"]) == ("张示例", "138****5678", company.name)
    assert row["document_number"].count("*") == 11


def test_list_persons_asks_the_database_equally_often_for_many(
    officer: FlaskClient, company: Organisation, query_count
):
    counts = []
    for upto in (3, 30):
        for _ in range(upto):
            person("张示例", company)
        with query_count() as statements:
            officer.get("/persons")
        counts.append(len(statements))
    assert counts[0] == counts[1]
