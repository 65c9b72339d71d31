"""From a final result to a booklet that everybody reads: put together, corrected, printed by a job, published."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.job_chunks import run_to_end
from foundation.job_queue import prepare_jobs
from people.accounts.rules import Role
from people.organisations.models import Organisation
from people.organisations.rules import OrganisationKind
from studios.booklets import operations
from studios.booklets.models import Booklet
from studios.booklets.operations import ItemFacts
from studios.booklets.queries import offered_items
from studios.booklets.rules import reasons_against_words
from studios.contests.rules import ContestState
from tests.factories import booklets, people


@pytest.fixture
def district(app: Flask, clock: Callable[[str], object]) -> Organisation:
    clock("2026-07-01 09:00")
    prepare_jobs(app)
    return people.organisation("示例区总工会", kind=OrganisationKind.DISTRICT_FEDERATION)


def test_a_booklet_from_the_result_to_the_public(app: Flask, client: FlaskClient, district: Organisation):
    contest = booklets.completed(district)
    officer = people.account(Role.DISTRICT_OFFICER, district)
    desk = people.sign_in(app.test_client(), officer)
    assert contest.title in desk.get("/studios/booklets").get_data(as_text=True)
    assert desk.post(f"/studios/contests/{contest.id}/booklet").status_code == 302
    booklet = session.query(Booklet).one()
    assert [item.award for item in booklet.items] == ["一等奖", "一等奖", "优秀奖", "优秀奖", "优秀奖", "优秀奖"]
    first, second, *rest = booklet.items
    kept = [ItemFacts(one.id, one.words, one.picture_id, offered=False, offer="") for one in rest]
    swapped = [
        ItemFacts(second.id, "上门讲一讲。", None, offered=True, offer="90 分钟，30 至 80 人，提前 7 天"),
        ItemFacts(first.id, first.words, first.picture_id, offered=False, offer=""),
    ]
    with transaction():
        operations.edit_booklet(booklet, "项目展示册", "前言。", [*swapped, *kept[:-1]], by=officer, version=1)
    assert [item.id for item in booklet.items] == [second.id, first.id, *(one.item_id for one in kept[:-1])]
    printed = [(one["number"], one["title"]) for one in operations.facts_of(booklet)["projects"]]
    assert printed == [(item.position, item.submission.title) for item in booklet.items]  # though of two classes
    with pytest.raises(Refused, match="还没有重新印"), transaction():
        operations.publish_booklet(booklet, by=officer)
    with transaction():
        job = operations.print_booklet(booklet, by=officer)
    run_to_end(job.id)
    session.expire_all()
    pages = pikepdf.open(io.BytesIO(booklet.file.read())).pages
    assert len(pages) == 8  # cover, foreword, contents, five projects
    assert client.get(f"/booklets/{booklet.id}").status_code == 404
    assert desk.post(f"/studios/booklets/{booklet.id}/publish").status_code == 302
    shown = client.get(f"/booklets/{booklet.id}").get_data(as_text=True)
    assert "可以点单：90 分钟，30 至 80 人，提前 7 天" in shown
    assert client.get(f"/booklets/items/{first.id}/picture").mimetype == "image/jpeg"
    assert client.get(f"/booklets/{booklet.id}/file").mimetype == "application/pdf"
    assert "项目展示册" in client.get("/booklets").get_data(as_text=True)
    assert [item.id for item in session.scalars(offered_items())] == [second.id]
    with pytest.raises(Refused, match="已经发布"), transaction():
        operations.edit_booklet(booklet, "改", "", kept, by=officer, version=None)
    stranger = people.sign_in(
        app.test_client(), people.account(Role.DISTRICT_OFFICER, people.organisation("外区总工会"))
    )
    assert stranger.get(f"/studios/booklets/{booklet.id}").status_code == 404


def test_create_booklet_waits_for_the_result(app: Flask, district: Organisation):
    contest = booklets.completed(district, projects=0)
    with pytest.raises(Refused, match="没有获奖项目"), transaction():
        operations.create_booklet(contest, by=people.account(Role.DISTRICT_OFFICER, district))
    assert contest.state is ContestState.COMPLETED


def test_list_booklets_offers_completed_contests_only(app: Flask, district: Organisation):
    contest = booklets.completed(district)
    page = people.sign_in(app.test_client(), people.account(Role.DISTRICT_OFFICER, district))
    assert contest.title in page.get("/studios/booklets").text
    contest.state = ContestState.CLOSED
    session.commit()
    assert contest.title not in page.get("/studios/booklets").text


def test_words_fit_a_page_and_an_offer_says_how():
    assert reasons_against_words("甲", "好", offered=False, offer="") == []
    assert len(reasons_against_words("甲", "字" * 601, offered=True, offer=" ")) == 2
    assert reasons_against_words("甲", " ", offered=False, offer="") == ["“甲”还没有介绍。"]
