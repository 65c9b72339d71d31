"""What becomes of a name: confirmed for a further term, lowered, taken away; and a wrong withdrawal, undone."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.rules import lineage
from studios.appraisals.models import NamingWithdrawal
from studios.appraisals.rules import (
    AT_FAULT,
    WITHDRAWAL_GROUND_TITLES,
    Consequence,
    WithdrawalGround,
    bar_until,
    lower_level,
)
from studios.designation.models import StudioBar
from studios.registry.models import StudioNaming
from studios.registry.operations_namings import NamingFacts, end_naming, lock_named, record_naming
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, rank_of


@dataclass(frozen=True)
class Decision:
    """What was decided, by which document, on which day, and what else is to be said."""

    consequence: Consequence
    document: str
    decided_on: date
    note: str = ""


def reconfirm_naming(naming: StudioNaming, *, years: int, decision: Decision, by: Account) -> None:
    """The name holds for a further term from the end of the old one, or from the decision where it had none."""
    naming = _held(naming, by)
    _refuse(decision, naming)
    begins = max(naming.term_ends_on or decision.decided_on, decision.decided_on)
    before, naming.term_ends_on = naming.term_ends_on, _years_on(begins, years)
    audit.record(
        "reconfirm_naming",
        naming,
        by=by,
        reason=decision.document,
        changes={"term_ends_on": (before, naming.term_ends_on)},
    )


def downgrade_naming(naming: StudioNaming, *, years: int, decision: Decision, by: Account) -> StudioNaming:
    """The name ends, and the studio bears one of the level below, by the same document."""
    naming = _held(naming, by)
    _refuse(decision, naming)
    lower = lower_level(naming.level)
    if lower is None:
        raise Refused("企业级没有更低的一级，只能摘牌。")
    end_naming(naming, decision.decided_on, by=by, reason=f"降为{NAMING_LEVEL_TITLES[lower]}（{decision.document}）")
    facts = NamingFacts(
        level=lower,
        title=f"{NAMING_LEVEL_TITLES[lower]}{naming.studio.name}",
        issuer_name=naming.issuer_name,
        document=decision.document,
        named_on=decision.decided_on,
        term_ends_on=_years_on(decision.decided_on, years),
        issuer=naming.issuer,
    )
    return record_naming(naming.studio, facts, by=by)


def undo_downgrade(naming: StudioNaming, *, by: Account, reason: str) -> None:
    """A lowering was wrong: the name is borne as before, and the lower one that came with it ends today."""
    naming = _held(naming, by)
    instead = session.scalars(
        select(StudioNaming).where(
            StudioNaming.studio_id == naming.studio_id,
            StudioNaming.level == lower_level(naming.level),
            StudioNaming.named_on == naming.ended_on,
            StudioNaming.ended_on.is_(None),
        )
    ).one_or_none()
    if instead is not None:
        end_naming(instead, clock.today(), by=by, reason=f"撤销降级：{reason.strip()}")
    naming.ended_on, naming.end_reason = None, ""
    audit.record("undo_downgrade", naming, by=by, reason=reason, changes=audit.pending_changes(naming))


def withdraw_naming(
    naming: StudioNaming, ground: WithdrawalGround, *, bar_years: int, decision: Decision, by: Account
) -> NamingWithdrawal:
    """Take a name away (摘牌). Where the studio is at fault it may not apply again for `bar_years`."""
    naming = _held(naming, by)
    _refuse(decision, naming)
    end_naming(naming, decision.decided_on, by=by, reason=f"{WITHDRAWAL_GROUND_TITLES[ground]}（{decision.document}）")
    made = NamingWithdrawal(
        naming=naming, ground=ground, document=decision.document, decided_on=decision.decided_on, note=decision.note
    )
    session.add(made)
    session.flush()
    if ground in AT_FAULT and bar_years:
        session.add(
            StudioBar(
                studio=naming.studio,
                begins=decision.decided_on,
                until=bar_until(decision.decided_on, bar_years),
                reason=WITHDRAWAL_GROUND_TITLES[ground],
                source=made.reference,
            )
        )
    audit.record("withdraw_naming", made, by=by, reason=decision.document, changes={"ground": (None, ground)})
    return made


def undo_withdrawal(withdrawal: NamingWithdrawal, *, by: Account, reason: str) -> None:
    """A withdrawal was wrong: the name is borne as before, and the bar that came with it is lifted."""
    naming = _held(withdrawal.naming, by)
    if withdrawal.undone_reason:
        raise Refused("这次摘牌已经撤销过了。")
    if not reason.strip():
        raise Refused("请写明为什么撤销摘牌。", field="reason")
    withdrawal.undone_reason = reason.strip()
    naming.ended_on, naming.end_reason = None, ""
    for bar in session.scalars(select(StudioBar).where(StudioBar.source == withdrawal.reference)):
        session.delete(bar)
    audit.record("undo_withdrawal", withdrawal, by=by, reason=reason)


def _held(naming: StudioNaming, by: Account) -> StudioNaming:
    """The name, held against other writers. Names of a city and above are the highest union's to decide about."""
    path = naming.organisation_path
    if not by.may_at(Permission.DESIGNATION_RUN, path):
        raise NotAllowed
    if rank_of(naming.level) >= rank_of(NamingLevel.CITY) and not by.may_at(
        Permission.DESIGNATION_RUN, f"/{lineage(path)[0]}/"
    ):
        raise Refused(f"{NAMING_LEVEL_TITLES[naming.level]}的命名由市总工会决定，请报上级工会办理。")
    return lock_named(naming, by)


def _refuse(decision: Decision, naming: StudioNaming) -> None:
    if not decision.document.strip():
        raise Refused("请填写决定的文号。", field="document")
    if not naming.named_on <= decision.decided_on <= clock.today():
        raise Refused(f"决定日期应在命名日期（{naming.named_on}）与今天之间。", field="decided_on")


def _years_on(day: date, years: int) -> date:
    """The day before the same day `years` later: the last day of a term that begins on `day`."""
    return bar_until(day, years)
