"""已经公布的以赛代评规定，逐行读成规则表；不授予等级的行和读不懂的行留作说明，写明原因。

出处见 `published_rules.csv` 每一行的 source 列；文字照录，不作改动。
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from assessments.grants.rules_levels import level_above
from assessments.promotions.rules import Clause, Group
from people.careers.rules import ContestTier
from people.persons.rules import Level

SOURCE = Path(__file__).with_name("published_rules.csv")

LEVELS = {
    "初级工": Level.FIVE,
    "中级工": Level.FOUR,
    "高级工": Level.THREE,
    "技师": Level.TWO,
    "高级技师": Level.ONE,
}
T = ContestTier
TIERS: dict[str, tuple[ContestTier, ...]] = {
    "国家级 final": (T.NATIONAL,),
    "全国技能大赛": (T.NATIONAL,),
    "省级": (T.PROVINCIAL_FIRST, T.PROVINCIAL_SECOND),
    "省级一类": (T.PROVINCIAL_FIRST,),
    "省级二类": (T.PROVINCIAL_SECOND,),
    "市级综合赛/市级一类": (T.CITY_FIRST,),
    "市级一类": (T.CITY_FIRST,),
    "市级二类": (T.CITY_SECOND,),
    "市级二类/区级": (T.CITY_SECOND, T.DISTRICT),
    "企业和院校级": (T.ENTERPRISE,),
}
REMARKS = {
    "questions at 技师 standard": "竞赛按技师（二级）标准命题。",
    "skill items": "属于技能大赛的比赛项目，不是展示、交流项目。",
}
CATEGORIES = {"senior group": "高级", "intermediate group": "中级"}
GROUPS = {"职工": Group.STAFF, "在职职工": Group.STAFF, "学生": Group.STUDENT, "ALL": Group.ALL, "": Group.ALL}
ONCE_A_YEAR = "at most one promotion per person per year"
TITLES = {
    "Tianjin 2024": "天津市以赛代评（2024）",
    "Heilongjiang": "黑龙江省以赛代评",
    "MOHRSS 3rd printing contest": "人社部 第三届印刷行业竞赛",
    "MOHRSS 2012 national": "人社部 2012 年国家级竞赛",
    "2nd national skills competition 2023": "第二届全国技能大赛（2023）",
    "Hainan 2nd FTP contest": "海南 第二届自贸港竞赛",
    "Dezhou": "德州市竞赛奖励",
}
CONTESTS = {
    "MOHRSS 3rd printing contest": "印刷",
    "2nd national skills competition 2023": "全国技能大赛",
    "Hainan 2nd FTP contest": "自贸港",
}
"""只为一项竞赛公布的规定，只用于名称里有这几个字的竞赛。"""

PLACES = re.compile(r"(\d+)(?:-(\d+))?(?: \(pairs 1-(\d+), trios 1-(\d+)\))?")
FROM_AND_PASSED = re.compile(r"(\d+)\+ and passed")
TOP = re.compile(r"top (\d+)%")
HALF = re.compile(r"excellence(?: award and above)? \(rank <= 1/2( of entrants|, no ties)\)")
LEVEL_COLUMN = re.compile(r"(?P<tier>[^(,]+?)(?:, (?P<group>[^(]+))?(?: \((?P<remark>[^)]+)\))?")


class Unreadable(ValueError):
    """A row that cannot be made a clause; the text says why, for a person."""


@dataclass(frozen=True)
class PublishedSet:
    """What one document says: clauses, and the rows that are none, each with the reason."""

    title: str
    source: str
    contest: str
    once_a_year: bool
    clauses: tuple[Clause, ...]
    notes: tuple[tuple[str, str], ...]


def published_sets() -> list[PublishedSet]:
    """Every published rule set, in the order of the file."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [_set(name, list(group)) for name, group in groupby(rows, key=lambda row: row["jurisdiction"])]


def read_clause(row: Mapping[str, str], number: int) -> Clause:
    """One row as a clause. Raises `Unreadable` with the reason if it grants no level or cannot be understood."""
    column = LEVEL_COLUMN.fullmatch(row["level"])
    if column is None or column["tier"] not in TIERS:
        raise Unreadable(f"竞赛层级“{row['level']}”读不懂。")
    level, one_up, honour = _result(row["result"])
    group, remark = column["group"], column["remark"]
    if row["group"] not in GROUPS or (group and group not in CATEGORIES) or (remark and remark not in REMARKS):
        raise Unreadable(f"适用对象“{row['group'] or group or remark}”读不懂。")
    clause = Clause(
        number=number,
        tiers=TIERS[column["tier"]],
        level=level,
        group=GROUPS[row["group"]],
        category=CATEGORIES[group] if group else "",
        conditions=(REMARKS[remark],) if remark else (),
        one_up=one_up,
        honour=honour,
        published="，".join(row[name] for name in ("level", "group", "placing", "result") if row[name]),
    )
    return with_places(clause, row["placing"])


def with_places(clause: Clause, placing: str) -> Clause:
    """`clause` for the places that `placing` says as it was published. Raises `Unreadable`."""
    if found := PLACES.fullmatch(placing):
        first, last, pairs, trios = (int(one) if one else None for one in found.groups())
        by_size = {1: last or first or 1, 2: pairs, 3: trios} if pairs and trios else {}
        sizes = {size: most for size, most in by_size.items() if most is not None}
        return replace(clause, place_from=first or 1, place_to=last or first, team_places=sizes)
    if found := FROM_AND_PASSED.fullmatch(placing):
        return replace(clause, place_from=int(found[1]), needs_pass=True)
    if found := TOP.fullmatch(placing):
        return replace(clause, percent=int(found[1]))
    if found := HALF.fullmatch(placing):
        own_prize = "above" not in placing
        return replace(clause, percent=50, unshared="no ties" in placing, prizes=("优胜", "优秀") if own_prize else ())
    if placing == "gold/silver/bronze":
        return replace(clause, prizes=("金", "银", "铜"))
    raise Unreadable(f"名次“{placing}”读不懂。")


def _set(name: str, rows: Sequence[Mapping[str, str]]) -> PublishedSet:
    clauses: list[Clause] = []
    notes: list[tuple[str, str]] = []
    for row in rows:
        if row["result"] == ONCE_A_YEAR:
            continue
        try:
            clauses.append(read_clause(row, len(clauses) + 1))
        except Unreadable as why:
            notes.append(("，".join(text for text in list(row.values())[1:5] if text), str(why)))
    return PublishedSet(
        title=TITLES.get(name, name),
        source=rows[0]["source"],
        contest=CONTESTS.get(name, ""),
        once_a_year=any(row["result"] == ONCE_A_YEAR for row in rows),
        clauses=tuple(clauses),
        notes=tuple(notes),
    )


def _result(text: str) -> tuple[Level, bool, str]:
    """The level, whether who holds it already goes one up, and the honours beside it."""
    first, _, already = text.partition("; already ")
    parts = [part.removesuffix(" if not yet held") for part in first.split(" + ")]
    levels = [LEVELS[part] for part in parts if part in LEVELS]
    if not levels:
        raise Unreadable(f"只授予称号（{text}），不晋升等级。")
    held, _, then = already.partition(" -> ")
    if already and (LEVELS.get(held), LEVELS.get(then)) != (levels[0], level_above(levels[0])):
        raise Unreadable(f"“{text}”里已有等级的一句读不懂。")
    return levels[0], bool(already), "、".join(part for part in parts if part not in LEVELS)
