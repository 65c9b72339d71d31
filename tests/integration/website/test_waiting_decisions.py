"""Decisions that wait for one person on the home page: late marks for the chief judge, corrections for the second."""

from decimal import Decimal

from flask import Flask

from foundation.database import session
from marking.sheets.marks import apply_marks
from marking.sheets.models import LateMark, Sheet
from marking.sheets.rules import LateMarkState
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import corrections, marking, people, results
from website.waiting import waiting_for


def test_late_marks_wait_for_the_chief_of_their_panel_alone(app: Flask):
    contest = results.scored([["90"], ["80"]])
    sheet = marking.sheets_of(contest.judges[0])[0]
    late = marking.operation(sheet, 1, "1", base_rev=1)
    with app.test_request_context():
        assert _count(contest.chief, "迟到的打分") == 0
        assert [one["status"] for one in apply_marks([late], by=contest.judges[0])] == ["late"]
        assert _count(contest.chief, "迟到的打分") == 1
        stranger = marking.judge(contest.district, role=Role.CHIEF_JUDGE)
        assert _count(stranger, "迟到的打分") == 0
        session.query(LateMark).one().state = LateMarkState.SUPERSEDED
        assert _count(contest.chief, "迟到的打分") == 0
    assert session.get_one(Sheet, sheet.id).marks[0].value != Decimal(1)


def test_a_proposed_correction_waits_for_somebody_else(app: Flask):
    contest = results.judged([["90", "92"], ["80", "81"]])
    version = results.frozen(contest)
    change = corrections.mark_change(contest, "选手1", "1", "40")
    proposed = corrections.proposed(contest, version, change, by=contest.chief)
    with app.test_request_context():
        assert _count(contest.chief, "更正") == 0, "who proposed it does not approve it"
        assert _count(contest.officer, "更正") == 1
        elsewhere = people.account(Role.DISTRICT_OFFICER, people.organisation("另一示例区总工会"))
        assert _count(elsewhere, "更正") == 0
    assert proposed.proposed_by_id == contest.chief.id


def _count(account: Account, words: str) -> int:
    return sum(one.count for one in waiting_for(account) if words in one.title)
