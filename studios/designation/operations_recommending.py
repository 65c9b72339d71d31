"""Opinions, level by level: recommended, returned with what is missing, or refused with the reason."""

from dataclasses import dataclass
from datetime import date

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import check_evidence, keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.rules import UNITS
from studios.designation.models import Designation, LevelOpinion
from studios.designation.operations import pass_on
from studios.designation.queries import quota_of, recommended_by
from studios.designation.rules import DesignationState, reasons_against_deciding
from studios.designation.rules_recommending import DECISION_TITLES, Decision, reasons_against_quota
from studios.registry.queries import team_on


@dataclass(frozen=True)
class OpinionFacts:
    """An opinion as it was signed: the words, who signed it and when, and the paper with the seal if there is one."""

    text: str
    signer: str
    signed_on: date
    paper: bytes | None


def recommend_designation(designation: Designation, facts: OpinionFacts, *, by: Account) -> LevelOpinion:
    """The awaited level recommends it; the next one is asked. Raises `Refused` when its quota is used up."""
    call = lock(designation.call)  # two recommendations at once never exceed the quota
    designation, place = _awaited(designation, by)
    used = recommended_by(call.id, [place.id]).get(place.id, 0)
    if reasons := reasons_against_quota(place.name, used, quota_of(call, place)):
        raise Refused("推荐名额用完了。", reasons=reasons)
    opinion = _keep(designation, place, Decision.RECOMMEND, facts, by)
    audit.record("recommend_designation", designation, by=by, changes=_said(opinion))
    pass_on(designation, by=by)
    return opinion


def return_designation(designation: Designation, facts: OpinionFacts, *, by: Account) -> LevelOpinion:
    """The awaited level sends it back to be completed; afterwards it comes to this level again."""
    designation, place = _awaited(designation, by)
    opinion = _keep(designation, place, Decision.RETURN, facts, by)
    designation.awaited = None
    advance(designation, "return_designation", by=by, reason=facts.text, changes=_said(opinion))
    return opinion


def refuse_designation(designation: Designation, facts: OpinionFacts, *, by: Account) -> LevelOpinion:
    """The awaited level does not recommend it, and says why. That ends it."""
    designation, place = _awaited(designation, by)
    opinion = _keep(designation, place, Decision.REFUSE, facts, by)
    designation.awaited = None
    advance(designation, "refuse_designation", by=by, reason=facts.text, changes=_said(opinion))
    return opinion


def resume_recommendation(designation: Designation, *, reason: str, by: Account) -> None:
    """Take a refusal back, with a reason: the level that refused it is asked again."""
    designation = lock(designation)
    place = refused_by(designation)
    if place is None:
        raise Refused("这份申报没有被不推荐，请刷新页面查看最新状态。")
    _refuse_outsider(designation, place, by)
    designation.awaited_id = place.id
    advance(designation, "resume_recommendation", by=by, reason=reason)


def refused_by(designation: Designation) -> Organisation | None:
    """The level that did not recommend it and so ended it."""
    last = designation.opinions[-1] if designation.opinions else None
    return last.organisation if last and designation.state is DesignationState.REFUSED else None


def may_speak_for(place: Organisation, by: Account) -> bool:
    """Whether `by` may write down the opinion of an organisation: a unit's own officer, or an officer of a union."""
    of_unit = place.kind in UNITS and by.may_at(Permission.STUDIO_EDIT, place.path)
    return of_unit or by.may_at(Permission.DESIGNATION_RECOMMEND, place.path)


def reasons_against_opinion(designation: Designation, by: Account) -> list[str]:
    """Why `by` may not speak about this studio; empty: he may."""
    team = [one.id for one in team_on(designation.studio, clock.today())]
    return reasons_against_deciding(by.person_id, team)


def speaks_for_another(place: Organisation, by: Account) -> bool:
    """Whether `by` would write down the opinion of an organisation that is not his own."""
    return place.id not in {grant.organisation_id for grant in by.grants}


def _awaited(designation: Designation, by: Account) -> tuple[Designation, Organisation]:
    designation = lock(designation)
    place = designation.awaited
    if designation.state is not DesignationState.RECOMMENDING or place is None:
        raise Refused("这份申报现在不在推荐环节，请刷新页面查看最新状态。")
    _refuse_outsider(designation, place, by)
    return designation, place


def _refuse_outsider(designation: Designation, place: Organisation, by: Account) -> None:
    if not may_speak_for(place, by):
        raise NotAllowed
    if reasons := reasons_against_opinion(designation, by):
        raise Refused("不能对自己的工作室提意见。", reasons=reasons)


def _keep(
    designation: Designation, place: Organisation, decision: Decision, facts: OpinionFacts, by: Account
) -> LevelOpinion:
    if decision is not Decision.RECOMMEND and not facts.text:
        raise Refused(f"{DECISION_TITLES[decision]}的，请写明缺什么或者原因。", field="text")
    if not date(1949, 1, 1) < facts.signed_on <= clock.today():
        raise Refused("签署日期不能晚于今天。", field="signed_on")
    for_another = speaks_for_another(place, by)
    if for_another and facts.paper is None:
        raise Refused(f"代{place.name}录入意见的，请上传签字盖章的原件扫描件。", field="paper")
    if facts.paper is not None:
        check_evidence(facts.paper, field="paper")
    name = f"opinion-{designation.id}-{place.id}"
    opinion = LevelOpinion(
        designation=designation,
        organisation=place,
        decision=decision,
        opinion=facts.text,
        signer=facts.signer,
        signed_on=facts.signed_on,
        file=keep_evidence(facts.paper, name, by_id=by.id, field="paper") if facts.paper is not None else None,
        given_by=by.id,
        for_another=for_another,
    )
    session.add(opinion)
    return opinion


def _said(opinion: LevelOpinion) -> dict[str, tuple[object, object]]:
    return {"awaited_id": (None, opinion.organisation.name)}
