"""Assessors on tablets: three of them mark candidates, a key skill is failed, one steps aside."""

from decimal import Decimal

import pytest
from flask import Flask

from assessments.batches.queries import nodes_done
from assessments.batches.rules import Node
from assessments.sittings import duties, marking
from assessments.sittings.duties import note_preparation
from assessments.sittings.marks import marked_scores, unscored_seats
from assessments.sittings.progress import sheets_to_mark
from assessments.sittings.queries_duties import unmet_duties
from assessments.sittings.rules import Attendance, SittingDuty
from assessments.sittings.rules_marking import MarkedScore
from assessments.sittings.tablet import tablet_panels
from assessments.standards.rules import Part
from competitions.judging.operations import add_judge
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.panels.rules import ConflictGround, Duty, PanelState
from people.accounts.models import Account, RoleGrant
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, judging, people
from tests.factories import marking as tablets
from tests.factories.assessing import Practical, on_duty, practical, sitting_of


@pytest.fixture
def made(app: Flask) -> Practical:
    return practical()


def opened(made: Practical, *, blind: bool = True) -> Practical:
    with transaction():
        marking.open_marking(made.sitting, blind=blind, by=made.officer)
    return made


def mark(assessor: Account, *sheets: tuple[str, str]) -> None:
    """Seal the assessor's open sheets with these marks, in the order of the seats."""
    own = [sheet for sheet in tablets.sheets_of(assessor) if sheet.state.value == "open"]
    for sheet, marks in zip(own, sheets, strict=True):
        tablets.sealed(sheet, *marks, by=assessor)


def test_open_marking_wants_complete_duties_or_leave(made: Practical):
    with transaction():
        duties.remove_official(made.sitting.duties[0], reason="临时有事", by=made.officer)
    lacking = ["考评员（含组长）应不少于 3 人，已安排 2 人。", "应有考评组长 1 人，已安排 0 人。"]
    assert unmet_duties(made.sitting) == lacking
    with pytest.raises(Refused) as refusal:
        opened(made)
    assert refusal.value.reasons == lacking
    with pytest.raises(Refused), transaction():
        duties.sanction_duties(made.sitting, ground=" ", by=made.reviewer)
    with transaction():
        duties.sanction_duties(made.sitting, ground="组长途中受阻，经督导员同意", by=made.reviewer)
    assert unmet_duties(made.sitting) == []
    assert opened(made).sitting.panel.state is PanelState.OPEN


def test_marked_scores_are_means_with_key_skills_and_recusals(made: Practical):
    """Totals of 50: 第一位 (45, 40, 42) and 第二位, from whom the third assessor steps aside as his master."""
    opened(made)
    first, second = (seat.id for seat in made.sitting.seats)
    with transaction():
        apprentice = made.sitting.seats[1].application.person
        duties.record_recusal(made.assessors[2], apprentice, ConflictGround.MENTOR, by=made.officer)
    mark(made.assessors[0], ("28", "17"), ("28", "12"))
    mark(made.assessors[1], ("25", "15"), ("29", "11"))
    assert marked_scores(made.sitting) == {}
    assert unscored_seats(made.sitting)[first] == "1 号工位还有 1 张评分表没有封存。"
    mark(made.assessors[2], ("26", "16"))
    assert marked_scores(made.sitting) == {first: MarkedScore(Decimal("84.67"), [], 3)}
    assert unscored_seats(made.sitting) == {
        second: "2 号工位按规定回避后只有 2 人评分，应不少于 3 人，请加派考评人员。"
    }
    with transaction():
        duties.sanction_duties(made.sitting, ground="无其他考评员可派，经审核同意由两人评分", by=made.reviewer)
    assert marked_scores(made.sitting)[second] == MarkedScore(Decimal("80.00"), ["B 摘酒"], 2)
    with transaction():
        marking.close_marking(made.sitting, by=made.officer)
    assert made.sitting.panel.state is PanelState.CLOSED


def test_assign_official_later_gives_the_sheets_that_recusal_took(made: Practical):
    opened(made)
    with transaction():
        person = made.sitting.seats[0].application.person
        duties.record_recusal(made.assessors[0], person, ConflictGround.RELATIVE, by=made.officer)
    late = on_duty(made, SittingDuty.ASSESSOR)
    assert [sheet.subject.label for sheet in tablets.sheets_of(late)] == ["1 号工位", "2 号工位"]
    for assessor in (*made.assessors[1:], late):
        mark(assessor, ("30", "20"), ("30", "20"))
    mark(made.assessors[0], ("30", "20"))
    scores = marked_scores(made.sitting)
    assert [scores[seat.id].raters for seat in made.sitting.seats] == [3, 4]


def test_absent_candidates_need_no_sheets(made: Practical):
    opened(made, blind=False)
    with transaction():
        made.sitting.seats[1].attendance = Attendance.ABSENT
    waiting = [sheet.subject.label for sheet in session.scalars(sheets_to_mark(made.assessors[0]))]
    assert waiting == ["1 号工位 · 考生甲"]
    for assessor in made.assessors:
        tablets.sealed(tablets.sheets_of(assessor)[0], "30", "20", by=assessor)
    with transaction():
        marking.close_marking(made.sitting, by=made.officer)
    assert list(marked_scores(made.sitting)) == [made.sitting.seats[0].id]
    panel = tablet_panels(made.assessors[0])[0]
    assert [panel.places[f"seat:{seat.id}"].excused for seat in made.sitting.seats] == ["", "缺考"]
    assert tablets.sheets_of(made.assessors[0])[0].subject.label == "1 号工位 · 考生甲"


def test_assign_official_refuses_with_every_reason(made: Practical):
    sitting = made.sitting
    with pytest.raises(Refused) as twice, transaction():
        duties.assign_official(sitting, made.officials[0], SittingDuty.INSPECTOR, by=made.officer)
    assert "督导员不能兼考评员" in twice.value.message
    with pytest.raises(Refused) as second_lead:
        on_duty(made, SittingDuty.LEAD_ASSESSOR)
    assert "已有考评组长" in second_lead.value.message
    other = sitting_of(sitting.item, "操作技能第二场", hours_later=2.9)
    with pytest.raises(Refused) as busy, transaction():
        duties.assign_official(other, made.officials[1], SittingDuty.ASSESSOR, by=made.officer)
    assert busy.value.reasons == ["同一时间已安排在“操作技能第一场”，不能同时在两处。"]
    following = sitting_of(sitting.item, "操作技能第三场", hours_later=3)
    with transaction():
        duties.assign_official(following, made.officials[1], SittingDuty.ASSESSOR, by=made.officer)
    assert "与本站点上一次考评相比应轮换 1 人以上，现只轮换 0 人。" in unmet_duties(following)


def test_a_comprehensive_review_is_marked_by_reviewers(app: Flask):
    made = opened(practical(1, level=Level.TWO, part=Part.COMPREHENSIVE))
    for assessor in made.assessors:
        mark(assessor, ("29", "20"))
    assert marked_scores(made.sitting) == {made.sitting.seats[0].id: MarkedScore(Decimal("98.00"), [], 3)}


def test_one_tablet_holds_the_sheets_of_a_judge_who_is_an_assessor(made: Practical, app: Flask):
    contest = judging.drawn(judges=1)
    both = made.assessors[1]
    with transaction():
        both.grants.append(RoleGrant(role=Role.JUDGE, organisation=contest.district))
        add_judge(contest.stage.modules[0], both, Duty.MARKING, by=contest.officer)
    opened(made)
    panels = people.sign_in(app.test_client(), both).get("/judging/sheets.json").json["panels"]
    assert [panel["event"] for panel in panels] == [contest.stage.event.title, "白酒酿造工 四级/中级工"]
    assert [one["title"] for one in panels[1]["criteria"]] == ["摊晾拌曲", "★ 摘酒"]
    assert [(panel["who"], panel["chief"]) for panel in panels] == [("选手", "裁判长"), ("考生", "考评组长")]
    assert [(one["label"], one["workstation"]) for one in panels[1]["sheets"]] == [("1 号工位", 1), ("2 号工位", 2)]


def test_assign_official_completes_the_preparation_once_everybody_is_seated(made: Practical):
    batch, inspector = made.sitting.batch, made.officials[-1]
    with transaction():
        duties.remove_official(made.sitting.duties[-1], reason="另有任务", by=made.officer)
    assessments.worked_off(batch, Node.SEATING)
    with transaction():
        note_preparation(batch, by=made.officer)
    assert Node.PREPARATION not in nodes_done(batch)
    with transaction():
        duties.assign_official(made.sitting, inspector, SittingDuty.INSPECTOR, by=made.officer)
    assert Node.PREPARATION in nodes_done(batch)
