"""Before a correction takes effect: what would come of it, worked out beside the stored result and written nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from competitions.judging.queries import entry_marks
from competitions.planning.models import Stage
from competitions.results.calculation import calculate
from competitions.results.changes import Change, with_changes
from competitions.results.impact import Effects, Outcome, TeamOutcome, impact_of, impact_on_teams
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import lines_of
from competitions.results.queries_effects import certificates_in_force, next_stage
from competitions.results.rules import goes_on
from competitions.results.standings import organisation_award, teams_in, unit_names
from foundation.errors import Refused
from scoring.contest import EventNotScorable
from scoring.results import hash_of_json


@dataclass(frozen=True, slots=True)
class Preview:
    """What a correction would do.

    `alike`: not even the working of the result would differ. `drifted`: plan or registrations have changed since the
    standing version was computed, and the effects show that too.
    """

    standing: str
    effects: Effects
    alike: bool
    drifted: bool

    @property
    def fingerprint(self) -> str:
        """One value for all that a person saw: whoever applies the correction has seen just this."""
        return hash_of_json({"standing": self.standing, "effects": self.effects.to_json()})


def preview(version: ResultVersion, changes: Sequence[Change]) -> Preview:
    """What would come of `changes` to the standing `version`. Raises `Refused` if no result can be computed then."""
    stage = version.stage
    marks = entry_marks(stage)
    try:
        present, proposed = calculate(stage, marks), calculate(stage, with_changes(marks, changes))
    except EventNotScorable as refusal:
        raise Refused("按这些改动不能算出成绩。", reasons=[str(problem) for problem in refusal.problems]) from refusal
    labels = {line.entry_id: _label(line) for line in lines_of(version)}
    certificates = {
        str(entry_id): [certificate.number for certificate in held]
        for entry_id, held in certificates_in_force(stage).items()
    }
    entries = impact_of(outcomes(stage, version.lines, labels), outcomes(stage, proposed.lines, labels), certificates)
    teams = impact_on_teams(team_outcomes(version), team_outcomes(proposed))
    return Preview(
        version.digest,
        Effects(entries, teams),
        alike=proposed.digest == version.digest,
        drifted=present.digest != version.digest,
    )


def outcomes(stage: Stage, lines: Iterable[ResultLine], labels: dict[int, str]) -> list[Outcome]:
    """What `lines` mean for each entry; `goes_on` only where a stage follows."""
    cut_off = stage.cut_off if next_stage(stage) else None
    return [
        Outcome(
            key=str(line.entry_id),
            label=labels[line.entry_id],
            total=line.working["total"] or "",
            score_rank=line.score_rank,
            award_rank=line.award_rank,
            award=line.award,
            goes_on=cut_off is not None and goes_on(line.score_rank, cut_off),
            status=line.status,
        )
        for line in lines
    ]


def team_outcomes(version: ResultVersion) -> list[TeamOutcome]:
    """What `version`, stored or not, means for each team, by rank; none where teams are not ranked."""
    teams = teams_in(version)
    names = unit_names(team["key"] for team in teams)
    return [
        TeamOutcome(
            key=team["key"],
            label=names[team["key"]],
            total=team["total"] or "",
            rank=team["rank"],
            award=team["award"],
            organisation_award=organisation_award(version, team),
            reason=team["reason"],
        )
        for team in teams
    ]


def _label(line: ResultLine) -> str:
    return f"{line.contest_number:03d} 号 {line.entry.title}（{line.entry.organisation.name}）"
