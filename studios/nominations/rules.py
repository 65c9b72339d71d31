"""推荐评选先进：名额的结构比例（产业工人、一线、女、非公等），一级一级的意见，公示，授予荣誉。"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.workflow import Workflow

LEAST_NOTICE_DAYS = 5


class Category(StrEnum):
    """结构比例说到的人和单位。"""

    INDUSTRIAL_WORKER = "industrial-worker"
    FRONT_LINE = "front-line"
    SCIENCE_EDUCATION = "science-education"
    MIGRANT_WORKER = "migrant-worker"
    WOMAN = "woman"
    NON_PUBLIC = "non-public"
    KEY_INDUSTRY = "key-industry"
    PUBLIC_INSTITUTION = "public-institution"
    UNIT_HEAD = "unit-head"
    COUNTY_OFFICIAL = "county-official"


CATEGORY_TITLES = {
    Category.INDUSTRIAL_WORKER: "产业工人",
    Category.FRONT_LINE: "其他一线职工和专业技术人员",
    Category.SCIENCE_EDUCATION: "科教人员",
    Category.MIGRANT_WORKER: "农民工",
    Category.WOMAN: "女职工",
    Category.NON_PUBLIC: "非公有制单位",
    Category.KEY_INDUSTRY: "重点产业",
    Category.PUBLIC_INSTITUTION: "机关事业单位",
    Category.UNIT_HEAD: "企业负责人",
    Category.COUNTY_OFFICIAL: "县处级干部",
}


@dataclass(frozen=True)
class ShareRule:
    """一条结构比例：某类占 `of`（None 为全部名额）的百分之几，不低于 `least` 或不超过 `most`，整数百分比。"""

    category: Category
    least: int | None = None
    most: int | None = None
    of: Category | None = None

    @property
    def words(self) -> str:
        """这条比例怎么说。"""
        base = f"占{CATEGORY_TITLES[self.of]}名额" if self.of else "占比"
        bounds = [f"不低于 {self.least}%"] if self.least is not None else []
        bounds += [f"不超过 {self.most}%"] if self.most is not None else []
        return f"{CATEGORY_TITLES[self.category]}{base}{'、'.join(bounds)}"


@dataclass(frozen=True)
class ShareScheme:
    """一份公布的评选办法里的结构比例，及其出处。办法变了另立一份，用过的不改。"""

    code: str
    title: str
    source: str
    rules: tuple[ShareRule, ...]


@dataclass(frozen=True)
class ShareLine:
    """一条比例算下来：基数、已有、至少要、至多可以、还差、超出。"""

    rule: ShareRule
    base: int
    have: int
    needed: int | None
    allowed: int | None

    @property
    def short(self) -> int:
        """还差几人。"""
        return max(0, (self.needed or 0) - self.have)

    @property
    def over(self) -> int:
        """超出几人。"""
        return max(0, self.have - self.allowed) if self.allowed is not None else 0

    @property
    def kept(self) -> bool:
        return not self.short and not self.over


def share_lines(rules: Sequence[ShareRule], nominees: Sequence[Collection[Category]]) -> list[ShareLine]:
    """按现有人选逐条计算。人数只能是整数：下限折成人数有小数的进一，上限有小数的舍去，比例才真正达到、不突破。

    基数是现有人选数，写明占某类名额的，基数是该类的人数；一个人可以同时属于几类。
    """
    lines = []
    for rule in rules:
        counted = [one for one in nominees if rule.of is None or rule.of in one]
        base, have = len(counted), sum(rule.category in one for one in counted)
        needed = None if rule.least is None else -(-base * rule.least // 100)
        allowed = None if rule.most is None else base * rule.most // 100
        lines.append(ShareLine(rule, base, have, needed, allowed))
    return lines


def reasons_against_shares(lines: Sequence[ShareLine]) -> list[str]:
    """哪几条结构比例没有达到，差几人、超几人。"""
    reasons = []
    for line in lines:
        if line.short:
            reasons.append(f"{line.rule.words}：{line.base} 人中至少 {line.needed} 人，还差 {line.short} 人。")
        if line.over:
            reasons.append(f"{line.rule.words}：{line.base} 人中最多 {line.allowed} 人，超出 {line.over} 人。")
    return reasons


def faults_of_rules(rules: Sequence[ShareRule]) -> Iterator[str]:
    """填写的比例有什么不对：没有写比例、上下限颠倒、同一类写了两条、占的是自己。"""
    for rule in rules:
        title = CATEGORY_TITLES[rule.category]
        if rule.least is None and rule.most is None:
            yield f"“{title}”没有写不低于或不超过百分之几。"
        elif not 0 <= (rule.least or 0) <= (100 if rule.most is None else rule.most) <= 100:
            yield f"“{title}”的比例应在 0 到 100 之间，下限不大于上限。"
        if rule.of is rule.category:
            yield f"“{title}”不能占它自己的比例。"
    written = [(rule.category, rule.of) for rule in rules]
    for category, of in dict.fromkeys(written):
        if written.count((category, of)) > 1:
            yield f"“{CATEGORY_TITLES[category]}”写了两条，请合并。"


class NominationState(StrEnum):
    """一次评选：推荐人选，核对比例后上报定稿，公示，授予。"""

    OPEN = "open"
    SUBMITTED = "submitted"
    NOTICED = "noticed"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


NOMINATION_STATE_TITLES = {
    NominationState.OPEN: "推荐中",
    NominationState.SUBMITTED: "人选已定",
    NominationState.NOTICED: "公示中",
    NominationState.AWARDED: "已授予",
    NominationState.CANCELLED: "已取消",
}
S = NominationState
NOMINATION_WORKFLOW = Workflow(
    name="评选",
    table={
        (S.OPEN, "submit_nomination"): S.SUBMITTED,
        (S.SUBMITTED, "reopen_nomination"): S.OPEN,
        (S.SUBMITTED, "notice_nomination"): S.NOTICED,
        (S.NOTICED, "reopen_nomination"): S.OPEN,
        (S.NOTICED, "award_nomination"): S.AWARDED,
        (S.AWARDED, "award_nomination"): S.AWARDED,
        (S.OPEN, "cancel_nomination"): S.CANCELLED,
        (S.SUBMITTED, "cancel_nomination"): S.CANCELLED,
    },
    titles=NOMINATION_STATE_TITLES,
    corrections=frozenset({"reopen_nomination", "cancel_nomination"}),
)


class NomineeState(StrEnum):
    """一个人选：异议只影响本人，查实的取消资格。"""

    PROPOSED = "proposed"
    HELD = "held"
    STRUCK = "struck"
    AWARDED = "awarded"


NOMINEE_STATE_TITLES = {
    NomineeState.PROPOSED: "人选",
    NomineeState.HELD: "异议核查中",
    NomineeState.STRUCK: "已取消资格",
    NomineeState.AWARDED: "已授予",
}
NOMINEE_WORKFLOW = Workflow(
    name="人选",
    table={
        (NomineeState.PROPOSED, "hold_nominee"): NomineeState.HELD,
        (NomineeState.HELD, "release_nominee"): NomineeState.PROPOSED,
        (NomineeState.PROPOSED, "strike_nominee"): NomineeState.STRUCK,
        (NomineeState.HELD, "strike_nominee"): NomineeState.STRUCK,
        (NomineeState.PROPOSED, "award_nominee"): NomineeState.AWARDED,
    },
    titles=NOMINEE_STATE_TITLES,
    corrections=frozenset({"hold_nominee", "release_nominee", "strike_nominee"}),
)


def reasons_against_notice_days(days: int) -> list[str]:
    """人选应在本单位和评选范围内公示，不少于 5 个工作日。"""
    return [] if days >= LEAST_NOTICE_DAYS else [f"公示不少于 {LEAST_NOTICE_DAYS} 个工作日。"]


def reasons_against_submitting(
    count: int,
    places: int,
    without_opinion: Sequence[str],
    refused: Sequence[str],
    lines: Sequence[ShareLine],
    exception: str,
) -> list[str]:
    """定稿前：有人选、不超名额、每一级都有意见且都同意、结构比例达到；比例确实达不到的写明原因。"""
    reasons = [] if count else ["还没有人选。"]
    if count > places:
        reasons.append(f"名额 {places} 个，现有人选 {count} 个，超出 {count - places} 个。")
    reasons += [f"{one}。" for one in without_opinion]
    reasons += [f"{name}有一级不同意推荐，请移出人选或重新签署意见。" for name in refused]
    return reasons + ([] if exception.strip() else reasons_against_shares(lines))
