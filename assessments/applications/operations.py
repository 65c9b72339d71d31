"""What an applicant, or an officer for him, does with an application: fill in, submit, withdraw, apply for a resit."""

from collections.abc import Collection, Mapping
from typing import Any

from assessments.applications.models import Application
from assessments.applications.photos import recent_photo_of
from assessments.applications.queries import (
    levels_held,
    places_taken,
    resit_taken,
    standing_elsewhere,
    standing_in,
)
from assessments.applications.records import condition_of
from assessments.applications.rules import EDITABLE, ApplicationKind, ApplicationState
from assessments.applications.rules_applying import (
    Applying,
    missing_materials,
    reasons_against_applying,
    reasons_against_condition,
    reasons_against_resit,
)
from assessments.batches.models import BatchItem
from assessments.batches.queries import reasons_against_taking_applications
from assessments.batches.rules import BatchState
from assessments.bodies.rules import reasons_against_applicant
from assessments.standards.condition_sets import CONDITION_SETS
from assessments.standards.conditions import Judgement
from assessments.standards.rules import Part, parts_of
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person


def create_application(
    item: BatchItem,
    person: Person,
    *,
    organisation: Organisation | None,
    kind: ApplicationKind,
    condition: str,
    particulars: Mapping[str, Any] | None = None,
    by: Account,
) -> Application:
    """A draft; it takes a place only when it is submitted. His photo on record is taken where it is a recent good one.

    Raises `Refused` with every reason why this person cannot apply for this item, `NotAllowed` for other people's
    workers. A `condition` may be chosen later; one that the level does not have is refused.
    """
    _refuse_unless_entitled(item, person, by)
    lock(person)  # two plans at once wait here for each other
    _refuse_for(applying_reasons(item, person))
    _refuse_unknown_condition(item, condition)
    application = Application(
        batch=item.batch,
        item=item,
        person=person,
        organisation=organisation,
        kind=kind,
        condition=condition,
        particulars=dict(particulars or {}),
        parts=[part.value for part in parts_of(item.level)],
        photo=person.photo if recent_photo_of(person, clock.today()) else None,
        entered_by=by.id,
    )
    session.add(application)
    audit.record("create_application", application, by=by, changes={"condition": ("", condition)})
    return application


def edit_application(
    application: Application,
    *,
    condition: str,
    stated: Collection[Judgement] = (),
    version: int | None = None,
    by: Account,
) -> None:
    """Rely on another condition. `stated`: what the unit's officer vouches for; an applicant cannot for himself.

    Raises `Refused` once it is submitted, `Stale` if somebody else changed it since `version`.
    """
    application = lock(application)
    application.expect_version(version)
    _refuse_unless_editable(application)
    _refuse_unknown_condition(application.item, condition)
    application.condition = condition
    application.stated = [] if his_own(application, by) else [one.value for one in stated]
    audit.record("edit_application", application, by=by, changes=audit.pending_changes(application))


def submit_application(application: Application, *, by: Account) -> None:
    """Hand it in for review; it takes a place. Raises `Refused` with everything that stands against it.

    An applicant uploads what proves his condition; an officer keeps the originals and may upload them later.
    """
    application = lock(application)
    lock(application.item)  # whoever takes the last place, takes it alone
    lock(application.person)
    _refuse_for(submission_reasons(application, by=by))
    application.submitted_at, application.submitted_by, application.reviewed_by = clock.now(), by.id, None
    application.state_reason = ""
    advance(application, "submit_application", by=by)


def withdraw_application(application: Application, *, reason: str = "", by: Account) -> None:
    """Take it back before it is accepted; a place it took is free again."""
    application = lock(application)
    application.active, application.state_reason = None, reason.strip()
    advance(application, "withdraw_application", by=by, reason=reason)


def apply_for_resit(application: Application, item: BatchItem, part: Part, *, by: Account) -> Application:
    """A draft to take one failed part once more in another plan; what was confirmed and shown before holds again.

    Whether the result allows it, `assessments.results` asks first (`reasons_against_resit` there): only one part
    failed, the result is final, the passed parts still valid on the day of the examination.
    """
    _refuse_unless_entitled(item, application.person, by)
    application = lock(application)
    lock(application.person)
    earlier = application.item
    same = (item.occupation_code, item.trade, item.level) == (earlier.occupation_code, earlier.trade, earlier.level)
    reasons = reasons_against_resit(
        application.parts,
        part.value,
        same_item=same,
        accepted=application.state is ApplicationState.ACCEPTED,
        is_resit=application.resit_of_id is not None,
        taken=resit_taken(application),
    )
    _refuse_for(reasons + applying_reasons(item, application.person))
    resit = Application(
        batch=item.batch,
        item=item,
        person=application.person,
        organisation=application.person.employer,
        kind=application.kind,
        condition=application.condition,
        stated=list(application.stated),
        confirmed=dict(application.confirmed),
        particulars=dict(application.particulars),
        parts=[part.value],
        resit_of=application,
        photo=application.photo,
        entered_by=by.id,
    )
    session.add(resit)
    audit.record("apply_for_resit", resit, by=by, changes={"resit_of_id": (None, application.ticket_number)})
    return resit


def kind_for(item: BatchItem, person: Person) -> ApplicationKind:
    """Whether it is his first level in this occupation."""
    return ApplicationKind.UPGRADE if levels_held(item, person) else ApplicationKind.FIRST


def applying_reasons(item: BatchItem, person: Person) -> list[str]:
    """Why this person cannot apply for this item today; empty: he can."""
    batch, day = item.batch, clock.today()
    outside = reasons_against_taking_applications(batch, day)
    outside += reasons_against_applicant(batch.body.kind, batch.organisation_path, person.organisation_path)
    return _reasons(item, person, outside, here=standing_in(batch, person) is not None)


def submission_reasons(application: Application, *, by: Account) -> list[str]:
    """What stands against handing this application in today; empty: nothing."""
    item, person = application.item, application.person
    reasons = _reasons(item, person, _outside(application), here=False)
    if application.resit_of_id is not None:
        return reasons
    result = condition_of(application, clock.today())
    reasons += reasons_against_condition(result)
    if result and his_own(application, by):
        given = {one.kind for one in application.evidence}
        reasons += missing_materials(result.condition.materials, given, photo=application.photo_id is not None)
    return reasons


def his_own(application: Application, by: Account) -> bool:
    """Whether `by` is the applicant."""
    return by.person_id == application.person_id


def _outside(application: Application) -> list[str]:
    """申报期之外不受理；退回修改的，报名截止后到考试前一天仍可再提交。"""
    batch, day = application.batch, clock.today()
    returned = application.state is ApplicationState.RETURNED
    if returned and batch.state is BatchState.PUBLISHED and day < batch.examined_on:
        return []
    path = application.person.organisation_path
    outside = reasons_against_taking_applications(batch, day)
    return outside + reasons_against_applicant(batch.body.kind, batch.organisation_path, path)


def _reasons(item: BatchItem, person: Person, outside: list[str], *, here: bool) -> list[str]:
    elsewhere = standing_elsewhere(item, person, clock.today())
    return reasons_against_applying(
        Applying(
            level=item.level,
            outside=outside,
            held=levels_held(item, person),
            here=here,
            elsewhere=elsewhere.batch.title if elsewhere else "",
            taken=places_taken([item.id]).get(item.id, 0),
            places=item.places,
        )
    )


def _refuse_unless_entitled(item: BatchItem, person: Person, by: Account) -> None:
    """For himself, for a worker of the units in one's care, or as the officer of the body that takes everybody."""
    himself = by.person_id == person.id and by.may(Permission.APPLICATION_MAKE)
    unit = by.may_at(Permission.APPLICATION_EDIT, person.organisation_path)
    if not (himself or unit or by.may_at(Permission.BATCH_PLAN, item.batch.organisation_path)):
        raise NotAllowed


def _refuse_unknown_condition(item: BatchItem, condition: str) -> None:
    known = [one.code for one in CONDITION_SETS[item.standard.condition_set].of_level(item.level)]
    if condition and condition not in known:
        raise Refused(f"这个等级没有申报条件“{condition}”，可选：{'、'.join(known)}。", field="condition")


def _refuse_unless_editable(application: Application) -> None:
    if application.state not in EDITABLE:
        raise Refused("已经提交的申报不能修改。需要修改的，请先撤回，或请审核人退回。")


def _refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons[0] if len(reasons) == 1 else "这份申报有几处不符合。", reasons=reasons)
