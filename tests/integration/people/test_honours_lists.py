"""Published lists by workbook, the figures counted from the register, and the public gallery."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from foundation.database import session
from foundation.workbooks import read_workbook
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.queries import Wanted, honours_visible_to, narrowed
from people.honours.queries_figures import MAY_DAY_AWARDS, MODEL_WORKERS, count_honours, published_lists
from people.honours.rules import HonourKind, HonourLevel
from people.honours.workbooks import EXPORT_COLUMNS
from people.organisations.models import Organisation
from tests.factories.honours import honour
from tests.factories.people import account, organisation, person, sign_in
from tests.factories.workbooks import workbook

HEADER = ("姓名或集体名称", "单位", "荣誉", "年份", "授予文件", "证件号码", "公开展示")
STAR = "区县创新创效之星"
DOCUMENT = "示例工发〔2024〕1 号"


@pytest.fixture
def company(app: Flask) -> Organisation:
    return organisation("示例公司工会", organisation())


@pytest.fixture
def officer(company: Organisation) -> Account:
    return account(Role.DISTRICT_OFFICER, company.parent)


@pytest.fixture
def page(client: FlaskClient, officer: Account) -> FlaskClient:
    return sign_in(client, officer)


def uploaded(page: FlaskClient, key: str, *rows: tuple[object, ...]) -> str:
    data = {"file": (io.BytesIO(workbook(HEADER, *rows)), "名单.xlsx"), "submission_key": key}
    answer = page.post("/honours/import", data=data)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_import_a_published_list_as_a_whole_or_not_at_all(page: FlaskClient, company: Organisation):
    worker = person("张示例", company)
    first, second = person("李示例", company), person("李示例", company)
    good = ("张示例", company.name, STAR, 2024, DOCUMENT, None, "是")
    batch = uploaded(
        page,
        "a",
        good,
        ("李示例", company.name, STAR, 2024, DOCUMENT, None, "是"),
        ("维修一班", company.name, "区县工人先锋号", 2024, DOCUMENT, None, None),
        ("张示例", company.name, STAR, 2024, DOCUMENT, None, None),
        ("周示例", "没有的单位", STAR, 2999, DOCUMENT, None, None),
    )
    shown = page.get(batch).text
    for said in (f"人员编号 {first.id}", f"人员编号 {second.id}", "同一项荣誉", "没有这个单位", "1949 年到今年"):
        assert said in shown
    page.post(f"{batch}/apply", data={"submission_key": "b"})
    assert session.scalar(select(func.count(Honour.id))) == 0
    told = ("李示例", company.name, STAR, 2024, DOCUMENT, second.document_number, "是")
    stranger = ("周示例", company.name, STAR, 2024, DOCUMENT, None, None)
    batch = uploaded(page, "c", good, told, stranger, ("维修一班", company.name, "区县工人先锋号", 2024, DOCUMENT))
    page.post(f"{batch}/apply", data={"submission_key": "d"})
    held = session.execute(select(Honour.person_id, Honour.holder_name).order_by(Honour.id)).all()
    assert held == [(worker.id, ""), (second.id, ""), (None, "周示例"), (None, "维修一班")]
    assert "无变化" in page.get(uploaded(page, "e", good)).text
    sheet = read_workbook(
        page.get(f"/honours/export.xlsx?family=innovation-star&unit={company.name}").data, EXPORT_COLUMNS
    )
    assert [row["name"] for row in sheet.rows] == ["周示例", "李示例", "张示例"]
    page.post(f"{batch}/undo", data={"reason": "名单作废"})
    assert session.scalar(select(func.count(Honour.id))) == 0


def test_figures_count_what_their_lists_show(page: FlaskClient, company: Organisation, officer: Account):
    def granted(kind: HonourKind, many: int, **facts: Any) -> None:
        for nth in range(many):
            honour(kind, name=f"{kind} {facts} {nth}", organisation=company, **facts)

    spring = {"awarded_on": date(2024, 4, 28)}
    granted(HonourKind.NATIONAL_MODEL_WORKER, 1, **spring)
    granted(HonourKind.CITY_MODEL_WORKER, 3)  # in the year, on a day not known: counted on its last day
    granted(HonourKind.CITY_ADVANCED_WORKER, 2, **spring)
    granted(HonourKind.CITY_ADVANCED_WORKER, 1, withdrawn_on=date(2024, 12, 1), withdrawal_reason="撤销")
    granted(HonourKind.CITY_ADVANCED_WORKER, 1, withdrawn_on=date(2025, 2, 1), withdrawal_reason="撤销", title="晚撤销")
    granted(HonourKind.NATIONAL_MAY_DAY_CERTIFICATE, 1, **spring)
    granted(HonourKind.NATIONAL_MAY_DAY_MEDAL, 2, **spring)
    granted(HonourKind.JINGONG_CRAFTSPERSON, 2, public=True, document=DOCUMENT)
    honour(HonourKind.CITY_MODEL_WORKER, name="他区", organisation=organisation("另一区总工会"))
    year = date(2024, 1, 1), date(2024, 12, 31)
    counts = count_honours(officer, *year)
    model, may_day = MODEL_WORKERS.tally(counts), MAY_DAY_AWARDS.tally(counts)
    assert (model.of(level=HonourLevel.NATIONAL), model.of(level=HonourLevel.CITY), model.of()) == (1, 6, 7)
    apart = [may_day.of(family) for family in MAY_DAY_AWARDS.families]
    assert (apart, may_day.of()) == ([1, 2], 3)
    assert MODEL_WORKERS.tally(count_honours(officer, date(2023, 10, 1), date(2024, 9, 30))).of() == 3
    assert [(one.year, one.document, one.count) for one in published_lists(officer, *year)] == [(2024, DOCUMENT, 2)]
    listed = narrowed(
        honours_visible_to(officer),
        Wanted(families=MODEL_WORKERS.families, first_day=year[0], last_day=year[1], withdrawn=False),
    )
    assert len(session.scalars(listed).all()) == 7
    shown = page.get("/honours/figures?first_day=2024-01-01&last_day=2024-12-31").text
    link = "/honours?figure=H01&amp;level=city&amp;first_day=2024-01-01&amp;last_day=2024-12-31&amp;state=standing"
    assert f'href="{link}">6</a>' in shown
    assert "共 6 条" in page.get(link.replace("&amp;", "&")).text


def test_the_gallery_shows_names_and_given_photos_only(client: FlaskClient, page: FlaskClient, company: Organisation):
    worker = person("张示例", company, phone="13812345678")
    shown = honour(holder=worker, public=True)
    honour(HonourKind.CITY_MODEL_WORKER, holder=person("李示例", company))
    gone = honour(
        holder=person("王示例", company), public=True, withdrawn_on=date(2025, 1, 1), withdrawal_reason="撤销"
    )
    visitor = client.application.test_client()
    gallery = visitor.get("/honours/gallery").text
    assert "张示例" in gallery and "津工工匠" in gallery and company.name in gallery
    for hidden in ("李示例", "王示例", "13812345678", worker.document_number):
        assert hidden not in gallery
    assert "张示例" not in visitor.get("/honours/gallery?year=2023").text
    assert "张示例" not in visitor.get("/honours/gallery?family=model-worker").text
    picture = io.BytesIO()
    Image.new("RGB", (80, 80)).save(picture, "JPEG")
    at = f"/honours/{shown.id}/photo"
    data = {"file": (io.BytesIO(picture.getvalue()), "a.jpg"), "submission_key": "a"}
    assert visitor.get(at).status_code == 404
    assert page.post(f"{at}/new", data=data).status_code == 422  # without consent
    data = {"file": (io.BytesIO(b"MZ"), "a.jpg"), "consent": "y", "submission_key": "b"}
    assert page.post(f"{at}/new", data=data).status_code == 422
    data = {"file": (io.BytesIO(picture.getvalue()), "a.jpg"), "consent": "y", "submission_key": "c"}
    assert page.post(f"{at}/new", data=data).status_code == 302
    assert visitor.get(at).mimetype == "image/jpeg"
    assert f'src="{at}"' in visitor.get("/honours/gallery").text
    assert visitor.get(f"/honours/{gone.id}/photo").status_code == 404
