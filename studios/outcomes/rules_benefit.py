"""经济效益：金额、期间、核实；核实的与未核实的从不相加；元与万元写错的要问。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from foundation.workflow import Workflow
from scoring.numbers import EXACT, as_text, exact_sum, round_half_up
from studios.outcomes.formulas import FormulaFault, agrees, read_quantities, work_out

MONEY_PLACES = 2
TEN_THOUSAND = Decimal(10_000)
ASKED_FROM = Decimal(1_000)
LEAST_COMPARABLE = 3
LARGEST_AMOUNT = Decimal(10) ** 12


class BenefitKind(StrEnum):
    """效益从哪里来。"""

    SAVING = "saving"
    INCOME = "income"
    AVOIDED_LOSS = "avoided-loss"
    SAFETY = "safety"


BENEFIT_KIND_TITLES = {
    BenefitKind.SAVING: "节约",
    BenefitKind.INCOME: "增收",
    BenefitKind.AVOIDED_LOSS: "减损",
    BenefitKind.SAFETY: "安全",
}


class MoneyUnit(StrEnum):
    """金额填写时的单位；存的都是元。"""

    YUAN = "yuan"
    TEN_THOUSAND = "ten-thousand"


MONEY_UNIT_TITLES = {MoneyUnit.YUAN: "元", MoneyUnit.TEN_THOUSAND: "万元"}
YUAN_IN = {MoneyUnit.YUAN: Decimal(1), MoneyUnit.TEN_THOUSAND: TEN_THOUSAND}


class BenefitState(StrEnum):
    """申报的等待核实；核实的才是“核实效益”；驳回的哪一栏都不算。"""

    DECLARED = "declared"
    VERIFIED = "verified"
    REJECTED = "rejected"


BENEFIT_STATE_TITLES = {
    BenefitState.DECLARED: "申报，待核实",
    BenefitState.VERIFIED: "已核实",
    BenefitState.REJECTED: "已驳回",
}

BENEFIT_WORKFLOW = Workflow(
    name="这笔效益",
    table={
        (BenefitState.DECLARED, "verify_benefit"): BenefitState.VERIFIED,
        (BenefitState.DECLARED, "reject_benefit"): BenefitState.REJECTED,
        (BenefitState.REJECTED, "redeclare_benefit"): BenefitState.DECLARED,
        (BenefitState.VERIFIED, "reopen_benefit"): BenefitState.DECLARED,
    },
    titles=BENEFIT_STATE_TITLES,
    corrections=frozenset({"reject_benefit", "reopen_benefit"}),
)


@dataclass(frozen=True)
class StatedBenefit:
    """申报一笔效益时写下的：`typed` 是填写的数，`unit` 是它的单位；`unit_checked` 表示问过单位，已经答复。"""

    kind: BenefitKind
    typed: Decimal
    unit: MoneyUnit
    begins: date
    ends: date
    formula: str
    quantities: str
    base_data: str
    unit_checked: bool = False

    @property
    def amount(self) -> Decimal:
        """金额，元。"""
        return EXACT.multiply(self.typed, YUAN_IN[self.unit])


def reasons_against_benefit(stated: StatedBenefit, made_on: date, today: date) -> list[str]:
    """不能申报的全部原因：金额、期间、公式。公式算得的数须与填写的金额一致（按填写的小数位数四舍五入）。"""
    reasons = []
    if not 0 < stated.amount <= LARGEST_AMOUNT:
        reasons.append("金额应大于 0、不超过一万亿元，请核对数值和单位。")
    elif stated.amount != stated.amount.quantize(Decimal(1).scaleb(-MONEY_PLACES)):
        reasons.append("金额最多写到分（元的两位小数）。")
    if stated.ends < stated.begins:
        reasons.append("效益期间的结束日期早于开始日期，请核对。")
    if stated.begins < made_on:
        reasons.append(f"效益从 {stated.begins} 算起，早于成果的完成日期 {made_on}。成果完成以后才有效益，请核对。")
    if stated.ends > today:
        reasons.append("效益期间还没有结束。请只申报已经发生的，预计的不算。")
    return reasons + _reasons_against_formula(stated)


def _reasons_against_formula(stated: StatedBenefit) -> list[str]:
    try:
        working = work_out(stated.formula, read_quantities(stated.quantities))
    except FormulaFault as fault:
        return [str(fault)]
    computed = EXACT.divide(working.value, YUAN_IN[stated.unit])
    if agrees(stated.typed, computed):
        return []
    unit = MONEY_UNIT_TITLES[stated.unit]
    return [
        f"公式算得 {money_text(working.value)}（{working.text}），填写的是 {as_text(stated.typed)} {unit}，不一致。"
        "请核对公式里的量和金额的单位；公式算出的数以元为单位。"
    ]


@dataclass(frozen=True)
class UnitQuestion:
    """金额与同类效益的中位数相差悬殊时要问的：问题，和两种读法（元）。"""

    text: str
    as_yuan: Decimal
    as_ten_thousand: Decimal


def question_about_unit(typed: Decimal, unit: MoneyUnit, comparable: Sequence[Decimal]) -> UnitQuestion | None:
    """金额是同类效益中位数的 1000 倍以上，或不到它的千分之一，就问是不是写错了单位；不足三笔可比的不问。

    元与万元相差一万倍；留出十倍，是因为写错的那一笔本身可能比中位数小或大。填写的数从不自动更改。
    """
    if len(comparable) < LEAST_COMPARABLE:
        return None
    middle, amount = median(comparable), EXACT.multiply(typed, YUAN_IN[unit])
    if unit is MoneyUnit.TEN_THOUSAND and amount >= EXACT.multiply(middle, ASKED_FROM):
        asked = "是不是把元写成了万元？"
    elif unit is MoneyUnit.YUAN and EXACT.multiply(amount, ASKED_FROM) <= middle:
        asked = "是不是把万元写成了元？"
    elif amount >= EXACT.multiply(middle, ASKED_FROM) or EXACT.multiply(amount, ASKED_FROM) <= middle:
        asked = "请核对数值，金额的单位是不是写对了？"
    else:
        return None
    text = f"填写的是 {as_text(typed)} {MONEY_UNIT_TITLES[unit]}，同类效益的中位数是 {money_text(middle)}。{asked}"
    return UnitQuestion(text, typed, EXACT.multiply(typed, TEN_THOUSAND))


def median(amounts: Sequence[Decimal]) -> Decimal:
    """中位数：从小到大排在正中的；双数时取中间两个的平均。"""
    ordered = sorted(amounts)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return EXACT.divide(EXACT.add(ordered[half - 1], ordered[half]), Decimal(2))


@dataclass(frozen=True)
class BenefitPart:
    """一笔效益里要算进来的一份：统计范围内（工作室、单位、区县、全市）各工作室的占比；看整笔时为 100 %。"""

    state: BenefitState
    amount: Decimal
    percent: Decimal = Decimal(100)

    @property
    def part(self) -> Decimal:
        return EXACT.divide(EXACT.multiply(self.amount, self.percent), Decimal(100))


@dataclass(frozen=True)
class BenefitSums:
    """两栏，从不相加：核实的，和申报了还没有核实的；元。"""

    verified: Decimal
    declared: Decimal


def sums_of(parts: Iterable[BenefitPart]) -> BenefitSums:
    """核实效益与未核实效益分开合计，驳回的哪一栏都不算。不取舍：各份的小数相加正好是原数。"""
    listed = list(parts)
    verified = exact_sum(one.part for one in listed if one.state is BenefitState.VERIFIED)
    declared = exact_sum(one.part for one in listed if one.state is BenefitState.DECLARED)
    return BenefitSums(verified, declared)


def money_text(amount: Decimal) -> str:
    """金额的写法：四舍五入到分，一万元以上写万元，千位分节。"""
    amount = round_half_up(amount, MONEY_PLACES)
    if abs(amount) >= TEN_THOUSAND:
        return f"{_sectioned(EXACT.divide(amount, TEN_THOUSAND))} 万元"
    return f"{_sectioned(amount)} 元"


def _sectioned(value: Decimal) -> str:
    whole, _, places = as_text(value).partition(".")
    places = places.rstrip("0")
    return f"{int(whole):,}" + (f".{places}" if places else "")
