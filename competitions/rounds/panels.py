"""The panels of a match: one marks the two teams, one the speakers; both have the same judges."""

from collections.abc import Sequence

from competitions.judging.models import MatchPanel
from competitions.planning.models import Module
from competitions.planning.rules import StageState
from competitions.registration.models import Entry
from competitions.registration.rules import MemberPart
from competitions.rounds.models import Match
from competitions.rounds.rules import MatchState
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from marking.panels.models import Panel
from marking.panels.queries import ties_of
from marking.panels.rules import Concerned, Duty, must_recuse
from marking.schemes.models import Scheme
from marking.sheets import panels
from marking.sheets.late_marks import waiting_late_marks
from marking.sheets.panels import NewSubject
from marking.sheets.queries import sheets_of_panels, unsealed_sheets
from marking.sheets.recusal import conflicting_sheets
from people.accounts.models import Account
from scoring.matches.pairing import SIDE_TITLES


def seat_match_judges(match: Match, judges: Sequence[Account], *, by: Account) -> None:
    """Let just these judges mark the match; the first time its panels are opened and appear on their tablets.

    Raises `Refused`, naming each, if a judge must step aside from either team: both teams have the same judges.
    """
    contest = lock(match.round.contest)
    if lock(match).state is not MatchState.OPEN:
        raise Refused("这一场已定胜负，裁判组不能再改动。如需更正，请先重新打开并写明原因。")
    if aside := _reasons_to_step_aside(match, judges):
        raise Refused("裁判应当回避，请另选。", reasons=aside)
    module = contest.stage.modules[0]
    if len(judges) < module.minimum_panel:
        raise Refused(f"评分裁判只选了 {len(judges)} 名，至少 {module.minimum_panel} 名。", field="judges")
    if lock(contest.stage).state is StageState.DRAWN:
        advance(contest.stage, "open_judging", by=by)
    if match.team_panel is None:
        match.team_panel = _open(match, module, module.scheme, "队伍", _teams(match), by)
        if contest.speakers_marked:
            match.speaker_panel = _open(match, module, contest.speaker_scheme, "个人", _speakers(match), by)
    for panel in panels_of(match):
        _seat(panel, judges, by)
    audit.record("seat_match_judges", match, by=by, changes={"judges": (None, len(judges))})


def panels_of(match: Match) -> list[Panel]:
    """The panels of a match: none before it has judges."""
    return [panel for panel in (match.team_panel, match.speaker_panel) if panel is not None]


def reasons_against_scoring(match: Match) -> list[str]:
    """Everything that must be settled before the marks of a match count: all reasons at once."""
    own = panels_of(match)
    if not own:
        return ["还没有组建裁判组。"]
    ids = [panel.id for panel in own]
    unsealed = [sheet.audit_label for panel in own for sheet in session.scalars(unsealed_sheets(panel, ()))]
    late = [mark.audit_label for mark in session.scalars(waiting_late_marks(ids))]
    conflicting = conflicting_sheets(session.scalars(sheets_of_panels(ids)).all())
    return [
        *(f"评分表未封存：{label}" for label in unsealed),
        *(f"迟到的分数未裁定：{label}" for label in late),
        *(f"应当回避，请解封后登记回避：{sheet.audit_label}" for sheet in conflicting),
    ]


def _seat(panel: Panel, judges: Sequence[Account], by: Account) -> None:
    wanted = {judge.id for judge in judges}
    for member in [one for one in panel.members if one.account_id not in wanted]:
        panels.remove_member(member, by=by)
    seated = {member.account_id for member in panel.members}
    for judge in judges:
        if judge.id not in seated:
            panels.add_member(panel, judge, Duty.MARKING, by=by)


def _open(
    match: Match, module: Module, scheme: Scheme, title: str, subjects: Sequence[NewSubject], by: Account
) -> Panel:
    organisation = match.round.contest.stage.event.competition.organisation
    opened = panels.open_panel(scheme, f"{match.title} · {title}", organisation, subjects=subjects, by=by)
    session.add(MatchPanel(module=module, panel=opened))
    session.flush()
    return opened


def _teams(match: Match) -> list[NewSubject]:
    return [
        NewSubject(
            str(entry.id),
            f"{SIDE_TITLES[side]} · {entry.title}",
            entry.organisation_id,
            [one.person for one in entry.members],
        )
        for side, entry in match.sides.items()
    ]


def _speakers(match: Match) -> list[NewSubject]:
    """Those who sit at the table, by the numbers of their memberships; substitutes do not speak."""
    return [
        NewSubject(
            str(member.id), f"{SIDE_TITLES[side]} · {member.person.name}", entry.organisation_id, [member.person]
        )
        for side, entry in match.sides.items()
        for member in entry.members
        if member.part is not MemberPart.SUBSTITUTE
    ]


def _reasons_to_step_aside(match: Match, judges: Sequence[Account]) -> list[str]:
    known = ties_of(judges)
    return [
        f"{judge.display_name}应当回避{SIDE_TITLES[side]}“{entry.title}”。"
        for judge in judges
        for side, entry in match.sides.items()
        if must_recuse(known[judge.id], _concerned(entry))
    ]


def _concerned(entry: Entry) -> Concerned:
    persons = {one.person_id: one.person.name for one in entry.members}
    return Concerned(entry.organisation_id, entry.organisation.name, persons)
