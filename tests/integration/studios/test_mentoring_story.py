"""A master and an apprentice from the agreement to the end, over the pages; limits, figures, who sees."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.persons.models import Person, SkillLevel
from people.persons.rules import Level
from studios.mentoring.models import Mentoring, MentoringMonth
from studios.mentoring.operations import AgreementFacts, create_mentoring, set_terms, terminate_mentoring
from studios.mentoring.operations_course import correct_examination, examine_apprentice
from studios.mentoring.queries import (
    MentoringFigures,
    mentoring_figures,
    mentorings_visible_to,
    mentorings_waiting_for,
    ties_of,
)
from studios.mentoring.rules import ExaminationGrade, MentoringState, Terms
from studios.registry.models import Studio
from studios.registry.rules import LeavingReason
from tests.factories import people, studio_outcomes, studios

WELDER = studio_outcomes.WELDER
AGREEMENT = {
    "apprentice_name": "徒示例",
    "document_number": "",
    "occupation": WELDER,
    "trade": "电焊",
    "target": "4",
    "begins": "2026-01-15",
    "ends": "2026-10-31",
    "plan": "每月一个接头形式",
    "allowance": "2000",
}
YEAR = date(2026, 1, 1), date(2026, 12, 31)
FACTS = AgreementFacts(WELDER, date(2026, 1, 15), date(2026, 12, 31), "每月一个接头形式")


@pytest.fixture
def studio(app: Flask, clock: Callable[[str], object]) -> Studio:
    clock("2026-01-10 09:00")
    return studios.studio()


@pytest.fixture
def apprentice(studio: Studio) -> Person:
    return people.person("徒示例", studio.organisation)


def test_mentoring_is_signed_by_both_and_logged_month_by_month_over_the_pages(
    studio: Studio, apprentice: Person, client: FlaskClient, clock: Callable[[str], object]
):
    master = people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader)
    worker = people.account(Role.WORKER, studio.organisation, apprentice)
    people.sign_in(client, master)
    typed = AGREEMENT | {"master": studio.leader_id}
    unknown = client.post(f"/studios/{studio.id}/mentorings/new", data=typed | {"apprentice_name": "无示例"})
    assert unknown.status_code == 422 and "没有“无示例”" in unknown.text
    assert client.post(f"/studios/{studio.id}/mentorings/new", data=typed).status_code == 302
    mentoring = session.scalars(select(Mentoring)).one()
    page, own = f"/studios/mentorings/{mentoring.id}", f"/my/mentorings/{mentoring.id}"
    assert "等待对方签字" in client.post(f"{own}/sign", follow_redirects=True).text
    assert "已经签过字" in client.post(f"{own}/sign", follow_redirects=True).text
    assert mentoring.state is MentoringState.DRAFT

    people.sign_in(client, worker)
    assert session.scalars(mentorings_waiting_for(worker)).unique().all() == [mentoring]
    assert "协议等您签字" in client.get("/my/mentorings").text
    assert "协议生效" in client.post(f"{own}/sign", follow_redirects=True).text
    assert (mentoring.state, mentoring.began_on) == (MentoringState.IN_FORCE, date(2026, 1, 15))
    clock("2026-04-10 20:00")
    people.sign_in(client, worker)
    assert "您缺 3 个月的记录" in client.get("/my/mentorings").text
    assert client.post(f"{own}/months/2026-3", data={"learned": "学会了角接头。"}).status_code == 302
    assert "已经开始的月份" in client.post(f"{own}/months/2026-5", data={"learned": "早了"}).text
    assert "缺 2 个月" in client.get(page).text
    month = session.scalars(select(MentoringMonth)).one()
    assert client.post(f"{own}/remarks/{month.id}", data={"remark": "自己写"}).status_code == 403
    people.sign_in(client, master)
    assert client.post(f"{own}/months/2026-2", data={"learned": "替写"}).status_code == 403
    assert "1 个月的记录等您写评语" in client.get("/my/mentorings").text
    client.post(f"{own}/remarks/{month.id}", data={"remark": "焊缝均匀，继续练仰焊。"})
    people.sign_in(client, worker)
    assert "焊缝均匀" in client.get(page).text
    assert "不能再改" in client.post(f"{own}/months/2026-3", data={"learned": "改"}).text


def test_apprentice_fails_is_extended_once_and_passes(
    studio: Studio, apprentice: Person, client: FlaskClient, clock: Callable[[str], object]
):
    officer, _ = studio_outcomes.officers(studio)
    master = people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader)
    mentoring = studio_outcomes.mentoring(studio, apprentice)
    page = f"/studios/mentorings/{mentoring.id}"
    clock("2026-11-05 09:00")
    result = {"held_on": "2026-11-01", "grade": "fail", "finding": "仰焊不稳"}
    people.sign_in(client, master)
    assert "您是协议的一方" in client.post(f"{page}/examinations/new", data=result).text
    people.sign_in(client, officer)
    client.post(f"{page}/examinations/new", data=result)
    assert "还没有延长" in client.post(f"{page}/examinations/new", data=result).text
    assert "最长一年" in client.post(f"{page}/extend", data={"until": "2027-11-01"}).text
    assert client.post(f"{page}/extend", data={"until": "2027-04-30"}).status_code == 302
    session.add(SkillLevel(person=apprentice, occupation_code=WELDER, level=Level.FOUR, awarded=date(2027, 3, 1)))
    session.commit()
    clock("2027-05-06 09:00")
    people.sign_in(client, officer)
    client.post(f"{page}/examinations/new", data=result | {"held_on": "2027-05-01", "grade": "good"})
    told = client.get(page).text
    assert mentoring.state is MentoringState.PASSED and "师傅津贴 1500 元" in told and "四级/中级工" in told
    stranger = people.account(Role.WORKER, studio.organisation, people.person("外示例", studio.organisation))
    assert people.sign_in(client, stranger).get(page).status_code == 404


def test_signed_paper_begins_it_and_figures_and_ties_follow(
    studio: Studio, apprentice: Person, client: FlaskClient, clock: Callable[[str], object]
):
    officer, _ = studio_outcomes.officers(studio)
    with transaction():
        mentoring = create_mentoring(studio, studio.leader, apprentice, FACTS, by=officer)
    clock("2026-02-20 09:00")
    page = f"/studios/mentorings/{mentoring.id}"
    people.sign_in(client, officer)
    fake = {"signed_on": "2026-02-01", "file": (BytesIO(b"MZ\x90 program"), "协议.pdf")}
    assert "材料只收 PDF、JPG、PNG" in client.post(f"{page}/paper/new", data=fake).text
    assert ties_of([apprentice]) == []
    client.post(f"{page}/paper/new", data=fake | {"file": (BytesIO(studio_outcomes.PAPER), "协议.pdf")})
    assert (mentoring.state, mentoring.began_on) == (MentoringState.IN_FORCE, date(2026, 2, 1))
    assert client.get(f"{page}/paper").data == studio_outcomes.PAPER
    assert (ties_of([apprentice]), ties_of([studio.leader])) == ([studio.leader], [apprentice])
    with transaction():
        examine_apprentice(mentoring, date(2026, 2, 20), ExaminationGrade.EXCELLENT, "", by=officer)
    seen = mentorings_visible_to(officer)
    assert mentoring_figures(seen, *YEAR) == MentoringFigures(1, 1)
    with transaction():
        correct_examination(mentoring, reason="等次填错", by=officer)
        terminate_mentoring(mentoring, reason="徒弟调离", by=officer)
    assert mentoring_figures(seen, *YEAR) == MentoringFigures(1, 0)
    assert [one.void for one in mentoring.examinations] == [True]


def test_master_has_no_more_apprentices_than_the_unit_rules(studio: Studio, apprentice: Person):
    officer, _ = studio_outcomes.officers(studio)
    gone = studio.members[0]
    gone.left_on, gone.left_reason = date(2025, 12, 31), LeavingReason.DIED
    session.commit()
    with transaction():
        set_terms(studio.organisation, Terms(1, 100, 80, 60), by=officer)
        create_mentoring(studio, studio.leader, apprentice, FACTS, by=officer)
    second = people.person("二徒示例", studio.organisation)
    with pytest.raises(Refused) as refusal, transaction():
        create_mentoring(studio, studio.leader, second, FACTS, by=officer)
    assert "已到上限（1 名）" in refusal.value.reasons[0]
    with pytest.raises(Refused) as refusal, transaction():
        create_mentoring(studio, gone.person, second, FACTS, by=officer)
    assert [reason.partition("，")[0] for reason in refusal.value.reasons] == [
        f"{gone.person.name} 在 2026-01-15 不是本工作室的人",
        f"{gone.person.name} 已登记去世",
    ]
    with pytest.raises(Refused, match="等次越高"), transaction():
        set_terms(studio.organisation, Terms(1, 60, 80, 50), by=officer)


def test_list_mentorings_asks_as_often_for_many_as_for_few(
    studio: Studio, client: FlaskClient, query_count: Callable[[], AbstractContextManager[list[str]]]
):
    officer, _ = studio_outcomes.officers(studio)
    people.sign_in(client, officer)
    counts = []
    for more in (2, 6):
        with transaction():
            for number in range(more):
                pupil = people.person(f"学示{'一二三四五六'[number]}", studio.organisation)
                session.add(Mentoring(studio=studio, master=studio.leader, apprentice=pupil, **FACTS.values()))
        with query_count() as statements:
            assert "学示一" in client.get(f"/studios/{studio.id}/mentorings").text
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert session.scalars(select(Mentoring.allowance)).first() == Decimal(0)
    assert client.get("/studios/mentorings/terms").status_code == 200
