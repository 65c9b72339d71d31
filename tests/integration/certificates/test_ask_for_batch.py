"""Asking for a batch: numbers, frozen facts, one job, and every reason why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates.issuing.models import Certificate, CertificateBatch, NumberSeries
from certificates.issuing.numbering import next_numbers
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.preflight import preflight
from certificates.issuing.rules import CertificateState
from foundation import jobs
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.jobs import Job, JobState
from people.accounts.models import Account
from people.persons.models import Person
from tests.factories import certificates as factory
from tests.factories import people

WITHOUT_GLYPH = "\U0002ebf0"


def ask(union, requests, source="result-version:1", **facts):
    usual = {"series": "YYJ", "organisation": union.district, "address": factory.ADDRESS, "by": union.officer}
    with transaction():
        return ask_for_batch("award", "获奖证书", source, requests, **(usual | facts))


def test_next_numbers_count_from_one_and_follow_on(app: Flask):
    with transaction():
        assert list(next_numbers("YYJ-2026", 3)) == [1, 2, 3]
    with transaction():
        assert list(next_numbers("YYJ-2026", 2)) == [4, 5]
        assert list(next_numbers("YYJ-2027", 1)) == [1]


def test_next_numbers_come_back_after_a_rollback(app: Flask):
    with pytest.raises(ZeroDivisionError), transaction():
        next_numbers("YYJ-2026", 5)
        raise ZeroDivisionError
    with transaction():
        assert list(next_numbers("YYJ-2026", 1)) == [1]


def test_next_numbers_are_never_given_twice_by_20_writers(app: Flask):
    def take(count: int) -> list[int]:
        with app.app_context(), transaction():
            return list(next_numbers("YYJ-2026", count))

    sizes = [1 + turn % 3 for turn in range(20)]
    with ThreadPoolExecutor(20) as pool:
        taken = [number for numbers in pool.map(take, sizes) for number in numbers]
    assert sorted(taken) == list(range(1, sum(sizes) + 1))
    assert session.get(NumberSeries, "YYJ-2026").last == sum(sizes)


def test_ask_for_batch_numbers_certificates_in_order_and_freezes_their_facts(app: Flask, union):
    batch = ask(union, [factory.request_for(union.welder), factory.request_for(union.miller)])
    first, second = factory.certificates_of(batch)
    assert [first.number, second.number] == ["YYJ-2026-000001", "YYJ-2026-000002"]
    assert [first.holder, second.holder] == [union.welder, union.miller]
    assert first.state is CertificateState.NUMBERED
    assert first.facts["number"] == first.number
    assert first.facts["verify_url"] == f"https://jiangxin.example/v/{first.token}"
    assert len(first.token) == 22 and first.token != second.token


def test_ask_for_batch_hands_over_one_job_and_writes_the_numbers_down(app: Flask, union):
    batch = ask(union, [factory.request_for(union.welder), factory.request_for(union.miller)])
    job = session.scalars(select(Job)).one()
    assert (batch.job, job.kind, job.total, job.state) == (job, "print_certificates", 2, JobState.QUEUED)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "ask_for_batch")).one()
    assert entry.changes == {"numbers": [None, "YYJ-2026-000001 至 YYJ-2026-000002"]}


def test_ask_for_batch_refuses_a_source_that_has_its_batch(app: Flask, union):
    ask(union, [factory.request_for(union.welder)])
    with pytest.raises(Refused, match="已经有人制作过"):
        ask(union, [factory.request_for(union.miller)])
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert session.get(NumberSeries, "YYJ-2026").last == 1


def test_ask_for_batch_by_two_officers_at_once_makes_one(app: Flask, union):
    welder, officer = union.welder.id, union.officer.id

    def press(_turn: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    by = session.get_one(Account, officer)
                    request = factory.request_for(session.get_one(Person, welder))
                    ask_for_batch(
                        "award", "获奖证书", "result-version:1", [replace(request, source="placing:1")],
                        series="YYJ", organisation=by.organisation, address=factory.ADDRESS, by=by,
                    )  # fmt: skip
            except Refused:
                return False
            return True

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]
    assert session.scalar(select(func.count()).select_from(CertificateBatch)) == 1
    assert session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_ask_for_batch_refuses_whoever_has_a_certificate_and_names_all(app: Flask, union):
    welder, miller = factory.request_for(union.welder), factory.request_for(union.miller)
    ask(union, [welder])
    with pytest.raises(Refused) as refusal:
        ask(union, [welder, miller, miller], source="result-version:2")
    assert refusal.value.reasons == [
        "张示例：已经制作过证书，不能再编一个号。",
        "李示例：在这一批里出现了不止一次。",
        "李示例：在这一批里出现了不止一次。",
    ]


@pytest.mark.parametrize("series", ["", "yyj", "Y", "ABCDEFGHIJKLM"])
def test_ask_for_batch_refuses_a_bad_series_code_beside_its_field(app: Flask, union, series: str):
    with pytest.raises(Refused) as refusal:
        ask(union, [factory.request_for(union.welder)], series=series)
    assert refusal.value.field == "series"


def test_ask_for_batch_refuses_an_empty_batch_and_two_years_in_one(app: Flask, union):
    with pytest.raises(Refused, match="没有要制作的证书"):
        ask(union, [])
    years = [factory.request_for(union.welder, issued_on=date(year, 12, 31)) for year in (2026, 2027)]
    with pytest.raises(Refused) as refusal:
        ask(union, years)
    assert refusal.value.reasons == ["整批：同一批证书的发证日期跨了年份，编号无法连续。请按年份分批制作。"]


def test_preflight_lists_every_problem_and_which_stop_all(app: Flask, union):
    rare = people.person(f"王{WITHOUT_GLYPH}", union.works)
    nameless = replace(factory.request_for(union.welder), holder_name=" ")
    problems = preflight("award", [factory.request_for(rare), nameless, factory.request_for(union.miller)])
    assert [(str(problem), problem.stops_all) for problem in problems] == [
        ("（无姓名）：没有写持证人。", True),
        (f"王{WITHOUT_GLYPH}：打印字体里没有U+2EBF0这个字，请核对是否录错。", False),
    ]


def test_print_certificates_issues_all_but_those_with_a_missing_glyph(app: Flask, union):
    rare = people.person(f"王{WITHOUT_GLYPH}", union.works)
    batch = factory.batch(union.officer, union.welder, rare)
    factory.work_through(batch)
    welder, blocked = factory.certificates_of(batch)
    assert welder.state is CertificateState.ISSUED
    assert welder.file.read().startswith(b"%PDF-")
    assert len(welder.template_version) == 64 and welder.issued_by == union.officer.id
    assert blocked.state is CertificateState.NUMBERED
    assert [(one.label, one.message) for one in batch.job.failures] == [
        (f"YYJ-2026-000002 王{WITHOUT_GLYPH}", "打印字体里没有U+2EBF0这个字，请核对是否录错。")
    ]
    assert (batch.job.state, batch.job.done, batch.job.total) == (JobState.DONE, 1, 2)


def test_print_certificates_again_changes_nothing(app: Flask, union):
    batch = factory.batch(union.officer, union.welder)
    job = factory.work_through(batch)
    (certificate,) = factory.certificates_of(batch)
    before = (certificate.number, certificate.file_id, certificate.issued_at)
    factory.issued(certificate)
    with transaction():
        jobs.resume_job(job, by=union.officer)
    factory.work_through(batch)
    assert (certificate.number, certificate.file_id, certificate.issued_at) == before
