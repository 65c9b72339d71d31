"""Scoring a stage again from the archived marks, and holding the result against the archived versions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from competitions.archives.rules import MARKS, RESULTS, TEAMS
from competitions.results.published import digest_of_published, published_facts, published_line
from competitions.results.rules import STANDING
from competitions.results.teams import Members, read_team_plans, team_facts
from foundation.chain import Line
from scoring.contest import score_event
from scoring.files import read_marks, read_plan
from scoring.results import EventResult

SEALS = "seal"
UNSEALS = frozenset({"reopen", "recuse", "declare"})

Marks = Mapping[str, Sequence[Mapping[str, Any]]]
Versions = Sequence[Mapping[str, Any]]
Logs = Mapping[str, Sequence[Line]]


def differences_of_results(marks: Marks, teams: Members, versions: Versions, logs: Logs, folder: str) -> list[str]:
    """What does not follow: marks from the logs, versions from their digests, the standing one from marks and teams."""
    found = [*_differences_of_marks(marks, logs, f"{folder}/{MARKS}")]
    for version in versions:
        found += _differences_of_version(version, logs, f"{folder}/{RESULTS}")
    standing = [version for version in versions if version["state"] in STANDING]
    for version in standing[:1]:
        found += _differences_from_marks(version, marks, teams, f"{folder}/{RESULTS}")
    return found


def _differences_of_version(version: Mapping[str, Any], logs: Logs, name: str) -> Iterator[str]:
    where = f"{name}：第 {version['number']} 版"
    if digest_of_published(version["plan_version"], version["facts"], version["lines"]) != version["digest"]:
        yield f"{where}的内容与指纹不符，被改动过。"
    logged = {line.facts.get("digest") for log in logs if log.startswith("stage:") for line in logs[log]}
    if version["digest"] not in logged:
        yield f"{where}的指纹不在日志中。"


def _differences_from_marks(version: Mapping[str, Any], marks: Marks, teams: Members, name: str) -> Iterator[str]:
    """The standing version, line by line and field by field, against what the marks give."""
    plan = read_plan(version["facts"]["plan"])
    results = {category: score_event(plan, read_marks(entries)) for category, entries in marks.items()}
    numbers = {line["entry"]: line["contest_number"] for line in version["lines"]}
    computed = {
        int(entry.key): published_line(entry, category=category, contest_number=numbers.get(int(entry.key), 0))
        for category, result in results.items()
        for entry in result.entries
    }
    stated = {line["entry"]: line for line in version["lines"]}
    for key in sorted({*stated, *computed}):
        if key not in stated or key not in computed:
            yield f"{name}：报名序号 {key} {'不在成绩中' if key in computed else '有成绩而没有分数'}。"
            continue
        for field in sorted({*stated[key], *computed[key]}):
            yield from _compared(
                stated[key].get(field), computed[key].get(field), f"{name}：参赛号 {numbers[key]:03d}", field
            )
    facts = published_facts(plan, results, _teams_again(version["facts"], results, teams))
    for category in sorted({*facts["categories"], *version["facts"]["categories"]}):
        ours, theirs = facts["categories"].get(category), version["facts"]["categories"].get(category)
        if ours != theirs:
            yield f"{name}：组别“{category}”的奖项计算或成绩指纹与重算的不同。"
    yield from _differences_of_teams(version["facts"], facts, name)


def _teams_again(facts: Mapping[str, Any], results: Mapping[str, EventResult], teams: Members) -> dict[str, Any]:
    """Teams and units as the members' results give them; nothing where the version ranks no teams."""
    if "teams" not in facts:
        return {}
    return team_facts(read_team_plans(facts["teams"]["plan"]), list(results.values()), teams, {})


def _differences_of_teams(facts: Mapping[str, Any], computed: Mapping[str, Any], name: str) -> Iterator[str]:
    """Team by team, then how the prizes of teams and units were counted."""
    ours, theirs = _teams_by_key(facts), _teams_by_key(computed)
    for key in sorted({*ours, *theirs}):
        if key not in ours or key not in theirs:
            yield f"{name}：代表队 {key} {'不在成绩中' if key in theirs else f'不在 {TEAMS} 中'}。"
            continue
        yield from _compared(ours[key], theirs[key], f"{name}：代表队 {key}", "成绩")
    prizes, prizes_again = (one.get("teams", {}).get("awards") for one in (facts, computed))
    yield from _compared(prizes, prizes_again, f"{name}：团体奖", "计算")
    yield from _compared(facts.get("organisations"), computed.get("organisations"), f"{name}：优秀组织奖", "计算")


def _teams_by_key(facts: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {team["key"]: team for team in facts["teams"]["teams"]} if "teams" in facts else {}


def _compared(stated: Any, computed: Any, where: str, field: str) -> Iterator[str]:
    """One field, or the first difference inside it."""
    if stated == computed:
        return
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted({*stated, *computed}):
            yield from _compared(stated.get(key), computed.get(key), where, f"{field}.{key}")
    elif isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        for number, (one, other) in enumerate(zip(stated, computed, strict=True)):
            yield from _compared(one, other, where, f"{field}[{number}]")
    else:
        yield f"{where} 的 {field} 为 {stated}，重算为 {computed}。"


def _differences_of_marks(marks: Marks, logs: Logs, name: str) -> Iterator[str]:
    """Every sheet in the marks against the last seal of that judge and subject in the panels' logs."""
    sealed = _last_seals(logs)
    stated = {
        (entry["key"], judge, _values(sheet))
        for entries in marks.values()
        for entry in entries
        for judges in entry["sheets"].values()
        for judge, sheet in judges.items()
        if sheet is not None
    }
    for key, judge, values in sorted(stated - sealed):
        yield f"{name}：报名序号 {key}，{judge}的评分表（{_shown(values)}）与日志中封存的不同。"
    for key, judge, values in sorted(sealed - stated):
        yield f"{name}：报名序号 {key}，{judge}封存的评分表（{_shown(values)}）不在分数中。"


def _last_seals(logs: Logs) -> set[tuple[str, str, tuple[tuple[str, str], ...]]]:
    last = {}
    for log, lines in logs.items():
        for line in lines if log.startswith("panel:") else ():
            sheet = (log, line.facts.get("subject"), line.facts.get("judge"))
            if line.kind == SEALS:
                last[sheet] = _values(line.facts["marks"])
            elif line.kind in UNSEALS:
                last.pop(sheet, None)
    return {(str(subject), str(judge), values) for (_, subject, judge), values in last.items()}


def _values(sheet: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((code, str(value)) for code, value in sheet.items()))


def _shown(values: tuple[tuple[str, str], ...]) -> str:
    return "、".join(f"{code} {value}" for code, value in values)
