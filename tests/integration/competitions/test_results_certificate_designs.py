"""In which design a competition's certificates are made, and how one is made for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certificates.designs.models import Design, DesignVersion
from certificates.designs.operations import create_design, save_design
from certificates.designs.rules import default_settings
from certificates.issuing.models import Certificate, CertificateBatch
from foundation import clock, job_queue
from foundation.database import session, transaction
from tests.factories import people, results
from tests.factories.judging import Contest


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    job_queue.prepare_jobs(app)
    with clock.frozen(datetime(2026, 11, 20, 4, tzinfo=UTC)):
        yield results.judged([["90"], ["80"]])


@pytest.fixture
def officer(client: FlaskClient, contest: Contest) -> FlaskClient:
    return people.sign_in(client, contest.officer)


def changed(design: Design, contest: Contest, expected: int, title: str) -> int:
    with transaction():
        settings = replace(default_settings("award"), title=title)
        return save_design(design, settings, expected=expected, by=contest.officer).id


def test_design_certificates_begins_one_for_the_competition_and_finds_it_again(contest: Contest, officer: FlaskClient):
    version = results.final(contest)
    address = f"/results/versions/{version.id}/certificates"
    begun = officer.post(f"{address}/design")
    design = session.scalars(select(Design)).one()
    competition = version.stage.event.competition
    assert begun.location == f"/certificate-designs/{design.id}/edit"
    assert (design.used_for, design.subject_title) == (f"competition:{competition.id}", competition.audit_label)
    assert design.trial_names == ["选手1", "选手1"]
    assert f"最长的姓名：{design.trial_names[0]}" in officer.get(begun.location).text
    assert officer.post(f"{address}/design").location == begun.location
    assert f"{design.name}（第 1 版）" in officer.get(address).text


def test_issue_certificates_prints_the_chosen_design_as_it_was_seen(contest: Contest, officer: FlaskClient):
    version = results.final(contest)
    address = f"/results/versions/{version.id}/certificates"
    with transaction():
        design = create_design("award", "本区的", contest.officer.organisation, by=contest.officer)
    first = session.scalars(select(DesignVersion.id)).one()
    assert f'value="{first}" selected' in officer.get(address).text
    assert 'value="0" selected' in officer.get(f"{address}?design=0").text
    second = changed(design, contest, 1, "奖状")
    stale = officer.post(address, data={"design": str(first)})
    assert stale.status_code == 422 and "刚才被修改或停用了" in stale.text
    assert officer.post(address, data={"design": str(second)}).status_code == 302
    changed(design, contest, 2, "改了的奖状")
    assert session.scalars(select(CertificateBatch.design_version_id)).all() == [second]
    assert set(session.scalars(select(Certificate.design_version_id))) == {second}
