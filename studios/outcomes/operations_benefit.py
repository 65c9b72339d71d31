"""Declaring what an outcome earned, and its verification by another person of the verifying unit."""

from datetime import date

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.outcomes.models import Outcome
from studios.outcomes.models_benefit import Benefit
from studios.outcomes.queries import comparable_amounts
from studios.outcomes.rules import OutcomeState
from studios.outcomes.rules_benefit import (
    BENEFIT_KIND_TITLES,
    BenefitState,
    StatedBenefit,
    question_about_unit,
    reasons_against_benefit,
)


def declare_benefit(
    outcome: Outcome, stated: StatedBenefit, verifier: Organisation, content: bytes | None = None, *, by: Account
) -> Benefit:
    """Declare what an outcome earned in a period that is over; its proof may follow until it is verified.

    Raises `Refused` naming every fault; and, at the field `unit_checked`, the question whether the unit is right, until
    it is answered.
    """
    lock(outcome)
    if outcome.state is OutcomeState.WITHDRAWN:
        raise Refused("这项成果已经撤销，不能申报效益。")
    _check(outcome, stated, verifier, None)
    benefit = Benefit(outcome=outcome, declared_by_id=by.id, verifier=verifier)
    _write(benefit, stated)
    _keep_proof(benefit, content, by)
    session.add(benefit)
    audit.record("declare_benefit", benefit, by=by)
    return benefit


def edit_benefit(
    benefit: Benefit,
    stated: StatedBenefit,
    verifier: Organisation,
    content: bytes | None,
    *,
    version: int | None = None,
    by: Account,
) -> None:
    """Mend what was declared, until it is verified; what was rejected is declared anew by it."""
    lock(benefit.outcome)
    lock(benefit)
    if benefit.state is BenefitState.VERIFIED:
        raise Refused("这笔效益已经核实，不能再改。需要更正的，请核实单位写明原因撤回核实。")
    benefit.expect_version(version)
    _check(benefit.outcome, stated, verifier, benefit.id)
    _write(benefit, stated)
    benefit.verifier, benefit.declared_by_id = verifier, by.id
    _keep_proof(benefit, content, by)
    if benefit.state is BenefitState.REJECTED:
        advance(benefit, "redeclare_benefit", by=by, changes=audit.pending_changes(benefit))
    else:
        audit.record("edit_benefit", benefit, by=by, changes=audit.pending_changes(benefit))


def verify_benefit(benefit: Benefit, opinion: str, sealed_on: date, *, by: Account) -> None:
    """The verifying unit has checked and sealed it. Raises `Refused` for who declared it, an author, or the leader."""
    lock(benefit.outcome)
    _require_verifier(lock(benefit), by)
    if benefit.outcome.state is not OutcomeState.CONFIRMED:
        raise Refused("成果本身还没有经单位确认。请先确认成果，再核实效益。")
    if benefit.file_id is None:
        raise Refused("这笔效益还没有证明文件。请申报人先上传（如财务证明、生产月报）。")
    if not benefit.ends <= sealed_on <= clock.today():
        raise Refused("盖章日期应在效益期间结束以后、不晚于今天。", field="sealed_on")
    benefit.verified_by_id, benefit.sealed_on, benefit.opinion = by.id, sealed_on, opinion
    advance(benefit, "verify_benefit", by=by)


def reject_benefit(benefit: Benefit, *, reason: str, by: Account) -> None:
    """The verifying unit does not find it proved."""
    _require_verifier(lock(benefit), by)
    benefit.opinion = reason.strip()
    advance(benefit, "reject_benefit", by=by, reason=reason)


def reopen_benefit(benefit: Benefit, *, reason: str, by: Account) -> None:
    """Take a verification back: the benefit is as declared again."""
    _require_verifier(lock(benefit), by)
    benefit.verified_by_id, benefit.sealed_on, benefit.opinion = None, None, ""
    advance(benefit, "reopen_benefit", by=by, reason=reason)


def _check(outcome: Outcome, stated: StatedBenefit, verifier: Organisation, own_id: int | None) -> None:
    question = question_about_unit(stated.typed, stated.unit, comparable_amounts(stated.kind, own_id))
    if question is not None and not stated.unit_checked:
        raise Refused(question.text, field="unit_checked")
    reasons = reasons_against_benefit(stated, outcome.made_on, clock.today())
    if not outcome.organisation_path.startswith(verifier.path):
        reasons.append("核实单位应是工作室所在单位或其上级工会。")
    overlapping = select(Benefit).where(
        Benefit.outcome_id == outcome.id,
        Benefit.kind == stated.kind,
        Benefit.state != BenefitState.REJECTED,
        Benefit.begins <= stated.ends,
        Benefit.ends >= stated.begins,
        Benefit.id != (own_id or 0),
    )
    if earlier := session.scalars(overlapping.limit(1)).first():
        reasons.append(
            f"这项成果 {earlier.begins} 至 {earlier.ends} 的“{BENEFIT_KIND_TITLES[stated.kind]}”效益已经申报过，"
            "期间重叠的部分会算两次。请改期间，或修改原来的申报。"
        )
    if reasons:
        raise Refused("效益没有保存。", reasons=reasons)


def _keep_proof(benefit: Benefit, content: bytes | None, by: Account) -> None:
    if content:
        benefit.file = keep_evidence(content, f"benefit-{benefit.outcome.id}", by_id=by.id)


def _write(benefit: Benefit, stated: StatedBenefit) -> None:
    for name in ("kind", "amount", "typed", "unit_checked", "begins", "ends", "formula", "quantities", "base_data"):
        setattr(benefit, name, getattr(stated, name))
    benefit.typed_unit = stated.unit


def _require_verifier(benefit: Benefit, by: Account) -> None:
    if by.organisation_id != benefit.verifier_id or not by.may_at(Permission.BENEFIT_VERIFY, benefit.verifier.path):
        raise NotAllowed
    if by.id == benefit.declared_by_id:
        raise Refused(f"这笔效益是您申报的，须由{benefit.verifier.name}的另一位经办人核实。")
    gaining = {one.person_id for one in benefit.outcome.authors} | {
        share.studio.leader_id for share in benefit.outcome.shares
    }
    if by.person_id is not None and by.person_id in gaining:
        raise Refused(f"您是这项成果的作者或工作室的领衔人，须由{benefit.verifier.name}的其他经办人核实。")
