"""Plain functions that make the facts of a small event."""

from decimal import Decimal

from scoring.contenders import Contender, TieBreakStep
from scoring.marks import Criterion, Deduction, EntryMarks
from scoring.panel import JudgeScore, PanelSettings
from scoring.plan import ModulePlan, ScoringPlan

JUDGES = ("裁判1", "裁判2", "裁判3", "裁判4", "裁判5")


def module(code="实操", *, weight="100", full_mark="100", method="single", panel=None, judges=()):
    criterion = Criterion("总评", f"{code}总评", Decimal(full_mark))
    return ModulePlan(
        code, code, Decimal(weight), Decimal(full_mark), (criterion,), method, panel or PanelSettings(), judges
    )


def plan(*modules, **settings):
    return ScoringPlan(modules or (module(),), **settings)


def sheet(mark):
    return {"总评": Decimal(mark)}


def entry(label, scores, **facts):
    """An entry with one consensus score a module: {"理论": "90", "实操": "80"}."""
    sheets = {code: {"裁判组": sheet(mark)} for code, mark in scores.items()}
    return EntryMarks(key=f"id-{label}", label=label, sheets=sheets, **facts)


def judged_entry(label, marks, *, code="实操", **facts):
    """An entry marked by a panel in one module: marks in order of 裁判1, 裁判2, ..., None for a missing sheet."""
    sheets = {judge: None if mark is None else sheet(mark) for judge, mark in zip(JUDGES, marks, strict=False)}
    return EntryMarks(key=f"id-{label}", label=label, sheets={code: sheets}, **facts)


def penalty(code, points, reason):
    """One deduction from a module, as `EntryMarks.deductions` holds it."""
    return {code: (Deduction(Decimal(points), reason),)}


def judge_scores(row):
    """The panel of a worked example; a blank cell is a missing sheet."""
    return [JudgeScore(judge, Decimal(row[judge]) if row[judge] else None) for judge in JUDGES]


def judge_scores_given(row):
    """The panel of a worked example in which a blank cell means: no such judge."""
    return [score for score in judge_scores(row) if score.score is not None]


def contender(label, total, **facts):
    facts.setdefault("total_unrounded", Decimal(total))
    return Contender(key=f"id-{label}", label=label, total=Decimal(total), **facts)


def chain(text):
    """A chain as the worked examples write it: `shorter_time>module_scores_in_order:实操+理论>shared_rank`."""
    steps = [step.partition(":") for step in text.split(">")]
    return [TieBreakStep(code, tuple(modules.split("+")) if modules else ()) for code, _, modules in steps]
