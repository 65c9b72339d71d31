"""From an admitted application to a name: visits, meeting, ranking, notice, an objection, papers, withdrawal."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from certificates.issuing.models import CertificateBatch
from foundation import clock
from foundation.database import session, transaction
from foundation.errors import Refused
from foundation.job_queue import prepare_jobs
from notices.models import PublicNotice
from notices.operations import raise_objection, uphold_objection
from people.accounts.rules import Role
from people.organisations.rules import OrganisationKind
from studios.designation import meetings, naming, visits
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_queries import namings_of, results_of
from studios.designation.queries import facts_of
from studios.designation.rules import CallState, DesignationState
from studios.registry.rules import NamingLevel
from studios.reviews.models import Review
from studios.reviews.operations import close_review, confirm_veto, raise_veto
from tests.factories import certificates, people, reviews, studios

pytestmark = pytest.mark.usefixtures("app")
GOOD, FAIR = ["15", "10", "15", "10", "10", "0", "20", "10"], ["12", "10", "10", "10", "10", "1", "12", "10"]
TABLE = ["5", "5", "5", "5", "8", "7", "10", "6", "7", "7", "10", "10", "10", "5", "0", "0"]


@pytest.fixture
def city():
    return people.organisation("示例市总工会", kind=OrganisationKind.CITY_FEDERATION)


@pytest.fixture
def officer(city):
    return people.account(Role.DISTRICT_OFFICER, city)


def admitted(city, count=4):
    """A call of the city for two places, with `count` applications admitted."""
    today = clock.today()
    call = DesignationCall(
        organiser=city,
        title="2026年市级创新工作室命名",
        level=NamingLevel.CITY,
        naming_title="示例市劳模和工匠人才创新工作室",
        condition_set="hefei-2022",
        apply_from=today - timedelta(days=30),
        apply_to=today - timedelta(days=1),
        places=2,
        term_years=3,
        state=CallState.PUBLISHED,
    )
    session.add(call)
    for number in range(count):
        studio = studios.studio(studios.unit(f"示例第{number + 1}机械厂工会", city))
        session.add(
            Designation(
                call=call,
                studio=studio,
                proposed_name=studio.name,
                facts=facts_of(studio, today).to_json(),
                submitted_at=clock.now(),
                state=DesignationState.ADMITTED,
            )
        )
    session.commit()
    return call


def designations(call):
    return session.scalars(select(Designation).where(Designation.call_id == call.id).order_by(Designation.id)).all()


def form(client, path, **data):
    answer = client.post(path, data=data)
    assert answer.status_code == 302, answer.text
    return answer


def reviewed(call, officer, client):
    """Visited by two, before three experts, settled: the third is best, the fourth is vetoed on the spot."""
    visitors, experts = reviews.experts(officer.organisation, 2), reviews.experts(officer.organisation, 3)
    base = {"title": "考察", "method": "mean"}
    path = f"/studios/calls/{call.id}"
    asked = base | {
        "rubric": "published:site-visit",
        "experts": [one.id for one in visitors],
        "least_raters": "2",
    }
    hidden = client.post(f"{path}/visits/new", data=asked | {"anonymous": "y"})
    assert "不能按匿名评审组织" in hidden.text  # they stand in the studio
    form(client, f"{path}/visits/new", **asked)
    visit = session.scalars(select(Review)).one()
    first, second, third, fourth = (f"designation:{one.id}" for one in designations(call))
    for visitor in visitors:
        reviews.score(visit, visitor, {first: GOOD, second: FAIR, third: GOOD, fourth: GOOD})
    own = people.sign_in(client.application.test_client(), visitors[0])
    assert "申报条件" in own.get(visit.subjects[0].material_url).text
    with transaction():
        veto = raise_veto(visit.subjects[3], "false-records", ground="现场是另一家单位", by=visitors[0])
        confirm_veto(veto, reason="与两名考察人员当面核实", by=officer)
        close_review(visit, by=officer)
    form(client, f"{path}/visits/finish")
    form(
        client,
        f"{path}/meetings/new",
        **base,
        rubric="published:studio-default",
        experts=[one.id for one in experts],
        least_raters="3",
    )
    meeting = session.scalars(select(Review).where(Review.id != visit.id)).one()
    for expert in experts:
        reviews.score(meeting, expert, {first: ["0", *TABLE[1:]], second: ["0", *TABLE[1:]], third: TABLE})
    with transaction():
        close_review(meeting, by=officer)
    left = designations(call)[3]
    left.state = DesignationState.ADMITTED
    session.commit()
    behind = client.post(f"{path}/settle")
    assert "还有申报没有走到评审" in behind.text and left.proposed_name in behind.text
    left.state = DesignationState.DECLINED
    session.commit()
    form(client, f"{path}/settle")


def put_up(call, officer, app):
    """Ranked, and the first two put up for public notice, to which somebody objects."""
    client = people.sign_in(app.test_client(), officer)
    path = f"/studios/calls/{call.id}"
    reviewed(call, officer, client)
    results = list(results_of(call))
    assert [(str(one.total), one.place, one.within) for one in results] == [
        ("100", 1, True),
        ("97", 2, True),
        ("89.6", 3, False),
    ]
    applied = designations(call)
    assert applied[3].state is DesignationState.DECLINED  # vetoed on the spot, before the meeting
    shown = [client.get(f"/studios/designations/{one.id}/result") for one in (applied[0], applied[3])]
    assert (shown[0].status_code, "一票否决查实" in shown[1].text) == (404, True)  # not before the notice
    assert "名额外" in client.get(f"{path}/naming").text
    assert client.post(f"{path}/notices", data={"results": [one.id for one in results]}).status_code == 422
    form(client, f"{path}/notices", results=[results[0].id, results[1].id])
    notice = session.scalars(select(PublicNotice)).one()
    with transaction():
        objection = raise_objection(notice, name="职工甲", contact="13800000000", content="第一名的专利属于别的单位")
    return results, objection


def assert_only_own_result_is_seen(app, unit, own, foreign):
    """A unit reads how its studio came to its place, and nobody else's."""
    client = people.sign_in(app.test_client(), people.account(Role.ENTERPRISE_OFFICER, unit))
    assert "第 2 名" in client.get(f"/studios/designations/{own.designation_id}/result").text
    assert client.get(f"/studios/designations/{foreign.designation_id}/result").status_code == 404


def test_from_admitted_to_named_with_papers(app, city, officer):
    prepare_jobs(app)
    call = admitted(city)
    path = f"/studios/calls/{call.id}"
    (third, first, second), objection = put_up(call, officer, app)
    closes_at, data = objection.notice.closes_at, {"document": "示工发〔2026〕12号"}
    with clock.frozen(closes_at + timedelta(hours=1)):
        client = people.sign_in(app.test_client(), officer)
        data["named_on"] = str(clock.today())
        assert "还没有指明" in client.post(f"{path}/names", data=data).text
        form(client, f"{path}/holds", objection=objection.id, result=third.id)
        assert client.post(f"{path}/names", data=data | {"named_on": "2026-01-01"}).status_code == 422
        unanswered = client.post(f"{path}/results/{third.id}/decline", data={"reason": "有异议"}, follow_redirects=True)
        assert "还有异议没有答复" in unanswered.text
        form(client, f"{path}/names", **data)
        [named] = namings_of(call)
        assert named.source == f"designation:{first.designation_id}"  # the objection holds its studio alone
        with transaction():
            uphold_objection(objection, answer="专利权人确为其他单位", by=officer)
        assert client.post(f"{path}/names", data=data).status_code == 422
        form(client, f"{path}/results/{third.id}/decline", reason="异议成立")
        form(client, f"{path}/papers", document=data["document"])
        batches = session.scalars(select(CertificateBatch).order_by(CertificateBatch.id)).all()
        assert [one.kind for one in batches] == ["studio_certificate", "studio_plaque"]
        [certificate] = certificates.certificates_of(batches[0])
        certificates.issued(certificate)
        assert batches[1].title in client.get(f"{path}/naming").text
        assert_only_own_result_is_seen(app, named.studio.organisation, first, third)
    assert named.term_ends_on == date(named.named_on.year + 3, named.named_on.month, named.named_on.day) - timedelta(1)
    assert named.studio.name in app.test_client().get(f"/v/{certificate.token}").text
    with clock.frozen(closes_at + timedelta(days=2)):
        again = put_up_again(app, officer, call, named, third)
    with clock.frozen(again.closes_at + timedelta(hours=1)):
        assert_named_by_itself(app, officer, call, data)
    states = [one.designation.state for one in (third, first, second)]
    assert states == [DesignationState.NAMED, DesignationState.NAMED, DesignationState.REVIEWED]


def put_up_again(app, officer, call, named, third):
    """The name is taken away; the one that was put right is put up again, by itself."""
    path, client = f"/studios/calls/{call.id}", people.sign_in(app.test_client(), officer)
    form(client, f"{path}/names/{named.id}/withdraw", reason="弄虚作假")
    form(client, f"{path}/results/{third.id}/revise", reason="专利已更正为共有")
    form(client, f"{path}/notices", results=[third.id])
    again = session.scalars(select(PublicNotice).order_by(PublicNotice.id.desc())).first()
    assert again.title.endswith("续公示") and not third.holding
    return again


def assert_named_by_itself(app, officer, call, data):
    """By the same document, later; its papers are made apart."""
    path, client = f"/studios/calls/{call.id}", people.sign_in(app.test_client(), officer)
    form(client, f"{path}/names", **data | {"named_on": str(clock.today())})
    form(client, f"{path}/papers", document=data["document"])
    assert [len(certificates.certificates_of(one)) for one in session.scalars(select(CertificateBatch))] == [1] * 4
    assert "制作命名证书和牌匾" not in client.get(f"{path}/naming").text
    assert namings_of(call)[0].end_reason == "弄虚作假"


def test_steps_that_are_not_due_are_refused(city, officer):
    call = admitted(city, count=1)
    with transaction():
        with pytest.raises(Refused, match="还没有结束"):
            visits.finish_visits(call, by=officer)
        with pytest.raises(Refused, match="还没有结束"):
            meetings.settle_reviews(call, by=officer)
        with pytest.raises(Refused, match="没有公示期满"):
            naming.designate_studios(call, "示工发1号", clock.today(), by=officer)
        with pytest.raises(Refused, match="没有命名的工作室还要制证"):
            naming.certify_namings(call, "示工发1号", address="https://jiangxin.example", by=officer)
