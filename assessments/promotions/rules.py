"""以赛代评：竞赛名次按哪一条规则晋升到哪一级。

各地、各赛的规定不同，都写成规则表（`RuleBook`），有出处、有有效期；启用以后不再改动，只出新的一版。
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assessments.grants.rules_levels import Held, higher, highest_held, level_above
from foundation.workflow import Workflow
from people.careers.rules import ContestTier
from people.persons.rules import LEVEL_TITLES, Level


class Group(StrEnum):
    """For whom a clause is."""

    ALL = "all"
    STAFF = "staff"
    STUDENT = "student"


GROUP_TITLES = {Group.ALL: "职工和学生", Group.STAFF: "职工", Group.STUDENT: "学生"}


class RuleSetState(StrEnum):
    """A rule set is written as a draft, applied while active, and kept when it is retired."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


RULE_SET_STATE_TITLES = {
    RuleSetState.DRAFT: "草稿",
    RuleSetState.ACTIVE: "执行中",
    RuleSetState.RETIRED: "已停用",
}

RULE_SET_WORKFLOW = Workflow(
    name="晋升规则",
    table={
        (RuleSetState.DRAFT, "activate_rule_set"): RuleSetState.ACTIVE,
        (RuleSetState.ACTIVE, "retire_rule_set"): RuleSetState.RETIRED,
    },
    titles=RULE_SET_STATE_TITLES,
    corrections=frozenset({"retire_rule_set"}),
)


class PromotionState(StrEnum):
    """A promotion file opens by itself; a person decides it."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


PROMOTION_STATE_TITLES = {
    PromotionState.OPENED: "待确认",
    PromotionState.CONFIRMED: "已确认晋升",
    PromotionState.DECLINED: "不予晋升",
    PromotionState.WITHDRAWN: "已撤回",
}

PROMOTION_WORKFLOW = Workflow(
    name="晋升档案",
    table={
        (PromotionState.OPENED, "confirm_promotion"): PromotionState.CONFIRMED,
        (PromotionState.OPENED, "decline_promotion"): PromotionState.DECLINED,
        (PromotionState.OPENED, "withdraw_promotion"): PromotionState.WITHDRAWN,
        (PromotionState.CONFIRMED, "withdraw_promotion"): PromotionState.WITHDRAWN,
        (PromotionState.DECLINED, "reopen_promotion"): PromotionState.OPENED,
        (PromotionState.WITHDRAWN, "reopen_promotion"): PromotionState.OPENED,
    },
    titles=PROMOTION_STATE_TITLES,
    corrections=frozenset({"decline_promotion", "withdraw_promotion", "reopen_promotion"}),
)


@dataclass(frozen=True)
class Place:
    """A place in a contest, final. `sharing`: how many entries share it, this one included."""

    contest: str
    tier: ContestTier
    category: str
    student: bool
    occupation_code: str
    place: int
    entrants: int
    decided_on: date
    team_size: int = 1
    prize: str = ""
    passed: bool | None = None
    sharing: int = 1


@dataclass(frozen=True)
class Clause:
    """规则表的一条：哪些层级类别、哪个组、第几名到第几名（或前百分之几），晋升到哪一级。

    `percent`：取参赛人数的百分之几，小数舍去，不进位。`team_places`：双人、三人赛另定的末位名次。
    `unshared`：不设并列，并列的按并列者中的末位计。`prizes`、`category`：奖项、组别名称里应有的字。
    `one_up`：已有这一级的，晋升到上一级。`honour`：同时授予的称号，不是等级。
    """

    number: int
    tiers: Collection[ContestTier]
    level: Level
    group: Group = Group.ALL
    place_from: int = 1
    place_to: int | None = None
    team_places: Mapping[int, int] = field(default_factory=dict)
    percent: int | None = None
    unshared: bool = False
    prizes: Sequence[str] = ()
    category: str = ""
    needs_pass: bool = False
    one_up: bool = False
    honour: str = ""
    conditions: Sequence[str] = ()
    published: str = ""


@dataclass(frozen=True)
class RuleBook:
    """一版规则表。`contest`：只适用于名称里有这几个字的竞赛；`once_a_year`：每人每年最多晋升一次。"""

    clauses: Sequence[Clause]
    valid_from: date
    valid_to: date | None = None
    contest: str = ""
    once_a_year: bool = False
    conditions: Sequence[str] = ()


@dataclass(frozen=True)
class Decision:
    """晋升到哪一级、依据第几条；`level` 为 None 时 `reasons` 写明原因。`to_confirm`：须由人逐条确认的条件。"""

    level: Level | None
    clause: Clause | None = None
    reasons: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()


def promotion_for(
    place: Place, held: Sequence[Held], promoted_on: Sequence[date], rules: RuleBook, day: date
) -> Decision:
    """一个名次按一版规则可以晋升到哪一级。几条都符合时取最高的一级。

    `held`：他在这个职业已有的等级；`promoted_on`：他以赛代评已经晋升的各次，成绩生效的日期；`day`：办理的日期。
    只在赛项对应的职业内晋升；不高于已有等级的不算晋升；一级以上没有以赛代评。
    """
    reasons = _reasons_against_set(place, promoted_on, rules)
    if reasons:
        return Decision(None, reasons=tuple(reasons))
    met = [clause for clause in rules.clauses if not reasons_against_clause(place, clause)]
    if not met:
        of_tier = [clause for clause in rules.clauses if place.tier in clause.tiers]
        why = [reason for clause in of_tier for reason in reasons_against_clause(place, clause)]
        return Decision(None, reasons=tuple(dict.fromkeys(why)) or ("规则表没有这一层级类别的条款。",))
    outcomes = [_outcome(place, clause, held, rules, day) for clause in met]
    entitled = [one for one in outcomes if one.level is not None]
    if not entitled:
        return outcomes[0]
    return max(entitled, key=lambda one: list(Level).index(one.level or Level.APPRENTICE))


def reasons_against_clause(place: Place, clause: Clause) -> list[str]:
    """名次不符合这一条的原因；空列表即符合。成绩是否及格不明的不算不符合，由人确认。"""
    reasons = []
    if place.tier not in clause.tiers:
        return ["竞赛的层级类别不在这一条里。"]
    if clause.group is not Group.ALL and place.student is not (clause.group is Group.STUDENT):
        return [f"这一条只适用于{GROUP_TITLES[clause.group]}组。"]
    if clause.category and clause.category not in place.category:
        reasons.append(f"这一条只适用于{clause.category}组，他在“{place.category}”。")
    if clause.prizes and not any(word in place.prize for word in clause.prizes):
        reasons.append(f"这一条要求获{'、'.join(clause.prizes)}奖，他获“{place.prize or '无奖项'}”。")
    if clause.needs_pass and place.passed is False:
        reasons.append("这一条要求成绩合格，他的成绩没有达到合格分。")
    return reasons + _reasons_against_place(place, clause)


def clause_faults(clause: Clause) -> list[str]:
    """一条规则填写不全、前后矛盾的地方；空列表即可用。"""
    faults = [] if clause.tiers else ["没有选竞赛的层级类别。"]
    if clause.place_to is not None and clause.place_to < clause.place_from:
        faults.append(f"名次从 {clause.place_from} 到 {clause.place_to}，次序反了。")
    if clause.percent is not None and (clause.place_to is not None or clause.team_places):
        faults.append("名次和百分比只能填一样。")
    return [f"第 {clause.number} 条：{fault}" for fault in faults]


def last_place(clause: Clause, *, entrants: int, team_size: int) -> int | None:
    """这一条取到第几名；None 为不限。百分比按参赛人数计算，小数舍去：17 人的前 30% 是 5.1，取 5 名。"""
    if clause.percent is not None:
        return entrants * clause.percent // 100
    return clause.team_places.get(team_size, clause.place_to) if clause.team_places else clause.place_to


def _reasons_against_place(place: Place, clause: Clause) -> list[str]:
    if clause.team_places and place.team_size > max(clause.team_places):
        return [f"规则没有规定 {place.team_size} 人一队的赛项取几名。"]
    limit = last_place(clause, entrants=place.entrants, team_size=place.team_size)
    reached = place.place + place.sharing - 1 if clause.unshared else place.place
    if clause.place_from <= place.place and (limit is None or reached <= limit):
        return []
    share = f"（{place.entrants} 人的前 {clause.percent}%）" if clause.percent is not None else ""
    span = f"第 {clause.place_from} 名起" if limit is None else f"第 {clause.place_from} 至 {limit} 名{share}"
    tied = f"，{place.sharing} 人并列，按并列的末位计" if clause.unshared and place.sharing > 1 else ""
    return [f"这一条取{span}，他是第 {place.place} 名{tied}。"]


def _reasons_against_set(place: Place, promoted_on: Sequence[date], rules: RuleBook) -> list[str]:
    reasons = []
    if place.decided_on < rules.valid_from or (rules.valid_to is not None and place.decided_on > rules.valid_to):
        reasons.append(f"成绩在 {place.decided_on} 生效，不在规则的有效期内。")
    if rules.contest and rules.contest not in place.contest:
        reasons.append(f"规则只适用于“{rules.contest}”。")
    if not place.occupation_code:
        reasons.append("赛项没有对应的职业，不能按职业晋升等级。")
    if rules.once_a_year and any(day.year == place.decided_on.year for day in promoted_on):
        reasons.append(f"每人每年最多晋升一次，他 {place.decided_on.year} 年已经以赛代评晋升过。")
    return reasons


def _outcome(place: Place, clause: Clause, held: Sequence[Held], rules: RuleBook, day: date) -> Decision:
    before, now = highest_held(held, place.decided_on), highest_held(held, day)
    one_up = clause.one_up and before is not None and before.level is clause.level
    level = level_above(clause.level) if one_up else clause.level
    if higher(level, Level.ONE):
        return Decision(None, clause, (f"{LEVEL_TITLES[level]}只能聘任，不能以赛代评。",))
    if now is not None and not higher(level, now.level):
        return Decision(
            None, clause, (f"他已有{LEVEL_TITLES[now.level]}，按这一条晋升到{LEVEL_TITLES[level]}，没有提高。",)
        )
    to_confirm = [*clause.conditions, *rules.conditions]
    if clause.needs_pass and place.passed is None:
        to_confirm.append("成绩达到合格分。")
    if one_up and before is not None and before.since is None:
        to_confirm.append(f"{LEVEL_TITLES[before.level]}在成绩生效（{place.decided_on}）之前取得（登记时没有写日期）。")
    return Decision(level, clause, to_confirm=tuple(to_confirm))
