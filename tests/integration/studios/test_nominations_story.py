"""A selection from its call to the honours: scope, shares, opinions, notice, an objection, the result."""

import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused
from notices.models import PublicNotice
from notices.operations import dismiss_objection, raise_objection, uphold_objection
from notices.rules import NoticeState
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.holders import Holder
from people.honours.models import Honour
from people.honours.queries import honours_based_on
from people.honours.rules import HonourKind
from people.organisations.rules import Ownership
from people.persons.rules import Sex
from studios.nominations import operations, operations_results
from studios.nominations.models import Nomination, Nominee
from studios.nominations.operations import NominationFacts, NomineeFacts, OpinionFacts
from studios.nominations.operations_results import Decision
from studios.nominations.queries import share_figures
from studios.nominations.rules import Category, NominationState, NomineeState, ShareRule
from tests.factories.people import account, organisation, person, sign_in

WORKER = Category.INDUSTRIAL_WORKER
AGREED = OpinionFacts(True, "同意推荐。", date(2026, 3, 2))
FACTS = NominationFacts(
    "2026 年津工工匠推荐评选",
    HonourKind.JINGONG_CRAFTSPERSON,
    2026,
    3,
    date(2026, 3, 31),
    (ShareRule(WORKER, least=35), ShareRule(Category.UNIT_HEAD, most=40)),
)


class Scene:
    """A district, one of its companies, and who acts for each."""

    def __init__(self) -> None:
        self.district = organisation()
        self.company = organisation("示例公司工会", self.district, ownership=Ownership.NON_PUBLIC)
        self.officer = account(Role.DISTRICT_OFFICER, self.district)
        self.union = account(Role.ENTERPRISE_OFFICER, self.company)
        with transaction():
            self.nomination = operations.create_nomination(self.district, FACTS, by=self.officer)

    def proposed(self, name: str, *categories: Category, by: Account | None = None, agreed: bool = True) -> Nominee:
        worker = person(name, self.company)
        with transaction():
            worker.sex = Sex.FEMALE
            holder = Holder(worker, self.company, "")
            facts = NomineeFacts("焊工", categories, "带徒十人")
            made = operations.add_nominee(self.nomination, holder, facts, by=by or self.union)
        if agreed:
            for level, speaker in ((self.company, self.union), (self.district, self.officer)):
                with transaction():
                    operations.give_opinion(made, level, AGREED, by=speaker)
        return made

    def noticed(self) -> PublicNotice:
        with transaction():
            operations_results.submit_nomination(self.nomination, by=self.officer)
            return operations_results.notice_nomination(self.nomination, by=self.officer)


@pytest.fixture
def scene(app: Flask, clock) -> Scene:
    clock("2026-03-02 09:00")
    return Scene()


def test_a_list_is_closed_when_every_level_agrees_and_the_shares_are_kept_or_excused(scene: Scene):
    nomination, officer = scene.nomination, scene.officer
    heads = [scene.proposed(name, Category.UNIT_HEAD) for name in ("张示例", "李示例")]
    assert heads[0].counted_in == {Category.UNIT_HEAD, Category.WOMAN, Category.NON_PUBLIC}
    late = scene.proposed("王示例", WORKER, agreed=False)
    with pytest.raises(Refused) as refused, transaction():
        operations_results.submit_nomination(nomination, by=officer)
    assert refused.value.reasons == [
        "示例公司工会还没有签署意见：王示例。",
        "示例区总工会还没有签署意见：王示例。",
        "产业工人占比不低于 35%：3 人中至少 2 人，还差 1 人。",
        "企业负责人占比不超过 40%：3 人中最多 1 人，超出 1 人。",
    ]
    with pytest.raises(Refused, match="请先由下一级"), transaction():
        operations.give_opinion(late, scene.district, AGREED, by=officer)
    with pytest.raises(NotAllowed), transaction():
        operations.give_opinion(late, scene.district, AGREED, by=scene.union)
    himself = account(Role.ENTERPRISE_OFFICER, scene.company, late.person)
    with pytest.raises(Refused, match="您本人"), transaction():
        operations.give_opinion(late, scene.company, AGREED, by=himself)
    with pytest.raises(Refused, match="没有等待本级"), transaction():
        operations.agree_nominees(nomination, by=himself)
    with pytest.raises(Refused, match="没有等待本级"), transaction():
        operations.agree_nominees(nomination, by=officer)
    for speaker in (scene.union, officer):
        with transaction():
            assert operations.agree_nominees(nomination, by=speaker) == 1
    with transaction():
        operations_results.submit_nomination(nomination, exception="范围内产业工人人选不足。", by=officer)
    assert (nomination.state, nomination.exception) == (NominationState.SUBMITTED, "范围内产业工人人选不足。")


def test_an_objection_holds_one_nominee_and_the_others_are_honoured(scene: Scene, clock):
    nomination, officer = scene.nomination, scene.officer
    held, struck, free = (scene.proposed(name, WORKER) for name in ("张示例", "李示例", "王示例"))
    notice = scene.noticed()
    assert notice.period is not None and notice.period.startswith("5 个工作日")
    assert free.person is not None and free.person.document_number not in str(notice.facts)
    with transaction():
        wrong, right = (
            raise_objection(notice, name="周示例", contact="138", content=said) for said in ("事迹不实", "另一条")
        )
    clock("2026-03-20 09:00")
    decision = Decision("示例工发〔2026〕8 号", date(2026, 3, 20))
    with pytest.raises(Refused, match="不能授予"), transaction():
        operations_results.award_nomination(nomination, decision, by=officer)
    with transaction():
        operations_results.hold_nominee(held, wrong, by=officer)
        operations_results.hold_nominee(struck, right, by=officer)
        assert len(operations_results.award_nomination(nomination, decision, by=officer)) == 1
    assert (free.state, free.honour and free.honour.basis_words) == (NomineeState.AWARDED, nomination.title)
    with transaction():
        dismiss_objection(wrong, answer="查无此事", by=officer)
        uphold_objection(right, answer="属实", by=officer)
    with pytest.raises(Refused, match="异议成立"), transaction():
        operations_results.release_nominee(struck, reason="恢复", by=officer)
    with transaction():
        operations_results.release_nominee(held, reason="异议不成立", by=officer)
        operations_results.strike_nominee(struck, reason="异议成立", by=officer)
        operations_results.award_nomination(nomination, decision, by=officer)
    assert [one.held_by for one in honours_based_on(f"nomination:{nomination.id}")] == ["王示例", "张示例"]
    assert notice.state is NoticeState.ENDED
    [(one, lines)] = share_figures(officer, date(2026, 1, 1), date(2026, 12, 31))
    assert (one, [(line.have, line.base) for line in lines]) == (nomination, [(2, 2), (0, 2)])


def test_a_closed_list_is_reopened_with_a_reason_and_its_notice_voided(scene: Scene):
    scene.proposed("张示例", WORKER)
    notice = scene.noticed()
    with pytest.raises(Refused, match="人选已定"):
        scene.proposed("李示例", agreed=False)
    with pytest.raises(Refused, match="原因"), transaction():
        operations_results.reopen_nomination(scene.nomination, reason=" ", by=scene.officer)
    with transaction():
        operations_results.reopen_nomination(scene.nomination, reason="漏报一人", by=scene.officer)
    assert (scene.nomination.state, notice.state) == (NominationState.OPEN, NoticeState.VOIDED)
    with pytest.raises(Refused, match="已经有这个人选"), transaction():
        same = Holder(scene.nomination.nominees[0].person, scene.company, "")
        operations.add_nominee(scene.nomination, same, NomineeFacts(), by=scene.union)


def test_who_may_propose_and_until_when(scene: Scene, clock):
    elsewhere = organisation("另一区总工会")
    stranger = account(Role.DISTRICT_OFFICER, elsewhere)
    with pytest.raises(Refused, match="不在“示例区总工会”的范围内"), transaction():
        holder = Holder(person("周示例", elsewhere), elsewhere, "")
        operations.add_nominee(scene.nomination, holder, NomineeFacts(), by=stranger)
    clock("2026-04-01 09:00")
    with pytest.raises(Refused, match="已于 2026-03-31 截止"):
        scene.proposed("张示例", agreed=False)
    assert scene.proposed("张示例", agreed=False, by=scene.officer).state is NomineeState.PROPOSED


def test_a_selection_on_its_pages(client: FlaskClient, scene: Scene, query_count):
    sign_in(client, scene.officer)
    page = client.get("/honours/nominations/new?scheme=may-day-medal-2022").text
    assert "产业工人" in page and "lygmedia.com" in page
    typed = {"title": "五一劳动奖章推荐", "kind": "city-may-day-medal", "year": "2026", "places": "10"}
    typed |= {"closes_on": "2026-04-01", "notice_days": "5", "submission_key": "a"}
    typed |= {"shares-0-category": "industrial-worker", "shares-0-least": "35", "shares-0-of": ""}
    assert client.post("/honours/nominations/new?scheme=may-day-medal-2022", data=typed).status_code == 302
    made = session.scalars(select(Nomination).order_by(Nomination.id.desc())).first()
    assert made is not None
    assert (made.scheme, made.rules) == ("may-day-medal-2022", [ShareRule(WORKER, least=35)])
    at = f"/honours/nominations/{made.id}"
    for nth, ticks in enumerate((["industrial-worker"], ["woman"], [])):
        name = f"{'张李王'[nth]}示例"
        person(name, scene.company)
        nominee = {"unit": scene.company.name, "name": name, "categories": ticks, "submission_key": f"n{nth}"}
        assert client.post(f"{at}/nominees/new", data=nominee).status_code == 302
    shown = client.get(at).text
    assert "还差 1 人" in shown and "1 / 3 人，至少 2 人" in shown
    first = made.nominees[0]
    opinion = {"level": str(scene.company.id), "agrees": "yes", "words": "同意", "signed_on": "2026-03-02"}
    paper = {"submission_key": "o", "file": (io.BytesIO(b"%PDF-1.4 signed"), "a.exe")}
    assert client.post(f"/honours/nominees/{first.id}/opinion", data=opinion | paper).status_code == 302
    assert client.get(f"/honours/opinions/{first.opinions[0].id}/paper").data == b"%PDF-1.4 signed"
    assert client.post(f"{at}/submit", data={"exception": "", "submission_key": "s"}).status_code == 422
    assert client.post(f"/honours/nominees/{made.nominees[2].id}/remove").status_code == 302
    assert client.post(f"{at}/edit", data=typed | {"places": "12", "submission_key": "e"}).status_code == 302
    assert "12" in client.get("/honours/nominations").text
    assert client.get("/honours/nominations/figures").status_code == 200
    unit = sign_in(client.application.test_client(), scene.union)
    assert "张示例" in unit.get(at).text
    assert unit.get(f"{at}/edit").status_code == 403
    numbers = []
    for many in (2, 20):
        for nth in range(many):
            scene.nomination.nominees.append(Nominee(organisation=scene.company, holder_name=f"{many}-{nth}"))
        session.commit()
        with query_count() as statements:
            client.get(f"/honours/nominations/{scene.nomination.id}")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    assert session.scalars(select(Honour)).all() == []
