"""The accepted applications of a plan in the authority's 33 columns: what is put into its own system (上传回填)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assessments.applications.code_lists import FIRST_EXAMINATION, RESIT
from assessments.applications.models import Application
from assessments.applications.queries import applications_visible_to
from assessments.applications.rules import APPLICATION_KIND_TITLES, ApplicationState
from assessments.applications.workbooks_columns import COLUMNS, PARTICULARS, conditions_of, item_title
from assessments.batches.models import Batch, BatchItem
from foundation import audit
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from foundation.workbook_writing import export_workbook
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.persons.models import Person
from people.persons.rules import DOCUMENT_TITLES, LEVEL_TITLES, SEX_TITLES, mask_identity, mask_phone


def registration_workbook(batch: Batch, *, by: Account, unmasked: bool = False) -> bytes:
    """The accepted applications of `batch` that `by` sees, by ticket number.

    `unmasked`: with documents and phones in full, for who may see them at the body; each is then in the audit log.
    Raises `Refused` where none is accepted.
    """
    accepted = applications_visible_to(by).where(
        Application.batch_id == batch.id, Application.state == ApplicationState.ACCEPTED
    )
    whole = (
        joinedload(Application.person).joinedload(Person.employer),
        joinedload(Application.item).joinedload(BatchItem.standard),
    )
    applications = session.scalars(accepted.options(*whole).order_by(Application.ticket_number)).all()
    if not applications:
        raise Refused("这个计划还没有审核通过的申报，没有可以导出的考生信息。")
    if unmasked:
        if not by.may_at(Permission.PERSON_UNMASK, batch.organisation_path):
            raise NotAllowed
        audit.record_all("unmask_applications", applications, by=by)
    return export_workbook("考生信息", COLUMNS, _rows(applications, batch, unmasked))


def _rows(applications: Sequence[Application], batch: Batch, unmasked: bool) -> Iterator[dict[str, Any]]:
    conditions = {
        (item.id, one.code): f"{one.code} {one.text}"
        for item in session.scalars(select(BatchItem).where(BatchItem.batch_id == batch.id))
        for one in conditions_of(item)
    }
    for number, one in enumerate(applications, start=1):
        person = one.person
        said = {key: one.particulars.get(key) for key in PARTICULARS}
        yield said | {
            "number": number,
            "item": item_title(one.item),
            "level": LEVEL_TITLES[one.item.level],
            "condition": conditions.get((one.item_id, one.condition), one.condition),
            "document_kind": DOCUMENT_TITLES[person.document_kind],
            "document_number": person.document_number if unmasked else mask_identity(person.document_number),
            "name": person.name,
            "sex": SEX_TITLES[person.sex] if person.sex else None,
            "birth_date": person.birth_date if unmasked else None,
            "phone": person.phone if unmasked else mask_phone(person.phone),
            "unit": said.get("unit") or (person.employer.unit_name if person.employer else None),
            "enrolled_by": said.get("enrolled_by") or batch.body.title,
            "kind": APPLICATION_KIND_TITLES[one.kind],
            "examination": RESIT if one.resit_of_id else FIRST_EXAMINATION,
        }
