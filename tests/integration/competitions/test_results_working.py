"""The page “how my result was made” when scores are converted."""

from flask import Flask

from people.accounts.rules import Role
from tests.factories import people, results
from tests.factories.judging import ONE_MODULE

PLACES = {"conversion": "place_points", "conversion_parameters": {"points": "8/4/2/1", "ties": "mean_of_places"}}


def test_show_working_tells_the_place_and_what_it_was_converted_to(app: Flask):
    contest = results.judged([["90"], ["80"], ["80"]], ({**ONE_MODULE[0], **PLACES},))
    line = results.line_of(results.noticed(contest), "选手2")
    account = people.account(Role.WORKER, contest.units[1], contest.entries[1].members[0].person)
    page = people.sign_in(app.test_client(), account).get(f"/results/lines/{line.id}").text
    assert "换算前" in page and "第 2 名" in page
    assert "按“名次分”换算为 3，得分 3.00（满分 8）；按权重 100 % 折算为 37.50。" in page
    assert "各模块折算得分相加为 37.5，四舍五入到 2 位小数为 37.50。" in page
