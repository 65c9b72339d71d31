"""Reading corrections."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from competitions.planning.models import Competition, Event, Stage
from competitions.results.impact import Effects
from competitions.results.models import ResultVersion
from competitions.results.models_corrections import Correction
from competitions.results.queries import results_corrected_by, results_visible_to
from competitions.results.rules_corrections import CorrectionState
from foundation.database import session
from people.accounts.models import Account


def corrections_visible_to(user: Account) -> Select[Correction]:
    """The corrections of the results that `user` may read, newest first."""
    return _corrections(results_visible_to(user).with_only_columns(ResultVersion.id))


def corrections_decided_by(user: Account) -> Select[Correction]:
    """The corrections of the results that `user` may correct."""
    return _corrections(results_corrected_by(user).with_only_columns(ResultVersion.id))


def corrections_of(stage: Stage) -> Sequence[Correction]:
    """Every correction proposed for the stage's result, newest first."""
    versions = select(ResultVersion.id).where(ResultVersion.stage_id == stage.id)
    return session.scalars(_corrections(versions)).all()


def corrections_by_reference(reference: str) -> Sequence[Correction]:
    """The corrections that rest on one appeal, spot check item or objection, newest first."""
    query = select(Correction).where(Correction.reference == reference).order_by(Correction.id.desc())
    return session.scalars(query).all()


def open_corrections(stage: Stage) -> list[Correction]:
    """The proposals that still wait for a decision."""
    return [one for one in corrections_of(stage) if one.state is CorrectionState.PROPOSED]


def effects_of(correction: Correction) -> Effects:
    """What was kept of the effects: as proposed, or as they came true."""
    return Effects.from_json(correction.preview)


def _corrections(versions: Select[int]) -> Select[Correction]:
    event = joinedload(Correction.version).joinedload(ResultVersion.stage).joinedload(Stage.event)
    return (
        select(Correction)
        .where(Correction.version_id.in_(versions))
        .options(
            event.joinedload(Event.competition).joinedload(Competition.organisation),
            joinedload(Correction.made),
            joinedload(Correction.proposed_by),
            joinedload(Correction.decided_by),
        )
        .order_by(Correction.id.desc())
    )
