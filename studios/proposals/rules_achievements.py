"""五小成果的一生：申报、单位认可、推荐、形审、评审、公示、等级、入库；没有等级的、被拒绝的都有写明的原因。"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow


class AchievementKind(StrEnum):
    """五小，和与五小一起征集的先进操作法。"""

    INVENTION = "invention"
    CREATION = "creation"
    REFORM = "reform"
    DESIGN = "design"
    ADVICE = "advice"
    METHOD = "method"


ACHIEVEMENT_KIND_TITLES = {
    AchievementKind.INVENTION: "小发明",
    AchievementKind.CREATION: "小创造",
    AchievementKind.REFORM: "小革新",
    AchievementKind.DESIGN: "小设计",
    AchievementKind.ADVICE: "小建议",
    AchievementKind.METHOD: "先进操作法",
}
FIVE_SMALL = tuple(AchievementKind)[:5]


class SelectionState(StrEnum):
    """一次评选。"""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    FINISHED = "finished"
    CANCELLED = "cancelled"


SELECTION_STATE_TITLES = {
    SelectionState.DRAFT: "草稿",
    SelectionState.OPEN: "申报中",
    SelectionState.CLOSED: "评审中",
    SelectionState.FINISHED: "已结束",
    SelectionState.CANCELLED: "已取消",
}

SELECTION_WORKFLOW = Workflow(
    name="这次评选",
    table={
        (SelectionState.DRAFT, "open_selection"): SelectionState.OPEN,
        (SelectionState.DRAFT, "cancel_selection"): SelectionState.CANCELLED,
        (SelectionState.OPEN, "cancel_selection"): SelectionState.CANCELLED,
        (SelectionState.OPEN, "close_selection"): SelectionState.CLOSED,
        (SelectionState.CLOSED, "reopen_selection"): SelectionState.OPEN,
        (SelectionState.CLOSED, "finish_selection"): SelectionState.FINISHED,
        (SelectionState.FINISHED, "resume_selection"): SelectionState.CLOSED,
    },
    titles=SELECTION_STATE_TITLES,
    corrections=frozenset({"cancel_selection", "reopen_selection", "resume_selection"}),
)


class AchievementState(StrEnum):
    """一项成果走到了哪一步。"""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDORSED = "endorsed"
    RECOMMENDED = "recommended"
    CHECKED = "checked"
    REFUSED = "refused"
    SHORTLISTED = "shortlisted"
    NOT_GRADED = "not-graded"
    GRADED = "graded"
    NOTICED = "noticed"
    HELD = "held"
    FINAL = "final"
    LISTED = "listed"


A = AchievementState
ACHIEVEMENT_STATE_TITLES = {
    A.DRAFT: "草稿",
    A.SUBMITTED: "待单位认可",
    A.RETURNED: "退回修改",
    A.WITHDRAWN: "已撤回",
    A.ENDORSED: "单位已认可，待推荐",
    A.RECOMMENDED: "已推荐，待形审",
    A.CHECKED: "形审通过，待评审",
    A.REFUSED: "未通过",
    A.SHORTLISTED: "入围路演",
    A.NOT_GRADED: "未评上等级",
    A.GRADED: "已定等级，待公示",
    A.NOTICED: "公示中",
    A.HELD: "异议处理中",
    A.FINAL: "等级生效",
    A.LISTED: "已入库",
}

ACHIEVEMENT_WORKFLOW = Workflow(
    name="这项成果",
    table={
        (A.DRAFT, "submit_achievement"): A.SUBMITTED,
        (A.RETURNED, "submit_achievement"): A.SUBMITTED,
        **{(state, "withdraw_achievement"): A.WITHDRAWN for state in (A.DRAFT, A.SUBMITTED, A.RETURNED, A.ENDORSED)},
        (A.SUBMITTED, "endorse_achievement"): A.ENDORSED,
        (A.SUBMITTED, "return_achievement"): A.RETURNED,
        (A.SUBMITTED, "refuse_achievement"): A.REFUSED,
        (A.ENDORSED, "return_achievement"): A.RETURNED,
        (A.ENDORSED, "recommend_achievement"): A.RECOMMENDED,
        (A.ENDORSED, "refuse_achievement"): A.REFUSED,
        (A.RECOMMENDED, "recall_achievement"): A.ENDORSED,
        (A.RECOMMENDED, "pass_achievement"): A.CHECKED,
        (A.RECOMMENDED, "refuse_achievement"): A.REFUSED,
        (A.CHECKED, "refuse_achievement"): A.REFUSED,
        (A.REFUSED, "reconsider_achievement"): A.ENDORSED,
        (A.CHECKED, "shortlist_achievement"): A.SHORTLISTED,
        (A.SHORTLISTED, "unshortlist_achievement"): A.CHECKED,
        (A.CHECKED, "grade_achievement"): A.GRADED,
        (A.SHORTLISTED, "grade_achievement"): A.GRADED,
        (A.CHECKED, "pass_over_achievement"): A.NOT_GRADED,
        (A.SHORTLISTED, "pass_over_achievement"): A.NOT_GRADED,
        (A.GRADED, "regrade_achievement"): A.CHECKED,
        (A.NOT_GRADED, "regrade_achievement"): A.CHECKED,
        (A.GRADED, "notice_achievement"): A.NOTICED,
        (A.NOTICED, "notice_achievement"): A.NOTICED,
        (A.NOTICED, "hold_achievement"): A.HELD,
        (A.HELD, "release_achievement"): A.NOTICED,
        (A.HELD, "regrade_achievement"): A.CHECKED,
        (A.HELD, "strip_achievement"): A.NOT_GRADED,
        (A.NOTICED, "finalise_achievement"): A.FINAL,
        (A.FINAL, "shelve_achievement"): A.LISTED,
        (A.LISTED, "unshelve_achievement"): A.FINAL,
        (A.FINAL, "strip_achievement"): A.NOT_GRADED,
        (A.LISTED, "strip_achievement"): A.NOT_GRADED,
    },
    titles=ACHIEVEMENT_STATE_TITLES,
    corrections=frozenset(
        {
            "return_achievement",
            "refuse_achievement",
            "recall_achievement",
            "reconsider_achievement",
            "unshortlist_achievement",
            "pass_over_achievement",
            "regrade_achievement",
            "hold_achievement",
            "release_achievement",
            "strip_achievement",
            "unshelve_achievement",
        }
    ),
)

EDITABLE = frozenset({A.DRAFT, A.RETURNED})
REVIEWED = (A.CHECKED, A.SHORTLISTED)
"""评审时排名次、定等级的成果。"""
GRADED_POOL = (*REVIEWED, A.NOT_GRADED, A.GRADED, A.NOTICED, A.HELD, A.FINAL, A.LISTED)
"""排名次时一起比较的成果；取消了等级的（`stripped`）不再占名次。"""
WON = (A.FINAL, A.LISTED)
"""等级已经生效的成果：以后再申报即为重复获奖。"""
TAKES_A_PLACE = (A.RECOMMENDED, A.CHECKED, A.SHORTLISTED, A.NOT_GRADED, A.GRADED, A.NOTICED, A.HELD, *WON)
"""占用推荐名额的成果；被拒绝、被撤回推荐的名额空出。"""


class AchievementPaperKind(StrEnum):
    """申报材料。授权书和承诺书须单位工会盖章（全国申报系统的要求，S55）。"""

    AUTHORISATION = "authorisation"
    COMMITMENT = "commitment"
    PHOTO = "photo"
    PROOF = "proof"


ACHIEVEMENT_PAPER_TITLES = {
    AchievementPaperKind.AUTHORISATION: "创新成果授权书",
    AchievementPaperKind.COMMITMENT: "真实性承诺书",
    AchievementPaperKind.PHOTO: "成果照片",
    AchievementPaperKind.PROOF: "效益、知识产权等证明",
}
NEEDED_PAPERS = (AchievementPaperKind.AUTHORISATION, AchievementPaperKind.COMMITMENT)


class Verdict(StrEnum):
    """对一对疑似重复的成果，人的判断。"""

    SAME = "same"
    DIFFERENT = "different"


VERDICT_TITLES = {Verdict.SAME: "是同一项成果", Verdict.DIFFERENT: "不是同一项"}


class Ground(StrEnum):
    """为什么疑似重复。"""

    SAME_IP = "same-ip"
    SAME_TITLE = "same-title"
    SAME_AUTHORS = "same-authors"
    ALIKE = "alike"


GROUND_TITLES = {
    Ground.SAME_IP: "知识产权号相同",
    Ground.SAME_TITLE: "名称相同",
    Ground.SAME_AUTHORS: "完成人相同",
    Ground.ALIKE: "文字相近",
}

_HEAD = re.compile(
    r"^(党委|党组|党总支|党支部)?书记$|董事长$|总裁$|总经理$|厂长$|矿长$|校长$|院长$|行长$|局长$|场长$|站长$|法定代表人|单位(主要)?负责人"
)


@dataclass(frozen=True)
class AchievementFigures:
    """一个单位一年的五小成果。

    `entered` 申报过的；`recommended` 占用推荐名额的；`won` 等级已生效的；`adopted` 至少一个其他单位登记应用的；
    `authors` 不同的完成人（在名册上的）；`benefit` 元，只加等级已生效、写明核实人的。
    """

    unit: str
    entered: int
    recommended: int
    won: int
    adopted: int
    authors: int
    benefit: Decimal


@dataclass(frozen=True)
class OwnFigures:
    """一个人的：提出的建议、被采纳的、得到的奖励（元）、申报的五小成果、得到等级的。"""

    proposals: int
    adopted: int
    rewards: Decimal
    achievements: int
    won: int


def is_unit_head(post: str) -> bool:
    """职务是不是单位负责人（正职）；副职不算。只作提示的依据，由单位工会认可时确认。"""
    bare = post.strip()
    return bool(_HEAD.search(bare)) and "副" not in bare and "助理" not in bare


def recommender_path(unit: str, organiser: str) -> str | None:
    """推荐单位：主办工会下面一级、管着申报单位的那个组织；主办单位自己的成果由自己推荐；不归主办管的为 None。"""
    if not unit.startswith(organiser):
        return None
    below = unit[len(organiser) :].split("/", 1)[0]
    return f"{organiser}{below}/" if below else organiser


def places_left(places: int | None, taken: int) -> int | None:
    """还剩几个名额；不限的为 None。"""
    return None if places is None else max(places - taken, 0)


def funnel(states: Collection[tuple[AchievementState, bool]]) -> dict[str, int]:
    """申报、推荐、形审通过、入围、获等级各有多少（P07 漏斗）；每一项为现在的状态和是否入围过。"""
    passed = {A.CHECKED, A.SHORTLISTED, A.NOT_GRADED, A.GRADED, A.NOTICED, A.HELD, *WON}
    return {
        "申报": sum(state not in {A.DRAFT, A.WITHDRAWN} for state, _ in states),
        "推荐": sum(state in TAKES_A_PLACE for state, _ in states),
        "形审通过": sum(state in passed for state, _ in states),
        "入围路演": sum(shortlisted and state in passed for state, shortlisted in states),
        "获得等级": sum(state in WON for state, _ in states),
    }
