"""Who changed what an application says does not review it; what was confirmed of its former contents holds no more."""

from datetime import date

import pytest
from flask import Flask

from assessments.applications import operations, reviewing
from assessments.applications.rules import ApplicationKind, ApplicationState
from assessments.batches.rules import BatchState
from assessments.standards.conditions import Judgement
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.models import RoleGrant
from people.accounts.rules import Role
from people.persons.models import Employment
from tests.factories import assessments, people

RELATED = [Judgement.RELATED_OCCUPATION]


def test_reviewing_is_not_gone_around_by_editing(app: Flask, clock):
    clock("2026-11-10 09:00")
    body = assessments.body()
    unit, item = body.organisation, assessments.batch(body).items[0]
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    both, other = (people.account(Role.ASSESSMENT_REVIEWER, unit) for _ in range(2))
    both.grants.append(RoleGrant(role=Role.ASSESSMENT_OFFICER, organisation=unit))
    worker = people.person("李示范", unit)
    session.query(Employment).update({"begins": date(2015, 1, 1)})
    session.commit()
    with transaction():
        made = operations.create_application(
            item, worker, organisation=unit, kind=ApplicationKind.FIRST, condition="4-1", by=officer
        )
        operations.submit_application(made, by=officer)
    with transaction():
        reviewing.accept_application(made, confirmed=RELATED, by=both)
        reviewing.revise_application(made, reason="证明有疑问", by=both)
        reviewing.return_application(made, reason="请改条件", by=both)
    with transaction():
        operations.edit_application(made, condition="4-1", stated=RELATED, by=both)
        operations.submit_application(made, by=officer)
    assert made.confirmed == {}
    with pytest.raises(Refused, match="您填写或提交的"), transaction():
        reviewing.accept_application(made, confirmed=RELATED, by=both)
    made.batch.state = BatchState.COMPLETED
    session.commit()
    with pytest.raises(Refused, match="已经归档"), transaction():
        reviewing.accept_application(made, confirmed=RELATED, by=other)
    made.batch.state = BatchState.PUBLISHED
    session.commit()
    with pytest.raises(Refused, match="请先核对并确认"), transaction():
        reviewing.accept_application(made, by=other)
    with transaction():
        reviewing.accept_application(made, confirmed=RELATED, by=other)
    assert made.state is ApplicationState.ACCEPTED
