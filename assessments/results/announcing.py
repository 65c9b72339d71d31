"""Outcomes put up for public notice: names, ticket numbers and whether passed; never identity numbers."""

from collections.abc import Iterable

from assessments.batches.models import Batch, BatchItem
from assessments.results.models import Outcome
from assessments.results.queries import outcomes_of
from assessments.results.rules import OutcomeState
from assessments.results.standing import reference_of
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance_all
from notices.models import PublicNotice
from notices.operations import put_up_notice
from notices.rules import NoticeFacts, NoticeState, NoticeTable
from people.accounts.models import Account

COLUMNS = ("准考证号", "姓名", "认定结果")


def notice_outcomes(batch: Batch, *, passed_only: bool = False, by: Account) -> PublicNotice:
    """Put up the outcomes of a plan that wait for it, for the plan's working days.

    A later one is a supplementary notice for those redecided. `passed_only`: names only those who passed.
    """
    lock(batch)
    waiting = awaiting_notice(batch)
    if not waiting:
        raise Refused("没有等待公示的认定结果。请先作出认定结果。")
    supplementary = any(outcome.notice_id for outcome in outcomes_of(batch) if outcome not in waiting)
    notice = put_up_notice(
        reference_of(batch),
        title=f"{batch.title}结果{'续公示' if supplementary else '公示'}",
        facts=notice_facts(batch, waiting, passed_only=passed_only, supplementary=supplementary),
        organisation=batch.body.organisation,
        working_days=batch.notice_days,
        by=by,
    )
    session.flush()
    for outcome in waiting:
        outcome.notice = notice
    advance_all(waiting, "notice_outcome", by=by)
    return notice


def awaiting_notice(batch: Batch) -> list[Outcome]:
    """The outcomes that were decided and not put up, or whose notice was voided."""
    return [
        outcome
        for outcome in outcomes_of(batch)
        if outcome.state is OutcomeState.DECIDED
        or (outcome.state is OutcomeState.NOTICED and outcome.notice and outcome.notice.state is NoticeState.VOIDED)
    ]


def notice_facts(batch: Batch, outcomes: Iterable[Outcome], *, passed_only: bool, supplementary: bool) -> NoticeFacts:
    """What the public reads: one table for each occupation and level, by ticket number."""
    shown = [outcome for outcome in outcomes if outcome.passed or not passed_only]
    items = {outcome.application.item_id: outcome.application.item for outcome in shown}
    opening = f"{batch.body.title}现将“{batch.title}”的认定结果予以公示。"
    if supplementary:
        opening = f"{batch.body.title}对“{batch.title}”中经复核更正的认定结果续公示，以本公示为准。"
    pairs = (
        ("评价机构", batch.body.title),
        ("考试日期", f"{batch.examined_on:%Y-%m-%d}"),
        ("公示范围", "合格人员" if passed_only else "全部参加认定人员"),
        ("公示人数", f"{len(shown)} 人，其中合格 {sum(outcome.passed for outcome in shown)} 人"),
        ("异议", "公示期内可以实名提出异议；对个人的异议只影响本人。"),
    )
    ordered = sorted(items.values(), key=lambda item: (item.occupation_code, item.trade, item.level))
    return NoticeFacts(opening, pairs, tuple(_table(item, shown) for item in ordered))


def _table(item: BatchItem, shown: Iterable[Outcome]) -> NoticeTable:
    rows = tuple(_row(outcome) for outcome in shown if outcome.application.item_id == item.id)
    return NoticeTable(item.title, COLUMNS, rows)


def _row(outcome: Outcome) -> tuple[str, str, str]:
    application = outcome.application
    return application.ticket_number or "", application.person.name, "合格" if outcome.passed else "不合格"
