"""申报条件的构件：每一项单独判断，说明查到什么、要求什么；档案判断不了的交给人（None），由受理人核对后填写意见。"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from people.honours.rules import HONOUR_FAMILIES, HONOUR_LEVELS, HONOUR_TITLES, HonourFamily, HonourKind, HonourLevel
from people.persons.rules import LEVEL_TITLES, Level
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, rank_of

MOST_SPANS = 3
"""“每年”看最近几个整年。"""


@dataclass(frozen=True)
class StudioFacts:
    """What the records say of a studio on `day`.

    `team` counts the leader. `outcomes`, `activities` and `projects` are counts of the latest years, the last twelve
    months first: as many as the studio has whole years, one to three. `funds` and `benefit` (verified only) in 元.
    """

    day: date
    founded_on: date
    leader: str
    leader_honours: tuple[HonourKind, ...]
    leader_skill: Level | None
    leader_in_service: bool
    team: int
    outcomes_total: int
    outcomes: tuple[int, ...]
    activities: tuple[int, ...]
    projects: tuple[int, ...]
    promotions: int
    namings: tuple[NamingLevel, ...]
    placed: bool
    equipment: int
    funds: Decimal
    rules: int
    benefit: Decimal

    def to_json(self) -> dict[str, Any]:
        """The facts as plain JSON values, to be frozen with the application."""
        plain = asdict(self) | {"day": self.day.isoformat(), "founded_on": self.founded_on.isoformat()}
        return plain | {"funds": str(self.funds), "benefit": str(self.benefit)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "StudioFacts":
        """The facts that were frozen."""
        read: dict[str, Callable[[Any], Any]] = {
            "day": date.fromisoformat,
            "founded_on": date.fromisoformat,
            "leader_honours": lambda values: tuple(HonourKind(value) for value in values),
            "leader_skill": lambda value: Level(value) if value else None,
            "outcomes": tuple,
            "activities": tuple,
            "projects": tuple,
            "namings": lambda values: tuple(NamingLevel(value) for value in values),
            "funds": Decimal,
            "benefit": Decimal,
        }
        return cls(**{name: read[name](value) if name in read else value for name, value in kept.items()})


@dataclass(frozen=True)
class Finding:
    """What the machine says: met, not met, or None for a person to judge; what was found."""

    met: bool | None
    found: str


@dataclass(frozen=True)
class Condition:
    """One condition: its clause, what it needs in few words, and how the records are looked at."""

    code: str
    text: str
    needed: str
    look: Callable[[StudioFacts], Finding]


@dataclass(frozen=True)
class ConditionResult:
    """A condition and what came of it."""

    condition: Condition
    met: bool | None
    found: str
    needed: str


@dataclass(frozen=True)
class ConditionSet:
    """The conditions of one published scheme, and where it was printed."""

    code: str
    title: str
    source: str
    level: NamingLevel
    conditions: tuple[Condition, ...]


def check_conditions(condition_set: ConditionSet, facts: StudioFacts) -> list[ConditionResult]:
    """每一项条件单独判断，全部列出。"""
    results = [(one, one.look(facts)) for one in condition_set.conditions]
    return [ConditionResult(one, finding.met, finding.found, one.needed) for one, finding in results]


def years_later(day: date, years: int) -> date:
    """满 `years` 周年的那一天；2 月 29 日的周年在平年是 3 月 1 日。"""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def whole_years(begins: date, day: date) -> int:
    """到 `day` 为止满了几年。"""
    years = day.year - begins.year
    return years if years_later(begins, years) <= day else years - 1


def leader_honoured(
    code: str,
    text: str,
    *accepted: tuple[HonourFamily, HonourLevel],
    skill: Level | None = None,
    others: bool = False,
) -> Condition:
    """领衔人的荣誉：`accepted` 任一种类达到该级别；或在岗且技能等级不低于 `skill`。

    级别没有注明的同类荣誉交给人判断；条文还认其他称号的（`others`），没有查到也交给人判断。
    """
    order = list(HonourLevel)

    def look(facts: StudioFacts) -> Finding:
        held = [(HONOUR_FAMILIES[kind], HONOUR_LEVELS[kind], HONOUR_TITLES[kind]) for kind in facts.leader_honours]
        found = "、".join(title for *_, title in held) or "没有登记荣誉"
        if any(
            family is wanted and level is not HonourLevel.UNSTATED and order.index(level) <= order.index(least)
            for family, level, _ in held
            for wanted, least in accepted
        ):
            return Finding(True, found)
        if skill is not None and facts.leader_in_service and _reaches(facts.leader_skill, skill):
            return Finding(True, f"在岗，{_skill_words(facts.leader_skill)}")
        unstated = any(level is HonourLevel.UNSTATED and family in dict(accepted) for family, level, _ in held)
        return Finding(None if facts.leader and (others or unstated) else False, found)

    return Condition(code, text, "荣誉的种类和级别", look)


def leader_skilled(code: str, text: str, least: Level) -> Condition:
    """领衔人的技能等级不低于 `least`。"""

    def look(facts: StudioFacts) -> Finding:
        return Finding(_reaches(facts.leader_skill, least), _skill_words(facts.leader_skill))

    return Condition(code, text, f"{LEVEL_TITLES[least]}及以上", look)


def team_of(code: str, text: str, least: int) -> Condition:
    """团队人数，含领衔人。"""
    return Condition(code, text, f"{least} 人", lambda facts: Finding(facts.team >= least, f"{facts.team} 人"))


def running_for(code: str, text: str, years: int) -> Condition:
    """成立满几年：满周年的当天即符合。"""

    def look(facts: StudioFacts) -> Finding:
        met = years_later(facts.founded_on, years) <= facts.day
        return Finding(met, f"{facts.founded_on:%Y年%m月%d日} 成立，满 {whole_years(facts.founded_on, facts.day)} 年")

    return Condition(code, text, f"{years} 年", look)


def outcomes_in_total(code: str, text: str, least: int) -> Condition:
    """成果总数。"""
    return Condition(
        code, text, f"{least} 项", lambda facts: Finding(facts.outcomes_total >= least, f"{facts.outcomes_total} 项")
    )


def outcomes_a_year(code: str, text: str, least: int) -> Condition:
    """最近几个整年，每年的成果。"""
    return _each_year(code, text, least, "项", lambda facts: facts.outcomes)


def activities_a_year(code: str, text: str, least: int) -> Condition:
    """最近几个整年，每年的培训和交流场次。"""
    return _each_year(code, text, least, "场", lambda facts: facts.activities)


def projects_a_year(code: str, text: str, least: int) -> Condition:
    """最近几个整年，每年立项的课题。"""
    return _each_year(code, text, least, "项", lambda facts: facts.projects)


def members_promoted(code: str, text: str, least: int) -> Condition:
    """成员技能等级晋升的人数。"""
    return Condition(
        code, text, f"{least} 人", lambda facts: Finding(facts.promotions >= least, f"{facts.promotions} 人")
    )


def named_at(code: str, text: str, level: NamingLevel) -> Condition:
    """已经有下级命名：不低于 `level` 且仍有效。"""

    def look(facts: StudioFacts) -> Finding:
        met = any(rank_of(level) <= rank_of(one) for one in facts.namings)
        return Finding(met, "、".join(NAMING_LEVEL_TITLES[one] for one in facts.namings) or "没有命名")

    return Condition(code, text, f"{NAMING_LEVEL_TITLES[level]}命名", look)


def placed(code: str, text: str) -> Condition:
    """有固定场所：档案里有地址和面积。"""
    return _present(code, text, "地址和面积", lambda facts: "已登记" if facts.placed else "")


def equipped(code: str, text: str) -> Condition:
    """有设备。"""
    return _present(code, text, "设备清单", lambda facts: f"{facts.equipment} 件" if facts.equipment else "")


def funded(code: str, text: str) -> Condition:
    """有专项经费。"""
    return _present(code, text, "经费记录", lambda facts: f"{facts.funds:,} 元" if facts.funds else "")


def ruled(code: str, text: str) -> Condition:
    """有规章制度。"""
    return _present(code, text, "规章制度", lambda facts: f"{facts.rules} 项" if facts.rules else "")


def projected(code: str, text: str) -> Condition:
    """有课题：最近几年立过项。"""

    def found(facts: StudioFacts) -> str:
        return f"{sum(facts.projects)} 项" if any(facts.projects) else ""

    return _present(code, text, "课题", found)


def benefiting(code: str, text: str) -> Condition:
    """有效益：有核实过的效益即符合；没有金额的，由人看成果材料判断。"""

    def look(facts: StudioFacts) -> Finding:
        if facts.benefit > 0:
            return Finding(True, f"核实效益 {facts.benefit:,} 元")
        return Finding(None, "没有核实过的效益金额")

    return Condition(code, text, "效益", look)


def judged(code: str, text: str) -> Condition:
    """档案判断不了，由受理人对照材料判断。"""
    return Condition(code, text, "由受理人核对", lambda _facts: Finding(None, "档案里没有"))


def _each_year(
    code: str, text: str, least: int, unit: str, counts: Callable[[StudioFacts], tuple[int, ...]]
) -> Condition:
    def look(facts: StudioFacts) -> Finding:
        years = counts(facts)
        words = "、".join(f"{number} {unit}" for number in years)
        return Finding(bool(years) and min(years) >= least, f"最近 {len(years)} 年（由近到远）{words}")

    return Condition(code, text, f"每年 {least} {unit}", look)


def _present(code: str, text: str, needed: str, found: Callable[[StudioFacts], str]) -> Condition:
    return Condition(code, text, needed, lambda facts: Finding(bool(found(facts)), found(facts) or "没有登记"))


def _reaches(held: Level | None, least: Level) -> bool:
    order = list(Level)
    return held is not None and order.index(held) >= order.index(least)


def _skill_words(held: Level | None) -> str:
    return LEVEL_TITLES[held] if held else "没有登记技能等级"
