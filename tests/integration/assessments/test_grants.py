"""Granting levels: once for each source, seen by those concerned."""

from datetime import date

import pytest

from assessments.grants.operations import GrantFacts, open_grant, withdraw_grant
from assessments.grants.queries import grants_visible_to
from assessments.grants.rules import GrantState, Ground
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.persons.rules import Level
from tests.factories import assessments, people


def test_open_grant_once_for_each_source(app):
    body = assessments.body()
    worker = people.person("李示范", body.organisation)
    by = people.account(Role.ASSESSMENT_REVIEWER, body.organisation)
    facts = GrantFacts(
        source="application:1",
        ground=Ground.EXAMINATION,
        site=body.sites[0],
        person=worker,
        employer=body.organisation,
        occupation_code=assessments.BREWER,
        trade="",
        level=Level.FOUR,
        granted_on=date(2026, 12, 10),
    )
    with transaction():
        grant = open_grant(facts, by=by)
    with pytest.raises(Refused), transaction():
        open_grant(facts, by=by)
    elsewhere = people.account(Role.ASSESSMENT_REVIEWER, people.organisation("别处示例公司", body.organisation.parent))
    assert [one.id for one in session.scalars(grants_visible_to(by))] == [grant.id]
    assert session.scalars(grants_visible_to(elsewhere)).all() == []
    with transaction():
        withdraw_grant(grant, reason="申报材料不实", by=by)
    assert grant.state is GrantState.WITHDRAWN
