"""What a result says in public: ranks, names, units, totals and awards. No identity numbers, no judges, no reasons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from competitions.planning.rules import PARTNER_TITLES
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.rules import reason_in_public
from competitions.results.standings import Standing, standings_of
from competitions.results.wording import scale_score
from foundation import clock
from notices.models import PublicNotice
from notices.rules import NoticeFacts, NoticeTable
from scoring.marks import EntryStatus

COLUMNS = ("成绩名次", "评奖名次", "参赛号", "姓名或队名", "单位", "总分", "奖项")
TEAM_COLUMNS = ("名次", "单位", "计入的选手", "团体总分", "团体奖")
ORGANISATION_COLUMNS = ("单位", "奖项")


def announcement_title(version: ResultVersion) -> str:
    """The title of the notice."""
    return f"{version.stage.audit_label} 成绩公示"


def announcement(version: ResultVersion) -> NoticeFacts:
    """The facts of the notice: one table for each category and one for the teams, the ranked first; nobody vanishes."""
    event, lines = version.stage.event, lines_of(version)
    scaled = bool(version.facts["plan"]["scale"])
    columns = (*COLUMNS[:-1], "折算分", COLUMNS[-1]) if scaled else COLUMNS
    tables: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        tables.setdefault(line.category.title, []).append(_row(line, scaled=scaled))
    ranking = [NoticeTable(title, columns, tuple(rows)) for title, rows in tables.items()]
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
        tables=(*ranking, *_team_tables(version, standings_of(version, lines))),
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


def _team_tables(version: ResultVersion, standings: Sequence[Standing]) -> list[NoticeTable]:
    """The teams by rank with the members that count, and the units that are honoured; nothing without teams."""
    if not standings:
        return []
    found = [NoticeTable("团体名次", TEAM_COLUMNS, tuple(_team_row(one) for one in standings))]
    honoured = [(one.name, one.organisation_award) for one in standings if one.organisation_award]
    if "organisations" in version.facts:
        base = version.facts["organisations"]["base"]
        found.append(NoticeTable(f"优秀组织奖（按 {base} 个单位计算）", ORGANISATION_COLUMNS, tuple(honoured)))
    return found


def _team_row(one: Standing) -> tuple[str, ...]:
    counted = "、".join(f"{member.line.entry.title} {member.value}" for member in one.counted)
    facts = one.facts
    return (str(facts["rank"] or ""), one.name, counted or facts["reason"], facts["total"] or "", facts["award"])


def _row(line: ResultLine, *, scaled: bool) -> tuple[str, ...]:
    status = reason_in_public(EntryStatus(line.working["status"]))
    return (
        str(line.score_rank or ""),
        str(line.award_rank or ("不参评" if line.score_rank else "")),
        f"{line.contest_number:03d}",
        line.entry.title,
        line.entry.organisation.name,
        line.working["total"] or status,
        *((scale_score(line),) if scaled else ()),
        line.award,
    )
