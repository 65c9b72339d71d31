"""Applications: begun from the studio's file, filled in, handed in, completed after a correction, withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import check_evidence, keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from studios.designation.conditions import StudioFacts
from studios.designation.models import Designation, DesignationCall, DesignationMaterial, StudioBar
from studios.designation.queries import bars_on, chain_for, designations_edited_by, facts_of
from studios.designation.rules import (
    EDITABLE,
    MATERIAL_KIND_TITLES,
    DesignationState,
    MaterialKind,
    missing_materials,
    reasons_against_level,
    reasons_against_submitting,
    reasons_against_taking,
)
from studios.designation.rules_checking import reasons_against_supplement
from studios.designation.rules_names import reasons_against_name
from studios.designation.rules_recommending import Decision, next_place
from studios.registry.models import Studio
from studios.registry.queries import namings_in_force, reported_dead
from studios.registry.rules import StudioState, highest

MOST_FILES = 30
S = DesignationState


@dataclass(frozen=True)
class DesignationFacts:
    """What an application says beyond the studio's file."""

    proposed_name: str
    summary: str
    plan: str


def reasons_against_applying(studios: Sequence[Studio], call: DesignationCall) -> dict[int, list[str]]:
    """Why each of these studios may not begin an application in a call today, by its id; empty: it may."""
    day = clock.today()
    keys = [studio.id for studio in studios]
    barred, standing = bars_on(keys, day), _standing(keys, call)
    window = reasons_against_taking(call.state, call.apply_from, call.apply_to, day)
    found = {}
    for studio in studios:
        reasons = [*window, *(_barred(bar) for bar in barred if bar.studio_id == studio.id)]
        if studio.state is not StudioState.ACTIVE:
            reasons.append("这个工作室已经注销，不能申报。")
        if not studio.organisation_path.startswith(call.organiser.path):
            reasons.append(f"这个工作室不在{call.organiser.name}的范围内。")
        held = highest([one.level for one in namings_in_force(studio, day)])
        reasons += reasons_against_level(held, call.level)
        if studio.id in standing:
            reasons.append("这个工作室在这个通知里已经有一份申报。")
        found[studio.id] = reasons
    return found


def create_designation(call: DesignationCall, studio: Studio, *, by: Account) -> Designation:
    """Begin an application from what the studio's file says and its last successful application said."""
    lock(call)
    if reasons := reasons_against_applying([studio], call)[studio.id]:
        raise Refused("现在不能申报。", reasons=reasons)
    before = _last_named(studio)
    designation = Designation(
        call=call,
        studio=studio,
        proposed_name=studio.name,
        summary=before.summary if before else studio.introduction,
        plan=studio.goals or (before.plan if before else ""),
    )
    session.add(designation)
    for one in before.materials if before else ():
        if one.kind is not MaterialKind.FORM:  # it carries the seals of its own call
            session.add(
                DesignationMaterial(designation=designation, kind=one.kind, title=one.title, file_id=one.file_id)
            )
    audit.record("create_designation", designation, by=by)
    return designation


def edit_designation(designation: Designation, facts: DesignationFacts, *, version: int | None, by: Account) -> None:
    """Change what it says, as long as it lies with the applicant."""
    designation = kept(designation, by)
    designation.expect_version(version)
    studio = designation.studio
    leader = studio.leader.name if studio.leader else ""
    if reasons := reasons_against_name(facts.proposed_name, leader, studio.kind):
        raise Refused("拟命名名称不合规则。", reasons=reasons, field="proposed_name")
    for name, value in vars(facts).items():
        setattr(designation, name, value)
    audit.record("edit_designation", designation, by=by, changes=audit.pending_changes(designation))


def add_material(
    designation: Designation, kind: MaterialKind, title: str, content: bytes, *, by: Account
) -> DesignationMaterial:
    """Keep a file with the application. Raises `Refused` for what is no PDF or picture."""
    check_evidence(content)
    designation = kept(designation, by)
    if len(designation.materials) >= MOST_FILES:
        raise Refused(f"最多 {MOST_FILES} 个文件，请合并成一个 PDF 再上传。")
    file = keep_evidence(content, f"designation-{designation.id}-{kind.value}", by_id=by.id)
    material = DesignationMaterial(designation=designation, kind=kind, title=title, file=file)
    session.add(material)
    audit.record("add_material", designation, by=by, changes={"materials": (None, MATERIAL_KIND_TITLES[kind])})
    return material


def remove_material(material: DesignationMaterial, *, by: Account) -> None:
    """Take a file out again."""
    designation = kept(material.designation, by)
    said = MATERIAL_KIND_TITLES[material.kind]
    audit.record("remove_material", designation, by=by, changes={"materials": (said, None)})
    session.delete(material)


def submit_designation(designation: Designation, *, by: Account) -> None:
    """Hand it in: the facts are frozen, and the first level that has not recommended it is asked for its opinion."""
    designation = kept(designation, by)
    studio, call = designation.studio, designation.call
    reasons = [_barred(bar) for bar in bars_on([studio.id], clock.today())]
    if studio.state is not StudioState.ACTIVE:
        reasons.append("这个工作室已经注销，不能申报。")
    if studio.leader is not None and reported_dead(studio.leader):
        reasons.append(f"领衔人{studio.leader.name}已登记去世，请先在工作室档案里变更领衔人。")
    if designation.state is S.DRAFT:
        reasons += reasons_against_taking(call.state, call.apply_from, call.apply_to, clock.today())
    facts = _refuse_incomplete(designation, reasons)
    designation.facts, designation.submitted_at = facts.to_json(), clock.now()
    advance(designation, "submit_designation", by=by)
    pass_on(designation, by=by)


def supplement_designation(designation: Designation, *, by: Account) -> None:
    """Hand in the correction; everything that was there before stays."""
    designation = kept(designation, by)
    facts = _refuse_incomplete(designation, reasons_against_supplement(designation.correct_by, clock.today()))
    designation.facts = facts.to_json()
    advance(designation, "supplement_designation", by=by)


def withdraw_designation(designation: Designation, *, reason: str, by: Account) -> None:
    """Take it back, with a reason; the studio may begin another one while the call is open."""
    designation = _locked(designation, by)
    designation.awaited = None
    advance(designation, "withdraw_designation", by=by, reason=reason)


def pass_on(designation: Designation, *, by: Account) -> None:
    """Ask the next level for its opinion, or hand it to the organiser once all have recommended it."""
    given = [one.organisation_id for one in designation.opinions if one.decision is Decision.RECOMMEND]
    place = next_place(chain_for(designation.studio, designation.call), given)
    designation.awaited_id = place.organisation_id if place else None
    if place is None:
        advance(designation, "complete_recommendation", by=by)


def materials_on_file(facts: StudioFacts) -> set[MaterialKind]:
    """The materials that the studio's file itself shows, so that nobody uploads them again."""
    shown = {
        MaterialKind.RULES: facts.rules,
        MaterialKind.ACTIVITIES: sum(facts.activities),
        MaterialKind.OUTCOMES: facts.outcomes_total,
        MaterialKind.HONOURS: len(facts.leader_honours),
    }
    return {kind for kind, number in shown.items() if number}


def missing_for(designation: Designation, facts: StudioFacts) -> list[MaterialKind]:
    """The materials that are still missing."""
    return missing_materials(given_kinds(designation), materials_on_file(facts))


def given_kinds(designation: Designation) -> Collection[MaterialKind]:
    """The kinds of material that were uploaded."""
    return {one.kind for one in designation.materials}


def kept(designation: Designation, by: Account) -> Designation:
    """The application, locked, if it lies with the applicant and `by` keeps the studio's file."""
    designation = _locked(designation, by)
    if designation.state not in EDITABLE:
        raise Refused("这份申报已经交上去，现在不能改动。需要改动的，请推荐单位退回，或者由受理单位要求补正。")
    return designation


def _locked(designation: Designation, by: Account) -> Designation:
    allowed = designations_edited_by(by).with_only_columns(Designation.id).where(Designation.id == designation.id)
    if session.scalars(allowed).first() is None:
        raise NotAllowed
    return lock(designation)


def _refuse_incomplete(designation: Designation, reasons: list[str]) -> StudioFacts:
    studio = designation.studio
    facts = facts_of(studio, clock.today())
    reasons = [
        *reasons,
        *reasons_against_name(designation.proposed_name, facts.leader, studio.kind),
        *reasons_against_submitting(designation.summary, designation.plan, missing_for(designation, facts)),
    ]
    if reasons:
        raise Refused("申报还不能提交。", reasons=reasons)
    return facts


def _barred(bar: StudioBar) -> str:
    return f"这个工作室到 {bar.until:%Y年%m月%d日} 为止不能申报：{bar.reason}"


def _standing(studio_ids: Collection[int], call: DesignationCall) -> set[int]:
    query = select(Designation.studio_id).where(Designation.call_id == call.id, Designation.state != S.WITHDRAWN)
    return set(session.scalars(query.where(Designation.studio_id.in_(studio_ids))))


def _last_named(studio: Studio) -> Designation | None:
    query = select(Designation).where(Designation.studio_id == studio.id, Designation.state == S.NAMED)
    return session.scalars(query.order_by(Designation.id.desc())).first()
