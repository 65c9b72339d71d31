"""Coverage, the fair share, the next places and the figures as workbooks: exactly what the pages show."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from foundation import clock
from foundation.workbook_writing import Sheet, export_workbook
from foundation.workbooks import Cell, Column
from lectures.coverage.queries_figures import FiguresRow
from lectures.coverage.queries_reach import ReachRow
from lectures.coverage.queries_share import ShareRow
from lectures.coverage.rules import REACH_TITLES
from lectures.coverage.rules_figures import COLUMNS as FIGURES
from lectures.coverage.rules_figures import Figures
from lectures.coverage.rules_next import Proposal
from lectures.places.models import Place
from lectures.places.rules import VENUE_KIND_TITLES

REACH = (
    Column("title", "名称", width=30),
    Column("note", "说明", width=24),
    Column("reach", "是否到达", width=12),
    Column("places", "在用场所", Cell.NUMBER),
    Column("reached_places", "已到达的场所", Cell.NUMBER),
    Column("held", "已举办（场）", Cell.NUMBER),
    Column("last_held", "最近一次举办", Cell.DATE),
    Column("planned", "计划中（场）", Cell.NUMBER),
    Column("next_planned", "最近一次计划", Cell.DATE),
)
SHARE = (
    Column("title", "名称", width=30),
    Column("note", "说明", width=24),
    Column("held", "已举办（场）", Cell.NUMBER),
    Column("came", "现场签到人次", Cell.NUMBER),
    Column("workers", "可覆盖人数", Cell.NUMBER),
    Column("lectures", "每千人场次", Cell.NUMBER),
    Column("attendances", "每千人签到人次", Cell.NUMBER),
    Column("missing", "没有填写人数的场所", Cell.NUMBER, width=20),
    Column("held_missing", "在这些场所举办、未计入（场）", Cell.NUMBER, width=28),
)
MISSING = (Column("name", "场所", width=30), Column("kind", "类别"), Column("street", "街道（镇）"))
NEXT = (
    Column("place", "名次", Cell.NUMBER, width=8),
    Column("name", "场所", width=30),
    Column("kind", "类别"),
    Column("street", "街道（镇）"),
    Column("score", "分数", Cell.NUMBER, width=8),
    Column("reasons", "理由", width=90),
)
DEFINITIONS = (Column("title", "列", width=16), Column("unit", "单位", width=8), Column("said", "口径", width=90))


def reach_workbook(title: str, rows: Iterable[ReachRow]) -> bytes:
    """Coverage as the table shows it, held and planned in columns of their own."""
    return export_workbook(title, REACH, (_reach_cells(row) for row in rows))


def share_workbook(rows: Iterable[ShareRow], missing: Iterable[Place]) -> bytes:
    """The fair share with its working, and the places whose number of workers is not known."""
    named = ({"name": one.name, "kind": VENUE_KIND_TITLES[one.kind], "street": one.street} for one in missing)
    return export_workbook(
        "人均", SHARE, (_share_cells(row) for row in rows), Sheet("没有填写人数的场所", MISSING, named)
    )


def next_workbook(proposals: Sequence[Proposal]) -> bytes:
    """The next places with their reasons."""
    return export_workbook("下一站", NEXT, (_next_cells(place, one) for place, one in enumerate(proposals, start=1)))


def figures_workbook(title: str, rows: Iterable[FiguresRow], whole: Figures) -> bytes:
    """The figures with the whole below them, and a sheet that says what each column counts."""
    columns = [Column("row", title, width=30)]
    columns += [Column(key, f"{name}（{unit}）", Cell.NUMBER) for key, name, unit, _ in FIGURES]
    defined = ({"title": name, "unit": unit, "said": said} for _, name, unit, said in FIGURES)
    return export_workbook("统计", columns, _figures_cells(rows, whole), Sheet("口径", DEFINITIONS, defined))


def _reach_cells(row: ReachRow) -> dict[str, Any]:
    days = {"last_held": row.last_held, "next_planned": row.next_planned}
    counts = {name: getattr(row, name) for name in ("title", "note", "places", "reached_places", "held", "planned")}
    told = {name: clock.in_shanghai(moment).date() if moment else None for name, moment in days.items()}
    return counts | told | {"reach": REACH_TITLES[row.reach]}


def _share_cells(row: ShareRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "note": row.note,
        "held": row.lectures.count,
        "came": row.attendances.count,
        "workers": row.lectures.workers or None,
        "lectures": row.lectures.value,
        "attendances": row.attendances.value,
        "missing": row.missing,
        "held_missing": row.held_missing,
    }


def _next_cells(place: int, proposal: Proposal) -> dict[str, Any]:
    one = proposal.candidate
    return {
        "place": place,
        "name": one.name,
        "kind": VENUE_KIND_TITLES[one.kind],
        "street": one.street,
        "score": proposal.score,
        "reasons": "；".join(f"{reason.words}（{reason.points} 分）" for reason in proposal.reasons),
    }


def _figures_cells(rows: Iterable[FiguresRow], whole: Figures) -> Iterator[dict[str, Any]]:
    for title, figures in [*((row.title, row.figures) for row in rows), ("合计（人数不重复计）", whole)]:
        yield {"row": title} | {key: getattr(figures, key) for key, *_ in FIGURES}
