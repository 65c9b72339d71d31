"""A clause as a sentence, for pages."""

from assessments.grants.rules_levels import level_above
from assessments.promotions.rules import GROUP_TITLES, Clause
from people.careers.rules import CONTEST_TIER_TITLES
from people.persons.rules import LEVEL_TITLES

TEAMS = {1: "单人", 2: "双人", 3: "三人"}


def who(clause: Clause) -> str:
    """Of which contests, for whom: 市级一类（综合赛），职工."""
    tiers = "、".join(CONTEST_TIER_TITLES[tier] for tier in clause.tiers)
    category = f"，{clause.category}组" if clause.category else ""
    return f"{tiers}，{GROUP_TITLES[clause.group]}{category}"


def places(clause: Clause) -> str:
    """Which places: 第 1 至 10 名; 前 30%（舍去小数）; 金、银、铜奖."""
    parts = [f"获{'、'.join(clause.prizes)}奖"] if clause.prizes else []
    if clause.percent is not None:
        parts.append(f"前 {clause.percent}%（小数舍去）")
    elif clause.team_places:
        parts += [f"{TEAMS.get(size, f'{size} 人')}赛前 {place} 名" for size, place in clause.team_places.items()]
    elif clause.place_to is not None:
        same = clause.place_to == clause.place_from
        parts.append(f"第 {clause.place_to} 名" if same else f"第 {clause.place_from} 至 {clause.place_to} 名")
    elif not clause.prizes:
        parts.append(f"第 {clause.place_from} 名起")
    if clause.unshared:
        parts.append("不设并列")
    if clause.needs_pass:
        parts.append("成绩合格")
    return "，".join(parts)


def outcome(clause: Clause) -> str:
    """To which level: 二级/技师；已是二级/技师的，一级/高级技师."""
    level = LEVEL_TITLES[clause.level]
    raised = f"；已是{level}的，{LEVEL_TITLES[level_above(clause.level)]}" if clause.one_up else ""
    honour = f"；同时授予{clause.honour}" if clause.honour else ""
    return f"{level}{raised}{honour}"


def sentence(clause: Clause) -> str:
    """The clause in one line."""
    return f"{who(clause)}，{places(clause)}：{outcome(clause)}"
