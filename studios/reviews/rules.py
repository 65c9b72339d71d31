"""评审：专家各自按评分标准打分，合成一个得分；一票否决须写明依据并经查实；几部分得分按权重合计。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.marks import Criterion
from scoring.methods import METHODS
from scoring.numbers import EXACT, ScoringError, as_text, exact_sum, round_half_up
from scoring.panel import MarkUse, PanelSettings
from scoring.sampling import first_by_digest
from studios.rubrics.rules import ZERO, Rubric, RubricScore

SCORE_PLACES = 2
HUNDRED = Decimal(100)
TRIMMED_LEAST = 3


class ReviewKind(StrEnum):
    """怎样评审。"""

    PAPER = "paper"
    SITE = "site"
    MEETING = "meeting"
    PITCH = "pitch"


REVIEW_KIND_TITLES = {
    ReviewKind.PAPER: "材料评审",
    ReviewKind.SITE: "实地考察",
    ReviewKind.MEETING: "评审会",
    ReviewKind.PITCH: "路演评审",
}


class ScoreMethod(StrEnum):
    """几名专家的得分怎样合成一个；代码与 `scoring.methods` 相同。"""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"


METHOD_TITLES = {method: METHODS[method.value].TITLE for method in ScoreMethod}


class VetoState(StrEnum):
    """提出的否决经查实才算数。"""

    RAISED = "raised"
    CONFIRMED = "upheld"
    DISMISSED = "dismissed"


VETO_STATE_TITLES = {
    VetoState.RAISED: "待查实",
    VetoState.CONFIRMED: "查实，否决",
    VetoState.DISMISSED: "不成立",
}

VETO_WORKFLOW = Workflow(
    name="一票否决",
    table={
        (VetoState.RAISED, "confirm_veto"): VetoState.CONFIRMED,
        (VetoState.RAISED, "dismiss_veto"): VetoState.DISMISSED,
        (VetoState.CONFIRMED, "dismiss_veto"): VetoState.DISMISSED,
    },
    titles=VETO_STATE_TITLES,
    corrections=frozenset({"confirm_veto", "dismiss_veto"}),
)


@dataclass(frozen=True, slots=True)
class RaterScore:
    """一名专家的打分：谁、计分过程、是否计入。"""

    rater: str
    scored: RubricScore
    use: MarkUse


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """一个对象的得分（两位小数）。`lines` 为每名专家；`vetoed_by` 为查实的否决项，非空时得分为 0、不参加排名。

    `working` 写明怎样合成；`spread` 为最高与最低之差。
    """

    score: Decimal
    raters: int
    lines: tuple[RaterScore, ...]
    vetoed_by: tuple[str, ...]
    working: str
    spread: Decimal


@dataclass(frozen=True, slots=True)
class Combined:
    """几部分得分按权重合计的结果（两位小数）和过程。"""

    score: Decimal
    working: str


def combine_raters(
    rubric: Rubric, scored: Mapping[str, RubricScore], method: ScoreMethod, least: int, vetoed_by: Sequence[str] = ()
) -> ReviewScore:
    """各专家总分按 `method` 合成，最后一次四舍五入到两位小数；少于 `least` 人的报 `PanelTooSmall`。

    `vetoed_by` 为查实的否决项，非空时得分为 0；专家的打分仍列在过程中。
    """
    total = Criterion("total", "总分", EXACT.add(rubric.full, rubric.bonus_cap))
    sheets = {rater: {"total": one.total} for rater, one in scored.items()}
    made = METHODS[method.value].combine([total], sheets, PanelSettings(minimum_panel=least))
    uses = {one.judge: one.use for one in made.lines}
    lines = tuple(RaterScore(rater, one, uses[rater]) for rater, one in scored.items())
    totals = [one.total for one in scored.values()]
    score = ZERO if vetoed_by else round_half_up(made.combined, SCORE_PLACES)
    spread = EXACT.subtract(max(totals), min(totals))
    return ReviewScore(score, len(lines), lines, tuple(vetoed_by), _told(lines, score, method, vetoed_by), spread)


def combine(scores: Sequence[tuple[Decimal, Decimal]]) -> Combined:
    """几部分得分按权重（百分数，合计 100）合计：各部分得分已取两位小数，折算不取舍，合计四舍五入到两位小数。

    权重合计不是 100 的报 `ScoringError`。
    """
    weights = exact_sum(weight for weight, _score in scores)
    if weights != HUNDRED or any(weight < 0 for weight, _score in scores):
        raise ScoringError(f"各部分权重合计应为 100%，现在是 {as_text(weights)}%，请修改。")
    parts = [EXACT.divide(EXACT.multiply(weight, score), HUNDRED) for weight, score in scores]
    total = round_half_up(exact_sum(parts), SCORE_PLACES)
    told = [f"{as_text(score)} × {as_text(weight)}%" for weight, score in scores if weight]
    return Combined(total, f"{' + '.join(told)} = {as_text(total)}（合计四舍五入到两位小数）")


def labels_of(references: Sequence[str], seed: str) -> dict[str, str]:
    """匿名编号“作品 017”：按“种子:编号对象”的 SHA-256 从小到大排定，与提交先后无关，可以复算。"""
    width = max(3, len(str(len(references))))
    drawn = first_by_digest(references, seed, len(references))
    return {reference: f"作品 {number:0{width}}" for number, reference in enumerate(drawn, start=1)}


def reasons_against_review(experts: int, subjects: int, least: int, method: ScoreMethod, *, odd: bool) -> list[str]:
    """有对象、有专家；专家不少于规定人数；要求单数的为单数；去高去低的至少 3 人。"""
    reasons = []
    if not subjects:
        reasons.append("还没有要评审的对象。")
    if experts < least:
        reasons.append(f"专家 {experts} 人，少于规定的 {least} 人。")
    if odd and experts % 2 == 0:
        reasons.append(f"专家 {experts} 人，应为单数。")
    if method is ScoreMethod.TRIMMED_MEAN and least < TRIMMED_LEAST:
        reasons.append(f"去掉最高分和最低分的，最少评分人数应不少于 {TRIMMED_LEAST} 人。")
    return reasons


def _told(lines: Sequence[RaterScore], score: Decimal, method: ScoreMethod, vetoed_by: Sequence[str]) -> str:
    if vetoed_by:
        return "一票否决查实，得分为 0，不参加排名"
    uses = {MarkUse.DROPPED_HIGHEST: "（最高，去掉）", MarkUse.DROPPED_LOWEST: "（最低，去掉）"}
    each = "、".join(f"{as_text(one.scored.total)}{uses.get(one.use, '')}" for one in lines)
    return f"{METHOD_TITLES[method]}：{each}，得 {as_text(score)}"
