"""The rankings of a quiz as workbooks."""

from collections.abc import Iterable, Iterator
from typing import Any

from competitions.quizzes.rankings import OrganisationLine, PersonLine, two_places
from foundation.workbooks import Cell, Column

PEOPLE_COLUMNS = (
    Column("rank", "名次", Cell.NUMBER, width=8),
    Column("shared", "并列", width=8),
    Column("name", "姓名", width=14),
    Column("organisation", "单位", width=36),
    Column("points", "计入成绩", Cell.NUMBER, width=12),
    Column("seconds", "用时（秒）", Cell.NUMBER, width=12),
    Column("attempts", "答题次数", Cell.NUMBER, width=12),
    Column("passed", "是否合格", width=10),
)
UNIT_COLUMNS = (
    Column("rank", "名次", Cell.NUMBER, width=8),
    Column("shared", "并列", width=8),
    Column("name", "单位", width=36),
    Column("total", "单位总分", Cell.NUMBER, width=12),
    Column("takers", "答题人数", Cell.NUMBER, width=12),
    Column("headcount", "在册人数", Cell.NUMBER, width=12),
    Column("participation", "参与率（%）", Cell.NUMBER, width=12),
    Column("bonus", "高分加分", Cell.NUMBER, width=12),
    Column("answers_per_head", "人均答题次数", Cell.NUMBER, width=14),
    Column("mean", "人均成绩", Cell.NUMBER, width=12),
)


def people_rows(lines: Iterable[PersonLine]) -> Iterator[dict[str, Any]]:
    """The ranking of persons, names in full."""
    for line in lines:
        counted = line.placed.counted
        yield {
            "rank": line.placed.rank,
            "shared": "并列" if line.placed.shared else "",
            "name": line.name,
            "organisation": line.organisation,
            "points": counted.points,
            "seconds": counted.seconds,
            "attempts": counted.attempts,
            "passed": "合格" if line.passed else "不合格",
        }


def unit_rows(lines: Iterable[OrganisationLine]) -> Iterator[dict[str, Any]]:
    """The ranking of organisations; rates to two decimals."""
    for line in lines:
        standing = line.standing
        yield {
            "rank": line.rank,
            "shared": "并列" if line.shared else "",
            "name": line.name,
            "total": standing.total,
            "takers": standing.takers,
            "headcount": standing.headcount,
            "participation": two_places(standing.participation * 100),
            "bonus": standing.bonus,
            "answers_per_head": two_places(standing.answers_per_head),
            "mean": two_places(standing.mean),
        }
