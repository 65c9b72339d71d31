"""A result put up for public notice: numbers, titles, units, places and awards; never persons' data."""

from foundation.database import lock, session
from foundation.lifecycle import advance
from notices.models import PublicNotice
from notices.operations import put_up_notice
from notices.rules import NoticeFacts, NoticeTable
from people.accounts.models import Account
from scoring.numbers import as_text
from studios.contests.models_results import Award, ContestResult
from studios.contests.rules import CONTEST_KIND_TITLES, GradeBasis

COLUMNS = ("编号", "名称", "申报单位", "总分", "名次", "奖项")
VOTE_COLUMNS = ("编号", "名称", "申报单位", "票数", "奖项")


def notice_result(result: ContestResult, *, by: Account) -> PublicNotice:
    """Put a result up for as many days as the call says."""
    lock(result)
    contest = result.contest
    title = f"{contest.title}结果{'续公示' if result.version > 1 else '公示'}"
    notice = put_up_notice(
        reference_of(result),
        title=title,
        facts=notice_facts(result),
        organisation=contest.organisation,
        days=contest.notice_days,
        by=by,
    )
    session.flush()
    result.notice = notice
    advance(result, "notice_result", by=by)
    return notice


def reference_of(result: ContestResult) -> str:
    """What the notice of a result is about."""
    return f"contest-result:{result.id}"


def notice_facts(result: ContestResult) -> NoticeFacts:
    """What the public reads: those with an award in order of place, then the prizes of the vote."""
    contest = result.contest
    opening = f"{contest.organisation.name}现将“{contest.title}”的结果予以公示。"
    if result.version > 1:
        opening = f"{contest.organisation.name}对“{contest.title}”更正后的结果续公示，以本公示为准。"
    pairs = (
        ("征集内容", CONTEST_KIND_TITLES[contest.kind]),
        ("评审环节", " → ".join(step.title for step in contest.steps)),
        ("获奖", f"{len(result.awards)} 项"),
        ("异议", "公示期内可以实名提出异议；对一项的异议只影响这一项。"),
    )
    tables = [NoticeTable("按总分", COLUMNS, tuple(_rows(result, GradeBasis.TOTAL)))]
    if voted := tuple(_rows(result, GradeBasis.VOTES)):
        tables.append(NoticeTable("按票数单独设奖", VOTE_COLUMNS, voted))
    return NoticeFacts(opening, pairs, tuple(tables))


def _rows(result: ContestResult, basis: GradeBasis) -> list[tuple[str, ...]]:
    lines = {line.submission_id: line for line in result.lines}
    awards = sorted(
        (award for award in result.awards if award.grade.basis is basis),
        key=lambda award: (award.grade.place, lines[award.submission_id].rank, award.submission.number or 0),
    )
    rows = []
    for award in awards:
        line = lines[award.submission_id]
        worth = (as_text(line.total), str(line.rank)) if basis is GradeBasis.TOTAL else (str(line.votes or 0),)
        rows.append((*_named(award), *worth, award.grade.title))
    return rows


def _named(award: Award) -> tuple[str, str, str]:
    submission = award.submission
    return submission.number_text, submission.title, submission.organisation.name
