"""What the conditions of a call are checked against."""

from datetime import date

from foundation.database import session
from studios.designation.queries import facts_of
from studios.registry.models import Studio
from tests.factories import studios

DAY = date(2026, 6, 30)


def test_facts_of_ask_as_many_questions_for_a_large_team_as_for_a_small_one(app, query_count):
    unit = studios.unit()
    keys = {members: studios.studio(unit, members=members).id for members in (2, 12)}
    counted = {}
    for members, key in keys.items():
        session.remove()
        studio = session.get_one(Studio, key)
        with query_count() as statements:
            assert facts_of(studio, DAY).team == members + 1
        counted[members] = len(statements)
    assert len(set(counted.values())) == 1, counted
