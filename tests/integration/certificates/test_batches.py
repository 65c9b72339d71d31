"""A batch's page, its signed roots and proofs, and what stands against it before anything is made."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.issuing.models import BatchRoot, Certificate, NumberSeries
from certificates.issuing.numbering import status_places
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.preflight import ProblemKind, grouped, preflight
from certificates.issuing.rooting import LOG, ROOT_TYPE
from certificates.issuing.rules import LAST_SEQUENCE, CertificateState
from certificates.kinds import skill_level
from certificates.signing.checking import read_json
from certificates.signing.merkle import leaf_of, root_from
from certificates.signing.queries import known_keys
from foundation import chain
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.jobs import resume_job
from people.accounts.models import Account
from people.persons.models import Person
from tests.factories import certificates as factory
from tests.factories import people

RARE = "王\U0002ebf0"


def test_add_root_proves_every_file_without_the_server(app: Flask, union, signed_in):
    batch = factory.batch(union.officer, union.welder, union.miller, union.welder)
    factory.work_through(batch)
    browser = signed_in(union.officer)
    (root,) = session.scalars(select(BatchRoot)).all()
    published = browser.get(f"/certificate-batches/{batch.id}/roots/1.json").json
    told = {"batch": batch.source, "number": 1, "size": 3, "root": root.root}
    assert published == {"format": ROOT_TYPE, **told, "made_at": root.made_at.isoformat(), "signed_root": root.signed}
    read = read_json(root.signed, known_keys())
    assert read and read[0] == told
    for certificate in factory.certificates_of(batch):
        proof = browser.get(f"/certificates/{certificate.id}/proof.json").json
        leaf = leaf_of(certificate.number, 1, certificate.file.sha256)
        path = [bytes.fromhex(node) for node in proof["path"]]
        assert root_from(leaf, proof["leaf"], proof["size"], path).hex() == root.root
    (logged,) = session.scalars(chain.entries_of(LOG)).all()
    assert logged.facts == told | {"signed_root": root.signed}
    page = browser.get(f"/certificate-batches/{batch.id}").text
    assert "第 1 份，含 3 份文件" in page and root.root in page


def test_proofs_and_roots_are_only_for_whoever_may_see_the_certificate(app: Flask, union, signed_in):
    waiting = factory.certificates_of(factory.batch(union.officer, union.welder))[0]
    assert signed_in(union.officer).get(f"/certificates/{waiting.id}/proof.json").status_code == 404
    batch = factory.batch(union.officer, union.welder)
    factory.work_through(batch)
    (made,) = factory.certificates_of(batch)
    assert signed_in(union.welder_account).get(f"/certificates/{made.id}/proof.json").status_code == 200
    stranger = signed_in(union.miller_account)
    assert stranger.get(f"/certificates/{made.id}/proof.json").status_code == 404
    assert stranger.get(f"/certificate-batches/{batch.id}/roots/1.json").status_code == 403


def test_print_certificates_retries_what_failed_and_adds_a_second_root(app: Flask, union, signed_in):
    rare = people.person(RARE, union.works)
    batch = factory.batch(union.officer, union.welder, rare)
    job = factory.work_through(batch)
    blocked = factory.certificates_of(batch)[1]
    assert (blocked.state, len(job.failures)) == (CertificateState.NUMBERED, 1)
    page = signed_in(union.officer).get(f"/certificate-batches/{batch.id}").text
    assert "重试失败的" in page and "没有做成的 1 张" in page
    with transaction():
        blocked.facts = blocked.facts | {"holders": ["王示例"]}
        blocked.wording = json.loads(json.dumps(blocked.wording).replace(json.dumps(RARE)[1:-1], "王示例"))
        resume_job(job, by=union.officer)
    factory.work_through(batch)
    assert (blocked.state, len(job.failures)) == (CertificateState.ISSUED, 0)
    roots = session.execute(select(BatchRoot.number, BatchRoot.size).order_by(BatchRoot.number)).all()
    assert [tuple(one) for one in roots] == [(1, 1), (2, 1)]
    assert "第 2 份，含 1 份文件" in signed_in(union.officer).get(f"/certificate-batches/{batch.id}").text


def test_cancel_job_and_resume_job_from_the_page(app: Flask, union, signed_in):
    batch = factory.batch(union.officer, union.welder)
    browser = signed_in(union.officer)
    assert "暂停" in browser.get(f"/certificate-batches/{batch.id}").text
    paused = browser.post(
        f"/jobs/{batch.job_id}/cancel", headers={"Referer": f"http://localhost/certificate-batches/{batch.id}"}
    )
    assert paused.location == f"/certificate-batches/{batch.id}"
    assert f'href="/certificate-batches/{batch.id}"' in browser.get(f"/jobs/{batch.job_id}").text
    factory.work_through(batch)
    (certificate,) = factory.certificates_of(batch)
    assert certificate.state is CertificateState.NUMBERED
    page = browser.get(f"/certificate-batches/{batch.id}").text
    assert "已暂停" in page and "继续" in page
    browser.post(f"/jobs/{batch.job_id}/resume")
    factory.work_through(batch)
    session.refresh(certificate)
    assert certificate.state is CertificateState.ISSUED
    assert browser.get(f"/jobs/{batch.job_id}/progress").json == {"state": "done", "done": 1, "total": 1, "outlook": ""}


def test_ask_for_batch_by_two_officers_for_the_same_persons_makes_one(app: Flask, union):
    """Under two names and from the same series: who comes second is told so, and takes no numbers with him."""
    welder, officer = union.welder.id, union.officer.id

    def press(turn: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    by = session.get_one(Account, officer)
                    request = replace(factory.request_for(session.get_one(Person, welder)), source="placing:1")
                    ask_for_batch(
                        "award", "获奖证书", f"upload:{turn}", [request],
                        series="YYJ", organisation=by.organisation, address=factory.ADDRESS, by=by,
                    )  # fmt: skip
            except Refused as refusal:
                return "".join([refusal.message, *refusal.reasons])
            return ""

    session.rollback()
    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(press, range(4)))
    assert told[0] == "" and all("已经" in refusal for refusal in told[1:])
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert session.get(NumberSeries, "YYJ-2026").last == 1


def test_ask_for_batch_freezes_words_and_takes_places_in_the_status_lists(app: Flask, union):
    with transaction():
        taken = status_places(2)
    first, second = factory.certificates_of(factory.batch(union.officer, union.welder, union.miller))
    places = [(one.status_list, one.status_index) for one in (first, second)]
    assert len({*taken, *places}) == 4
    assert ["addressee", "张示例同志："] in first.wording["body"]
    assert first.wording["number"] == [["number", f"证书编号：{first.number}"]]
    assert (first.valid_until, first.design_version_id) == (None, None)


def test_preflight_says_when_a_series_runs_short(app: Flask, union):
    with transaction():
        session.add(NumberSeries(code="YYJ-2026", last=LAST_SEQUENCE - 1))
    requests = [factory.request_for(union.welder), factory.request_for(union.miller)]
    problems = grouped(preflight("award", requests, series="YYJ"))
    assert [str(one) for one in problems[ProblemKind.NUMBERS]] == [
        "整批：系列 YYJ 在 2026 年只剩 1 个编号，这一批要 2 个。请改用别的系列代码，或分批制作。"
    ]
    with pytest.raises(Refused, match="只剩 1 个编号"), transaction():
        ask_for_batch(
            "award", "批", "upload:1", requests,
            series="YYJ", organisation=union.district, address=factory.ADDRESS, by=union.officer,
        )  # fmt: skip
    assert grouped(preflight("award", requests[:1], series="YYJ")) == {}


def test_preflight_composes_every_text_and_looks_at_every_character(app: Flask, union):
    plain = factory.request_for(union.welder)
    strange = replace(plain, source="a", holder_name="王某", facts=replace(plain.facts, holders=("王\ue863",)))
    endless = replace(plain, source="b", holder_name="长某", facts=replace(plain.facts, award="特别" * 400))
    found = grouped(preflight("award", [plain, strange, endless]))
    assert [(kind, [one.holder_name for one in problems]) for kind, problems in found.items()] == [
        (ProblemKind.CHARACTER, ["王某"]),
        (ProblemKind.LENGTH, ["长某"]),
    ]
    assert not any(one.stops_all for problems in found.values() for one in problems)
    pictured = replace(plain, facts=skill_level.EXAMPLE)
    assert [*grouped(preflight("skill_level", [pictured]))] == [ProblemKind.PHOTO]
