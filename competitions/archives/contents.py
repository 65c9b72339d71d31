"""What an archive says of one stage and of the whole: contest numbers and judges' labels, nobody's name or unit."""

from collections.abc import Sequence
from typing import Any

from competitions.archives.packing import as_json, as_lines
from competitions.archives.rules import COMPETITION, DRAW, FORMAT, MARKS, README, RESULTS, TEAMS, folder_of, log_file
from competitions.draw.models import Draw
from competitions.draw.queries import current_draw
from competitions.draw.rules import Layer
from competitions.judging.queries import entry_marks, panels_of, places_of
from competitions.planning.models import Competition, Stage
from competitions.results.calculation import published_lines
from competitions.results.models import ResultVersion
from competitions.results.published import without_words
from competitions.results.queries import versions_of
from foundation.chain import entries_of, head_of
from foundation.database import session
from scoring.results import to_plain

ABOUT = """\
竞赛档案（{title}）

任何人都可以用本软件的命令复核，不需要数据库：
    flask recompute 本文件.zip
它核对每个文件的指纹、每份日志的前后衔接、抽签是否能由种子重算、每一名选手的成绩和名次是否能由分数重算，
逐项印出不一致之处；全部一致时印出“一致 identical”。各文件的含义见软件文档 docs/archive.md。

选手以报名序号和参赛号表示，裁判以“1 号裁判”等表示；档案里没有姓名、单位和证件号码。

An archive of one competition. `flask recompute THIS.zip` checks it without any database: the fingerprints of its
files, its hash-chained logs, the draw from its seeds, and every result from the marks. docs/archive.md says more.
"""


def stage_files(stage: Stage, folder: str) -> dict[str, bytes]:
    """The draw, the marks, the teams and every result version of `stage`, and its logs; by path inside the archive."""
    versions = versions_of(stage)
    files = {
        f"{folder}/{MARKS}": as_json(_marks(stage)),
        f"{folder}/{RESULTS}": as_json([_version(version) for version in versions]),
    }
    if teams := _teams(versions):
        files[f"{folder}/{TEAMS}"] = as_json(teams)
    if draw := current_draw(stage):
        files[f"{folder}/{DRAW}"] = as_json(_draw(draw))
    for log in logs_of(stage):
        files[log_file(log)] = as_lines([to_line(entry.line) for entry in session.scalars(entries_of(log))])
    return files


def competition_files(competition: Competition, stages: Sequence[Stage]) -> dict[str, bytes]:
    """What the archive says of the whole: the `stages` in it, where their files lie, and the heads of the logs."""
    facts = {
        "format": FORMAT,
        "title": competition.title,
        "edition": competition.edition,
        "level": competition.level,
        "stages": [
            {
                "folder": folder_of(stage.event.position, stage.position),
                "event": stage.event.title,
                "stage": stage.title,
                "logs": {log: head.digest for log in logs_of(stage) if (head := head_of(log))},
            }
            for stage in stages
        ],
    }
    return {
        COMPETITION: as_json(facts),
        README: ABOUT.format(title=competition.audit_label).encode(),
    }


def logs_of(stage: Stage) -> list[str]:
    """The names of the logs that tell of `stage`: its own, and that of each panel; only those that were begun."""
    names = [f"stage:{stage.id}", *(f"panel:{one.panel_id}" for one in panels_of(stage))]
    return [name for name in names if head_of(name)]


def to_line(line: Any) -> dict[str, Any]:
    """A log's line as JSON."""
    return {name: getattr(line, name) for name in ("log", "number", "kind", "facts", "at", "previous", "digest")}


def _marks(stage: Stage) -> dict[str, list[Any]]:
    """The entries' marks by category, as scoring takes them, without the words of anybody's reasons."""
    titles = {str(place.entry_id): place.entry.category.title for place in places_of(stage)}
    categories: dict[str, list[Any]] = {}
    for one in entry_marks(stage):
        categories.setdefault(titles[one.key], []).append(to_plain(without_words(one)))
    return categories


def _teams(versions: Sequence[ResultVersion]) -> dict[str, list[str]]:
    """Which entries are of one team, as the newest version with teams took them; a team is told by its number alone."""
    ranked = [version.facts["teams"]["teams"] for version in versions if "teams" in version.facts]
    return {team["key"]: list(map(str, team["entries"])) for team in ranked[0]} if ranked else {}


def _version(version: Any) -> dict[str, Any]:
    return {
        "number": version.number,
        "state": version.state,
        "digest": version.digest,
        "computed_at": version.computed_at.isoformat(),
        "plan_version": version.plan_version,
        "facts": version.facts,
        "lines": published_lines(version),
    }


def _draw(draw: Draw) -> dict[str, Any]:
    return {
        "method": draw.method,
        "seed": _seed(draw, Layer.CONTEST_NUMBER, draw.seed),
        "station_seed": _seed(draw, Layer.WORKSTATION, draw.station_seed),
        "work_seed": _seed(draw, Layer.WORK, ""),
        "commitments": {mapping.layer: mapping.commitment for mapping in draw.mappings},
        "workstations": draw.workstations,
        "keys": draw.facts["keys"],
        "places": [
            {
                "key": str(place.entry_id),
                "contest_number": place.contest_number,
                "heat": place.heat.number,
                "workstation": place.workstation,
                "work": place.work_number or "",
            }
            for place in draw.places
        ],
    }


def _seed(draw: Draw, layer: Layer, published: str) -> str:
    """The seed of a layer, which an opened mapping gives away; a result is final only when all are open."""
    mapping = draw.mapping(layer)
    return mapping.seed if mapping and mapping.opened_at else published
