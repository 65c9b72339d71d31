"""认定结果：各部分单独及格才算通过，从不取平均；关键技能（★）不合格的，该部分不合格；只差一个部分的可以补考一次。"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assessments.results.rules import OutcomeState
from assessments.standards.rules import PART_TITLES, PASS_SCORE, Part
from foundation.errors import Refused
from scoring.numbers import as_text

WAITING = {
    OutcomeState.DECIDED: "等待公示。",
    OutcomeState.NOTICED: "正在公示。公示期满、没有异议，结果即生效。",
    OutcomeState.HELD: "有人对这份结果提出异议，正在核实，答复之后继续办理。",
    OutcomeState.FINAL: "结果已生效。",
    OutcomeState.VOIDED: "原结果已作废，正在核实：更正后重新公示，查实不符合条件的取消资格。",
    OutcomeState.DISQUALIFIED: "这次认定的资格已取消，不颁发证书。有疑问的，请联系评价机构。",
}
ABSENT = "缺考"
EXPELLED = "违纪，取消本场成绩"


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What one part came to. `score` None: absent, or `expelled`. `failed_keys` are the key skills below their minimum.

    `carried_from` is the ticket number of the earlier application that the score is carried over from, and
    `valid_until` the last day on which it may be. Carried over without a score: that candidate was disqualified.
    """

    part: Part
    score: Decimal | None
    expelled: bool = False
    failed_keys: tuple[str, ...] = ()
    carried_from: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PartWorking:
    """One line of the working: whether a part was passed, and why."""

    part: Part
    score: Decimal | None
    passed: bool
    why: str
    carried_from: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is stored with the outcome; scores as text."""
        return {
            "part": self.part.value,
            "title": PART_TITLES[self.part],
            "score": None if self.score is None else as_text(self.score),
            "passed": self.passed,
            "why": self.why,
            "carried_from": self.carried_from,
        }


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """What an application came to, and by what."""

    passed: bool
    working: tuple[PartWorking, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """The working as it is stored."""
        return [line.to_json() for line in self.working]


def outcome_of(
    required: Sequence[Part],
    parts: Iterable[PartFacts],
    *,
    examined_on: date,
    pass_score: Decimal = Decimal(PASS_SCORE),
) -> OutcomeFacts:
    """理论、操作（技师、高级技师另有综合评审）均按百分制，每一部分都达到 `pass_score` 分（含）才算通过。

    Raises `Refused` if a required part has no score: a missing score is never a nought.
    """
    by_part = {facts.part: facts for facts in parts}
    missing = [PART_TITLES[part] for part in required if part not in by_part]
    if missing:
        raise Refused(f"还没有成绩：{'、'.join(missing)}。请录入并审核后再作出结果。")
    working = tuple(_part_working(by_part[part], examined_on, pass_score) for part in required)
    return OutcomeFacts(all(line.passed for line in working), working)


def reasons_against_redeciding(*, upheld: bool, corrected: bool) -> list[str]:
    """异议成立以后，成绩有了更正才能重新作出结果；不符合申报条件、作弊等没有成绩可以更正的，取消资格。"""
    if not upheld or corrected:
        return []
    return [
        "异议已经成立，成绩却没有任何更正，不能重新作出结果。请先退回有误的成绩，更正、审核后再办理；"
        "查实不符合申报条件或者作弊的，请取消资格。"
    ]


def last_valid_day(final_on: date, months: int) -> date:
    """单科合格成绩保留到哪一天：自结果生效之日起 `months` 个月，到期月的对应日为最后一日，没有对应日的为月末日。

    来源：期间的算法见《民法典》第二百零二条；保留期限由各省规定，记在认定计划里。
    """
    year, month = divmod(final_on.year * 12 + final_on.month - 1 + months, 12)
    return date(year, month + 1, min(final_on.day, monthrange(year, month + 1)[1]))


def failed_parts(working: Iterable[Mapping[str, Any]]) -> list[Part]:
    """The parts of a stored working that were not passed."""
    return [Part(line["part"]) for line in working if not line["passed"]]


def reasons_against_resit(
    working: Sequence[Mapping[str, Any]],
    *,
    final_on: date | None,
    months: int,
    is_resit: bool,
    taken: bool,
    examined_on: date,
) -> list[str]:
    """补考：结果生效后，只有一个部分不合格的，可以补考这一部分一次；其他部分的成绩须在考试当天仍然有效。

    不合格的部分不止一个，或者补考仍不合格的，重新申报全部部分。
    来源：“一项合格的，另一项可补考一次”（school notice of 2026, qianlima.com/bid-580943077）。
    """
    failed = failed_parts(working)
    if not failed:
        return ["认定结果是合格，不需要补考。"]
    reasons = [] if final_on else ["认定结果还没有生效，生效后才能申请补考。"]
    if len(failed) > 1:
        reasons.append(f"有 {len(failed)} 个部分不合格，不能补考单个部分，请重新申报。")
    if is_resit:
        reasons.append("这次已经是补考，只能补考一次，请重新申报。")
    if taken:
        reasons.append("补考的机会已经用过，请重新申报。")
    if final_on and examined_on > (last := last_valid_day(final_on, months)):
        reasons.append(f"合格部分的成绩保留到 {last:%Y-%m-%d}，考试日期 {examined_on:%Y-%m-%d} 已经超过，请重新申报。")
    return reasons


def what_next(
    state: OutcomeState,
    working: Sequence[Mapping[str, Any]],
    *,
    final_on: date | None,
    months: int,
    is_resit: bool,
    taken: bool,
    today: date,
) -> str:
    """What a candidate is told to do next, in his own page's words."""
    if state is not OutcomeState.FINAL or final_on is None:
        return WAITING[state]
    if not failed_parts(working):
        return "已经通过。证书在“我的证书”里；还没有的，编号、制证完成后会出现。"
    reasons = reasons_against_resit(
        working, final_on=final_on, months=months, is_resit=is_resit, taken=taken, examined_on=today
    )
    if reasons:
        return "".join(reasons)
    (failed,) = failed_parts(working)
    last = last_valid_day(final_on, months)
    return f"可以补考一次：只考{PART_TITLES[failed]}，考试日期不晚于 {last:%Y-%m-%d}；合格的部分保留到这一天。"


def _part_working(facts: PartFacts, examined_on: date, pass_score: Decimal) -> PartWorking:
    passed, why = _judged(facts, examined_on, as_text(pass_score), pass_score)
    return PartWorking(facts.part, facts.score, passed, why, facts.carried_from)


def _judged(facts: PartFacts, examined_on: date, line: str, pass_score: Decimal) -> tuple[bool, str]:
    if facts.score is None and facts.carried_from:
        return False, f"准考证 {facts.carried_from} 的认定资格已取消，成绩不再计入。"
    if facts.score is None:
        return False, f"{EXPELLED if facts.expelled else ABSENT}，不合格。"
    if facts.valid_until and examined_on > facts.valid_until:
        return False, f"原成绩保留到 {facts.valid_until:%Y-%m-%d}，考试当天已过期，不再计入。"
    scored = f"{as_text(facts.score)} 分"
    if facts.failed_keys:
        return False, f"{scored}，但关键技能（★）{'、'.join(facts.failed_keys)}没有达到最低要求，本部分不合格。"
    if facts.carried_from:  # it was passed by the pass mark of its own plan
        return True, f"{scored}，沿用准考证 {facts.carried_from} 的合格成绩。"
    passed = facts.score >= pass_score
    return passed, f"{scored}，{'达到' if passed else '不到'} {line} 分，{'合格' if passed else '不合格'}。"
