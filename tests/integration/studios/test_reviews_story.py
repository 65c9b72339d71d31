"""A round of review from opening to its scores: recusal, anonymity, sheets on a tablet, a veto, who may see what."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from foundation.database import session, transaction
from foundation.errors import Refused
from marking.panels.rules import ConflictGround
from marking.sheets.recusal import record_conflict
from people.accounts.rules import Role
from studios.reviews import operations
from studios.reviews.models import Review, ReviewVeto
from studios.reviews.operations import ReviewFacts, ReviewSubject
from studios.reviews.queries import may_read_materials, reviews_visible_to, reviews_waiting_for, subjects_rated_by
from studios.reviews.rules import ReviewKind, ScoreMethod
from studios.reviews.scores import scores_of
from studios.rubrics.operations import edit_rubric, rubric_in_use
from tests.factories import people, reviews

pytestmark = pytest.mark.usefixtures("app")
FULL = ["18", "17.5", "15", "16", "19"]  # 85.5


@pytest.fixture
def officer():
    return people.account(Role.DISTRICT_OFFICER, people.organisation())


def photo():
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", (60, 40), "gray").save(content, "PNG")
    content.seek(0)
    return content


def reviewed(organisation):
    """Three subjects of two units; one of them has a person."""
    first = people.organisation("示例第一机械厂工会", organisation)
    second = people.organisation("示例第二机械厂工会", organisation)
    finisher = people.person("完成示", second)
    return [
        ReviewSubject("proposal:1", "甲项目", first, material_url="/materials/1"),
        ReviewSubject("proposal:2", "乙项目", second, [finisher]),
        ReviewSubject("proposal:3", "丙项目", second),
    ]


def test_review_from_opening_to_its_scores(app, officer):
    subjects = reviewed(officer.organisation)
    experts = reviews.experts(officer.organisation, 3)
    own = people.account(Role.EXPERT, officer.organisation, people.person("专家庚", subjects[0].organisation))
    with transaction():
        record_conflict(experts[0], ConflictGround.MENTOR, person=subjects[1].persons[0], by=officer)
    review = reviews.review(
        officer.organisation,
        subjects,
        [*experts, own],
        by=officer,
        anonymous=True,
        least_raters=3,
        rubric="studio-default",
    )
    # same unit, master and apprentice: no sheet; no names where the round is anonymous
    mine = session.scalars(subjects_rated_by(own)).all()
    assert {one.reference for one in mine} == {"proposal:2", "proposal:3"}
    assert {one.reference for one in session.scalars(subjects_rated_by(experts[0]))} == {"proposal:1", "proposal:3"}
    assert all(one.label.startswith("作品 0") for one in mine)
    assert (may_read_materials(own, "proposal:1"), may_read_materials(experts[1], "proposal:1")) == (False, True)
    facts = people.sign_in(app.test_client(), experts[1]).get("/judging/sheets.json")
    assert len(facts.json["panels"][0]["sheets"]) == 3
    assert "甲项目" not in facts.text and "第一机械厂" not in facts.text
    assert people.sign_in(app.test_client(), officer).get("/judging/sheets.json").status_code == 403

    full = ["5", *["5"] * 3, "8", "7", "10", "6", "7", "7", "10", "10", "10", "5", "5", "8"]  # 100 and a capped 10
    less = ["0", *full[1:-2], "0", "0"]  # 95
    reviews.score(review, experts[0], {"proposal:1": full, "proposal:3": full})
    reviews.score(review, experts[1], {"proposal:1": less, "proposal:2": less})
    reviews.score(review, experts[2], {"proposal:1": less, "proposal:2": full})
    reviews.score(review, own, {"proposal:2": full, "proposal:3": less})
    assert list(scores_of(review)) and scores_of(review)["proposal:1"].score == Decimal("100.00")
    assert [one.id for one in session.scalars(reviews_waiting_for(experts[1]))] == [review.id]
    with transaction():
        veto = operations.raise_veto(mine[0], "fraud", ground="专利号查无此号，附检索结果", by=own)
        with pytest.raises(Refused) as refusal:
            operations.close_review(review, by=officer)
        assert any("一票否决还没有查实" in one for one in refusal.value.reasons)
        operations.confirm_veto(veto, reason="向专利局核实", by=officer)
    reviews.score(review, experts[1], {"proposal:3": less})
    reviews.score(review, experts[2], {"proposal:3": less})
    with transaction():
        operations.close_review(review, by=officer)
    scores = scores_of(review)
    assert scores[mine[0].reference].vetoed_by == ("fraud",)
    assert {scores[mine[0].reference].score, *(one.score for one in scores.values())} >= {Decimal(0), Decimal("100.00")}
    assert session.scalars(reviews_waiting_for(experts[1])).all() == []
    with transaction(), pytest.raises(Refused, match="已经用来评分"):
        edit_rubric(review.rubric_version, review.rubric_version.rubric, row_version=None, by=officer)


def test_review_is_refused_with_all_that_it_lacks(officer):
    subjects = reviewed(officer.organisation)
    experts = reviews.experts(officer.organisation, 2)
    with pytest.raises(Refused) as refusal:
        reviews.review(officer.organisation, subjects, [*experts[:1], officer], by=officer, least_raters=3, odd=True)
    assert len(refusal.value.reasons) == 3
    own = people.account(Role.EXPERT, officer.organisation, people.person("专家庚", subjects[0].organisation))
    with pytest.raises(Refused, match="回避以后") as refusal:
        reviews.review(officer.organisation, subjects, [*experts, own], by=officer, least_raters=3)
    assert refusal.value.reasons == ["“甲项目”只有 2 位专家可以评分，少于规定的 3 位。"]
    assert session.scalars(select(Review)).all() == []


def test_a_veto_needs_its_ground_and_somebody_else_to_look_into_it(officer):
    review = reviews.review(
        officer.organisation, reviewed(officer.organisation), reviews.experts(officer.organisation, 1), by=officer,
        rubric="site-visit", kind=ReviewKind.SITE,
    )  # fmt: skip
    subject = review.subjects[0]
    with transaction():
        with pytest.raises(Refused, match="须写明依据"):
            operations.raise_veto(subject, "false-records", ground=" ", by=officer)
        veto = operations.raise_veto(subject, "false-records", ground="场地与申报不是一处", by=officer)
        with pytest.raises(Refused, match="本人提出"):
            operations.confirm_veto(veto, reason="属实", by=officer)
    colleague = people.account(Role.DISTRICT_OFFICER, officer.organisation)
    with transaction():
        operations.dismiss_veto(session.get_one(ReviewVeto, veto.id), reason="搬迁前的照片", by=colleague)
    stranger = people.account(Role.DISTRICT_OFFICER, people.organisation("邻区总工会"))
    assert session.scalars(reviews_visible_to(stranger)).all() == []


def test_trimmed_means_need_three(officer):
    with transaction():
        version = rubric_in_use("pitch", officer.organisation, by=officer)
        facts = ReviewFacts(
            "路演", officer.organisation, version, ReviewKind.PITCH, "contest:1", method=ScoreMethod.TRIMMED_MEAN
        )
        with pytest.raises(Refused) as refusal:
            operations.open_review(
                facts, reviewed(officer.organisation), reviews.experts(officer.organisation), by=officer
            )
    assert "不少于 3 人" in refusal.value.reasons[0]


def test_pages_of_a_review_for_officers_and_experts(app, officer):
    subjects = reviewed(officer.organisation)
    experts = reviews.experts(officer.organisation, 2)
    review = reviews.review(officer.organisation, subjects, experts, by=officer, anonymous=True, rubric="site-visit")
    full = ["15", "10", "15", "10", "10", "0", "20", "10"]
    reviews.score(review, experts[0], {one.reference: full for one in subjects})
    desk, own = people.sign_in(app.test_client(), officer), people.sign_in(app.test_client(), experts[1])
    for path in ("/studios/reviews", f"/studios/reviews/{review.id}", f"/studios/reviews/{review.id}/print"):
        page = desk.get(path)
        assert (page.status_code, own.get(path).status_code) == (200, 403)
    assert "100 − " not in page.text and "甲项目" in page.text
    subject, sheet = review.subjects[0], reviews.sheet_of(review, experts[1], subjects[0].reference)
    address = f"/studios/reviews/{review.id}"
    shown = [desk.get(f"{address}{asked}").text for asked in ("", f"?sheet={sheet.id}", f"?subject={subject.id}")]
    assert ["确认登记回避" in text for text in shown] == [False, True, False]
    assert ["确认免评" in text for text in shown] == [False, False, True]
    mine = own.get("/studios/reviews/mine")
    assert "作品 001" in mine.text and "甲项目" not in mine.text and "/materials/1" in mine.text
    own.post(f"/studios/reviews/mine/{subject.id}/findings", data={"text": "台账齐全"})
    renamed = {"text": "", "photo": (BytesIO(b"MZ" + bytes(2000)), "现场.jpg")}
    refused = own.post(f"/studios/reviews/mine/{subject.id}/findings", data=renamed)
    assert (refused.status_code, "材料只收 PDF、JPG、PNG" in refused.text) == (422, True)
    own.post(f"/studios/reviews/mine/{subject.id}/findings", data={"photo": (photo(), "现场.png")})
    stranger = people.sign_in(app.test_client(), reviews.experts(people.organisation("邻区总工会"), 1)[0])
    seen = [one.get("/studios/reviews/findings/2/photo").status_code for one in (own, desk, stranger)]
    assert seen == [200, 200, 404]
    own.post(f"/studios/reviews/mine/{subject.id}/vetoes", data={"item": "false-records", "ground": "现场不符"})
    page = own.get(f"/studios/reviews/mine/{subject.id}")
    assert all(words in page.text for words in ("台账齐全", "现场不符", "待查实")) and "甲项目" not in page.text
    assert people.sign_in(app.test_client(), experts[0]).get(f"/studios/reviews/mine/{subject.id}").status_code == 200
    refused = desk.post(f"/studios/reviews/{review.id}/close", follow_redirects=True)
    assert "评分表未封存" in refused.text or "还没有查实" in refused.text


def test_scoring_tables_are_copied_changed_and_revised(app, officer):
    desk = people.sign_in(app.test_client(), officer)
    made = desk.post("/studios/rubrics/published/improvement-proposal/copy")
    page = desk.get(f"{made.location}/edit")
    assert page.status_code == 200 and "26-30 省或同行业先进" in page.text
    item = {"code": "use", "title": "实用性", "kind": "bands", "points": "10", "bands": "5-10 好\n1-4 一般"}
    data = {
        "title": "本厂细则",
        "full": "10",
        "bonus_cap": "0",
        **{f"items-0-{name}": text for name, text in item.items()},
    }
    assert desk.post(f"{made.location}/edit", data=data | {"items-0-bands": "很好"}).status_code == 422
    assert desk.post(f"{made.location}/edit", data=data | {"full": "12"}).status_code == 422
    assert desk.post(f"{made.location}/edit", data=data).status_code == 302
    assert "1–4 一般" in desk.get(made.location).text
    assert "第 2 版" in desk.get(desk.post(f"{made.location}/revise").location).text
    assert "本厂细则" in desk.get("/studios/rubrics").text
    assert (
        people.sign_in(app.test_client(), people.account(Role.EXPERT, officer.organisation))
        .get(made.location)
        .status_code
        == 403
    )


def test_lists_ask_as_much_for_many_as_for_few(app, officer, query_count):
    [expert] = reviews.experts(officer.organisation, 1)
    desk, own = people.sign_in(app.test_client(), officer), people.sign_in(app.test_client(), expert)
    pages = [(desk, "/studios/reviews"), (own, "/studios/reviews/mine"), (desk, "/studios/rubrics")]
    units = reviewed(officer.organisation)
    counts = []
    for more in (1, 8):
        for _ in range(more):
            reviews.review(officer.organisation, units, [expert], by=officer)
        for client, path in pages:
            client.get(path)
        with query_count() as statements:
            assert [client.get(path).status_code for client, path in pages] == [200, 200, 200]
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert own.get("/studios/reviews/mine").text.count("看材料") == 9


def test_nobody_scores_what_is_his_own(officer):
    subjects = reviewed(officer.organisation)
    author = people.account(Role.EXPERT, officer.organisation, subjects[1].persons[0])
    other = people.account(Role.EXPERT, officer.organisation, people.person("专家辛"))
    author.person.employer = None  # whatever unit he works for
    session.commit()
    review = reviews.review(officer.organisation, subjects, [author, other], by=officer)
    assert {one.reference for one in session.scalars(subjects_rated_by(author))} == {"proposal:1", "proposal:3"}
    with transaction():
        operations.excuse_subject(review.subjects[1], reason="已撤回", by=officer)
    reviews.score(review, other, {"proposal:1": FULL, "proposal:3": FULL})
    reviews.score(review, author, {"proposal:1": FULL, "proposal:3": FULL})
    with transaction():
        operations.close_review(review, by=officer)
        operations.reopen_review(review, reason="更正一处", by=officer)
    assert {reference: str(one.score) for reference, one in scores_of(review).items()} == {
        "proposal:1": "85.50",
        "proposal:3": "85.50",
    }
