"""Two records of one person, made one: his certification follows him, and what there can be only one of is said."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from assessments.applications.models import Application
from assessments.bodies.models import Official
from assessments.grants.models import Grant
from assessments.titling.models import TitlingApplication
from assessments.tracks.models import Track, TrackMember
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.careers.rules import TitleGrade
from people.persons.merging import merge_persons
from tests.factories import assessments, people

TWICE = (Application, Official, TrackMember, TitlingApplication)


def test_merge_persons_moves_certification_and_says_what_stands_twice(app: Flask):
    body = assessments.body()
    unit, item = body.organisation, assessments.batch(body).items[0]
    assert unit.parent is not None
    officer = people.account(Role.DISTRICT_OFFICER, unit.parent)
    keep, lose = people.person("李示范", unit), people.person("李示范", unit)
    track = Track(organisation=unit, title="示例计划", purpose="", years=6)
    for person in (keep, lose):
        assessments.application(item, person)
        assessments.official(body, person=person)
        session.add(TrackMember(track=track, person=person, joined=date(2026, 1, 1)))
        titling = TitlingApplication(person=person, organisation=unit, title="助理工程师", year=2026)
        titling.grade = TitleGrade.ASSISTANT
        session.add(titling)
    assessments.grant(body, lose)
    twice = "同一评价机构的同一考评身份", "同一认定计划的申报", "同一培养计划的成员登记", "同一级职称的申报"
    with pytest.raises(Refused) as refused, transaction():
        merge_persons(keep, lose, by=officer, reason="核对证件为同一人")
    assert all(words in refused.value.message for words in twice) and "同一项登记" not in refused.value.message
    for kind in TWICE:
        session.delete(session.scalars(select(kind).where(kind.person_id == keep.id)).one())
    session.commit()
    with transaction():
        merge_persons(keep, lose, by=officer, reason="核对证件为同一人")
    for kind in TWICE:
        assert session.scalars(select(kind.person_id)).all() == [keep.id]
    assert session.scalars(select(Grant.person_id)).all() == [keep.id]
