"""双评价：同一个对象由两方各按一份标准评价，各有最少人数，按权重合成。

出处：来源文件 003（盐城）“双评价制度”：镇工会按基层工会规范化建设标准评价工会主席，职工会员按模范职工之家创建标准评价。
报道没有写权重、人数和标准的分值：都是每次评价的参数。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import EXACT, as_text, exact_mean, exact_sum, round_half_up
from studios.reviews.rules import combine
from studios.rubrics.rules import ItemKind, Rubric

HUNDRED = Decimal(100)
PLACES = 2
FEWEST_MEMBERS = 3
"""会员测评最少人数的下限：再少就看得出是谁评的。"""
RATED_BY_MEMBERS = frozenset({ItemKind.PLAIN, ItemKind.BANDS, ItemKind.NONE_IS_ZERO})


class EvaluationState(StrEnum):
    """The life of an evaluation."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


EVALUATION_STATE_TITLES = {
    EvaluationState.DRAFT: "草稿",
    EvaluationState.OPEN: "评价中",
    EvaluationState.CLOSED: "已公布",
    EvaluationState.CANCELLED: "已取消",
}

EVALUATION_WORKFLOW = Workflow(
    name="双评价",
    table={
        (EvaluationState.DRAFT, "open_evaluation"): EvaluationState.OPEN,
        (EvaluationState.OPEN, "close_evaluation"): EvaluationState.CLOSED,
        (EvaluationState.CLOSED, "reopen_evaluation"): EvaluationState.OPEN,
        (EvaluationState.DRAFT, "cancel_evaluation"): EvaluationState.CANCELLED,
        (EvaluationState.OPEN, "cancel_evaluation"): EvaluationState.CANCELLED,
    },
    titles=EVALUATION_STATE_TITLES,
    corrections=frozenset({"reopen_evaluation", "cancel_evaluation"}),
)


@dataclass(frozen=True, slots=True)
class SideScore:
    """一方的评价。`score` 为百分制两位小数，人数不足的为 None，从不按 0 分计；一票否决查实的为 0。

    `returned` 为收回份数，`lowest`、`highest`、`deviation`（标准差）都折成百分制；没有收回的为 None。
    人数不足的不显示这三个数：份数太少，看得出是谁评的。
    """

    returned: int
    least: int
    score: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    deviation: Decimal | None
    working: str
    vetoed: bool = False


@dataclass(frozen=True, slots=True)
class CombinedScore:
    """双评价得分（E05）：两方按权重合成；有一方人数不足的不合成，`score` 为 None。"""

    score: Decimal | None
    working: str


def side_score(totals: Sequence[Decimal], full: Decimal, least: int, *, vetoed: bool = False) -> SideScore:
    """一方的得分：各份总分折成百分制（总分 ÷ 满分 × 100）取平均，最后一次四舍五入到两位小数。

    少于 `least` 份为人数不足。
    """
    returned = len(totals)
    if returned < least:
        short = f"收回 {returned} 份，少于规定的 {least} 份，人数不足"
        return SideScore(returned, least, None, None, None, None, short)
    percents = [EXACT.divide(EXACT.multiply(total, HUNDRED), full) for total in totals]
    mean = exact_mean(percents)
    squares = [EXACT.power(EXACT.subtract(one, mean), 2) for one in percents]
    score = Decimal(0) if vetoed else round_half_up(mean, PLACES)
    told = f"{returned} 份平均 {as_text(round_half_up(mean, PLACES))}"
    return SideScore(
        returned,
        least,
        score,
        round_half_up(min(percents), PLACES),
        round_half_up(max(percents), PLACES),
        round_half_up(EXACT.sqrt(exact_mean(squares)), PLACES),
        "一票否决查实，得分为 0" if vetoed else told,
        vetoed,
    )


def combine_sides(officers: SideScore, members: SideScore, officer_weight: Decimal) -> CombinedScore:
    """双评价得分：上级得分 × 权重 + 会员得分 × （100 − 权重），各取两位小数，合计四舍五入到两位小数。

    有一方人数不足的不合成；上级一票否决查实的为 0。
    """
    short = [name for name, side in (("上级工会", officers), ("会员", members)) if side.score is None]
    if officers.score is None or members.score is None:
        return CombinedScore(None, f"{'、'.join(short)}评价人数不足，不合成")
    if officers.vetoed:
        return CombinedScore(Decimal(0), "一票否决查实，得分为 0")
    made = combine([(officer_weight, officers.score), (EXACT.subtract(HUNDRED, officer_weight), members.score)])
    return CombinedScore(made.score, made.working)


def ranks_of(scores: Sequence[Decimal | None]) -> list[int | None]:
    """名次：得分高的在前，同分同名次，其后名次空出；没有得分的不排名。"""
    standing = [score for score in scores if score is not None]
    return [None if score is None else 1 + sum(other > score for other in standing) for score in scores]


def item_means(rubric: Rubric, papers: Sequence[dict[str, Decimal]]) -> list[tuple[str, Decimal, Decimal]]:
    """每一项的满分和平均分（两位小数）。没有测评表的为空。"""
    if not papers:
        return []
    count = Decimal(len(papers))
    return [
        (item.title, item.points, round_half_up(EXACT.divide(exact_sum(p[item.code] for p in papers), count), PLACES))
        for item in rubric.items
    ]


def reasons_against_evaluation(
    officer_weight: Decimal, least_officers: int, least_members: int, member_rubric: Rubric
) -> list[str]:
    """权重 0 至 100（不含）；上级至少 1 人，会员至少 3 人；会员的标准只有直接打分、分档和没有即为零分的项目。"""
    reasons = []
    if not 0 < officer_weight < HUNDRED:
        reasons.append("上级评价的权重应在 0 和 100 之间（不含），其余为会员评价的权重。")
    if least_officers < 1:
        reasons.append("上级评价至少 1 人。")
    if least_members < FEWEST_MEMBERS:
        reasons.append(f"会员测评至少 {FEWEST_MEMBERS} 人：再少就看得出是谁评的。")
    unfit = [item.title for item in member_rubric.items if item.kind not in RATED_BY_MEMBERS]
    if unfit:
        reasons.append(f"会员用的标准不能有扣分、加分和一票否决的项目：{'、'.join(unfit)}。请换一份，或修改以后再用。")
    return reasons


def reasons_against_rating(
    state: EvaluationState, closes_on: date, today: date, *, in_unit: bool, is_subject: bool, rated: bool
) -> list[str]:
    """测评期内、本单位职工、不评自己、每个对象只评一次。"""
    if state is not EvaluationState.OPEN or today > closes_on:
        return [f"会员测评不在进行：到 {closes_on:%Y-%m-%d} 为止。"]
    if not in_unit:
        return ["只有这个单位的职工可以测评。"]
    if is_subject:
        return ["不能评价自己。"]
    return ["您已经评过了，一人只能评一次。"] if rated else []
