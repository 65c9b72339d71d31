"""Keeping outcomes: writing one down, its confirmation by the unit, the studios that share it."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.outcomes.models import Outcome, OutcomeAuthor, OutcomePaper, OutcomeShare
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.queries import authorships, claimed_by
from studios.outcomes.rules import (
    EDITABLE,
    NEEDS,
    WHOLE,
    OutcomeState,
    StatedOutcome,
    number_key,
    reasons_against_authors,
    reasons_against_outcome,
    reasons_against_shares,
)
from studios.outcomes.rules_benefit import BenefitState
from studios.projects.models import Project
from studios.registry.models import Studio
from studios.registry.operations import refuse_own_studio

Percents = Mapping[int, Decimal]
"""Per cent of the contribution by person id, in the order of the authors."""


def record_outcome(
    studio: Studio, stated: StatedOutcome, authors: Percents, *, project: Project | None = None, by: Account
) -> Outcome:
    """Write an outcome down; it counts once it is confirmed.

    It counts for the studios of its project as agreed there, or else for its own alone until others are given a share.
    Raises `Refused` naming every fault: a day before the studio was founded, an author who was not there, a number
    that is claimed already.
    """
    outcome = Outcome(studio=studio, project=project, recorded_by_id=by.id)
    agreed = {one.studio_id: one.share for one in project.studios if one.share} if project else {}
    shares = agreed if studio.id in agreed else {studio.id: WHOLE}
    outcome.shares = [OutcomeShare(studio_id=key, percent=percent) for key, percent in shares.items()]
    outcome.shared = sum(shares.values(), Decimal(0))
    _write(outcome, stated, authors)
    _keep_once(outcome)
    audit.record("record_outcome", outcome, by=by)
    return outcome


def edit_outcome(
    outcome: Outcome,
    stated: StatedOutcome,
    authors: Percents,
    *,
    project: Project | None = None,
    version: int | None = None,
    by: Account,
) -> None:
    """Change what is written down until it is confirmed; whoever does so does not confirm it."""
    lock(outcome)
    _require_open(outcome)
    outcome.expect_version(version)
    outcome.authors.clear()
    session.flush()
    _write(outcome, stated, authors)
    outcome.recorded_by_id, outcome.project = by.id, project
    changes = audit.pending_changes(outcome)
    _keep_once(outcome)
    audit.record("edit_outcome", outcome, by=by, changes=changes)


def submit_outcome(outcome: Outcome, *, by: Account) -> None:
    """Hand a returned outcome in again."""
    advance(lock(outcome), "submit_outcome", by=by)


def confirm_outcome(outcome: Outcome, *, by: Account) -> None:
    """The unit confirms an outcome. Raises `Refused` for who wrote it down or gains by it, and without any paper."""
    _require_officer(lock(outcome), by)
    if by.id == outcome.recorded_by_id:
        raise Refused("这项成果是您登记的，须由单位工会的另一位经办人确认。")
    if by.person_id is not None and by.person_id in {one.person_id for one in outcome.authors}:
        raise Refused("您是这项成果的作者，须由单位工会的其他经办人确认。")
    for share in outcome.shares:
        refuse_own_studio(share.studio, by)
    if session.scalar(select(OutcomePaper.id).where(OutcomePaper.outcome_id == outcome.id).limit(1)) is None:
        raise Refused("这项成果还没有证明材料，请先上传（如证书、批文、期刊目录和首页）。")
    outcome.confirmed_by_id = by.id
    advance(outcome, "confirm_outcome", by=by)


def return_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """The unit gives it back to be mended."""
    _require_officer(lock(outcome), by)
    advance(outcome, "return_outcome", by=by, reason=reason)


def reopen_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """Take a confirmation back, so that the outcome can be mended. Not while benefit of it is verified."""
    _require_officer(lock(outcome), by)
    verified = select(Benefit.id).where(Benefit.outcome_id == outcome.id, Benefit.state == BenefitState.VERIFIED)
    if session.scalar(verified.limit(1)) is not None:
        raise Refused("这项成果有已核实的效益。请先由核实单位撤回核实，再重新打开成果。")
    outcome.confirmed_by_id = None
    advance(outcome, "reopen_outcome", by=by, reason=reason)


def withdraw_outcome(outcome: Outcome, *, reason: str, by: Account) -> None:
    """Take an outcome out that was written down by mistake; its number is free again, its benefit must be rejected."""
    lock(outcome)
    standing = select(Benefit.id).where(Benefit.outcome_id == outcome.id, Benefit.state != BenefitState.REJECTED)
    if session.scalar(standing.limit(1)) is not None:
        raise Refused("这项成果还有申报的效益。请先由核实单位驳回，再撤销成果。")
    outcome.number_key = None
    advance(outcome, "withdraw_outcome", by=by, reason=reason)


def share_outcome(outcome: Outcome, studio: Studio, percent: Decimal, *, by: Account) -> None:
    """Say with how many per cent an outcome and its benefit count for a studio; 0 takes the studio out.

    Raises `Refused` where the shares would pass 100 %; the record is held meanwhile, so two writers cannot both pass.
    As with `edit_outcome`, whoever does so does not confirm it.
    """
    lock(outcome)
    _require_open(outcome)
    shares = {one.studio_id: one for one in outcome.shares}
    if not 0 <= percent <= WHOLE or percent != percent.quantize(Decimal("0.01")):
        raise Refused("占比应在 0 至 100 之间，最多两位小数。", field="percent")
    if percent == 0 and studio.id == outcome.studio_id:
        raise Refused("登记这项成果的工作室须保留占比。整项归别的工作室的，请由对方登记。", field="percent")
    if outcome.made_on < studio.founded_on:
        raise Refused(f"{studio.name}成立于 {studio.founded_on}，晚于成果的完成日期，不能分享。", field="studio")
    others = [(one.studio.name, one.percent) for one in outcome.shares if one.studio_id != studio.id]
    if reasons := reasons_against_shares([*others, (studio.name, percent)]):
        raise Refused("占比没有保存。", reasons=reasons, field="percent")
    before = shares[studio.id].percent if studio.id in shares else Decimal(0)
    if percent == 0:
        outcome.shares = [one for one in outcome.shares if one.studio_id != studio.id]
    elif studio.id in shares:
        shares[studio.id].percent = percent
    else:
        outcome.shares.append(OutcomeShare(studio_id=studio.id, percent=percent))
    outcome.shared = sum((share for _, share in others), percent)
    outcome.recorded_by_id = by.id
    outcome.expect_version(None)
    audit.record("share_outcome", outcome, by=by, changes={"shares": (f"{studio.name} {before:f} %", f"{percent:f} %")})


def _write(outcome: Outcome, stated: StatedOutcome, authors: Percents) -> None:
    studio_ids = {outcome.studio.id, *(one.studio_id for one in outcome.shares)}
    reasons = [
        *reasons_against_outcome(stated, outcome.studio.founded_on, clock.today(), outcome.studio.closed_on),
        *reasons_against_authors(authorships(studio_ids, dict(authors)), stated.made_on),
    ]
    if reasons:
        raise Refused("成果没有保存。", reasons=reasons)
    for name in ("kind", "title", "number", "holder", "dated", "finished_on", "description"):
        setattr(outcome, name, getattr(stated, name))
    outcome.number_key = number_key(stated.kind, stated.number)
    listed = enumerate(authors.items(), start=1)
    outcome.authors = [
        OutcomeAuthor(person_id=person_id, position=position, percent=percent)
        for position, (person_id, percent) in listed
    ]


def _keep_once(outcome: Outcome) -> None:
    """Into the database, unless its number is claimed already: by an earlier record, or by one of this very moment."""
    claim = outcome.number_key, outcome.number, outcome.studio.id, outcome.id  # a rollback forgets what is new in it
    with session.no_autoflush:
        _refuse_claimed(*claim)
    try:
        with session.begin_nested():
            session.add(outcome)
            session.flush()
    except IntegrityError:
        _refuse_claimed(*claim)
        raise


def _refuse_claimed(key: str | None, number: str, studio_id: int, own_id: int | None) -> None:
    claim = claimed_by(key, own_id)
    if claim is None:
        return
    what = f"{NEEDS[claim.kind].number} {number}"
    if claim.studio_id == studio_id:
        raise Refused(f"{what} 本工作室已经登记过（“{claim.title}”），不能重复登记。", field="number")
    raise Refused(
        f"{what} 已由{claim.studio.organisation.name}的“{claim.studio.name}”登记（“{claim.title}”），不能再登记一次。"
        "共同完成的，请联系对方在该成果的“工作室占比”中为本工作室分享占比。",
        field="number",
    )


def _require_open(outcome: Outcome) -> None:
    if outcome.state not in EDITABLE:
        done = "已经确认" if outcome.state is OutcomeState.CONFIRMED else "已经撤销"
        raise Refused(f"这项成果{done}，不能再改。需要更正的，请单位工会写明原因重新打开。")


def _require_officer(outcome: Outcome, by: Account) -> None:
    if not by.may_at(Permission.STUDIO_EDIT, outcome.organisation_path):
        raise NotAllowed
