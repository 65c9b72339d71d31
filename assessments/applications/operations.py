"""What an applicant, or an officer for him, does with an application: fill in, submit, withdraw, apply for a resit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.applications.applicants import Applicants
from assessments.applications.models import Application
from assessments.applications.queries import resit_taken
from assessments.applications.rules import EDITABLE, ApplicationKind, ApplicationState
from assessments.applications.rules_applying import (
    missing_materials,
    reasons_against_condition,
    reasons_against_resit,
)
from assessments.batches.models import BatchItem
from assessments.batches.rules import BatchState
from assessments.standards.condition_sets import CONDITION_SETS
from assessments.standards.conditions import Judgement
from assessments.standards.rules import Part, parts_of
from foundation import audit, clock
from foundation.database import lock, lock_all, session
from foundation.errors import NotAllowed, Refused
from foundation.files import StoredFile
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person


@dataclass(frozen=True)
class NewApplication:
    """What an application says when it is begun."""

    item: BatchItem
    person: Person
    organisation: Organisation | None
    kind: ApplicationKind
    condition: str
    particulars: Mapping[str, Any]


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
    wanted = NewApplication(item, person, organisation, kind, condition, particulars or {})
    (application,) = create_applications([wanted], by=by)
    return application


def create_applications(many: Sequence[NewApplication], *, by: Account) -> list[Application]:
    """Drafts for one plan, each as `create_application` makes it, in the order of `many`.

    Raises what that raises for the first that cannot be begun: roll back then.
    """
    for new in many:
        _refuse_unless_entitled(new.item, new.person, by)
    persons = [new.person for new in many]
    lock_all(persons)  # two plans at once wait here for each other
    applicants = Applicants(many[0].item.batch, persons, clock.today())
    for new in many:
        _refuse_for(applicants.reasons_against_new(new.item, new.person))
        _refuse_unknown_condition(new.item, new.condition)
    applications = [_draft(new, applicants.photos.get(new.person.id), by) for new in many]
    session.add_all(applications)
    changes = [{"condition": ("", new.condition)} for new in many]
    audit.record_all("create_application", applications, by=by, changes=changes)
    return applications


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
    submit_applications([application], by=by)


def submit_applications(applications: Sequence[Application], *, by: Account) -> None:
    """Hand in several to one plan, each as `submit_application` does.

    Raises `Refused` for the first that cannot be handed in: roll back then.
    """
    batch = applications[0].batch
    lock_all(applications)
    lock_all([one.item for one in applications])  # whoever takes the last place, takes it alone
    persons = [one.person for one in applications]
    lock_all(persons)
    applicants = Applicants(batch, persons, clock.today())
    for application in applications:
        _refuse_for(_submission_reasons(application, applicants, by))
        applicants.taken[application.item_id] += 1
        application.submitted_at, application.submitted_by, application.reviewed_by = clock.now(), by.id, None
        application.state_reason = ""
        if application.resit_of_id is None:
            application.confirmed = {}  # what a reviewer confirmed was of what it said before
    advance_all(applications, "submit_application", by=by)


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
    held = Applicants(item.batch, [person], clock.today()).held(item, person)
    return ApplicationKind.UPGRADE if held else ApplicationKind.FIRST


def applying_reasons(item: BatchItem, person: Person) -> list[str]:
    """Why this person cannot apply for this item today; empty: he can."""
    return Applicants(item.batch, [person], clock.today()).reasons_against_new(item, person)


def submission_reasons(application: Application, *, by: Account) -> list[str]:
    """What stands against handing this application in today; empty: nothing."""
    applicants = Applicants(application.batch, [application.person], clock.today())
    return _submission_reasons(application, applicants, by)


def his_own(application: Application, by: Account) -> bool:
    """Whether `by` is the applicant."""
    return by.person_id == application.person_id


def _submission_reasons(application: Application, applicants: Applicants, by: Account) -> list[str]:
    item, person = application.item, application.person
    reasons = applicants.reasons_against(item, person, _outside(application, applicants), here=False)
    if application.resit_of_id is not None:
        return reasons
    result = applicants.condition(item, person, application.condition)
    reasons += reasons_against_condition(result)
    if result and his_own(application, by):
        given = {one.kind for one in application.evidence}
        reasons += missing_materials(result.condition.materials, given, photo=application.photo_id is not None)
    return reasons


def _outside(application: Application, applicants: Applicants) -> list[str]:
    """申报期之外不受理；退回修改的，报名截止后到考试前一天仍可再提交。"""
    batch = applicants.batch
    returned = application.state is ApplicationState.RETURNED
    if returned and batch.state is BatchState.PUBLISHED and applicants.day < batch.examined_on:
        return []
    return applicants.outside(application.person.organisation_path)


def _draft(new: NewApplication, photo: StoredFile | None, by: Account) -> Application:
    return Application(
        batch=new.item.batch,
        item=new.item,
        person=new.person,
        organisation=new.organisation,
        kind=new.kind,
        condition=new.condition,
        particulars=dict(new.particulars),
        parts=[part.value for part in parts_of(new.item.level)],
        photo=photo,
        entered_by=by.id,
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
