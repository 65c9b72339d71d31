"""The scores of one match from the sealed sheets of its panels, by the plan of its module."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from competitions.judging.queries import judge_labels
from competitions.planning.plan import scoring_plan
from competitions.rounds.models import Match
from foundation.database import session
from foundation.errors import Refused
from marking.panels.models import Panel
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import scoring_criterion
from marking.sheets.queries import sheets_of_panels
from marking.sheets.rules import SheetState
from scoring.marks import EntryMarks
from scoring.matches.pairing import Side
from scoring.matches.verdicts import SideScore
from scoring.modules import score_module
from scoring.numbers import ScoringError, as_text
from scoring.plan import ModulePlan, ScoringPlan
from scoring.results import ModuleScore

SheetsOfSubjects = dict[str, dict[str, dict[str, Decimal]]]
"""Subject -> judge -> criterion code -> what was written."""


@dataclass(frozen=True)
class MatchScores:
    """What the panels of a match gave: each side, and each speaker by the number of his membership."""

    sides: Mapping[Side, ModuleScore]
    speakers: Mapping[int, ModuleScore]

    def side_score(self, side: Side) -> SideScore:
        """One side as the verdict needs it."""
        score = self.sides[side]
        judges = {line.judge: line.score for line in score.working.lines if line.score is not None}
        return SideScore(score.published, score.score, judges)

    @property
    def working(self) -> dict[str, Any]:
        """The judges' totals behind each side's score, as they are kept and printed."""
        return {
            side.value: {
                "unrounded": as_text(score.score),
                "judges": [
                    [line.judge, as_text(line.score), line.use.value]
                    for line in score.working.lines
                    if line.score is not None
                ],
            }
            for side, score in self.sides.items()
        }


def scores_of(match: Match) -> MatchScores:
    """The scores of a match whose sheets are all sealed or recused. Raises `Refused` where the plan cannot be kept.

    裁判对一方回避的，在这一场对另一方的评分也不计：双方由同一批裁判评分。
    """
    stage = match.round.contest.stage
    plan = scoring_plan(stage)
    module = plan.modules[0]
    assert match.team_panel is not None, "only a match with a panel is scored"
    teams = {str(entry.id): side for side, entry in match.sides.items()}
    try:
        sides = _scored(match.team_panel, module, plan)
        speakers = {}
        if match.speaker_panel is not None:
            scheme = match.speaker_panel.scheme
            criteria = tuple(scoring_criterion(criterion_facts(one)) for one in scheme.criteria)
            full_mark = sum((one.full_mark for one in criteria), Decimal(0))
            speakers = _scored(match.speaker_panel, replace(module, criteria=criteria, full_mark=full_mark), plan)
    except ScoringError as problem:
        raise Refused(str(problem)) from problem
    return MatchScores(
        {teams[key]: score for key, score in sides.items()}, {int(key): score for key, score in speakers.items()}
    )


def _scored(panel: Panel, module: ModulePlan, plan: ScoringPlan) -> dict[str, ModuleScore]:
    sheets, labels = _sheets(panel), {one.reference: one.label for one in panel.subjects}
    whole = set.intersection(*(set(judges) for judges in sheets.values())) if sheets else set()
    scored = {}
    for reference, label in labels.items():
        counted = {judge: marks for judge, marks in sheets.get(reference, {}).items() if judge in whole}
        marks = EntryMarks(reference, label, sheets={module.code: counted})
        scored[reference] = score_module(module, marks, plan.rounding)
    return scored


def _sheets(panel: Panel) -> SheetsOfSubjects:
    judges = judge_labels(panel)
    found: SheetsOfSubjects = {one.reference: {} for one in panel.subjects}
    for sheet in session.scalars(sheets_of_panels([panel.id])):
        if sheet.state is SheetState.SEALED:
            marks = {mark.criterion.code: mark.value for mark in sheet.marks if mark.value is not None}
            found[sheet.subject.reference][judges[sheet.member_id]] = marks
    return found
