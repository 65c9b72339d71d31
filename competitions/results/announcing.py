"""What a result says in public: ranks, names, units, totals and awards. No identity numbers, no judges, no reasons."""

from datetime import datetime
from typing import Any

from competitions.planning.rules import PARTNER_TITLES
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.rules import reason_in_public
from foundation import clock
from notices.models import PublicNotice
from notices.rules import NoticeFacts, NoticeTable
from scoring.marks import EntryStatus

COLUMNS = ("成绩名次", "评奖名次", "参赛号", "姓名或队名", "单位", "总分", "奖项")


def announcement_title(version: ResultVersion) -> str:
    """The title of the notice."""
    return f"{version.stage.audit_label} 成绩公示"


def announcement(version: ResultVersion) -> NoticeFacts:
    """The facts of the notice: one table for each category, the ranked first; nobody vanishes."""
    event = version.stage.event
    tables: dict[str, list[tuple[str, ...]]] = {}
    for line in lines_of(version):
        tables.setdefault(line.category.title, []).append(_row(line))
    partners = tuple((PARTNER_TITLES[partner.role], partner.name) for partner in event.competition.partners)
    return NoticeFacts(
        opening="现将竞赛成绩公示如下。公示期内，对公示内容有异议的，请实名提出并写明依据。",
        pairs=(
            ("竞赛", event.competition.audit_label),
            ("赛项", event.title),
            ("阶段", version.stage.title),
            *partners,
            ("成绩版本", f"第 {version.number} 版"),
            ("成绩指纹", version.digest[:16]),
        ),
        tables=tuple(NoticeTable(title, COLUMNS, tuple(rows)) for title, rows in tables.items()),
    )


def printed_announcement(notice: PublicNotice, address: str) -> dict[str, Any]:
    """What the notice says on paper: its frozen facts, its time, and where to read it and object."""
    return {
        **notice.facts,
        "title": notice.title,
        "organisation": notice.organisation.name,
        "opens_at": _written(notice.opens_at),
        "closes_at": _written(notice.closes_at),
        "opens_on": clock.in_shanghai(notice.opens_at).date(),
        "void_reason": notice.void_reason,
        "address": address,
    }


def _written(moment: datetime) -> str:
    return f"{clock.in_shanghai(moment):%Y年%m月%d日 %H:%M}"


def _row(line: ResultLine) -> tuple[str, ...]:
    status = reason_in_public(EntryStatus(line.working["status"]))
    return (
        str(line.score_rank or ""),
        str(line.award_rank or ("不参评" if line.score_rank else "")),
        f"{line.contest_number:03d}",
        line.entry.title,
        line.entry.organisation.name,
        line.working["total"] or status,
        line.award,
    )
