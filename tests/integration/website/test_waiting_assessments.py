"""What waits on the home page in skill-level certification, for whom, and where it leads."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from assessments.applications.rules import ApplicationState
from assessments.batches import operations
from assessments.batches.rules import Node
from foundation.database import session, transaction
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import assessments as make
from tests.factories import people
from website.waiting import waiting_for


def test_each_finds_what_waits_for_him(app: Flask, clock: Callable):
    clock("2026-11-20 23:59")
    body = make.body()
    unit = body.organisation
    batch = make.batch(body)
    worker = people.person("职工示例", unit)
    make.application(batch.items[0], state=ApplicationState.SUBMITTED)
    make.application(batch.items[0], worker, state=ApplicationState.RETURNED)
    officer, reviewer = people.account(Role.ASSESSMENT_OFFICER, unit), people.account(Role.ASSESSMENT_REVIEWER, unit)
    union, own = people.account(Role.ENTERPRISE_OFFICER, unit), people.account(Role.WORKER, unit, worker)

    def waiting(account: Account) -> dict[str, tuple[int, str]]:
        with app.test_request_context():
            return {one.title: (one.count, one.address) for one in waiting_for(account)}

    assert waiting(reviewer) == {"份申报等您审核": (1, "/assessments/applications?state=submitted")}
    assert waiting(own) == {"份申报被退回，等您修改": (1, "/assessments/applications/mine")}
    assert waiting(union) == {"份职工申报被退回，等修改": (1, "/assessments/applications?state=returned")}
    assert "个认定计划报名截止，等您结束报名" not in waiting(officer)
    clock("2026-11-21 00:00")  # the last day of applications is over
    assert waiting(officer)["个认定计划报名截止，等您结束报名"] == (1, "/assessments/batches?state=published")
    with transaction():
        for node in list(Node)[:-1]:
            operations.note_node(batch, node, by=officer)
    body.filings[0].valid_to = date(2027, 2, 19)  # 90 days ahead
    session.commit()
    assert set(waiting(officer)) == {
        "份职工申报被退回，等修改",
        "个认定计划可以归档",
        "个评价机构的备案快要到期或已到期",
    }
