"""One sentence of “成绩是怎样得出的”: how a module's score came from what the judges wrote, or from the time used."""

from __future__ import annotations

from decimal import Decimal

from scoring.conversion import Converted
from scoring.conversions import CONVERSIONS
from scoring.marks import Criterion
from scoring.methods import METHODS
from scoring.numbers import as_text, round_half_up
from scoring.panel import AspectAward, JudgeLine, MarkUse, Measured, Working
from scoring.plan import ModulePlan
from scoring.results import ModuleScore

USES = {
    MarkUse.USED: "",
    MarkUse.DROPPED_HIGHEST: "（最高分，去掉）",
    MarkUse.DROPPED_LOWEST: "（最低分，去掉）",
    MarkUse.MISSING: "",
}
READABLE_PLACES = 4


def module_line(module: ModulePlan, score: ModuleScore) -> str:
    """The sentence about one module; `score` was computed by `module`."""
    timed = not score.working.method
    steps = [_time_text(score.converted)] if timed and score.converted else [_panel_text(module, score.working)]
    if score.deductions:
        reasons = "，".join(f"{one.reason} {as_text(one.points)}" for one in score.deductions)
        if not timed:
            steps.append(f"合成 {short(score.working.combined)}")
        steps.append(f"扣分 {as_text(score.deduction)}（{reasons}）")
    if score.converted and not timed:
        steps.append(conversion_text(score.converted))
    return (
        f"{score.title}：{'，'.join(steps)}，得分 {as_text(score.published)}（满分 {as_text(score.full_mark)}）；"
        f"按权重 {as_text(score.weight)} % 折算为 {as_text(score.weighted_published)}。"
    )


def conversion_text(converted: Converted) -> str:
    """What was converted into what: the score before, its place or the figures of the field, the score after."""
    parts = [f"换算前 {short(converted.raw)}"]
    if converted.place is not None:
        parts.append(f"第 {converted.place} 名")
    parts += [f"{name} {short(value)}" for name, value in converted.facts.items()]
    return f"{'，'.join(parts)}，按“{CONVERSIONS[converted.code].TITLE}”换算为 {short(converted.score)}"


def short(value: Decimal) -> str:
    """The value as people look at it: 8, 8.5, or 约 6.6667 where it has more decimals."""
    text = as_text(value)
    return text if len(text.partition(".")[2]) <= READABLE_PLACES else f"约 {round_half_up(value, READABLE_PLACES)}"


def _time_text(converted: Converted) -> str:
    return f"用时 {as_text(converted.raw)} 秒；{CONVERSIONS[converted.code].TITLE} {short(converted.score)}"


def _panel_text(module: ModulePlan, working: Working) -> str:
    criteria = {criterion.code: criterion for criterion in module.criteria}
    if working.aspects:
        told = "；".join(_aspect_text(criteria[one.criterion], one, working) for one in working.aspects)
    else:
        told = "，".join(_judge_text(criteria, line) for line in working.lines)
    return f"{told}；{METHODS[working.method].TITLE}"


def _judge_text(criteria: dict[str, Criterion], line: JudgeLine) -> str:
    if line.score is None:
        return f"{line.judge} 无评分，不计入"
    computed = "，".join(_measured_text(criteria[one.criterion], one) for one in line.measured)
    return f"{line.judge} {short(line.score)}{f'（{computed}）' if computed else ''}{USES[line.use]}"


def _measured_text(criterion: Criterion, measured: Measured) -> str:
    return f"{criterion.title} {as_text(measured.written)} 得 {short(measured.mark)}"


def _aspect_text(criterion: Criterion, aspect: AspectAward, working: Working) -> str:
    """What each judge wrote, where the working has it, and what it came to."""
    written = [
        f"{line.judge} {as_text(one.written)}"
        for line in working.lines
        for one in line.measured
        if one.criterion == aspect.criterion
    ]
    told = f"（{'，'.join(written)}）" if written else " "
    return f"{criterion.title}{told}得 {as_text(aspect.award)}"
