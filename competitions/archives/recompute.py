"""Checking an archive without any database: its files, logs, draws and results, every difference named.

Nothing in the archive is believed: what can be computed is computed again from the seeds and the marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from competitions.archives.packing import (
    Files,
    UnreadableArchive,
    differences_from_manifest,
    read_json,
    read_lines,
)
from competitions.archives.rules import COMPETITION, DRAW, MARKS, RESULTS, TEAMS, log_file
from competitions.archives.scores import differences_of_results
from competitions.draw.rules import FIRST_METHOD, METHOD, Layer, digest, draw, work_numbers
from foundation.chain import Line, first_fault
from scoring.numbers import ScoringError

METHODS = frozenset({FIRST_METHOD, METHOD})
SEEDS = {Layer.CONTEST_NUMBER: "seed", Layer.WORKSTATION: "station_seed", Layer.WORK: "work_seed"}
LINE_FIELDS = ("log", "number", "kind", "facts", "at", "previous", "digest")


def differences(files: Files) -> list[str]:
    """Everything in the archive that does not follow from the rest of it; empty: identical.

    Raises `UnreadableArchive` if it cannot even be read as an archive.
    """
    found = differences_from_manifest(files)
    competition = read_json(files, COMPETITION)
    try:
        for stage in competition["stages"]:
            found += _differences_of_stage(files, stage)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableArchive(f"档案的内容不完整或格式不对（{type(error).__name__}：{error}）。") from error
    return found


def _differences_of_stage(files: Files, stage: Mapping[str, Any]) -> list[str]:
    folder, title = stage["folder"], f"{stage['event']} · {stage['stage']}"
    logs = {log: [_line(line) for line in read_lines(files, log_file(log))] for log in stage["logs"]}
    found = [fault for log, head in stage["logs"].items() if (fault := first_fault(log, logs[log], head=head))]
    if f"{folder}/{DRAW}" in files:
        facts, name = read_json(files, f"{folder}/{DRAW}"), f"{folder}/{DRAW}"
        found += [*_differences_of_draw(facts, name), *_differences_from_log(facts, logs, name)]
    try:
        marks, versions = read_json(files, f"{folder}/{MARKS}"), read_json(files, f"{folder}/{RESULTS}")
        teams = read_json(files, f"{folder}/{TEAMS}") if _ranks_teams(versions) else {}
        found += differences_of_results(marks, teams, versions, logs, folder)
    except ScoringError as problem:
        found.append(f"{folder}：成绩不能由档案中的分数重算：{problem}")
    return [f"{title}：{one}" for one in found]


def _ranks_teams(versions: Sequence[Mapping[str, Any]]) -> bool:
    return any("teams" in version["facts"] for version in versions)


def _differences_of_draw(facts: Mapping[str, Any], name: str) -> Iterator[str]:
    if facts["method"] not in METHODS:
        yield f"{name}：不认识抽签方法“{facts['method']}”，不能复算。"
        return
    for layer, field in SEEDS.items():
        commitment = facts["commitments"].get(layer)
        if commitment is not None and digest(facts[field]) != commitment:
            yield f"{name}：{field} 的 SHA-256 与抽签时公布的不同，种子换过。"
    stated = {place["key"]: place for place in facts["places"]}
    drawn = _drawn_again(facts)
    for key in sorted({*stated, *drawn}, key=lambda key: (len(key), key)):
        if key not in stated or key not in drawn:
            yield f"{name}：报名序号 {key} {'没有抽签结果' if key in drawn else '不在抽签名单中'}。"
            continue
        for field, computed in drawn[key].items():
            if stated[key].get(field) != computed:
                yield f"{name}：报名序号 {key} 的 {field} 为 {stated[key].get(field)}，由种子重算为 {computed}。"


def _differences_from_log(facts: Mapping[str, Any], logs: Mapping[str, list[Line]], name: str) -> Iterator[str]:
    """What was written down when the draw was made must still be so; a seed that was secret then is not in it."""
    made = [line.facts for log in logs if log.startswith("stage:") for line in logs[log] if line.kind == "make_draw"]
    for field, logged in made[-1].items() if made else ():
        if field in facts and logged not in ("", facts[field]):
            yield f"{name}：{field} 与抽签当时记入日志的不同。"


def _drawn_again(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The places as the seeds give them, by key."""
    placements = draw(
        facts["keys"], seed=facts["seed"], station_seed=facts["station_seed"], workstations=facts["workstations"]
    )
    places = [(one.heat, one.workstation) for one in placements]
    works = work_numbers(places, work_seed=facts["work_seed"]) if facts.get("work_seed") else {}
    return {
        one.key: {
            "contest_number": one.contest_number,
            "heat": one.heat,
            "workstation": one.workstation,
            "work": works.get((one.heat, one.workstation), ""),
        }
        for one in placements
    }


def _line(value: Mapping[str, Any]) -> Line:
    return Line(**{name: value[name] for name in LINE_FIELDS})
