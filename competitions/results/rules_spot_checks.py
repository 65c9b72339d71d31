"""抽检复核：抽哪些、错多少算超标、什么时候可以公示。参数见 spot_check_rules/，抽取由公布的种子决定，可以复算。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from competitions.planning.rules import CompetitionLevel
from foundation.workflow import Workflow
from scoring.sampling import first_by_digest, sample_size


@dataclass(frozen=True, slots=True)
class SpotCheckRules:
    """一套抽检参数：前 `top` 名全部复核，其余按 `share` 抽取，错误率超过 `tolerance` 的全部复核。"""

    code: str
    title: str
    source: str
    top: int
    share: Decimal
    tolerance: Decimal


class SpotCheckState(StrEnum):
    """A check that found too much is extended to everybody."""

    OPEN = "open"
    EXTENDED = "extended"
    FINISHED = "finished"
    WAIVED = "waived"


SPOT_CHECK_STATE_TITLES = {
    SpotCheckState.OPEN: "抽检中",
    SpotCheckState.EXTENDED: "全部复核中",
    SpotCheckState.FINISHED: "复核完成",
    SpotCheckState.WAIVED: "免于抽检",
}


class CheckOutcome(StrEnum):
    """What was found when a sheet was held against the paper."""

    RIGHT = "right"
    WRONG = "wrong"


OUTCOME_TITLES = {CheckOutcome.RIGHT: "无误", CheckOutcome.WRONG: "有误"}

SPOT_CHECK_WORKFLOW = Workflow(
    name="抽检复核",
    table={
        (SpotCheckState.OPEN, "extend_spot_check"): SpotCheckState.EXTENDED,
        (SpotCheckState.OPEN, "finish_spot_check"): SpotCheckState.FINISHED,
        (SpotCheckState.EXTENDED, "finish_spot_check"): SpotCheckState.FINISHED,
    },
    titles=SPOT_CHECK_STATE_TITLES,
)

_REQUIRED_AT = frozenset({CompetitionLevel.NATIONAL, CompetitionLevel.PROVINCIAL, CompetitionLevel.CITY})


def spot_check_required(level: CompetitionLevel) -> bool:
    """市级及以上竞赛，公示前须抽检复核；区县、企业、院校级由主办单位自定。免于抽检的须写明原因。"""
    return level in _REQUIRED_AT


def drawn_for_check(ranked: Sequence[tuple[int, int]], rules: SpotCheckRules, *, seed: str) -> list[int]:
    """应复核的参赛号，从小到大。`ranked`：有名次的每名选手的参赛号和成绩名次（各组别分别排名）。

    一、成绩名次在前 `top` 名以内的全部复核，并列的一并计入。
    二、其余人数乘以 `share`，有小数即进一，为抽取人数。
    三、对其余每个参赛号求“种子:参赛号”（三位数字，UTF-8）的 SHA-256，按十六进制摘要从小到大取足人数。
    """
    first = [number for number, place in ranked if place <= rules.top]
    rest = [number for number, place in ranked if place > rules.top]
    by_label = {f"{number:03d}": number for number in rest}
    drawn = first_by_digest(by_label, seed, sample_size(len(rest), rules.share))
    return sorted(first + [by_label[label] for label in drawn])


def exceeds_tolerance(wrong: int, checked: int, rules: SpotCheckRules) -> bool:
    """错误率（有误的选手数 / 已复核的选手数）超过规定。正好等于的不算超过。"""
    return wrong > rules.tolerance * checked


def reasons_against_checking(*, sits_on_panel: bool, recused: bool, finished: bool) -> list[str]:
    """复核人不得是该模块的裁判，不得与选手同一单位；复核完成后不再改动。"""
    reasons = ["这次抽检复核已经完成，结论不能再改。"] if finished else []
    if sits_on_panel:
        reasons.append("您是这个模块裁判组的成员，不能复核自己裁判组的评分表，请由他人复核。")
    if recused:
        reasons.append("该选手与您同一单位，您应当回避，请由他人复核。")
    return reasons


def reasons_against_finishing(waiting: int) -> list[str]:
    """应复核的评分表全部复核后，才能作结论。"""
    return [f"还有 {waiting} 份评分表没有复核。"] if waiting else []


def reasons_against_publishing(
    *, required: bool, state: SpotCheckState | None, uncorrected: Sequence[str]
) -> list[str]:
    """须抽检的成绩，复核完成、有误的全部更正之后才能公示；已经开始的抽检，不论是否必须，都要完成。"""
    if state is None:
        return ["市级及以上竞赛须先完成抽检复核，请监督或仲裁人员开始抽检。"] if required else []
    if state in (SpotCheckState.OPEN, SpotCheckState.EXTENDED):
        return ["抽检复核还没有完成。"]
    return [f"抽检复核查出有误、还没有更正：{label}。" for label in uncorrected]
