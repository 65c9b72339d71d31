"""Recusal: what is declared and recorded, what follows for sheets, and the substitute who fills the gap."""

import pytest
from flask import Flask
from sqlalchemy import select

from competitions.judging.operations import add_judge, close_judging, open_judging, seat_substitute
from competitions.judging.queries import entry_marks, panels_of
from competitions.judging.recusal import gaps_of, recusals, replacements
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from marking.panels.models import Conflict
from marking.panels.rules import ConflictGround, Duty
from marking.sheets.operations import reopen_sheet
from marking.sheets.recusal import declare_conflict, record_conflict, withdraw_conflict
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import judging, marking, people

pytestmark = pytest.mark.usefixtures("app")
TWO_JUDGES = ({"code": "A", "title": "实际操作", "weight": 100, "minimum_panel": 2},)


@pytest.fixture
def visit(app: Flask):
    return lambda account: people.sign_in(app.test_client(), account)


def states(judge: Account) -> list[SheetState]:
    session.expire_all()
    return [sheet.state for sheet in marking.sheets_of(judge)]


def declare(judge: Account, ground: ConflictGround = ConflictGround.RELATIVE, **facts: str) -> Conflict:
    with transaction():
        return declare_conflict(judge, ground, **facts)


def test_declare_conflict_before_judging_recuses_when_the_sheets_are_opened(app: Flask):
    contest = judging.drawn()
    first, second = contest.judges
    declare(first, person_name="选手 2")
    declare(second, unit_name=contest.units[2].name.removesuffix("工会"))
    with transaction():
        judging.seat(contest)
        open_judging(contest.stage, by=contest.officer)
    assert states(first) == [SheetState.OPEN, SheetState.RECUSED, SheetState.OPEN]
    assert states(second) == [SheetState.OPEN, SheetState.OPEN, SheetState.RECUSED]
    reasons = session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "recuse_judge")).all()
    assert set(reasons) == {"按规定自动回避。"}


def test_record_conflict_during_judging_recuses_open_sheets_at_once(app: Flask):
    contest = judging.opened()
    judge = contest.judges[0]
    person = contest.entries[1].members[0].person
    with transaction():
        record_conflict(judge, ConflictGround.MENTOR, person=person, by=contest.officer)
    assert states(judge) == [SheetState.OPEN, SheetState.RECUSED, SheetState.OPEN]
    with transaction():
        record_conflict(judge, ConflictGround.STUDIO, organisation=contest.units[0], by=contest.officer)
    assert states(judge) == [SheetState.RECUSED, SheetState.RECUSED, SheetState.OPEN]


def test_a_conflict_that_comes_out_after_sealing_stands_against_closing(app: Flask):
    contest = judging.opened(entries=1, judges=2)
    for judge in contest.judges:
        marking.sealed(marking.sheets_of(judge)[0], "50", "30", by=judge)
    late = contest.judges[0]
    declare(late, person_name="选手1")
    assert states(late) == [SheetState.SEALED]
    with pytest.raises(Refused) as refused, transaction():
        close_judging(contest.stage, by=contest.chief)
    assert refused.value.reasons == [f"应当回避，请裁判长解封后登记回避：第1场 11号工位 · {late.display_name}"]
    sheet = marking.sheets_of(late)[0]
    with transaction():
        reopen_sheet(sheet, reason="发现师徒关系", by=contest.chief)
    outcome = marking.mark(sheet, "40", by=late)[0]
    assert (outcome["status"], outcome["code"]) == ("refused", "own-unit")


def test_withdraw_conflict_needs_a_reason_and_stays_readable(app: Flask):
    contest = judging.drawn()
    judge = contest.judges[0]
    made = declare(judge, person_name="选手1")
    assert recusals(contest.stage, [judge]) == {judge.id: 1}
    with pytest.raises(Refused, match="写明原因"), transaction():
        withdraw_conflict(made, reason=" ", by=contest.officer)
    with transaction():
        withdraw_conflict(made, reason="同名不同人", by=contest.officer)
    assert recusals(contest.stage, [judge]) == {judge.id: 0}
    with pytest.raises(Refused, match="已经撤回"), transaction():
        withdraw_conflict(made, reason="再撤一次", by=contest.officer)


def test_declare_conflict_with_nobody_is_refused(app: Flask):
    judge = marking.judge(people.organisation())
    with pytest.raises(Refused, match="至少一项"):
        declare(judge, person_name=" ")


def test_open_judging_asks_for_the_minimum_after_recusal(app: Flask):
    contest = judging.drawn(entries=2, judges=2, modules=TWO_JUDGES)
    declare(contest.judges[0], person_name="选手2")
    with transaction():
        judging.seat(contest)
    with pytest.raises(Refused) as refused, transaction():
        open_judging(contest.stage, by=contest.officer)
    assert refused.value.reasons == ["回避之后评分裁判不足：实际操作 第1场 12号工位只有 1 名，至少 2 名。"]


def test_replacements_are_free_of_conflicts_and_the_least_loaded_come_first(app: Flask):
    contest = judging.drawn(entries=2, judges=2, modules=TWO_JUDGES)
    declare(contest.judges[0], person_name="选手2")
    with transaction():
        judging.seat(contest)
    busy, idle, tied = (marking.judge(contest.district) for _ in range(3))
    declare(tied, person_name="选手2")
    marking.panel(contest.district, busy, by=contest.officer)
    (gap,) = gaps_of(contest.stage)
    proposed = replacements(gap, by=contest.officer)
    assert {one.account.id for one in proposed} == {busy.id, idle.id, contest.chief.id}
    assert (proposed[-1].account.id, proposed[-1].load) == (busy.id, 2)


def test_seat_substitute_marks_only_those_who_lack_a_judge(app: Flask):
    contest = judging.drawn(entries=3, judges=2, modules=TWO_JUDGES)
    declare(contest.judges[0], person_name="选手2")
    other = marking.judge(contest.district)
    with transaction():
        judging.seat(contest)
        assert seat_substitute(contest.stage.modules[0], other, by=contest.officer) == 0
    with transaction():
        open_judging(contest.stage, by=contest.officer)
    assert [sheet.subject.label for sheet in marking.sheets_of(other)] == ["第1场 12号工位"]
    assert [len(one.sheets["A"]) for one in entry_marks(contest.stage)] == [2, 2, 2]
    assert gaps_of(contest.stage) == []


def test_seat_substitute_during_judging_and_again_for_a_further_gap(app: Flask):
    contest = judging.opened(entries=3, judges=2, modules=TWO_JUDGES)
    other, module = marking.judge(contest.district), contest.stage.modules[0]
    declare(contest.judges[0], person_name="选手1")
    (gap,) = gaps_of(contest.stage)
    assert list(gap.short.values()) == [("第1场 11号工位", 1)]
    with transaction():
        assert seat_substitute(module, other, by=contest.officer) == 1
    declare(contest.judges[1], person_name="选手3")
    with transaction():
        assert seat_substitute(module, other, by=contest.officer) == 1
    assert [sheet.subject.label for sheet in marking.sheets_of(other)] == ["第1场 11号工位", "第1场 13号工位"]
    with pytest.raises(Refused, match="另选一名"), transaction():
        seat_substitute(module, contest.judges[0], by=contest.officer)


def test_form_panels_proposes_and_seats_with_one_click(app: Flask, visit):
    contest = judging.drawn(entries=2, judges=2, modules=TWO_JUDGES)
    declare(contest.judges[0], person_name="选手2")
    with transaction():
        judging.seat(contest)
    other, module = marking.judge(contest.district), contest.stage.modules[0]
    officer, address = visit(contest.officer), f"/stages/{contest.stage.id}/panels"
    page = officer.get(address).text
    assert ("评分裁判不足 2 名" in page, other.display_name in page, "请他替补" in page) == (True, True, True)
    assert "12号工位" not in page
    answer = officer.post(f"/stages/{contest.stage.id}/modules/{module.id}/substitutes/{other.id}")
    assert answer.status_code == 302
    (member,) = [one for one in panels_of(contest.stage)[0].panel.members if one.account_id == other.id]
    assert (member.duty, member.substitute) == (Duty.MARKING, True)
    page = officer.get(address).text
    assert ("评分裁判不足" in page, "（替补）" in page) == (False, True)


def test_declare_conflict_page_never_tells_whether_anybody_competes(app: Flask, visit):
    contest = judging.opened()
    judge = visit(contest.judges[0])
    answers = []
    for key, name in (("a", "选手1"), ("b", "没有这个人")):
        form = {"person_name": name, "ground": "relative", "submission_key": key}
        answers.append(judge.post("/judging/conflicts", data=form, follow_redirects=True).text)
    assert [answer.count("已登记。凡与此有关的评分任务都会自动回避，不会另行通知。") for answer in answers] == [1, 1]
    assert "没有这个人" in answers[1] and "示例公司" not in answers[1]
    assert judge.post("/judging/conflicts", data={"ground": "mentor"}).status_code == 422


def test_record_conflict_page_is_for_officers_of_the_judge(app: Flask, visit):
    contest = judging.opened()
    judge, address = contest.judges[0], f"/judging/judges/{contest.judges[0].id}/conflicts"
    officer = visit(contest.officer)
    form = {"person_name": "选手1", "ground": "studio", "note": "同一工作室", "submission_key": "x"}
    assert "同一工作室" in officer.post(address, data=form, follow_redirects=True).text
    assert states(judge) == [SheetState.RECUSED, SheetState.OPEN, SheetState.OPEN]
    made = session.scalars(select(Conflict)).one()
    stranger = visit(people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会")))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"/judging/conflicts/{made.id}/withdraw", data={"reason": "x"}).status_code == 404
    assert visit(judge).get(address).status_code == 403
    officer.post(f"/judging/conflicts/{made.id}/withdraw", data={"reason": "登记错了"})
    assert "已撤回：登记错了" in officer.get(address).text


def test_form_panels_asks_the_database_as_often_for_three_as_for_thirty(app: Flask, visit, query_count):
    counts = []
    for entries in (3, 30):
        contest = judging.drawn(entries=entries, judges=3)
        with transaction():
            judging.seat(contest)
        officer = visit(contest.officer)
        with query_count() as statements:
            assert officer.get(f"/stages/{contest.stage.id}/panels").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_open_judging_asks_the_database_as_often_for_the_persons_of_three_as_of_thirty(app: Flask, query_count):
    counts = []
    for entries in (3, 30):
        contest = judging.drawn(entries=entries, judges=1)
        with transaction():
            add_judge(contest.stage.modules[0], contest.judges[0], Duty.MARKING, by=contest.officer)
            add_judge(contest.stage.modules[0], contest.chief, Duty.CHIEF, by=contest.officer)
        with query_count() as statements, transaction():
            open_judging(contest.stage, by=contest.officer)
        counts.append(sum("FROM marking_conflicts" in one or "FROM entry_members" in one for one in statements))
    assert counts[0] == counts[1]
