"""Designing certificates: versions that never change, whose design holds, pictures that hide nothing."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask
from PIL import Image, ImageDraw

from certificates.designs.models import Design
from certificates.designs.operations import (
    copy_design,
    create_design,
    restore_design,
    retire_design,
    save_design,
)
from certificates.designs.pictures import clean_picture, keep_picture
from certificates.designs.previewing import content_of
from certificates.designs.queries import design_for, newest_version, usual_trial_names
from certificates.designs.rules import IssuerSeal, SignaturePlace, default_settings, settings_from_json
from certificates.designs.sheets import sheet_of
from certificates.kinds import all_kinds
from certificates.printing.plates import plate_of
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories.people import account, organisation, person

USUAL = default_settings("award")


@pytest.fixture
def officer(app: Flask) -> Account:
    return account(Role.DISTRICT_OFFICER, organisation("示例区总工会"))


def made(by: Account, name: str = "获奖证书横版", **facts) -> Design:
    with transaction():
        return create_design("award", name, facts.pop("organisation", by.organisation), by=by, **facts)


def saved(design: Design, by: Account, *, expected: int, **changes) -> int:
    with transaction():
        return save_design(design, replace(USUAL, **changes), expected=expected, by=by).number


def png(size: tuple[int, int] = (60, 60), mode: str = "RGBA") -> bytes:
    drawn = Image.new(mode, size)
    ImageDraw.Draw(drawn).ellipse((2, 2, size[0] - 3, size[1] - 3), outline="#c8161d", width=3)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def test_save_design_adds_a_version_and_leaves_the_old_one(officer: Account):
    design = made(officer)
    assert saved(design, officer, expected=1, title="奖 状") == 2
    assert [settings_from_json(version.settings).title for version in design.versions] == ["荣誉证书", "奖 状"]
    assert saved(design, officer, expected=2, title="奖 状") == 2  # nothing changed: no new version
    with pytest.raises(Stale, match="第 2 版"):
        saved(design, officer, expected=1, title="别的")
    entry = session.query(AuditEntry).filter_by(action="save_design").one()
    assert entry.changes == {"number": [1, 2], "标题": ["荣誉证书", "奖 状"]}


def test_design_for_is_what_was_made_for_the_subject_then_the_nearest_upward(officer: Account):
    city = officer.organisation
    street = organisation("示例街道总工会", parent=city)
    other = account(Role.DISTRICT_OFFICER, organisation("另一区总工会"))
    assert design_for("award", street) is None
    made(other, "别区的")
    made(officer, "本区的")
    assert design_for("award", street).design.name == "本区的"
    near = made(officer, "街道的", organisation=street)
    own = made(officer, "这次竞赛的", used_for="competition:12", subject_title="首届技能竞赛")
    assert design_for("award", street).design.name == "街道的"
    assert design_for("award", city).design.name == "本区的"
    assert design_for("award", street, "competition:12").design.name == "这次竞赛的"
    assert design_for("award", street, "competition:13").design.name == "街道的"
    assert design_for("honour", street) is None
    with transaction():
        retire_design(own, by=officer)
        retire_design(near, by=officer)
    assert design_for("award", street, "competition:12").design.name == "本区的"
    with transaction():
        restore_design(own, by=officer)
    assert design_for("award", street, "competition:12") == newest_version(own)


def test_create_design_refuses_a_taken_name_and_units_out_of_reach(officer: Account):
    made(officer, "甲")
    with pytest.raises(Refused, match="已经有一个叫“甲”的同类模板"):
        made(officer, "甲 ")
    with pytest.raises(NotAllowed):
        made(officer, "乙", organisation=organisation("另一区总工会"))
    collector = account(Role.ENTERPRISE_OFFICER, organisation("示例厂工会", parent=officer.organisation))
    with pytest.raises(NotAllowed):
        made(collector, "丙")


def test_save_design_takes_no_picture_from_elsewhere_and_nothing_once_retired(officer: Account):
    stranger = account(Role.DISTRICT_OFFICER, organisation("另一区总工会"))
    design = made(officer)
    with transaction():
        theirs = keep_picture(png(), by=stranger).id
        own = keep_picture(png((50, 50)), by=officer).id
    with pytest.raises(Refused, match="图片"):
        saved(design, officer, expected=1, seals=(IssuerSeal("另一区总工会", theirs),))
    assert saved(design, officer, expected=1, seals=(IssuerSeal("示例区总工会", own),)) == 2
    with transaction():
        copied = copy_design(newest_version(design), "照样", officer.organisation, by=officer)
        retire_design(design, by=officer)
    assert settings_from_json(newest_version(copied).settings).file_ids == {own}
    with pytest.raises(Refused, match="已经停用"):
        saved(design, officer, expected=2, title="奖状")


def test_sheet_of_carries_pictures_seals_and_signatures(officer: Account):
    with transaction():
        logo, seal, signature = (keep_picture(png((size, size)), by=officer) for size in (40, 50, 60))
    settings = replace(
        USUAL,
        logo=logo.id,
        seals=(IssuerSeal("示例市总工会", seal.id),),
        signatures=(SignaturePlace("主席", "李示例", signature.id), SignaturePlace("裁判长", "王示例")),
    )
    sheet = sheet_of("award", settings, all_kinds()["award"].EXAMPLE)
    assert (sheet.logo, sheet.day) == (logo.read(), "2026年11月20日")
    assert [(one.name, one.seal, one.sealed) for one in sheet.issuers] == [("示例市总工会", seal.read(), True)]
    assert [(one.post, one.picture) for one in sheet.signatures] == [("主席", signature.read()), ("裁判长", b"")]
    unsealed = sheet_of("award", replace(settings, sealed=False), all_kinds()["award"].EXAMPLE)
    assert [one.sealed for one in unsealed.issuers] == [False]


def test_usual_trial_names_are_the_longest_and_the_rarest_of_the_unit(officer: Account):
    factory = organisation("示例厂工会", parent=officer.organisation)
    for name in ("张示例", "买买提·吐尔逊江·阿卜杜热合曼", "李\U0002cc56", "王㛃", "Alexander Li"):
        person(name, employer=factory)
    person("另区的\U00030000", employer=organisation("另一区工会"))
    assert usual_trial_names("award", officer.organisation) == ["买买提·吐尔逊江·阿卜杜热合曼", "李\U0002cc56"]
    assert usual_trial_names("organisation_award", officer.organisation)[0] == "示例区总工会"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SVG_REFERENCE = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://example.com/a.png"/></svg>'


def large(pixels: int) -> bytes:
    """A PNG that is small as a file and huge as a picture."""
    file = io.BytesIO()
    Image.new("1", (pixels, pixels)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG, "这是 SVG 文件，里面可以带脚本和外部链接，系统没有打开它。请导出为 PNG 图片后再上传。"),
        (SVG_REFERENCE, "这是 SVG 文件，里面可以带脚本和外部链接，系统没有打开它。请导出为 PNG 图片后再上传。"),
        (b"%PDF-1.7\n/OpenAction", "这是 PDF 文件，不是图片。请把里面的图案导出为 PNG 或 JPG 图片后再上传。"),
        (png()[:80], "图片打不开：文件不完整，或者不是 PNG、JPG 图片。请重新导出后再上传。"),
        (b"GIF89a" + b"\0" * 50, "图片打不开：文件不完整，或者不是 PNG、JPG 图片。请重新导出后再上传。"),
        (b"", "文件是空的，请重新选择文件。"),
        (b"\x89PNG" + b"\0" * 5_500_000, "文件太大：5.2 MB，最多 5 MB。请压缩或拆分后再上传。"),
        (
            large(7100),
            "这张图片有 7100×7100 像素（5041 万）。图片太大：最多 1600 万像素，例如 4000×4000。"
            "印章 1200×1200 就够清楚，请缩小后再上传。",
        ),
    ],
)
def test_keep_picture_refuses_what_is_no_harmless_picture(app: Flask, content: bytes, sentence: str):
    with pytest.raises(Refused, match=re.escape(sentence)):
        clean_picture(content)


@pytest.mark.sqlite_only
def test_keep_picture_draws_it_anew(officer: Account):
    told = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "secret place"
    Image.new("RGB", (2400, 1200)).save(told, "JPEG", exif=exif)
    cleaned = clean_picture(told.getvalue() + b"<script>")
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert (picture.format, picture.size, picture.info) == ("PNG", (600, 1200), {})
    assert b"secret" not in cleaned and b"script" not in cleaned
    with transaction():
        assert keep_picture(png(), by=officer).id == keep_picture(png(), by=officer).id


@pytest.mark.sqlite_only
def test_uploaded_pictures_are_printed_as_archiving_and_screen_readers_want_them(officer: Account):
    with transaction():
        logo, seal, signature = (keep_picture(png((size, size)), by=officer) for size in (40, 50, 60))
    settings = replace(
        USUAL,
        logo=logo.id,
        seals=(IssuerSeal("示例市总工会", seal.id),),
        signatures=(SignaturePlace("主席", "李示例", signature.id),),
    )
    example = all_kinds()["award"].EXAMPLE
    printed = plate_of(sheet_of("award", settings, example)).print(content_of("award", settings, example))
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        figures = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
        opacities = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and ("/ca" in one or "/CA" in one)
        ]
    assert len([image for image in images if "/SMask" in image]) == 3  # see-through as drawn, by soft masks
    assert [image for image in images if image.get("/Interpolate")] == []  # ISO 19005-3, 6.2.8
    assert opacities == []
    assert figures[:3] == ["标志", "印章：示例市总工会", "李示例的签名"]
