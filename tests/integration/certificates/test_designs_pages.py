"""The pages of designs: list, editor with preview, versions; what two officers save at once."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from certificates.designs.models import Design, DesignVersion
from certificates.designs.operations import create_design
from certificates.designs.pictures import keep_picture
from certificates.designs.queries import newest_version
from certificates.designs.rules import settings_from_json
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories.people import account, organisation, person, sign_in
from tests.integration.certificates.test_designs import SVG, png

TEXTS = (("addressee", "{持证人}同志："), ("text", "荣获{奖项}。"))


@pytest.fixture
def officer(app: Flask) -> Account:
    return account(Role.DISTRICT_OFFICER, organisation("示例区总工会"))


@pytest.fixture
def editor(client: FlaskClient, officer: Account) -> FlaskClient:
    return sign_in(client, officer)


def made(by: Account, name: str = "获奖证书") -> int:
    with transaction():
        return create_design("award", name, by.organisation, by=by).id


def typed(version: int = 1, texts=TEXTS, **changes: Any) -> dict[str, object]:
    """What the editor sends."""
    paragraphs = {
        f"body-{place}-{part}": said
        for place, row in enumerate(texts)
        for part, said in zip(("style", "text"), row, strict=True)
    }
    usual = {
        "title": "奖状",
        "paper": "A4",
        "direction": "portrait",
        "border": "line",
        "sealed": "y",
        "shown": "example",
    }
    return {**usual, **paragraphs, "row_version": str(version), **changes}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_create_design_leads_to_the_editor_and_save_design_to_its_versions(editor: FlaskClient, officer: Account):
    organisation_id = str(officer.organisation.id)
    begun = editor.post(
        "/certificate-designs/new", data={"kind": "award", "organisation": organisation_id, "name": "横版"}
    )
    design = session.query(Design).one()
    assert begun.location == f"/certificate-designs/{design.id}/edit"
    page = editor.get(begun.location)
    assert all(field in page.text for field in ('data-insert="{持证人}"', 'value="meander"', "奖项等重点"))
    saved = editor.post(begun.location, data=typed())
    assert saved.location == f"/certificate-designs/{design.id}"
    shown = text_of(editor.get(saved.location))
    assert "标题： 荣誉证书 改为 奖状" in shown and "经办人甲" in shown
    assert editor.get(f"{saved.location}?version=1").status_code == 200
    assert editor.get(f"{saved.location}?version=3").status_code == 404
    older = editor.get(f"{begun.location}?from=1")
    assert 'value="荣誉证书"' in older.text and 'name="row_version" type="hidden" value="2"' in older.text


def test_save_design_tells_every_fault_and_keeps_what_was_typed(editor: FlaskClient, officer: Account):
    address = f"/certificate-designs/{made(officer)}/edit"
    answer = editor.post(address, data=typed(texts=(("text", "授予{姓名}"), ("text", "\ue863"))))
    assert answer.status_code == 422
    assert "正文第 1 段：“授予{姓名}”里的{姓名}不是这种证书的字段。可以用的字段：{持证人}" in text_of(answer)
    assert "正文第 2 段：U+E863是造字区字符，各系统显示不同，请改用该字的国家标准编码。" in text_of(answer)
    assert 'value="奖状"' in answer.text
    assert session.query(DesignVersion).count() == 1


def test_save_design_by_two_at_once_keeps_both(app: Flask, editor: FlaskClient, officer: Account):
    design_id = made(officer)
    address = f"/certificate-designs/{design_id}/edit"
    colleague = sign_in(app.test_client(), account(Role.DISTRICT_OFFICER, officer.organisation))
    assert colleague.post(address, data=typed(title="同事的标题")).status_code == 302
    mine = editor.post(address, data=typed(title="我的标题"))
    assert mine.status_code == 409
    assert "别人已把这个模板保存为第 2 版" in text_of(mine)
    assert "标题：您填写的是“我的标题”，第 2 版是“同事的标题”。" in text_of(mine)
    assert 'value="我的标题"' in mine.text and 'name="row_version" type="hidden" value="2"' in mine.text
    assert editor.post(address, data=typed(2, title="我的标题")).status_code == 302
    titles = [settings_from_json(version.settings).title for version in session.get_one(Design, design_id).versions]
    assert titles == ["荣誉证书", "同事的标题", "我的标题"]


def test_save_design_shows_the_page_unsaved(editor: FlaskClient, officer: Account):
    person("买买提·吐尔逊江·阿卜杜热合曼", employer=officer.organisation)
    address = f"/certificate-designs/{made(officer)}/edit"
    assert "最长的姓名：买买提·吐尔逊江·阿卜杜热合曼" in editor.get(address).text
    looked = editor.post(address, data=typed() | {"try": "yes", "shown": "tried", "tried": "李\U0002cc56"})
    assert looked.status_code == 200
    assert 'class="page-picture" src="data:image/png;base64,' in looked.text
    faulty = editor.post(address, data=typed(texts=(("text", "授予{姓名}"),)) | {"try": "yes"})
    assert "还不能预览：" in faulty.text and "page-picture" not in faulty.text
    missing = text_of(editor.post(address, data=typed() | {"try": "yes", "shown": "tried", "tried": "张\U0002ebf0"}))
    assert "U+2EBF0" in missing
    assert session.query(DesignVersion).count() == 1


def test_save_design_keeps_uploaded_pictures_and_refuses_others(editor: FlaskClient, officer: Account):
    stranger = account(Role.DISTRICT_OFFICER, organisation("另一区总工会"))
    with transaction():
        theirs = keep_picture(png(), by=stranger).id
    address = f"/certificate-designs/{made(officer)}/edit"
    sent = {"rows": "pictures:upload", "logo-file": (io.BytesIO(SVG), "logo.svg")}
    assert "这是 SVG 文件，里面可以带脚本和外部链接，系统没有打开它" in editor.post(address, data=typed() | sent).text
    sent = {"rows": "pictures:upload", "logo-file": (io.BytesIO(b""), "logo.png")}
    assert "文件是空的" in editor.post(address, data=typed() | sent).text
    kept = editor.post(
        address, data=typed() | {"rows": "pictures:upload", "logo-file": (io.BytesIO(png()), "logo.png")}
    )
    number = re.search(r'name="logo" type="hidden" value="(\d+)"', kept.text)[1]
    picture = editor.get(f"{address.removesuffix('/edit')}/pictures/{number}")
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    assert editor.get(f"{address.removesuffix('/edit')}/pictures/{theirs}").status_code == 404
    assert editor.post(address, data=typed(logo=str(theirs))).status_code == 422
    assert editor.post(address, data=typed(logo=number)).status_code == 302
    dropped = editor.post(address, data=typed(2, logo=number, rows="pictures:drop:logo"))
    assert 'name="logo" type="hidden"' not in dropped.text


def test_copy_retire_and_restore_design(editor: FlaskClient, officer: Account):
    design_id = made(officer)
    data = {"organisation": str(officer.organisation.id), "name": "照样"}
    copied = editor.post(f"/certificate-designs/{design_id}/versions/1/copy", data=data)
    assert copied.status_code == 302 and session.query(Design).count() == 2
    assert editor.post(f"/certificate-designs/{design_id}/versions/1/copy", data=data).status_code == 422
    editor.post(f"/certificate-designs/{design_id}/retire")
    assert "已停用" in editor.get("/certificate-designs").text
    editor.post(f"/certificate-designs/{design_id}/restore")
    assert "已停用" not in editor.get("/certificate-designs").text


def test_designs_are_seen_by_those_who_design_for_the_unit_only(app: Flask, officer: Account):
    design_id = made(officer)
    elsewhere = sign_in(app.test_client(), account(Role.DISTRICT_OFFICER, organisation("另一区总工会")))
    collector = sign_in(app.test_client(), account(Role.ENTERPRISE_OFFICER, officer.organisation))
    for path in ("", "/edit", "/versions/1.png", "/versions/1/copy"):
        assert elsewhere.get(f"/certificate-designs/{design_id}{path}").status_code == 404
        assert collector.get(f"/certificate-designs/{design_id}{path}").status_code == 403
    assert "获奖证书</a>" not in elsewhere.get("/certificate-designs").text


def test_list_designs_asks_the_same_number_of_questions_for_many(
    editor: FlaskClient, officer: Account, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    def asked(designs: range) -> int:
        for number in designs:
            made(officer, f"第 {number} 个")
        with query_count() as statements:
            assert f"第 {designs[-1]} 个" in editor.get("/certificate-designs?kind=award").text
        return len(statements)

    assert asked(range(3)) == asked(range(3, 30))


def test_show_version_is_a_picture_of_the_page(editor: FlaskClient, officer: Account):
    design_id = made(officer)
    picture = editor.get(f"/certificate-designs/{design_id}/versions/1.png")
    assert picture.mimetype == "image/png" and picture.data.startswith(b"\x89PNG")
    assert newest_version(session.get_one(Design, design_id)).number == 1
