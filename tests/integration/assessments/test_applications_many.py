"""A sheet of many rows asks the database as much as one of few."""

import pytest

from assessments.applications.importing import check_rows
from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from assessments.applications.workbooks import apply_new_rows
from assessments.applications.workbooks_columns import COLUMNS
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.workbooks import Row, read_workbook
from people.accounts.models import Account
from people.accounts.rules import Role
from people.careers.models import Diploma
from people.careers.rules import DiplomaKind
from people.persons.models import Person
from tests.factories import assessments, people
from tests.factories.registration_forms import TITLES, line
from tests.factories.workbooks import workbook


class Sheet:
    """A plan, its officer, and rows of the form: workers on record, and as many whom nobody knows."""

    def __init__(self, places: int = 100) -> None:
        body = assessments.body(prefix=None)
        self.unit, self.batch = body.organisation, assessments.batch(body, places=places)
        self.officer_id = people.account(Role.ENTERPRISE_OFFICER, self.unit).id
        self.context = {"batch": self.batch.id}

    def rows(self, many: int) -> list[Row]:
        """As many workers with a diploma, and as many new persons, as rows of one workbook."""
        known = [people.person(f"赵示{'甲乙丙丁戊'[nth % 5]}", self.unit) for nth in range(many)]
        for one in known:
            subject = {"kind": DiplomaKind.SECONDARY_VOCATIONAL, "school": "示例技工学校", "graduated": one.birth_date}
            session.add(Diploma(person=one, **subject))
        session.commit()
        said = [(one.name, one.document_number) for one in known]
        said += [("钱示范", people.identity_number()) for _ in range(many)]
        content = workbook(TITLES, *(line(name, number) for name, number in said))
        return read_workbook(content, COLUMNS).rows

    def asked_by(self, many: int, query_count) -> tuple[int, int]:
        """How many statements checking and taking in twice `many` rows needs."""
        rows = self.rows(many)
        session.expunge_all()
        with transaction():
            officer = session.get_one(Account, self.officer_id)
            with query_count() as checking:
                outcomes = check_rows(rows, officer, self.context)
            with query_count() as applying:
                apply_new_rows(outcomes, officer)
        return len(checking), len(applying)


@pytest.fixture
def sheet(app, clock) -> Sheet:
    clock("2026-11-10 09:00")
    return Sheet()


def test_check_rows_asks_as_much_for_many_as_for_few(sheet, query_count):
    few, many = sheet.asked_by(3, query_count), sheet.asked_by(30, query_count)
    assert few[0] == many[0]
    assert many[1] - few[1] <= 5 * 2 * (30 - 3)
    assert session.query(Application).count() == session.query(Person).count() == 2 * 33
    for action in ("create_application", "submit_application"):
        assert session.query(AuditEntry).filter_by(action=action).count() == 2 * 33


def test_apply_new_rows_takes_nobody_where_the_places_ran_out_meanwhile(sheet):
    rows = sheet.rows(2)
    outcomes = check_rows(rows, session.get_one(Account, sheet.officer_id), sheet.context)
    for item in sheet.batch.items:
        item.places = 3
    session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        apply_new_rows(outcomes, session.get_one(Account, sheet.officer_id))
    assert "3 个名额已经报满" in refusal.value.reasons[0]
    assert session.query(Application).filter_by(state=ApplicationState.SUBMITTED).count() == 0
