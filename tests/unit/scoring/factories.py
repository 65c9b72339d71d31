"""Plain functions that make the facts of a small event."""

from decimal import Decimal

from scoring.contenders import Contender, TieBreakStep
from scoring.marks import Criterion, Deduction, EntryMarks
from scoring.methods import METHODS
from scoring.panel import PanelSettings
from scoring.plan import ModulePlan, ScoringPlan

JUDGES = ("裁判1", "裁判2", "裁判3", "裁判4", "裁判5")


ONE_CRITERION = (Criterion("总评", "总评", Decimal(100)),)


def module(code="实操", *, weight="100", full_mark="100", method="single", panel=None, **settings):
    """A module with one criterion for all of it, and a panel as small as the method allows."""
    panel = panel or PanelSettings(METHODS[method].MINIMUM_PANEL if method in METHODS else 1)
    settings.setdefault("criteria", (Criterion("总评", f"{code}总评", Decimal(full_mark)),))
    return ModulePlan(code, code, Decimal(weight), Decimal(full_mark), method=method, panel=panel, **settings)


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


def panel_sheets(marks):
    """A panel that marks one criterion: {"裁判1": "85", "裁判2": None}; None for a missing sheet."""
    return {judge: None if mark is None else sheet(mark) for judge, mark in marks.items()}


def sheets_of(row):
    """The panel of a worked example; a blank cell is a missing sheet."""
    return panel_sheets({judge: row[judge] or None for judge in JUDGES})


def sheets_given(row):
    """The panel of a worked example in which a blank cell means: no such judge."""
    return {judge: marks for judge, marks in sheets_of(row).items() if marks is not None}


def contender(label, total, **facts):
    facts.setdefault("total_unrounded", Decimal(total))
    return Contender(key=f"id-{label}", label=label, total=Decimal(total), **facts)


def chain(text):
    """A chain as the worked examples write it: `shorter_time>module_scores_in_order:实操+理论>shared_rank`."""
    steps = [step.partition(":") for step in text.split(">")]
    return [TieBreakStep(code, tuple(modules.split("+")) if modules else ()) for code, _, modules in steps]
