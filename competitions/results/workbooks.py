"""A result version as a workbook, exactly as its page shows it."""

from collections.abc import Sequence

from competitions.results.models import ResultLine, ResultVersion
from competitions.results.wording import decided_by, module_scores
from foundation.workbook_writing import export_workbook
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


def result_workbook(version: ResultVersion, lines: Sequence[ResultLine]) -> bytes:
    """The ranking with a column for each module."""
    modules = [Column(f"module:{part['code']}", part["title"], width=14) for part in version.facts["plan"]["modules"]]
    rows = [_row(line) for line in lines]
    return export_workbook("成绩", [*BEFORE_MODULES, *modules, *AFTER_MODULES], rows)


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
        "award": line.award,
        "decided_by": decided_by(line),
        "status": line.status,
        "barred": line.working["award_barred"],
    }
