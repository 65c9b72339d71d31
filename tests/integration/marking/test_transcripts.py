"""Paper sheets typed twice: equal values seal, different ones wait for a third; the persons are never the same."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.outbox import DeviceOperation
from marking.panels.rules import MarkSource
from marking.sheets.models import Sheet
from marking.sheets.operations import reopen_sheet
from marking.sheets.rules import SheetState
from marking.transcripts.models import Transcript
from marking.transcripts.operations import Typed, settle_transcript, transcribe_sheet
from marking.transcripts.queries import PaperSheet, read_paper_sheets
from marking.transcripts.rules import PaperTotal, TranscriptState, TypingStep
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import marking, people

RIGHT = ("8.5", "2", "12.3")


class Desk:
    """A panel on paper with one sheet, its rater, and three officers who type."""

    def __init__(self) -> None:
        district = people.organisation("示例区总工会")
        self.officers = [people.account(Role.DISTRICT_OFFICER, district, username=f"officer{n}") for n in range(4)]
        self.rater = marking.judge(district)
        self.panel = marking.panel(district, self.rater, subjects=1, by=self.officers[0])
        self.panel.source = MarkSource.PAPER
        session.commit()
        self.sheet = marking.sheets_of(self.rater)[0]

    def type(self, by: int, *texts: str, total: PaperTotal | None = None) -> Transcript:
        criteria = self.panel.scheme.criteria
        typed = Typed({one.id: text for one, text in zip(criteria, texts, strict=True)}, total or PaperTotal())
        with transaction():
            return transcribe_sheet(self.sheet, typed, by=self.officers[by])

    def settle(self, by: int, **texts: str) -> Transcript:
        ids = {one.code: one.id for one in self.panel.scheme.criteria}
        with transaction():
            given = {ids[code.removeprefix("c")]: text for code, text in texts.items()}
            return settle_transcript(self.sheet, given, by=self.officers[by])

    def paper(self) -> PaperSheet:
        session.expire_all()
        return read_paper_sheets([self.panel.id])[0]

    def marks(self) -> list[Decimal | None]:
        return [mark.value for mark in sorted(self.sheet.marks, key=lambda mark: mark.criterion.position)]


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


def test_transcribe_sheet_twice_alike_writes_the_marks_and_seals(desk: Desk):
    desk.type(0, *RIGHT)
    assert (desk.paper().step, desk.marks()) == (TypingStep.SECOND, [])
    transcript = desk.type(1, *RIGHT)
    assert (transcript.state, desk.paper().step) == (TranscriptState.AGREED, TypingStep.DONE)
    assert (desk.sheet.state, desk.sheet.version) == (SheetState.SEALED, 1)
    assert desk.marks() == [Decimal("8.5"), Decimal(2), Decimal("12.3")]
    streams = session.scalars(select(DeviceOperation.stream).join(Sheet, Sheet.id == desk.sheet.id)).all()
    assert streams == ["paper"] * 3
    sealing = session.scalars(select(AuditEntry).where(AuditEntry.action == "seal_sheet")).one()
    assert sealing.reason == "纸质评分表，两次录入一致"


def test_transcribe_sheet_that_differs_waits_for_a_third_person(desk: Desk):
    desk.type(0, *RIGHT)
    transcript = desk.type(1, "8.5", "3", "13.2")
    assert (transcript.state, desk.sheet.state, desk.marks()) == (TranscriptState.DIFFERING, SheetState.OPEN, [])
    assert [(one.first, one.second) for one in transcript.values if one.agreed is None] == [
        (Decimal(2), Decimal(3)),
        (Decimal("12.3"), Decimal("13.2")),
    ]
    desk.settle(2, c2="3", c3="12.3")
    assert desk.marks() == [Decimal("8.5"), Decimal(3), Decimal("12.3")]
    assert (desk.sheet.state, desk.paper().step) == (SheetState.SEALED, TypingStep.DONE)


@pytest.mark.parametrize("by", [0, 1])
def test_settle_transcript_is_not_for_those_who_typed(desk: Desk, by: int):
    desk.type(0, *RIGHT)
    desk.type(1, "8.5", "3", "12.3")
    with pytest.raises(Refused, match="由第三人对照纸质评分表裁定"):
        desk.settle(by, c2="3")
    with pytest.raises(Refused, match="由第三人对照纸质评分表裁定"):
        desk.type(by, *RIGHT)


def test_settle_transcript_wants_every_difference_and_a_possible_value(desk: Desk):
    desk.type(0, *RIGHT)
    desk.type(1, "8.5", "3", "12.4")
    with pytest.raises(Refused) as refusal:
        desk.settle(2, c2="4")
    assert refusal.value.reasons == [
        "“整体观感”：应在 0 至 3 之间。",
        "“尺寸偏差”还没有录入；纸上没有打分的，请交裁判长处理，不按 0 分录入。",
    ]


def test_transcribe_sheet_by_the_first_person_again_replaces_his_own_typing(desk: Desk):
    desk.type(0, "8", "2", "12.3")
    desk.type(0, *RIGHT)
    assert desk.type(1, *RIGHT).state is TranscriptState.AGREED


def test_transcribe_sheet_is_not_for_its_own_judge(desk: Desk):
    desk.officers[0] = desk.rater
    with pytest.raises(Refused, match="这是您本人评的评分表"):
        desk.type(0, *RIGHT)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (("8.5", "2", ""), "“尺寸偏差”还没有录入；纸上没有打分的，请交裁判长处理，不按 0 分录入。"),
        (("8.7", "2", "12.3"), "“焊缝余高”：应是 0.5 的整数倍。"),
        (("8.5", "2", "1e1"), "“尺寸偏差”只能用半角数字和小数点，例如 8.5。"),
        (("8.5", "２", "12.3"), "“整体观感”只能用半角数字和小数点，例如 8.5。"),
        (("10.5", "2", "12.3"), "“焊缝余高”：应在 0 至 10 之间。"),
    ],
)
def test_transcribe_sheet_refuses_what_cannot_stand_on_the_paper(desk: Desk, texts, reason):
    with pytest.raises(Refused) as refusal:
        desk.type(0, *texts)
    assert refusal.value.reasons == [reason]
    assert session.scalars(select(Transcript)).all() == []


def test_transcribe_sheet_compares_the_total_on_the_paper(desk: Desk):
    with pytest.raises(Refused, match=r"各项合计 22\.8，纸上合计 23，相差 0\.2"):
        desk.type(0, *RIGHT, total=PaperTotal(Decimal(23)))
    assert desk.type(0, *RIGHT, total=PaperTotal(Decimal(23), faulty=True)).first_total == Decimal(23)
    assert desk.type(1, *RIGHT, total=PaperTotal(Decimal("22.8"))).state is TranscriptState.AGREED


def test_transcribe_sheet_says_nothing_of_the_values_in_the_log(desk: Desk):
    desk.type(0, *RIGHT)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "transcribe_sheet")).one()
    assert entry.changes == {}


def test_transcribe_sheet_begins_anew_once_the_chief_judge_has_reopened_it(desk: Desk):
    desk.type(0, *RIGHT)
    desk.type(1, *RIGHT)
    with transaction():
        reopen_sheet(desk.sheet, reason="纸面涂改未签名", by=desk.officers[0])
    assert desk.paper().step is TypingStep.FIRST
    desk.type(1, "9", "2", "12.3")
    desk.type(0, "9", "2", "12.3")
    assert (desk.marks()[0], desk.sheet.version) == (Decimal(9), 2)
    assert [one.round for one in session.scalars(select(Transcript).order_by(Transcript.id))] == [1, 2]


def test_transcribe_sheet_is_refused_for_tablets(desk: Desk):
    desk.panel.source = MarkSource.TABLET
    session.commit()
    with pytest.raises(Refused, match="由裁判在平板上评分，不用录入"):
        desk.type(0, *RIGHT)


def rows(desk: Desk, first: Account, second: Account, third: Account | None) -> dict[str, object]:
    now = clock.now()
    return {
        "sheet_id": desk.sheet.id,
        "round": 1,
        "state": "agreed",
        "first_by": first.id,
        "first_at": now,
        "second_by": second.id,
        "second_at": now,
        "third_by": third and third.id,
        "third_at": third and now,
    }


@pytest.mark.parametrize(("first", "second", "third"), [(0, 0, None), (0, 1, 0), (0, 1, 1)])
def test_the_database_itself_refuses_the_same_person_twice(desk: Desk, first: int, second: int, third: int | None):
    """Raw SQL: no permission, no role and no page has a say in it."""
    people_of: Any = [desk.officers[first], desk.officers[second], None if third is None else desk.officers[third]]
    with pytest.raises(IntegrityError, match=r"second_is_another|third_is_another"):
        session.execute(insert(Transcript), [rows(desk, *people_of)])
    session.rollback()
    session.execute(insert(Transcript), [rows(desk, desk.officers[0], desk.officers[1], desk.officers[2])])


def test_read_paper_sheets_asks_the_database_once_however_many_there_are(app: Flask, query_count):
    counts = []
    for subjects in (3, 30):
        district = people.organisation(f"示例{subjects}区总工会")
        officer, rater = people.account(Role.DISTRICT_OFFICER, district), marking.judge(district)
        panel = marking.panel(district, rater, subjects=subjects, by=officer)
        session.expire_all()
        with query_count() as statements:
            found = read_paper_sheets([panel.id])
            said = [(one.step, one.sheet.subject.label, one.waits_for(officer)) for one in found]
        assert len(said) == subjects
        counts.append(len(statements))
    assert counts[0] == counts[1]
