"""Stages with their judging ended, and results at each step. Call inside `app`, with the tables of jobs made."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from competitions.judging.operations import close_judging
from competitions.judging.queries import panels_of
from competitions.planning.models import Stage
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.operations import compute_result, finalise_result, freeze_result, publish_result
from competitions.results.queries import lines_of
from foundation import clock
from foundation.database import session, transaction
from foundation.outbox import DeviceOperation
from marking.sheets.models import Mark, Sheet
from marking.sheets.queries import sheet_lines, sheets_of_panels
from marking.sheets.seals import seal
from notices.models import PublicNotice
from tests.factories.judging import ONE_MODULE, Contest, opened, unsealed

Scores = Sequence[Sequence[str]]
FIVE_APART = [["90", "92"], ["80", "82"], ["77", "79"], ["70", "72"], ["60", "60"]]
SIGNATURE = [[[100, 250], [300, 120], [520, 300], [700, 180], [900, 260]]]


def scored(scores: Scores, modules: Sequence[dict[str, Any]] = ONE_MODULE) -> Contest:
    """Judging is open and every sheet sealed: `scores` has a row for each entry with a total for each judge."""
    contest = opened(len(scores), len(scores[0]), modules)
    rows = {str(entry.id): row for entry, row in zip(contest.entries, scores, strict=True)}
    judges = {judge.id: place for place, judge in enumerate(contest.judges)}
    for sheet in session.scalars(sheets_of_panels([one.panel_id for one in panels_of(contest.stage)])).all():
        seal_with(sheet, Decimal(rows[sheet.subject.reference][judges[sheet.member.account_id]]))
    session.commit()
    return contest


def judged(scores: Scores, modules: Sequence[dict[str, Any]] = ONE_MODULE) -> Contest:
    """The same with judging ended and the mappings opened."""
    contest = scored(scores, modules)
    with transaction():
        close_judging(contest.stage, by=contest.officer)
    return unsealed(contest)


def seal_with(sheet: Sheet, total: Decimal) -> None:
    """Put marks that make up `total` on a sheet, and seal it."""
    op_id = f"sheet-{sheet.id}"
    rater = sheet.member.account_id
    facts = {"stream": "marks", "device": "tablet-1", "seq": 1, "payload": {}, "outcome": {}, "made_at": clock.now()}
    session.add(DeviceOperation(op_id=op_id, actor_id=rater, **facts))
    session.flush()
    left = total
    for criterion in sheet.subject.panel.scheme.criteria:
        value = min(left, criterion.full_mark)
        session.add(Mark(sheet=sheet, criterion=criterion, value=value, op_id=op_id))
        left -= value
    session.flush()
    seal(sheet, sheet_lines(sheet), signature=SIGNATURE, by=sheet.member.account)


def computed(contest: Contest) -> ResultVersion:
    with transaction():
        return compute_result(contest.stage, by=contest.officer)


def frozen(contest: Contest) -> ResultVersion:
    version = computed(contest)
    with transaction():
        freeze_result(version, by=contest.officer)
    return version


def noticed(contest: Contest, days: int = 5) -> ResultVersion:
    version = frozen(contest)
    with transaction():
        publish_result(version, days=days, by=contest.officer)
    return version


def final(contest: Contest) -> ResultVersion:
    """Published, and final once the clock has been put after the notice's end."""
    version = noticed(contest)
    with clock.frozen(notice_of(version).closes_at + timedelta(minutes=1)), transaction():
        finalise_result(version, by=contest.officer)
    return version


def final_after(version: ResultVersion, contest: Contest) -> ResultVersion:
    """A frozen version published anew, and final."""
    with transaction():
        publish_result(version, days=5, by=contest.officer)
    with clock.frozen(notice_of(version).closes_at + timedelta(minutes=1)), transaction():
        finalise_result(version, by=contest.officer)
    return version


def notice_of(version: ResultVersion) -> PublicNotice:
    assert version.notice is not None
    return version.notice


def ranking(version: ResultVersion) -> list[tuple[str, int | None, int | None, str]]:
    """Name, score rank, award rank and award of every line, in order."""
    return [(line.entry.title, line.score_rank, line.award_rank, line.award) for line in lines_of(version)]


def line_of(version: ResultVersion, title: str) -> ResultLine:
    return next(line for line in lines_of(version) if line.entry.title == title)


def copied(version: ResultVersion, times: int) -> None:
    """As many more stages of the same event with the same published result: rows for lists, not for deciding."""
    stage = version.stage
    for place in range(times):
        other = Stage(event=stage.event, position=stage.position + 1 + place, title=f"加赛{place}", state=stage.state)
        facts = {"number": 1, "plan_version": 1, "facts": version.facts, "digest": version.digest, "computed_by": 1}
        session.add(other)
        twin = ResultVersion(stage=other, state=version.state, frozen_at=version.frozen_at, **facts)
        twin.notice = version.notice
        for line in version.lines:
            same = {name: getattr(line, name) for name in LINE_FACTS}
            twin.lines.append(ResultLine(**same))
        session.add(twin)
    session.commit()


LINE_FACTS = (
    "entry_id",
    "category_id",
    "contest_number",
    "total",
    "score_rank",
    "award_rank",
    "award",
    "status",
    "working",
)
