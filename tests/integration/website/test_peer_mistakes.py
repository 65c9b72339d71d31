"""Mistakes that were found in a system of the same purpose, proved not to be ours where no other test does it.

The first four are proved beside their subjects: a mark that is shown as saved is stored, and nothing is pre-filled
(`test_judging_tablet`); a judge without a panel has no task (`test_judging`); one more judge raises no score
(`test_results_operations`); equal totals share a rank and nobody is lost (`tests/unit/scoring/test_ranking`).
"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from certificates.issuing.models import Certificate
from competitions.results.queries import lines_of
from foundation import job_queue
from foundation.database import session, transaction
from marking.sheets.marks import apply_marks
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import certificates, marking, people, results
from website.settings import ROOT

SCORES = [["90", "80"], ["85", "75"], ["80", "70"]]


@pytest.fixture(autouse=True)
def job_tables(app: Flask) -> None:
    job_queue.prepare_jobs(app)


@pytest.fixture
def officer(app: Flask) -> Account:
    return people.account(Role.DISTRICT_OFFICER, people.organisation("示例区总工会"))


@pytest.fixture
def holder(officer: Account):
    return people.person("张示例", officer.organisation, phone="13800000001")


@pytest.fixture
def paper(officer: Account, holder) -> Certificate:
    return certificates.issued(certificates.certificates_of(certificates.batch(officer, holder))[0])


@pytest.mark.parametrize("step", ["frozen", "noticed", "final"])
def test_later_marks_change_no_result_that_stands(app: Flask, step: str):
    """Theirs: the next submitted score overwrote the total that the chief had settled."""
    contest = results.judged(SCORES)
    version = getattr(results, step)(contest)
    before = (version.digest, [(line.entry_id, line.total, line.score_rank) for line in lines_of(version)])
    late = [marking.operation(sheet, 1, "1", base_rev=1) for sheet in marking.sheets_of(contest.judges[0])]
    assert {outcome["status"] for outcome in apply_marks(late, by=contest.judges[0])} == {"late"}
    after = (version.digest, [(line.entry_id, line.total, line.score_rank) for line in lines_of(version)])
    assert after == before


def test_a_stranger_who_scans_the_code_is_answered(client: FlaskClient, paper: Certificate):
    """Theirs: "ACCESS DENIED" for everybody without an account."""
    page = client.get(paper.facts["verify_url"].removeprefix(certificates.ADDRESS))
    assert (page.status_code, "目前有效" in page.text) == (200, True)


def test_a_certificate_is_not_found_by_what_can_be_guessed_or_is_private(client: FlaskClient, holder, paper):
    """Theirs: a bare id, an e-mail, an identity number or a passport opened anybody's certificate."""
    keys = [str(paper.id), str(holder.id), paper.number, holder.document_number, holder.phone]
    by_address = [client.get(f"/v/{key}").status_code for key in keys]
    by_form = [client.post("/verify", data={"number": key, "name": holder.name}).status_code for key in keys]
    assert by_address == [404] * 5
    assert by_form == [404, 404, 200, 404, 404]  # the number opens it together with the name only
    assert client.post("/verify", data={"number": paper.number, "name": ""}).status_code == 422


def test_a_number_is_stored_once(officer: Account, paper: Certificate):
    """Theirs: a random serial without a unique column."""
    (other,) = certificates.certificates_of(certificates.batch(officer, people.person("李示例", officer.organisation)))
    assert other.number != paper.number
    with pytest.raises(IntegrityError), transaction():
        other.number = paper.number
        session.flush()


def test_a_number_is_not_given_anew_by_looking(client: FlaskClient, officer: Account, paper: Certificate):
    """Theirs: the serial was rolled again at each rendering."""
    number, content = paper.number, paper.file.read()
    people.sign_in(client, officer)
    for _ in range(2):
        assert number in client.get(f"/certificates/{paper.id}").text
        assert client.get(f"/certificates/{paper.id}/file").data == content
    assert session.get_one(Certificate, paper.id).number == number


@pytest.mark.parametrize("role", Role)
def test_no_signed_in_page_is_kept_by_a_shared_device(app: Flask, client: FlaskClient, role: Role):
    """Theirs: a service worker kept every page, also those of the person before."""
    people.sign_in(client, people.account(role, people.organisation()))
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    kept = [rule.rule for rule in pages if client.get(rule.rule).headers.get("Cache-Control") != "no-store"]
    assert len(pages) > 30
    assert kept == []


def test_no_script_keeps_pages_but_the_tablets_shell():
    """A page that a script kept would be shown to the next person in spite of `no-store`. One worker may keep the shell
    of the judge's tablet and static files, all at once when it is installed; which, test_tablet_shell proves."""
    scripts = {str(path.relative_to(ROOT / "static")): path.read_text() for path in (ROOT / "static").rglob("*.js")}
    assert len(scripts) > 5
    assert {name for name, text in scripts.items() if re.search(r"\bcaches\b", text)} == {"offline-worker.js"}
    assert {name for name, text in scripts.items() if ".register(" in text} == {"tablet/installing.js"}
    worker = scripts["offline-worker.js"]
    assert re.findall(r"cache\.(\w+)\(", worker) == ["addAll", "match"]
    assert "const KEPT = new Set([SHELL.page, ...SHELL.files]);" in worker
    assert re.search(
        r"const requests = \[\.\.\.KEPT\].*credentials: \"omit\".*\n *await cache\.addAll\(requests\)", worker
    )


def test_pages_for_everybody_hold_nothing_private(client: FlaskClient, holder, paper: Certificate):
    """Identity numbers and phones, also masked ones, stand on no public page, in no address of it and in no QR code."""
    contest = results.judged(SCORES)
    notice = results.notice_of(results.noticed(contest))
    stage = contest.stage
    members = [member.person for entry in contest.entries for member in entry.members]
    private = [text for person in [holder, *members] for text in (person.document_number, person.phone) if text]
    paths = ["/", "/notices", f"/notices/{notice.id}", f"/stages/{stage.id}/draw", f"/events/{stage.event_id}",
             f"/competitions/{stage.event.competition_id}", f"/v/{paper.token}"]  # fmt: skip
    pages = "".join(client.get(path).text for path in paths)
    assert "选手1" in pages and holder.name in pages
    assert [text for text in private if text in pages or text in paper.facts["verify_url"]] == []
    assert re.findall(r"\d{3}\*{3,}\d*", pages) == []
    assert holder.name not in paper.facts["verify_url"]
