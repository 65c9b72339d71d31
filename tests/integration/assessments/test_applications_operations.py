"""Applications: places and plans when several act at once, a resit, the sanctioned ways back, and lists."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from assessments.applications import operations, reviewing
from assessments.applications.models import Application
from assessments.applications.queries import applications_edited_by, applications_reviewed_by, applications_visible_to
from assessments.applications.rules import ApplicationKind, ApplicationState
from assessments.batches.models import BatchItem
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import SittingMode
from assessments.standards.conditions import Judgement
from assessments.standards.rules import Part
from foundation import clock as the_clock
from foundation.database import session, transaction
from foundation.errors import NotAllowed, Refused, Stale
from people.accounts.models import Account
from people.accounts.rules import Role
from people.persons.models import Employment, Person
from people.persons.rules import Level
from tests.at_once import at_once
from tests.factories import assessments, people

RELATED = [Judgement.RELATED_OCCUPATION]


@pytest.fixture
def scene(app, clock):
    clock("2026-11-10 09:00")

    class Scene:
        body = assessments.body()
        unit = body.organisation
        batch = assessments.batch(body, places=5)
        brewing, tasting = batch.items
        officer = people.account(Role.ENTERPRISE_OFFICER, unit)
        reviewer = people.account(Role.ASSESSMENT_REVIEWER, unit)

    return Scene


def worker(scene, name="李示范"):
    made = people.person(name, scene.unit)
    session.query(Employment).filter_by(person_id=made.id).update({"begins": date(2015, 1, 1)})
    session.commit()
    return made


def apply(item, person, by, condition="4-1"):
    return operations.create_application(
        item, person, organisation=person.employer, kind=ApplicationKind.FIRST, condition=condition, by=by
    )


def submitted(scene, person, item=None):
    with transaction():
        made = apply(item or scene.brewing, person, scene.officer)
        operations.submit_application(made, by=scene.officer)
    return made


def accepted(scene, person, item=None):
    made = submitted(scene, person, item)
    with transaction():
        reviewing.accept_application(made, confirmed=RELATED, by=scene.reviewer)
    return made


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused, transaction():
        act(*args, **kwargs)
    return "".join(refused.value.reasons or [refused.value.message])


def begin_by_id(item_id, person_id, account_id):
    apply(session.get_one(BatchItem, item_id), session.get_one(Person, person_id), session.get_one(Account, account_id))


def submit_by_id(application_id, account_id):
    operations.submit_application(session.get_one(Application, application_id), by=session.get_one(Account, account_id))


def accept_by_id(application_id, account_id):
    found, by = session.get_one(Application, application_id), session.get_one(Account, account_id)
    reviewing.accept_application(found, confirmed=RELATED, by=by)


def test_two_at_once_never_share_a_place_a_person_or_a_ticket(app, scene):
    other = assessments.batch(scene.body, places=1)
    one, two = worker(scene, "甲示例"), worker(scene, "乙示例")
    officer, reviewer = scene.officer.id, scene.reviewer.id
    at_once(app, *(partial(begin_by_id, item.id, one.id, officer) for item in (scene.brewing, other.items[0])))
    [first] = session.query(Application)
    assert first.person_id == one.id
    session.delete(first)
    session.commit()

    with transaction():
        last_place = [apply(other.items[0], person, scene.officer).id for person in (one, two)]
    at_once(app, *(partial(submit_by_id, key, officer) for key in last_place))
    assert sorted(one.state.value for one in session.query(Application)) == ["draft", "submitted"]

    waiting = [submitted(scene, worker(scene, name)).id for name in ("丙示例", "丁示例")]
    at_once(app, *(partial(accept_by_id, key, reviewer) for key in waiting))
    session.expire_all()
    tickets = {session.get_one(Application, key).ticket_number for key in waiting}
    assert tickets == {f"{scene.batch.id:04d}0000{nth}" for nth in (1, 2)}


def test_apply_for_resit_takes_one_part_once(scene, clock):
    person = worker(scene)
    own = people.account(Role.WORKER, scene.unit, person)
    earlier = accepted(scene, person)
    clock("2026-12-20 09:00")
    facts: dict[str, Any] = {
        "apply_from": date(2026, 12, 15),
        "apply_to": date(2027, 1, 5),
        "examined_on": date(2027, 1, 20),
    }
    later = assessments.batch(scene.body, **facts)
    brewing, tasting = later.items
    assert "同一职业（工种）、同一等级" in refusal(operations.apply_for_resit, earlier, tasting, Part.PRACTICAL, by=own)
    assert "不含这个部分" in refusal(operations.apply_for_resit, earlier, brewing, Part.COMPREHENSIVE, by=own)
    with transaction():
        resit = operations.apply_for_resit(earlier, brewing, Part.PRACTICAL, by=own)
        operations.submit_application(resit, by=own)  # what was shown before need not be shown again
    with transaction():
        reviewing.accept_application(resit, by=scene.reviewer)
    assert (resit.parts, resit.resit_of_id, resit.confirmed) == (
        ["practical"],
        earlier.id,
        {"related_occupation": True},
    )
    third = assessments.batch(scene.body, **facts)
    again = partial(operations.apply_for_resit, item=third.items[0], part=Part.PRACTICAL, by=own)
    assert "补考只有一次" in refusal(again, earlier)
    assert "只能补考一次" in refusal(again, resit)


def test_ways_back_are_sanctioned(scene):
    person = worker(scene)
    made = accepted(scene, person)
    ticket = made.ticket_number
    with transaction():
        reviewing.revise_application(made, reason="证明有疑问", by=scene.reviewer)
        reviewing.accept_application(made, by=scene.reviewer)  # what was confirmed stays confirmed
    assert made.ticket_number == ticket
    sitting = Sitting(
        batch=scene.batch,
        item=scene.brewing,
        part=Part.THEORY,
        mode=SittingMode.PAPER,
        title="理论第一场",
        premises=assessments.premises(scene.body),
        starts_at=the_clock.now(),
        ends_at=the_clock.now().replace(hour=23),
    )
    session.add(Seat(sitting=sitting, application=made, number=1))
    session.commit()
    assert "已经编排了座位" in refusal(reviewing.revise_application, made, reason="再看一次", by=scene.reviewer)

    second = submitted(scene, worker(scene, "王示例"))
    with transaction():
        operations.withdraw_application(second, by=scene.officer)
    again = submitted(scene, second.person, scene.tasting)
    with transaction():
        reviewing.reject_application(again, reason="材料不实", by=scene.reviewer)
    third = submitted(scene, second.person)
    assert "已有一份申报" in refusal(reviewing.revise_application, again, reason="申诉成立", by=scene.reviewer)
    assert "您填写或提交的" in refusal(reviewing.accept_application, third, confirmed=RELATED, by=scene.officer)
    assert "没有申报条件" in refusal(apply, scene.brewing, worker(scene), scene.officer, "3-1")


def test_age_and_what_was_obtained_since_stand_against_an_application(app, scene):
    child = people.person("童示例", scene.unit, people.identity_number(born=date(2010, 11, 11)))
    ancient = people.person("寿示例", scene.unit, people.identity_number(born=date(1910, 1, 2)))
    assert "15 周岁，年满 16 周岁才能申报" in refusal(apply, scene.brewing, child, scene.officer)
    assert "116 周岁，超过 100 周岁" in refusal(apply, scene.brewing, ancient, scene.officer)
    person = worker(scene)
    made = submitted(scene, person)
    desk = people.sign_in(app.test_client(), scene.reviewer)
    for page in (f"{made.id}", f"review?batch={scene.batch.id}"):
        assert "36 周岁" in desk.get(f"/assessments/applications/{page}").text
    other = assessments.batch(scene.body, level=Level.FIVE, title="五级计划")
    told = refusal(apply, other.items[0], person, scene.officer, "5-2")
    assert f"已在“{scene.batch.title}”申报同一职业的四级/中级工" in told
    assessments.grant(scene.body, person, level=Level.THREE)
    told = refusal(reviewing.accept_application, made, confirmed=RELATED, by=scene.reviewer)
    assert "已经持有本职业三级/高级工证书" in told


def test_others_see_and_change_nothing(scene):
    person, colleague = worker(scene), worker(scene, "王示例")
    own, other = (people.account(Role.WORKER, scene.unit, one) for one in (person, colleague))
    elsewhere = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", scene.unit.parent))
    inspector = people.account(Role.QUALITY_INSPECTOR, scene.unit)
    with transaction():
        made = apply(scene.brewing, person, scene.officer)
    for by in (other, elsewhere):
        with pytest.raises(NotAllowed), transaction():
            apply(scene.tasting, colleague if by is elsewhere else person, by)
    assert [
        [session.scalars(query(by)).first() is not None for by in (own, scene.officer, scene.reviewer, inspector)]
        for query in (applications_visible_to, applications_edited_by, applications_reviewed_by)
    ] == [[True] * 4, [True, True, False, False], [False, False, True, False]]
    assert [session.scalars(applications_visible_to(by)).first() for by in (other, elsewhere)] == [None, None]
    seen = made.row_version
    with transaction():
        operations.edit_application(made, condition="4-3", stated=RELATED, version=seen, by=scene.officer)
    with pytest.raises(Stale), transaction():
        operations.edit_application(made, condition="4-2", version=seen, by=scene.officer)
    with transaction():
        operations.edit_application(made, condition="4-1", stated=RELATED, by=own)
    assert (made.condition, made.stated) == ("4-1", [])  # nobody vouches for himself


def test_accept_applications_gives_each_its_own_outcome(app, scene):
    desk = people.sign_in(app.test_client(), scene.reviewer)
    good, lacking = submitted(scene, worker(scene, "甲示例")), submitted(scene, worker(scene, "乙示例"))
    session.query(Employment).filter_by(person_id=lacking.person_id).update({"begins": date(2026, 1, 1)})
    session.commit()
    page = f"/assessments/applications/review?batch={scene.batch.id}"
    queue = desk.get(page).get_data(as_text=True)
    assert "从事的工作、所持的证书属于本职业或相关职业" in queue and "累计工作满 5 年还差" in queue
    ticked = {"application": [good.id, lacking.id]}
    assert desk.post(page, data=ticked).status_code == 422
    said = desk.post(page, data=ticked | {"checked": "y"}).get_data(as_text=True)
    assert "审核通过 1 份；1 份没有通过" in said and "乙示例：不符合申报条件 4-1" in said
    session.expire_all()
    assert (good.state, lacking.state) == (ApplicationState.ACCEPTED, ApplicationState.SUBMITTED)
    assert (good.confirmed, lacking.confirmed, lacking.reviewed_by) == ({"related_occupation": True}, {}, None)


@pytest.mark.sqlite_only
def test_lists_take_as_many_queries_with_three_rows_as_with_thirty(app, scene, query_count):
    desk = people.sign_in(app.test_client(), scene.reviewer)
    own = people.account(Role.WORKER, scene.unit, worker(scene))
    phone = people.sign_in(app.test_client(), own)
    counts = []
    for more in (3, 27):
        for nth in range(more):
            waiting = people.person(f"示例{'甲乙丙'[nth % 3]}", scene.unit)
            assessments.application(scene.brewing, waiting, state=ApplicationState.SUBMITTED)
            plan = assessments.batch(scene.body)
            assessments.application(plan.items[0], own.person, state=ApplicationState.DRAFT)
        for client, name in ((desk, ""), (desk, "/review"), (phone, "/mine")):
            with query_count() as statements:
                assert client.get(f"/assessments/applications{name}").status_code == 200
            counts.append(len(statements))
    assert counts[:3] == counts[3:]
