"""What was written down wrongly about who belongs to a studio is put right; what rests on it is named."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from studios.outcomes.models import OutcomeAuthor
from studios.projects.models import TeamMember
from studios.registry.models import LeaderTerm, Studio
from studios.registry.operations_members import (
    Leaving,
    MemberFacts,
    add_member,
    change_leader,
    end_membership,
    remove_member,
    reopen_membership,
    reopen_term,
)
from studios.registry.queries import reported_dead
from studios.registry.rules import LeavingReason
from tests.factories import people, studio_outcomes, studio_projects, studios

DIED = Leaving(date(2026, 5, 1), LeavingReason.DIED)


@pytest.fixture
def studio(app: Flask, clock: Callable[[str], object]) -> Studio:
    clock("2026-11-21 09:00")
    return studios.studio()


def test_reopen_membership_takes_a_wrong_death_back(studio: Studio, client: FlaskClient):
    leader = people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader)
    member = studio.members[0]
    with transaction():
        end_membership(member, DIED, by=leader)
    assert reported_dead(member.person)
    page = people.sign_in(client, leader).get(f"/studios/{studio.id}").text
    at = f"/studios/{studio.id}/members/{member.id}/reopen"
    assert at in page and "更正：没有退出" in page
    client.post(at, data={"reason": " "})
    assert member.left_on == DIED.day
    client.post(at, data={"reason": "登记错了人"})
    assert (member.left_on, member.left_reason, reported_dead(member.person)) == (None, None, False)
    with transaction():
        end_membership(member, Leaving(date(2026, 6, 1), LeavingReason.MOVED), by=leader)
        add_member(studio, member.person, MemberFacts(date(2026, 7, 1)), by=leader)
    with pytest.raises(Refused, match="又登记加入过"), transaction():
        reopen_membership(member, by=leader, reason="登记错了")


def test_end_membership_names_later_work(studio: Studio):
    by, _ = studio_outcomes.officers(studio)
    member = studio.members[0]
    outcome = studio_outcomes.outcome(studio, by, dated=date(2026, 6, 1))
    outcome.authors.append(OutcomeAuthor(person=member.person, position=2, percent=Decimal(40)))
    session.commit()
    project = studio_projects.project(studio, by)
    session.add(TeamMember(project=project, person=member.person, joined_on=date(2026, 6, 2)))
    session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        end_membership(member, DIED, by=by)
    _, written, joined = refusal.value.reasons
    assert f"{outcome.title}”，2026-06-01" in written and f"{project.title}”，2026-06-02" in joined
    with pytest.raises(Refused, match="还有登记的工作"), transaction():
        remove_member(member, by=by, reason="登记错了")
    with transaction():
        end_membership(member, Leaving(date(2026, 6, 2), LeavingReason.LEFT), by=by)
    assert member.left_on == date(2026, 6, 2)


def test_reopen_term_takes_a_wrong_change_of_leader_back(studio: Studio, client: FlaskClient):
    by = people.account(Role.ENTERPRISE_OFFICER, studio.organisation)
    before, member = studio.leader, studio.members[0]
    with transaction():
        change_leader(studio, member.person, DIED, by=by)
    [term] = session.query(LeaderTerm).filter_by(person=before)
    assert (
        f"/studios/{studio.id}/terms/{term.id}/reopen" in people.sign_in(client, by).get(f"/studios/{studio.id}").text
    )
    outcome = studio_outcomes.outcome(studio, by, dated=date(2026, 6, 1))
    with transaction():
        reopen_term(term, by=by, reason="登记错了")  # who led was a member all the while
    assert (studio.leader, [one.ends_on for one in studio.leader_terms]) == (before, [None])
    assert outcome.authors[0].person == member.person and member.left_on is None and not reported_dead(before)


def test_a_refusal_stands_beside_its_own_field(studio: Studio, client: FlaskClient):
    people.sign_in(client, people.account(Role.STUDIO_LEADER, studio.organisation, studio.leader))
    fund = {"year": "2010", "source": "unit", "amount": "100"}
    assert "年份：年份应在" in client.post(f"/studios/{studio.id}/funds/new", data=fund).text
    many = {"kind": "training", "title": "示例", "held_on": "2026-05-01", "sessions": "1", "attendances": "99999999"}
    assert "人次：人次应为" in client.post(f"/studios/{studio.id}/activities/new", data=many).text
