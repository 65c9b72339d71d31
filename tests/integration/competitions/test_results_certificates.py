"""What rests on a final result: certificates, and those who go on; a correction has to wait for them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from certificates.issuing.models import Certificate
from certificates.issuing.rules import ReissueReason
from certificates.validity.operations import revoke_certificate
from certificates.validity.operations_reissuing import facts_of, reissue_certificate
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.registration.models import EntryMember, StageEntrant
from competitions.registration.rules import MemberPart
from competitions.results.operations import issue_certificates, withdraw_result
from competitions.results.rules import ResultState
from foundation import clock, job_queue
from foundation.database import session, transaction
from foundation.errors import Refused
from tests.factories import certificates as factory
from tests.factories import people, results
from tests.factories.corrections import applied, mark_change, proposed
from tests.factories.judging import Contest

FIVE = [["90"], ["80"], ["80"], ["70"], ["60"]]
ADDRESS = "https://jiangxin.example"


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    job_queue.prepare_jobs(app)
    with clock.frozen(datetime(2026, 11, 20, 4, tzinfo=UTC)):
        yield results.judged(FIVE)


def certificates_of(contest: Contest) -> list[Certificate]:
    return list(session.scalars(select(Certificate).order_by(Certificate.number, Certificate.version)))


def issued(contest: Contest):
    version = results.final(contest)
    with transaction():
        issue_certificates(version, by=contest.officer, address=ADDRESS)
    return version


@pytest.mark.parametrize("step", ["computed", "frozen", "noticed"])
def test_issue_certificates_only_from_a_final_result(contest: Contest, step: str):
    version = getattr(results, step)(contest)
    with pytest.raises(Refused, match="只能按正式成绩制作证书"), transaction():
        issue_certificates(version, by=contest.officer, address=ADDRESS)
    assert certificates_of(contest) == []


def test_issue_certificates_gives_one_to_each_awarded_person(contest: Contest):
    version = issued(contest)
    made = certificates_of(contest)
    assert [(one.holder_name, one.facts["award"], one.facts["placing"]) for one in made] == [
        ("选手1", "一等奖", "第一名"),
        ("选手2", "二等奖", "第二名"),
        ("选手3", "二等奖", "第二名"),
        ("选手4", "三等奖", "第四名"),
    ]
    series = f"JX{contest.stage.event.competition_id:04d}"
    assert [one.number for one in made] == [f"{series}-2026-{place:06d}" for place in range(1, 5)]
    assert made[0].holder_id == contest.entries[0].members[0].person_id
    assert made[0].batch.source == version.reference
    with pytest.raises(Refused), transaction():
        issue_certificates(version, by=contest.officer, address=ADDRESS)


def test_issue_certificates_names_a_team_to_every_contestant_and_no_substitute(contest: Contest):
    entry = contest.entries[0]
    entry.title = "示例代表队"
    for name, part in (("王示例", MemberPart.CONTESTANT), ("赵示例", MemberPart.SUBSTITUTE)):
        session.add(EntryMember(entry_id=entry.id, person=people.person(name, contest.units[0]), part=part))
    session.commit()
    issued(contest)
    team = [one for one in certificates_of(contest) if one.facts["team"] == "示例代表队"]
    assert [one.holder_name for one in team] == ["选手1", "王示例"]
    assert all(one.facts["holders"] == ["选手1", "王示例"] for one in team)


def test_issue_certificates_page_lists_them_before_anything_is_made(app: Flask, contest: Contest):
    version = results.final(contest)
    client = people.sign_in(app.test_client(), contest.officer)
    page = client.get(f"/results/versions/{version.id}/certificates").text
    assert "将编号并制作 4 张证书" in page and "选手4" in page
    assert certificates_of(contest) == []
    answer = client.post(f"/results/versions/{version.id}/certificates", data={"submission_key": "a"})
    assert answer.status_code == 302 and "/certificate-batches/" in answer.location
    assert "证书 4 张" in client.get(f"/results/{contest.stage.id}").text


@pytest.mark.parametrize(("mark", "step"), [("35", "已完成"), ("5", "制作证书")], ids=["same awards", "others"])
def test_list_results_after_a_correction_asks_for_certificates_only_where_new_ones_are_due(
    app: Flask, contest: Contest, mark: str, step: str
):
    version = issued(contest)
    officer = people.sign_in(app.test_client(), contest.officer)
    assert next_step(officer) == "已完成"
    made = applied(contest, proposed(contest, version, mark_change(contest, "选手1", "2", mark)))
    results.final_after(made, contest)
    assert next_step(officer) == step


def test_a_reissued_certificate_counts_as_the_one_it_replaces(app: Flask, contest: Contest):
    version = issued(contest)
    made = {one.holder_name: reissued(one, contest) for one in certificates_of(contest) if one.holder_name != "选手1"}
    factory.issued(made["选手2"])
    assert next_step(people.sign_in(app.test_client(), contest.officer)) == "已完成"
    correction = proposed(contest, version, mark_change(contest, "选手1", "2", "5"))
    told = {said for one in correction.preview["entries"] for said in (*one["certificates"], *one["kept"])}
    assert told == {one.number for one in certificates_of(contest)}
    applied(contest, correction)
    states = [(one.holder_name, one.version, one.state.value) for one in certificates_of(contest)]
    assert states == [
        ("选手1", 1, "revoked"),
        ("选手2", 1, "superseded"),
        ("选手2", 2, "revoked"),
        ("选手3", 1, "revoked"),
        ("选手3", 2, "revoked"),
        ("选手4", 1, "revoked"),
        ("选手4", 2, "revoked"),
    ]


def reissued(certificate: Certificate, contest: Contest) -> Certificate:
    """A further version; the one before it is issued first, as only such can be reissued."""
    factory.issued(certificate)
    facts = facts_of(certificate)
    with transaction():
        return reissue_certificate(
            certificate, facts, reason=ReissueReason.LOST, note="遗失", address=ADDRESS, by=contest.officer
        )


def test_list_results_asks_for_no_certificates_where_nothing_was_won(app: Flask, contest: Contest):
    contest.stage.event.awards = []
    session.commit()
    results.final(contest)
    assert next_step(people.sign_in(app.test_client(), contest.officer)) == "已完成"


def next_step(officer: FlaskClient) -> str:
    cell = officer.get("/results").text.split('data-label="下一步">')[1].split("</td>")[0]
    return cell.rsplit(">", 1)[-1].strip()


def test_withdraw_result_waits_until_every_certificate_is_revoked(contest: Contest):
    version = issued(contest)
    with pytest.raises(Refused, match="已按这个阶段的成绩制作 4 张证书"), transaction():
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert version.state is ResultState.FINAL
    with transaction():
        for one in certificates_of(contest):
            revoke_certificate(one, reason="成绩更正", by=contest.officer)
    with transaction():
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert version.state is ResultState.SUPERSEDED
    assert issued(contest).number == 2


def test_finalise_result_sends_on_those_within_the_cut_off_with_their_ties(contest: Contest):
    following = with_next_stage(contest, cut_off=2)
    version = results.final(contest)
    assert entrants(following) == [entry.id for entry in contest.entries[:3]]
    with transaction():
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert entrants(following) == []


def test_withdraw_result_waits_for_the_draw_of_the_next_stage(contest: Contest):
    following = with_next_stage(contest, cut_off=2)
    version = results.final(contest)
    following.state = StageState.DRAWN
    session.commit()
    with pytest.raises(Refused, match="请先作废下一阶段的抽签"), transaction():
        withdraw_result(version, reason="漏计", by=contest.officer)
    assert len(entrants(following)) == 3


def with_next_stage(contest: Contest, cut_off: int) -> Stage:
    contest.stage.cut_off = cut_off
    following = Stage(event_id=contest.stage.event_id, position=contest.stage.position + 1, title="总决赛")
    session.add(following)
    session.commit()
    return following


def entrants(stage: Stage) -> list[int]:
    query = select(StageEntrant.entry_id).where(StageEntrant.stage_id == stage.id)
    return list(session.scalars(query.order_by(StageEntrant.entry_id)))
