"""The way of a result from computed to final, and what stands in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.workflow import Workflow
from notices.rules import NoticeState
from scoring.contest import UNRANKED_REASONS
from scoring.marks import EntryStatus


class ResultState(StrEnum):
    """A frozen result never changes: a correction makes a new version."""

    COMPUTED = "computed"
    FROZEN = "frozen"
    NOTICED = "noticed"
    FINAL = "final"
    SUPERSEDED = "superseded"


RESULT_STATE_TITLES = {
    ResultState.COMPUTED: "已计算",
    ResultState.FROZEN: "已锁定",
    ResultState.NOTICED: "公示中",
    ResultState.FINAL: "正式成绩",
    ResultState.SUPERSEDED: "已被新版本取代",
}

RESULT_WORKFLOW = Workflow(
    name="成绩",
    table={
        (ResultState.COMPUTED, "freeze_result"): ResultState.FROZEN,
        (ResultState.COMPUTED, "compute_result"): ResultState.SUPERSEDED,
        (ResultState.FROZEN, "publish_result"): ResultState.NOTICED,
        (ResultState.NOTICED, "finalise_result"): ResultState.FINAL,
        (ResultState.FROZEN, "apply_correction"): ResultState.SUPERSEDED,
        (ResultState.NOTICED, "apply_correction"): ResultState.SUPERSEDED,
        (ResultState.FINAL, "apply_correction"): ResultState.SUPERSEDED,
        (ResultState.FROZEN, "withdraw_result"): ResultState.SUPERSEDED,
        (ResultState.NOTICED, "withdraw_result"): ResultState.SUPERSEDED,
        (ResultState.FINAL, "withdraw_result"): ResultState.SUPERSEDED,
    },
    titles=RESULT_STATE_TITLES,
    corrections=frozenset({"apply_correction", "withdraw_result"}),
)

STANDING = frozenset({ResultState.FROZEN, ResultState.NOTICED, ResultState.FINAL})
"""已锁定、公示或生效的成绩：重新计算不会撤下它。有错的用“更正”；根本不能用的才“撤回成绩”，重新评分。"""

SHOWN = frozenset({ResultState.NOTICED, ResultState.FINAL})
"""选手本人和所在单位能看到的成绩：公示中的和正式的。"""

LABELS_SHOWN = 5


class BlockerKind(StrEnum):
    """Where a blocker is dealt with."""

    DRAW = "draw"
    JUDGING = "judging"
    MAPPING = "mapping"
    CHECK_IN = "check-in"
    REGISTRATION = "registration"
    NOTICE = "notice"
    SCORING = "scoring"
    TIE = "tie"
    TEAMS = "teams"


@dataclass(frozen=True)
class Blocker:
    """Something that has to be settled before a result may be computed or frozen."""

    kind: BlockerKind
    text: str


def blockers_of_judging(*, ended: bool, unsealed: Mapping[str, Sequence[str]], drawn: bool = True) -> list[Blocker]:
    """抽签、评分结束、评分表全部封存之后才能计算成绩。`unsealed`：裁判 -> 未封存的选手标识。"""
    if not drawn:
        return [Blocker(BlockerKind.DRAW, "还没有抽签，请先抽签，再组织评分。")]
    blockers = [] if ended else [Blocker(BlockerKind.JUDGING, "评分还没有结束，请裁判长结束评分。")]
    return blockers + [
        Blocker(BlockerKind.JUDGING, f"{judge} 有 {len(labels)} 份评分表没有封存：{shortened(labels)}。")
        for judge, labels in unsealed.items()
    ]


def blockers_of_mappings(sealed: Sequence[str]) -> list[Blocker]:
    """盲评的对应关系由内到外逐层打开之后，才能计算成绩。`sealed`：还没有打开的，按打开的次序。"""
    wanted = "请加密裁判与见证人两人在场打开。"
    return [Blocker(BlockerKind.MAPPING, f"{title}的对应关系还没有打开，{wanted}") for title in sealed]


def blockers_of_entries(unstated: Sequence[str], unreviewed: Sequence[str]) -> list[Blocker]:
    """到场情况全部登记、报名资格全部审定之后才能计算成绩；缺考须写明，不由缺分推断。"""
    blockers = []
    if unstated:
        blockers.append(Blocker(BlockerKind.CHECK_IN, f"{len(unstated)} 名选手没有检录结果：{shortened(unstated)}。"))
    if unreviewed:
        blockers.append(
            Blocker(BlockerKind.REGISTRATION, f"{len(unreviewed)} 份报名的资格还没有审定：{shortened(unreviewed)}。")
        )
    return blockers


def blockers_of_notices(unanswered: int) -> list[Blocker]:
    """对以前公示的成绩提出的异议全部答复之后，才能计算新一版成绩。"""
    return [Blocker(BlockerKind.NOTICE, f"还有 {unanswered} 条异议没有答复。")] if unanswered else []


def reasons_against_finalising(*, notice: NoticeState, upheld: int, holds: Sequence[str]) -> list[str]:
    """公示有效、没有成立的异议、没有未结的申诉，成绩方可生效。`holds`：暂缓生效的事由。"""
    reasons = ["公示已经作废，请先更正成绩，重新公示。"] if notice is NoticeState.VOIDED else []
    if upheld:
        reasons.append(f"有 {upheld} 条异议成立，请先更正成绩，重新公示。")
    return reasons + [f"暂缓生效：{text}。" for text in holds]


def reasons_against_withdrawing(*, certificates: int, next_stage_drawn: bool) -> list[str]:
    """正式成绩已发证书或下一阶段已抽签的，须先撤销证书、作废抽签，再撤回成绩。个别错误用“更正”，不必撤回。"""
    reasons = []
    if certificates:
        reasons.append(
            f"已按这个阶段的成绩制作 {certificates} 张证书，请先在证书页面批量撤销；只有个别错误的，请用“更正”。"
        )
    if next_stage_drawn:
        reasons.append("下一阶段已按这一版成绩抽签，请先作废下一阶段的抽签。")
    return reasons


def reasons_against_reopening(standing: int | None) -> list[str]:
    """有成绩锁定、公示或生效时，评分不得重新开放。`standing`：该成绩的版次。"""
    if standing is None:
        return []
    return [
        f"第 {standing} 版成绩已经锁定或公示，不能重新开放评分。个别评分有错的，请在成绩页面“提出更正”；"
        "整场评分须重来的，请先“撤回成绩”。"
    ]


def goes_on(score_rank: int | None, cut_off: int) -> bool:
    """成绩名次在晋级名次以内的进入下一阶段；末位并列的一并晋级（bjszjggw.gov.cn：并列同时晋级）。"""
    return score_rank is not None and score_rank <= cut_off


def placing_title(rank: int) -> str:
    """证书上的名次：第一名至第十名用汉字，其后用数字。"""
    return f"第{'一二三四五六七八九十'[rank - 1]}名" if rank <= 10 else f"第{rank}名"


def shortened(labels: Sequence[str]) -> str:
    """The first labels of a list, and how many there are in all if that is not all."""
    first = "、".join(labels[:LABELS_SHOWN])
    return first if len(labels) <= LABELS_SHOWN else f"{first} 等 {len(labels)} 项"


STEP_TITLES = ("评分", "计算", "锁定", "公示", "正式", "证书")
_STEPS_DONE = {
    None: 1,
    ResultState.SUPERSEDED: 1,
    ResultState.COMPUTED: 2,
    ResultState.FROZEN: 3,
    ResultState.NOTICED: 3,
    ResultState.FINAL: 5,
}


def steps_done(state: ResultState | None, *, judged: bool, certificates: int) -> int:
    """How many of `STEP_TITLES` are behind; the next one is at hand."""
    if state is ResultState.FINAL and certificates:
        return len(STEP_TITLES)
    return _STEPS_DONE[state] if judged or state in STANDING else 0


def reason_in_public(status: EntryStatus) -> str:
    """公示中没有名次的原因，只写类别，不写具体情节。"""
    return UNRANKED_REASONS.get(status, "缺项，不计总分")
