"""征集通知对五小成果的要求。每一份通知一个文件（`schemes/`），公布后不改；这里是各份通知共用的条款和核对办法。"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from studios.proposals.rules_achievements import ACHIEVEMENT_KIND_TITLES, AchievementKind


class Exclusion(StrEnum):
    """通知列明不予受理的情形，由申报人逐项声明。"""

    GOVERNMENT_PROJECT = "government-project"
    GOVERNMENT_AWARD = "government-award"
    SECRET = "secret"
    DISPUTED = "disputed"
    WON_BEFORE = "won-before"


EXCLUSION_TITLES = {
    Exclusion.GOVERNMENT_PROJECT: "属于政府科技计划项目",
    Exclusion.GOVERNMENT_AWARD: "已获得政府科技奖励",
    Exclusion.SECRET: "涉及国家秘密或商业秘密",
    Exclusion.DISPUTED: "知识产权有争议",
    Exclusion.WON_BEFORE: "往年已在五小评选中获奖",
}


@dataclass(frozen=True)
class Scheme:
    """一份征集通知。

    `kinds` 各类成果的定义；`results_since` 成果不早于哪天，`recent_years` 近几年（两者至多一个）；
    `least_use_months` 某类成果至少应用几个月；`heads_excluded` 单位负责人不参加；`in_use` 须已实际应用。
    """

    code: str
    title: str
    source: str
    kinds: Mapping[AchievementKind, str]
    results_since: date | None = None
    recent_years: int | None = None
    least_use_months: Mapping[AchievementKind, int] = field(default_factory=dict)
    in_use: bool = False
    benefit_needed: bool = False
    heads_excluded: bool = False
    topics: tuple[str, ...] = ()
    exclusions: frozenset[Exclusion] = frozenset()


@dataclass(frozen=True)
class AchievementFacts:
    """核对所需的事实。`heads` 完成人中单位负责人的姓名；`declared` 申报人声明存在的情形；`benefit` 元。"""

    kind: AchievementKind
    finished_on: date
    used_since: date | None = None
    benefit: Decimal | None = None
    heads: tuple[str, ...] = ()
    declared: frozenset[Exclusion] = frozenset()


def reasons_against_facts(facts: AchievementFacts, scheme: Scheme, today: date) -> list[str]:
    """不符合通知的全部原因；空列表即符合。`today` 为申报之日。"""
    reasons = []
    if facts.kind not in scheme.kinds:
        reasons.append(f"“{scheme.title}”不征集{ACHIEVEMENT_KIND_TITLES[facts.kind]}。")
    if facts.finished_on > today:
        reasons.append("完成日期晚于今天，请核对。")
    since = scheme.results_since or (years_before(today, scheme.recent_years) if scheme.recent_years else None)
    if since and facts.finished_on < since:
        reasons.append(f"成果应在 {since:%Y-%m-%d} 以后完成，这项是 {facts.finished_on:%Y-%m-%d}。")
    reasons += _reasons_about_use(facts, scheme, today)
    if scheme.benefit_needed and not facts.benefit:
        reasons.append("通知要求成果已产生效益，请填写效益和计算依据。")
    if scheme.heads_excluded and facts.heads:
        reasons.append(f"单位负责人不参加评选：{'、'.join(facts.heads)}。请调整完成人后再申报。")
    reasons += [
        f"通知规定不受理：{EXCLUSION_TITLES[one]}。" for one in Exclusion if one in facts.declared & scheme.exclusions
    ]
    return reasons


def _reasons_about_use(facts: AchievementFacts, scheme: Scheme, today: date) -> list[str]:
    if facts.used_since is None:
        needed = scheme.in_use or scheme.least_use_months.get(facts.kind)
        return ["通知要求成果已实际应用，请填写开始应用的日期。"] if needed else []
    if facts.used_since > today:
        return ["开始应用的日期晚于今天，请核对。"]
    months = scheme.least_use_months.get(facts.kind, 0)
    used = full_months(facts.used_since, today)
    if used < months:
        return [f"{ACHIEVEMENT_KIND_TITLES[facts.kind]}应至少应用 {months} 个月，到今天满 {used} 个月。"]
    return []


def years_before(day: date, years: int) -> date:
    """几年前的同一天；2 月 29 日在平年为 2 月 28 日。"""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def full_months(begins: date, ends: date) -> int:
    """从 `begins` 到 `ends` 满几个月：到第 n 个月的同一日才满 n 个月。"""
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    return months - (ends.day < begins.day)
