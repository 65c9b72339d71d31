"""An outcome from being written down to its verified benefit, over the pages; what is refused; lists and figures."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from studios.outcomes.models import Outcome
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.operations import reopen_outcome
from studios.outcomes.queries import (
    benefits_waiting_for,
    count_outcomes,
    outcomes_waiting_for,
    verified_benefit,
)
from studios.outcomes.rules import OutcomeKind
from studios.registry.models import Studio
from studios.registry.rules import LeavingReason
from tests.factories import people, studio_outcomes, studios

YEAR = date(2025, 1, 1), date(2025, 12, 31)
PATENT = {
    "kind": "invention",
    "title": "一种示例夹具",
    "number": "ＺＬ 2022 1 0123456.7",
    "holder": "示例重型机械有限公司",
    "dated": "2025-02-01",
    "finished_on": "2022-11-01",
    "project": 0,
}
SAVED = {
    "kind": "saving",
    "typed": "37.8",
    "unit": "ten-thousand",
    "begins": "2025-03-01",
    "ends": "2025-12-31",
    "formula": "（原工时－现工时）× 年产量 × 单价",
    "quantities": "原工时 = 2.5 小时\n现工时 = 1.8 小时\n年产量 = 12000 件\n单价 = 45 元",
    "base_data": "2025 年生产月报",
}


@pytest.fixture
def studio(app: Flask, clock: Callable[[str], object]) -> Studio:
    clock("2026-11-21 09:00")
    return studios.studio()


def pdf() -> tuple[BytesIO, str]:
    return BytesIO(studio_outcomes.PAPER), "证明.pdf"


def test_outcome_is_recorded_confirmed_and_its_benefit_verified_over_the_pages(studio: Studio, client: FlaskClient):
    gone = studio.members[0]
    gone.left_on, gone.left_reason = date(2022, 6, 30), LeavingReason.DIED
    leader = people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader)
    officer, _ = studio_outcomes.officers(studio)
    people.sign_in(client, leader)
    authors = {"authors-0-person": studio.leader_id, "authors-0-percent": "70", "authors-1-percent": "30"}
    typed = PATENT | authors | {"authors-1-person": gone.person_id}
    page = f"/studios/{studio.id}/outcomes/new"
    assert "离开工作室（去世）" in client.post(page, data=typed).text
    for wrong in ({"authors-0-percent": "NaN"}, {"authors-0-percent": "1e-30"}, {"row_version": "²", "dated": "abc"}):
        assert client.post(page, data=typed | wrong).status_code == 422
    early = client.post(page, data=typed | {"finished_on": "2019-01-01"})
    assert early.status_code == 422 and "2020年3月1日 才成立" in early.text and "一种示例夹具" in early.text
    typed["authors-1-person"] = studio.members[1].person_id
    assert client.post(page, data=typed).status_code == 302
    outcome = session.scalars(select(Outcome)).one()
    assert "已经登记过" in client.post(page, data=typed | {"number": "ZL202210123456。7"}).text
    at = f"/studios/outcomes/{outcome.id}"

    fake = {"title": "专利证书", "file": (BytesIO(b"MZ\x90 program"), "证书.pdf")}
    assert "材料只收 PDF、JPG、PNG" in client.post(f"{at}/papers/new", data=fake).text
    assert client.post(f"{at}/confirm").status_code == 403
    people.sign_in(client, officer)
    assert "还没有证明材料" in client.post(f"{at}/confirm", follow_redirects=True).text
    assert client.post(f"{at}/papers/new", data={"title": "专利证书", "file": pdf()}).status_code == 302
    assert session.scalars(outcomes_waiting_for(officer)).all() == [outcome]
    assert "需要写明原因" in client.post(f"{at}/return", follow_redirects=True).text
    assert "计入统计" in client.post(f"{at}/confirm", follow_redirects=True).text
    assert count_outcomes(studio, *YEAR) == 1
    assert count_outcomes(studio, *YEAR, kinds=[OutcomeKind.PAPER]) == 0
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", studio.organisation.parent))
    assert people.sign_in(client, stranger).get(at).status_code == 404


def test_benefit_is_declared_and_verified_by_another_over_the_pages(studio: Studio, client: FlaskClient):
    leader = people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader)
    officer, other = studio_outcomes.officers(studio)
    outcome = studio_outcomes.outcome(studio, other, officer, title="一种示例夹具", dated=date(2025, 2, 1))
    at = f"/studios/outcomes/{outcome.id}"
    people.sign_in(client, officer)
    declared = SAVED | {"verifier": studio.organisation_id}
    assert "不一致" in client.post(f"{at}/benefits/new", data=declared | {"typed": "38.5"}).text
    assert client.post(f"{at}/benefits/new", data=declared).status_code == 302
    benefit = session.scalars(select(Benefit)).one()
    seal = {"opinion": "与台账相符", "sealed_on": "2026-01-15"}
    own = client.post(f"/studios/benefits/{benefit.id}/verify", data=seal).text
    assert "这笔效益是您申报的" in own and "2.5 − 1.8" in own
    assert session.scalars(benefits_waiting_for(officer)).all() == []
    people.sign_in(client, other)
    assert "一种示例夹具" in client.get("/studios/benefits/waiting").text
    assert "还没有证明文件" in client.post(f"/studios/benefits/{benefit.id}/verify", data=seal).text
    people.sign_in(client, leader)
    client.post(f"/studios/benefits/{benefit.id}/edit", data=declared | {"file": pdf()})
    assert client.get(f"/studios/benefits/{benefit.id}/file").data == studio_outcomes.PAPER
    people.sign_in(client, other)
    assert client.post(f"/studios/benefits/{benefit.id}/verify", data=seal).status_code == 302
    assert verified_benefit(studio, *YEAR) == Decimal(378000)
    assert "37.8 万元" in client.get(at).text and "<strong>0 元</strong>" in client.get(at).text
    with pytest.raises(Refused, match="已核实的效益"), transaction():
        reopen_outcome(outcome, reason="占比要改", by=other)
    sheet = CalamineWorkbook.from_filelike(BytesIO(client.get("/studios/outcomes.xlsx?year=2025").data))
    assert sheet.get_sheet_by_index(0).to_python()[1][10:13] == [100, 378000, 0]


def test_unit_of_an_amount_is_asked_about_and_what_was_typed_kept(studio: Studio, client: FlaskClient):
    officer, _ = studio_outcomes.officers(studio)
    for amount in (300000, 400000, 500000):
        studio_outcomes.benefit(studio_outcomes.outcome(studio, officer), amount, officer)
    outcome = studio_outcomes.outcome(studio, officer)
    typed = SAVED | {"typed": "378000", "verifier": studio.organisation_id}
    sent = typed | {"file": pdf()}
    page = people.sign_in(client, officer).post(f"/studios/outcomes/{outcome.id}/benefits/new", data=sent).text
    assert "是不是把元写成了万元？" in page and "378,000 元，即 37.8 万元" in page and "378,000 万元，即" in page
    assert 'value="378000"' in page and "刚才选的文件没有保存，请在这里重新选择。" in page
    answered = typed | {"unit_checked": "yuan", "asked": "378000 saving"}
    assert client.post(f"/studios/outcomes/{outcome.id}/benefits/new", data=answered).status_code == 302
    kept = session.scalars(select(Benefit).where(Benefit.outcome_id == outcome.id)).one()
    assert (kept.amount, kept.typed, kept.typed_unit, kept.unit_checked) == (378000, 378000, "yuan", True)


def test_list_outcomes_asks_as_often_for_many_as_for_few(
    studio: Studio, client: FlaskClient, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    officer, other = studio_outcomes.officers(studio)
    district = people.account(Role.DISTRICT_OFFICER, studio.organisation.parent)
    people.sign_in(client, district)
    counts = []
    for more in (3, 12):
        for _ in range(more):
            studio_outcomes.outcome(studio, officer, other)
        with query_count() as statements:
            assert (
                client.get(f"/studios/{studio.id}/outcomes?year=2025&kind=innovation&state=confirmed").status_code
                == 200
            )
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "示例夹具改造" not in client.get(f"/studios/{studio.id}/outcomes?year=2024").text
    earning = session.scalars(select(Outcome)).first()
    studio_outcomes.benefit(earning, 52000, officer, other)
    shown = client.get("/studios/benefits?kind=saving&year=2025&state=verified").text
    assert earning.title in shown and "5.2 万元" in shown
    assert earning.title not in client.get("/studios/benefits?year=2025&state=declared").text
    assert "示例夹具改造" not in client.get("/studios/outcomes?adopted=2025").text
    figures = client.get("/studios/outcomes/figures?year=2025").text
    assert "成果数（W04）：15 件" in figures and "从不相加" in figures
