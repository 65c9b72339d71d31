"""A result version as a workbook, exactly as its page shows it."""

from collections.abc import Iterable, Sequence

from competitions.results.models import ResultLine, ResultVersion
from competitions.results.standings import Member, Standing
from competitions.results.wording import decided_by, module_scores, scale_score
from foundation.workbook_writing import Sheet, export_workbook
from foundation.workbooks import Column

BEFORE_MODULES = (
    Column("category", "组别"),
    Column("score_rank", "成绩名次", width=10),
    Column("award_rank", "评奖名次", width=10),
    Column("contest_number", "参赛号", width=10),
    Column("title", "姓名或队名"),
    Column("organisation", "单位", width=36),
)
AFTER_MODULES = (
    Column("total", "总分", width=10),
    Column("award", "奖项"),
    Column("decided_by", "名次依据", width=28),
    Column("status", "没有名次的原因", width=28),
    Column("barred", "不参加评奖的原因", width=40),
)


TEAM_COLUMNS = (
    Column("rank", "团体名次", width=10),
    Column("name", "单位", width=36),
    Column("total", "团体总分", width=12),
    Column("counted", "计入的选手", width=48),
    Column("left_out", "没有计入的选手", width=36),
    Column("award", "团体奖"),
    Column("organisation_award", "优秀组织奖"),
    Column("reason", "没有名次的原因", width=40),
)


def result_workbook(version: ResultVersion, lines: Sequence[ResultLine], standings: Sequence[Standing]) -> bytes:
    """The ranking with a column for each module; the teams on a sheet of their own, where there are any."""
    plan = version.facts["plan"]
    modules = [Column(f"module:{part['code']}", part["title"], width=14) for part in plan["modules"]]
    scale = [Column("scale", "折算分", width=10)] if plan["scale"] else []
    columns = [*BEFORE_MODULES, *modules, *AFTER_MODULES[:1], *scale, *AFTER_MODULES[1:]]
    teams = [Sheet("团体", TEAM_COLUMNS, [_team_row(one) for one in standings])] if standings else []
    return export_workbook("成绩", columns, [_row(line) for line in lines], *teams)


def _team_row(one: Standing) -> dict[str, object]:
    return {
        "rank": one.facts["rank"],
        "name": one.name,
        "total": one.facts["total"],
        "counted": _told(member for member in one.members if member.counted),
        "left_out": _told(member for member in one.members if not member.counted),
        "award": one.facts["award"],
        "organisation_award": one.organisation_award,
        "reason": one.facts["reason"],
    }


def _told(members: Iterable[Member]) -> str:
    return "、".join(f"{one.line.entry.title} {one.value}".strip() for one in members)


def _row(line: ResultLine) -> dict[str, object]:
    scores: dict[str, object] = {f"module:{code}": score for code, score in module_scores(line).items()}
    return scores | {
        "category": line.category.title,
        "score_rank": line.score_rank,
        "award_rank": line.award_rank,
        "contest_number": f"{line.contest_number:03d}",
        "title": line.entry.title,
        "organisation": line.entry.organisation.name,
        "total": line.working["total"],
        "scale": scale_score(line),
        "award": line.award,
        "decided_by": decided_by(line),
        "status": line.status,
        "barred": line.working["award_barred"],
    }
