"""Reading spot checks: which one covers a version, how far it is, what it found."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from competitions.planning.models import Competition, Event, Stage
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.models_spot_checks import SpotCheck, SpotCheckItem
from competitions.results.queries import results_visible_to, stages_with_competition, versions_of
from competitions.results.queries_corrections import corrections_by_reference, corrections_of
from competitions.results.rules_corrections import CorrectionState
from competitions.results.rules_spot_checks import CheckOutcome, reasons_against_publishing, spot_check_required
from foundation.database import session
from marking.panels.models import PanelMember
from marking.sheets.models import Sheet
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within


def results_checked_by(user: Account) -> Select[ResultVersion]:
    """The result versions that `user` checks, as supervisor or arbitrator in scope."""
    stages = stages_with_competition().where(within(user.scope(Permission.RESULT_CHECK), Organisation.path))
    return results_visible_to(user).where(ResultVersion.stage_id.in_(stages.with_only_columns(Stage.id)))


def spot_checks_visible_to(user: Account) -> Select[SpotCheck]:
    """The spot checks of the results that `user` may read."""
    event = joinedload(SpotCheck.version).joinedload(ResultVersion.stage).joinedload(Stage.event)
    return (
        select(SpotCheck)
        .where(SpotCheck.version_id.in_(results_visible_to(user).with_only_columns(ResultVersion.id)))
        .options(event.joinedload(Event.competition).joinedload(Competition.organisation))
    )


def items_checked_by(user: Account) -> Select[SpotCheckItem]:
    """The sheets that `user` may hold against the paper."""
    versions = results_checked_by(user).with_only_columns(ResultVersion.id)
    return _items().where(SpotCheckItem.check.has(SpotCheck.version_id.in_(versions)))


def items_of(check: SpotCheck) -> Sequence[SpotCheckItem]:
    """The sheets of a check, with rater and contestant, in the order in which they were laid out."""
    return session.scalars(_items().where(SpotCheckItem.check_id == check.id).order_by(SpotCheckItem.id)).all()


def check_of(version: ResultVersion) -> SpotCheck | None:
    """The spot check that covers `version`: its own, or that of the version from which corrections led here."""
    came_from = {one.made_id: one.version_id for one in corrections_of(version.stage) if one.made_id is not None}
    numbers = [version.id]
    while numbers[-1] in came_from:
        numbers.append(came_from[numbers[-1]])
    checks = {one.version_id: one for one in session.scalars(_checks().where(SpotCheck.version_id.in_(numbers)))}
    return next((checks[number] for number in numbers if number in checks), None)


def uncorrected(check: SpotCheck) -> list[SpotCheckItem]:
    """What was found wrong and has not been corrected on the ground of this check."""
    settled = {change["entry"] for one in _applied(check) for change in one.changes}
    wrong = [item for item in items_of(check) if item.outcome is CheckOutcome.WRONG]
    return [item for item in wrong if str(item.entry_id) not in settled]


def lacking_for_publication(version: ResultVersion) -> list[str]:
    """What the rules of spot checks hold against publishing `version`."""
    check = check_of(version)
    found = uncorrected(check) if check else []
    return reasons_against_publishing(
        required=spot_check_required(version.stage.event.competition.level),
        state=check.state if check else None,
        uncorrected=[item.entry.title for item in found],
    )


def checks_of(stage: Stage) -> dict[int, SpotCheck]:
    """The spot checks of all versions of the stage's result, by version."""
    versions = [version.id for version in versions_of(stage)]
    return {one.version_id: one for one in session.scalars(_checks().where(SpotCheck.version_id.in_(versions)))}


def sits_on_panel_of(user: Account, sheet: Sheet) -> bool:
    """Whether `user` has any duty on the panel that the sheet belongs to."""
    seats = select(PanelMember.id).where(
        PanelMember.panel_id == sheet.subject.panel_id, PanelMember.account_id == user.id
    )
    return session.scalars(seats.limit(1)).one_or_none() is not None


def _applied(check: SpotCheck) -> list[Correction]:
    return [one for one in corrections_by_reference(check.reference) if one.state is CorrectionState.APPLIED]


def _checks() -> Select[SpotCheck]:
    return select(SpotCheck).options(joinedload(SpotCheck.begun_by))


def _items() -> Select[SpotCheckItem]:
    sheet = joinedload(SpotCheckItem.sheet)
    return select(SpotCheckItem).options(
        sheet.joinedload(Sheet.subject),
        sheet.joinedload(Sheet.member).joinedload(PanelMember.account),
        joinedload(SpotCheckItem.entry),
        joinedload(SpotCheckItem.checked_by),
    )
