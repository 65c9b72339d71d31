"""Diplomas, professional titles and earlier work on the page of a person."""

import re
from datetime import date

import pytest

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from people.accounts.rules import Role
from people.careers import operations
from people.careers.models import Diploma, ProfessionalTitle, WorkPeriod
from people.careers.operations import DiplomaFacts, TitleFacts, WorkFacts
from people.careers.rules import DiplomaKind, TitleGrade
from tests.factories import people

DIPLOMA = {"kind": "higher-vocational", "school": "示例职业学院", "subject": "酿酒技术", "graduated": "2019-07-01"}
TITLE = {"grade": "assistant", "title": "助理工程师", "awarded": "2021-12-01"}
WORK = {"employer": "江边示例酒厂", "occupation": "白酒酿造工", "begins": "2015-03-01", "ends": "2019-02-28"}


def test_officer_adds_and_removes_what_a_worker_then_sees(client, app, clock):
    clock("2026-11-10 09:00")
    unit = people.organisation("江示酒庄示例公司", people.organisation())
    worker = people.person("李示范", unit)
    officer, own = people.account(Role.ENTERPRISE_OFFICER, unit), people.account(Role.WORKER, unit, worker)
    people.sign_in(client, officer)
    page = f"/persons/{worker.id}"
    for path, typed in (("diplomas", DIPLOMA), ("professional-titles", TITLE), ("work-periods", WORK)):
        assert client.get(f"{page}/{path}/new").status_code == 200
        assert client.post(f"{page}/{path}/new", data=typed).status_code == 302
        assert client.post(f"{page}/{path}/new", data={}).status_code == 422
    seen = people.sign_in(app.test_client(), own).get(page).get_data(as_text=True)
    told = ("酿酒技术", "2019年07月01日", "助理工程师", "江边示例酒厂", "白酒酿造工", "2019年02月28日")
    assert [text for text in told if text not in seen] == []
    assert "登记学历" not in seen
    removals = re.findall(r'action="([^"]+/remove)"', client.get(page).get_data(as_text=True))
    assert [client.post(path).status_code for path in removals] == [302, 302, 302]
    assert [session.query(kind).count() for kind in (Diploma, ProfessionalTitle, WorkPeriod)] == [0, 0, 0]
    written = session.query(AuditEntry).filter(AuditEntry.action.in_(["add_diploma", "remove_work_period"]))
    assert [one.subject_label for one in written] == ["李示范", "李示范"]
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", unit.parent))
    assert people.sign_in(app.test_client(), stranger).post(f"{page}/diplomas/new", data=DIPLOMA).status_code == 404


@pytest.mark.sqlite_only
def test_impossible_and_repeated_records_are_refused(app, clock):
    clock("2026-11-10 09:00")
    unit = people.organisation("江示酒庄示例公司", people.organisation())
    worker, officer = people.person("李示范", unit), people.account(Role.ENTERPRISE_OFFICER, unit)
    diploma = DiplomaFacts(DiplomaKind.BACHELOR, "示例大学", "酿酒工程", date(2012, 7, 1))
    title = TitleFacts(TitleGrade.ASSISTANT, "助理工程师", "", date(2021, 12, 1))
    with transaction():
        operations.add_diploma(worker, diploma, by=officer)
        operations.add_professional_title(worker, title, by=officer)
    refused = [
        (operations.add_diploma, diploma),
        (operations.add_diploma, DiplomaFacts(DiplomaKind.BACHELOR, "示例大学", "法学", date(2040, 7, 1))),
        (operations.add_professional_title, title),
        (operations.add_professional_title, TitleFacts(TitleGrade.SENIOR, "高级工程师", "", date(2026, 11, 11))),
        (operations.add_work_period, WorkFacts("示例厂", "", "", date(2020, 1, 2), date(2020, 1, 1))),
        (operations.add_work_period, WorkFacts("示例厂", "", "", date(2020, 1, 1), date(2026, 11, 11))),
    ]
    for add, facts in refused:
        with pytest.raises(Refused), transaction():
            add(worker, facts, by=officer)
    other = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", unit.parent))
    with pytest.raises(NotAllowed), transaction():
        operations.add_diploma(worker, DiplomaFacts(DiplomaKind.MASTER, "示例大学", "", date(2015, 7, 1)), by=other)
