"""A database of the first version, with rows in it, becomes one of today's, on SQLite and on PostgreSQL."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import alembic.command
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from certificates.issuing.models import Certificate
from certificates.kinds import facts_from_json, facts_to_json
from foundation import database
from foundation.chain import append
from foundation.database import db, schema_differences, session, transaction, upgrade_schema
from people.honours.models import Honour
from people.honours.rules import HonourKind
from tests import postgres
from tests.apps import WORKER, inside, make_app

OLD_ROWS = (
    "INSERT INTO organisations (id, name, kind, path, region_code, industry, address, active, row_version)"
    " VALUES (1, '示例市总工会', 'city-federation', '/1/', '', '', '', TRUE, 1)",
    "INSERT INTO persons (id, name, pinyin, initials, document_kind, document_number, document_hash, birth_date,"
    " employer_id, occupation_code, row_version)"
    " VALUES (1, '张示例', '', '', 'resident', '', 'x', '1990-03-07', 1, '', 1)",
    "INSERT INTO honours (id, person_id, kind, year, document) VALUES (1, 1, 'craftsperson', 2024, '示工发〔2024〕8')",
    "INSERT INTO marking_schemes (id, title) VALUES (1, '实操')",
    "INSERT INTO marking_schemes (id, title) VALUES (2, '理论')",
    "INSERT INTO competitions (id, title, edition, theme, level, competition_class, organisation_id, notice_text,"
    " registration_opens, registration_closes, contest_begins, contest_ends, notice_days, state, row_version)"
    " VALUES (1, '示例竞赛', '', '', 'city', 'none', 1, '', '2026-01-01 00:00:00+00', '2026-02-01 00:00:00+00',"
    " '2026-03-01', '2026-03-02', 5, 'published', 1)",
    "INSERT INTO events (id, competition_id, position, title, occupation_code, format, smallest_team, largest_team,"
    " most_substitutes, barred_honours, unrewarded_honours, rounding_places, round_each_part, tie_breaks, awards,"
    " award_base, award_rounding, award_boundary, plan_version, row_version) VALUES (1, 1, 1, '焊工', '6-18-02-04',"
    " 'individual', 1, 1, 0, '[]', '[]', 2, FALSE, '[]', '[]', 'ranked', 'half_up', 'excess_reduces_next', 1, 1)",
    "INSERT INTO stages (id, event_id, position, title, state) VALUES (1, 1, 1, '决赛', 'planned')",
    "INSERT INTO modules (id, stage_id, position, code, title, weight, full_mark, method, minimum_panel,"
    " missing_judge, blind, scheme_id)"
    " VALUES (1, 1, 1, 'A', '实操', 70000000, 100000000, 'mean', 1, 'refuse', TRUE, 1)",
    "INSERT INTO modules (id, stage_id, position, code, title, weight, full_mark, method, minimum_panel,"
    " missing_judge, blind, scheme_id)"
    " VALUES (2, 1, 2, 'B', '理论', 30000000, 100000000, 'mean', 1, 'refuse', FALSE, 2)",
    "INSERT INTO certificate_batches (id, kind, title, source, organisation_id, asked_at, asked_by)"
    " VALUES (1, 'award', '示例竞赛获奖证书', 'result-version:1', 1, '2026-03-09 00:00:00+00', 1)",
)
OLD_FACTS = {
    "competition": "示例竞赛",
    "event": "焊工",
    "holders": ["张示例"],
    "organisation": "示例机械有限公司",
    "award": "一等奖",
    "issuers": ["示例市总工会"],
    "issued_on": "2026-03-09",
    "number": "SL-2026-000001",
    "verify_url": "https://jiangxin.example/v/abc",
    "group": "",
    "team": "",
    "placing": "第一名",
}
OLD_CERTIFICATE = text(
    "INSERT INTO certificates (id, kind, number, version, token, source, batch_id, holder_name, organisation_id, facts,"
    " template_version, state, state_reason, state_at) VALUES (1, 'award', 'SL-2026-000001', 1, 'abc', 'result-line:1',"
    " 1, '张示例', 1, :facts, '', 'numbered', '', '2026-03-09 00:00:00+00')"
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of the first version that has been worked with."""
    address = f"sqlite:///{tmp_path / 'old.sqlite'}"
    if request.param == "postgresql":
        address = postgres.create_database(Path(os.environ[postgres.CLUSTER]), f"migrations_{WORKER}")
    app = make_app(address, tmp_path)
    with inside(app):
        alembic.command.upgrade(database._alembic(), "0001")
        with db.engine.begin() as connection:
            for statement in OLD_ROWS:
                connection.execute(text(statement))
            connection.execute(OLD_CERTIFICATE, {"facts": json.dumps(OLD_FACTS, ensure_ascii=False)})
        yield app


def test_upgrade_keeps_the_rows_and_says_the_same_in_the_new_words(first_version: Flask):
    upgrade_schema()
    assert schema_differences() == []
    rows = session.execute(text("SELECT code, anonymity, source, widest_spread FROM modules ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("A", "workstation", "tablet", 1), ("B", "open", "tablet", 1)]
    plan = session.execute(text("SELECT title, rounding_mode, scale, medals, organisation_awards FROM events")).one()
    assert tuple(plan)[:3] == ("焊工", "half_up", "")


def test_upgrade_encrypts_what_certificates_say(first_version: Flask):
    upgrade_schema()
    (stored,) = session.execute(text("SELECT facts FROM certificates")).one()
    assert "张示例" not in stored
    certificate = session.get_one(Certificate, 1)
    facts = facts_from_json(certificate.kind, certificate.facts)
    assert (facts.holder, facts_to_json(facts)["placing"], certificate.wording) == ("张示例", "第一名", {})


def test_upgrade_brings_the_trigger_that_keeps_the_logs(first_version: Flask):
    upgrade_schema()
    with transaction():
        append("stage:1", "make_draw", {"seed": "1"})
    with pytest.raises(DatabaseError, match="never changed"), transaction():
        session.execute(text("DELETE FROM chained_entries"))


def test_upgrade_lets_references_be_broken_no_more_than_before(first_version: Flask):
    upgrade_schema()
    with pytest.raises(DatabaseError), transaction():
        session.execute(text("DELETE FROM stages"))


def test_upgrade_keeps_honours_with_the_unit_of_their_holder(first_version: Flask):
    upgrade_schema()
    honour = session.get_one(Honour, 1)
    assert (honour.person_id, honour.kind, honour.year) == (1, HonourKind.CRAFTSPERSON, 2024)
    assert (honour.organisation_id, honour.public, honour.withdrawn_on, honour.row_version) == (1, False, None, 1)
    session.remove()
    alembic.command.downgrade(database._alembic(), "0004")
    assert session.execute(text("SELECT person_id, kind FROM honours")).all() == [(1, "craftsperson")]
    session.remove()
    upgrade_schema()
    assert schema_differences() == []


def test_upgrade_knows_the_roles_of_certification_and_a_downgrade_takes_them_back(first_version: Flask):
    upgrade_schema()
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, username, display_name, must_change_password, active, demo,"
                " organisation_id, row_version) VALUES (1, 'kaoping', '考评员甲', FALSE, TRUE, FALSE, 1, 1)"
            )
        )
        grant = "INSERT INTO role_grants (id, account_id, role, organisation_id) VALUES (:id, 1, :role, 1)"
        connection.execute(text(grant), [{"id": 1, "role": "assessor"}, {"id": 2, "role": "judge"}])
    alembic.command.downgrade(database._alembic(), "0003")
    assert session.execute(text("SELECT role FROM role_grants")).all() == [("judge",)]
    session.remove()
    upgrade_schema()
    assert schema_differences() == []
