"""Pages of duties and of marking: who may do what there, and what is on them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessments.sittings.duties import record_recusal
from assessments.sittings.marking import key_skills_of
from assessments.sittings.models import Assignment, DutyRules, Sitting
from assessments.sittings.queries_duties import parameters_of
from assessments.sittings.rules import SittingDuty, SittingState
from foundation.database import session, transaction
from marking.panels.rules import ConflictGround, PanelState
from marking.sheets.marks import apply_marks
from marking.sheets.models import LateMark
from marking.sheets.operations import seal_sheet
from people.accounts.models import RoleGrant
from people.accounts.rules import Role
from tests.factories import marking as tablets
from tests.factories import people
from tests.factories.assessing import Practical, on_duty, practical, sitting_of


@pytest.fixture
def made(app: Flask) -> Practical:
    return practical()


@pytest.fixture
def visit(app: Flask):
    return lambda account: people.sign_in(app.test_client(), account)


def sent(browser: FlaskClient, path: str, **fields: object) -> str:
    """Send the form to `path`; the page that follows."""
    return browser.post(path, data=fields, follow_redirects=True).text


def test_duties_are_assigned_removed_and_sanctioned(made: Practical, visit):
    officer, reviewer = visit(made.officer), visit(made.reviewer)
    second = sitting_of(made.sitting.item, "操作技能第二场", hours_later=24)
    address = f"/assessments/sittings/{second.id}/duties"
    page = officer.get(address).text
    assert "考评员（含组长）应不少于 3 人，已安排 0 人。" in page and "同意例外" not in page
    choices = re.findall(r'value="([a-z-]+:\d+)"', page)
    assert len(choices) == 7, "three assessors in either duty, one inspector"
    page = sent(officer, address, choice=f"lead-assessor:{made.officials[1].id}")
    assert f"{made.officials[1].person.name}已安排。" in page
    assert session.scalars(select(Assignment.duty).where(Assignment.sitting_id == second.id)).all() == [
        SittingDuty.LEAD_ASSESSOR
    ]
    assert "已有考评组长" in sent(officer, address, choice=f"lead-assessor:{made.officials[2].id}")
    assert officer.post(f"{address}/exceptions", data={"ground": "人手不足"}).status_code == 403
    page = sent(reviewer, f"{address}/exceptions", ground="人手不足，经审核同意")
    assert "经审核同意" in page and "还不齐备" not in page
    removed = session.scalars(select(Assignment).where(Assignment.sitting_id == second.id)).one()
    assert "需要写明原因" in sent(officer, f"/assessments/assignments/{removed.id}/remove")
    assert "已撤下" in sent(officer, f"/assessments/assignments/{removed.id}/remove", reason="另有任务")
    second.state = SittingState.PLANNED
    session.commit()
    assert "场次已删除" in sent(officer, f"/assessments/sittings/{second.id}/remove", reason="并入第一场")


def test_who_marks_without_names_finds_none_on_the_sitting(made: Practical, visit):
    assessor = made.assessors[1]
    elsewhere = people.organisation("别处示例公司", made.sitting.batch.body.organisation.parent)
    assessor.grants.append(RoleGrant(role=Role.QUALITY_INSPECTOR, organisation=elsewhere))
    session.commit()
    page = f"/assessments/sittings/{made.sitting.id}"
    assert visit(assessor).get(page).status_code == 404
    assert made.sitting.seats[0].application.person.name in visit(made.reviewer).get(page).text


def test_edit_duty_rules_changes_what_is_asked_for(made: Practical, visit):
    body = made.sitting.batch.body
    address = f"/assessments/bodies/{body.id}/duty-rules"
    browser = visit(made.officer)
    shown = dict(re.findall(r'name="(\w+)"[^>]* value="(\d+)"', browser.get(address).text))
    assert shown["assessors_least"] == "3" and shown["candidates_each"] == "15"
    facts = {
        "assessors_least": 5,
        "reviewers_least": 3,
        "odd": "y",
        "candidates_each": 20,
        "invigilators_least": 2,
        "inspectors_least": 1,
        "consecutive_most": 0,
        "rotation_of": 0,
    }
    sent(browser, address, **facts, source="示例市考务规定第三条")
    kept = parameters_of(body)
    assert (kept.assessors_least, kept.candidates_each, kept.same_unit_recused) == (5, 20, False)
    assert session.scalars(select(DutyRules.source)).one() == "示例市考务规定第三条"
    page = browser.get(f"/assessments/sittings/{made.sitting.id}").text
    assert "考评员（含组长）应不少于 5 人，已安排 3 人。" in page
    assert visit(made.reviewer).get(address).status_code == 403


def test_the_scheme_is_written_copied_and_starred(made: Practical, visit):
    officer = visit(made.officer)
    second = sitting_of(made.sitting.item, "操作技能第二场", hours_later=24)
    at = f"/assessments/sittings/{second.id}"
    sent(officer, f"{at}/scheme/copy", source=made.sitting.id)
    session.expire_all()
    assert second.scheme is not None
    assert key_skills_of(second.scheme) == {"B": 60} and second.scheme_id != made.sitting.scheme_id
    sent(officer, f"{at}/key-skills", criterion="A", minimum=70)
    sent(officer, f"{at}/key-skills/B/clear")
    page = officer.get(f"{at}/marking").text
    assert "★ 不低于 70%" in page and "★ 不低于 60%" not in page and "得分折算成百分制" in page
    row = {"code": "A", "title": "摊晾拌曲", "kind": "judgement", "full_mark": "100", "step": "1"}
    rows = {f"criteria-0-{name}": value for name, value in row.items()}
    sent(officer, f"{at}/scheme", **rows, row_version=session.get_one(Sitting, second.id).row_version)
    session.expire_all()
    assert [one.code for one in second.scheme.criteria] == ["A"] and key_skills_of(second.scheme) == {"A": 70}


def test_marking_is_opened_watched_and_closed(made: Practical, visit, query_count):
    officer, lead = visit(made.officer), visit(made.assessors[0])
    at = f"/assessments/sittings/{made.sitting.id}"
    assert "评分已开始" in sent(officer, f"{at}/marking/open", blind="on")
    own = lead.get("/assessments/my-sittings").text
    assert f"/judging/tablet#/panels/{made.sitting.panel_id}" in own and f"{at}/marking" in own
    assert lead.get(f"{at}/attendance").status_code == 404, "who marks without names learns none"
    assignment = made.sitting.duties[2]
    apprentice = made.sitting.seats[1]
    stranger = people.person("别处示例")
    with transaction():
        record_recusal(made.assessors[2], stranger, ConflictGround.RELATIVE, by=made.officer)
    recusals = f"/assessments/assignments/{assignment.id}/recusals"
    page = sent(officer, recusals, seat=apprentice.id, ground="mentor")
    assert f"{apprentice.application.person.name}：" in page and stranger.name not in page
    for assessor in made.assessors:
        for sheet in [one for one in tablets.sheets_of(assessor) if one.state.value == "open"]:
            tablets.sealed(sheet, "25", "15", by=assessor)
    with query_count() as statements:
        page = lead.get(f"{at}/marking").text
    assert "80.00" in page and "2 号工位按规定回避后只有 2 人评分" in page and "考生甲" not in page
    assert len(statements) < 60
    sheet = tablets.sheets_of(made.assessors[1])[0]
    assert "已解封" in sent(lead, f"{at}/sheets/{sheet.id}/reopen", reason="漏看一项")
    assert "没有封存" in sent(lead, f"{at}/marking/close")
    assert visit(made.assessors[2]).get(f"{at}/marking").status_code == 404, "an assessor sees nobody else's marks"
    with transaction():
        seal_sheet(sheet, by=made.assessors[1])
    assert "评分已结束" in sent(lead, f"{at}/marking/close")
    session.expire_all()
    assert made.sitting.panel.state is PanelState.CLOSED
    assert lead.post(f"{at}/marking/reopen", data={"reason": "复核"}).status_code == 403


def test_close_marking_waits_for_late_marks_and_late_recusals(made: Practical, visit):
    officer, lead = visit(made.officer), made.assessors[0]
    at = f"/assessments/sittings/{made.sitting.id}"
    sent(officer, f"{at}/marking/open")
    for assessor in made.assessors:
        for sheet in tablets.sheets_of(assessor):
            tablets.sealed(sheet, "25", "15", by=assessor)
    sheet = tablets.sheets_of(made.assessors[1])[0]
    (outcome,) = apply_marks([tablets.operation(sheet, 1, "24", base_rev=1)], by=made.assessors[1])
    assert outcome["status"] == "late"
    assignment = next(one for one in made.sitting.duties if one.official_id == made.officials[2].id)
    seat = made.sitting.seats[1]
    sent(officer, f"/assessments/assignments/{assignment.id}/recusals", seat=seat.id, ground="relative")
    page = sent(officer, f"{at}/marking/close")
    assert "有迟到的分数还没有裁定" in page and "封存之后登记了回避" in page
    late = session.scalars(select(LateMark)).one()
    assert "不予采纳，原分数不变" in sent(visit(lead), f"{at}/late-marks/{late.id}/dismiss", reason="封存后才改")
    conflicting = tablets.sheets_of(made.assessors[2])[1]
    sent(officer, f"{at}/sheets/{conflicting.id}/reopen", reason="应当回避")
    sent(officer, f"{at}/sheets/{conflicting.id}/recuse", reason="亲属")
    assert "评分已结束" in sent(officer, f"{at}/marking/close")


def test_list_duties_asks_as_much_for_six_officials_as_for_four(made: Practical, visit, query_count):
    officer, address = visit(made.officer), f"/assessments/sittings/{made.sitting.id}/duties"
    officer.get(address)
    with query_count() as four:
        officer.get(address)
    for _ in range(2):
        on_duty(made, SittingDuty.ASSESSOR)
    with query_count() as six:
        officer.get(address)
    assert len(four) == len(six)
