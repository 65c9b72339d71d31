"""The pages on which paper sheets are typed: the queue, who may do what, and that nothing of the first is shown."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competitions.judging.operations import check_in_entry, open_judging
from competitions.judging.queries import panels_of
from competitions.judging.rules import AppearanceStatus
from foundation.database import session, transaction
from marking.panels.rules import MarkSource
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from marking.transcripts.queries import read_paper_sheets
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import judging, people

PAPER = ({"code": "A", "title": "实际操作", "weight": 100, "source": MarkSource.PAPER},)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f0001010100b138f6"
    "140000000049454e44ae426082"
)


@pytest.fixture
def contest(app: Flask) -> judging.Contest:
    made = judging.drawn(entries=2, judges=1, modules=PAPER)
    with transaction():
        judging.seat(made)
        for entry in made.entries:
            check_in_entry(made.stage, entry.id, AppearanceStatus.PRESENT, by=made.officer)
        open_judging(made.stage, by=made.officer)
    return made


def officer(contest: judging.Contest, number: int) -> Account:
    return people.account(Role.DISTRICT_OFFICER, contest.district, username=f"typist{number}")


def sheets(contest: judging.Contest) -> list[Sheet]:
    session.expire_all()
    panel = contest.judges[0]
    return [
        one.sheet
        for one in read_paper_sheets([one.panel_id for one in panels_of(contest.stage)])
        if one.sheet.member.account_id == panel.id
    ]


def send(client: FlaskClient, contest: judging.Contest, sheet: Sheet, *texts: str, page: str = "transcribe", **more):
    criteria = sheet.subject.panel.scheme.criteria
    values = {f"value-{one.id}": text for one, text in zip(criteria, texts, strict=False)}
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}/{page}"
    return client.post(address, data={**values, **more}, content_type="multipart/form-data")


def test_transcribe_sheet_goes_on_to_the_next_and_shows_the_second_person_nothing(client: FlaskClient, contest):
    first, second = sheets(contest)
    people.sign_in(client, officer(contest, 1))
    answer = send(client, contest, first, "51.5", "33", total="84.5")
    assert answer.location.endswith(f"/sheets/{second.id}/transcribe")
    people.sign_in(client, officer(contest, 2))
    page = client.get(f"/stages/{contest.stage.id}/sheets/{first.id}/transcribe").text
    assert ("复录" in page, "51.5" in page, "84.5" in page) == (True, False, False)
    send(client, contest, first, "51.5", "33")
    assert sheets(contest)[0].state is SheetState.SEALED


def test_transcribe_sheet_keeps_what_was_typed_when_the_total_disagrees(client: FlaskClient, contest):
    people.sign_in(client, officer(contest, 1))
    answer = send(client, contest, sheets(contest)[0], "51.5", "33", total="85")
    assert answer.status_code == 422
    assert "各项合计 84.5，纸上合计 85，相差 0.5" in answer.text.replace("录入的", "")
    assert 'value="51.5"' in answer.text


def test_settle_transcript_shows_a_third_person_only_what_differs(client: FlaskClient, contest):
    sheet = sheets(contest)[0]
    for number, texts in ((1, ("51.5", "33")), (2, ("51.5", "38.5"))):
        people.sign_in(client, officer(contest, number))
        send(client, contest, sheet, *texts)
    address = f"/stages/{contest.stage.id}/sheets/{sheet.id}/settle"
    assert "38.5" not in client.get(address).text.split("</main>")[0].split("paper-label")[1]
    people.sign_in(client, officer(contest, 3))
    page = client.get(address).text
    assert ("成品质量" in page, "操作规范" in page, "38.5" in page) == (True, False, True)
    differing = sheet.subject.panel.scheme.criteria[1]
    client.post(address, data={f"value-{differing.id}": "38.5"})
    settled = sheets(contest)[0]
    assert (settled.state, sorted(mark.value or 0 for mark in settled.marks)) == (SheetState.SEALED, [38.5, 51.5])


def test_attach_scan_keeps_a_picture_and_refuses_anything_else(client: FlaskClient, contest):
    sheet = sheets(contest)[0]
    people.sign_in(client, officer(contest, 1))
    refused = send(client, contest, sheet, "51", "33", scan=(BytesIO(b"MZ"), "sheet.png"))
    assert (refused.status_code, "不是能打开的 JPG 或 PNG 照片" in refused.text) == (422, True)
    send(client, contest, sheet, "51", "33", scan=(BytesIO(PNG), "sheet.png"))
    people.sign_in(client, officer(contest, 2))
    scan = client.get(f"/stages/{contest.stage.id}/sheets/{sheet.id}/scan")
    assert (scan.data, scan.mimetype) == (PNG, "image/png")


def test_list_transcripts_counts_by_step(client: FlaskClient, contest):
    people.sign_in(client, officer(contest, 1))
    send(client, contest, sheets(contest)[0], "51", "33")
    page = client.get(f"/stages/{contest.stage.id}/transcripts").text
    assert ("待录入 1" in page, "待复录 1" in page, "您可以录 1 张" in page) == (True, True, True)


def test_list_transcripts_asks_as_often_for_two_as_for_twenty(client: FlaskClient, app: Flask, query_count):
    counts = []
    for entries in (2, 20):
        made = judging.drawn(entries=entries, judges=1, modules=PAPER)
        with transaction():
            judging.seat(made)
            for entry in made.entries:
                check_in_entry(made.stage, entry.id, AppearanceStatus.PRESENT, by=made.officer)
            open_judging(made.stage, by=made.officer)
        people.sign_in(client, made.officer)
        with query_count() as statements:
            assert f"待录入 {entries}" in client.get(f"/stages/{made.stage.id}/transcripts").text
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_transcripts_of_another_district_are_not_found(client: FlaskClient, contest):
    sheet = sheets(contest)[0]
    people.sign_in(client, people.account(Role.DISTRICT_OFFICER, people.organisation("别的区总工会")))
    assert client.get(f"/stages/{contest.stage.id}/transcripts").status_code == 404
    assert send(client, contest, sheet, "51", "33").status_code == 404
    elsewhere = judging.drawn(entries=1, within=contest.district)
    people.sign_in(client, officer(contest, 1))
    wrong = f"/stages/{elsewhere.stage.id}/sheets/{sheet.id}/transcribe"
    assert client.get(wrong).status_code == 404


def test_list_transcripts_is_not_for_judges(client: FlaskClient, contest):
    people.sign_in(client, contest.judges[0])
    assert client.get(f"/stages/{contest.stage.id}/transcripts").status_code == 403
