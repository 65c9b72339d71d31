"""A worker applies on his phone, an officer for another worker; a reviewer decides; refusals are named."""

import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from assessments.applications.models import Application
from assessments.applications.rules import ApplicationState
from foundation.audit import AuditEntry
from foundation.database import session, transaction
from people.accounts.rules import Role
from people.persons.models import Employment
from people.persons.operations import change_employer
from tests.factories import assessments, people

PROOF = b"%PDF-1.7\n" + b"%" * 2000


def portrait(width: int = 413, height: int = 579, background: int = 250, quality: int = 95) -> bytes:
    """A noisy portrait on a plain background: large enough a file, as a camera makes it."""
    picture = Image.new("RGB", (width, height), (background,) * 3)
    face = Image.effect_noise((width // 2, height // 2), 60).convert("RGB")
    picture.paste(face, (width // 4, height // 3))
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return content.getvalue()


@pytest.fixture
def scene(app, clock):
    clock("2026-11-10 09:00")

    class Scene:
        body = assessments.body()
        unit = body.organisation
        batch = assessments.batch(body, places=2)
        worker = people.person("李示范", unit)
        own = people.account(Role.WORKER, unit, worker)
        officer = people.account(Role.ENTERPRISE_OFFICER, unit)
        reviewer = people.account(Role.ASSESSMENT_REVIEWER, unit)

    session.query(Employment).update({"begins": date(2021, 11, 1)})
    session.commit()
    return Scene


def signed_in(app, account):
    return people.sign_in(app.test_client(), account)


def text_of(answer) -> str:
    return answer.get_data(as_text=True)


def assert_files_are_judged_by_content(phone, page):
    assert "还没有上传申报照片" in text_of(phone.post(f"{page}/submit", follow_redirects=True))
    bad = phone.post(f"{page}/photo/new", data={"photo": (BytesIO(portrait(600, 600, 90, 30)), "a.jpg"), "recent": "y"})
    assert [one for one in ("KB 之间", "不是一寸照的比例", "背景不是白色") if one not in text_of(bad)] == []
    good = {"photo": (BytesIO(portrait()), "a.jpg"), "recent": "y"}
    assert phone.post(f"{page}/photo/new", data=good).status_code == 302
    fake = {"kind": "work-years", "file": (BytesIO(b"MZ not a paper"), "proof.pdf")}
    assert "材料只收 PDF、JPG、PNG" in text_of(phone.post(f"{page}/evidence/new", data=fake))
    proof = {"kind": "work-years", "file": (BytesIO(PROOF), "proof.pdf"), "dated": "2026-11-01"}
    assert phone.post(f"{page}/evidence/new", data=proof).status_code == 302


def test_worker_applies_on_his_phone_and_gets_his_ticket(app, scene, clock):
    phone, desk = signed_in(app, scene.own), signed_in(app, scene.reviewer)
    mine = text_of(phone.get("/assessments/applications/mine"))
    assert (scene.batch.title in mine, "还有 2 个名额" in mine) == (True, True)
    begin = f"/assessments/items/{scene.batch.items[0].id}/applications/new"
    offered = text_of(phone.get(begin))
    assert "累计工作已满 5 年" in offered and "没有登记五级/初级工证书" in offered
    assert phone.post(begin, data={}).status_code == 422
    page = phone.post(begin, data={"condition": "4-1"}).headers["Location"]
    shown = text_of(phone.get(page))
    assert [text for text in ("还没有上传工作年限证明", "还没有上传申报照片") if text not in shown] == []
    assert "本人身份" not in shown and scene.worker.document_number not in shown

    assert_files_are_judged_by_content(phone, page)
    assert "已提交" in text_of(phone.post(f"{page}/submit", follow_redirects=True))
    assert "不能修改" in text_of(phone.post(f"{page}/edit", data={"condition": "4-3"}))

    listed = text_of(desk.get(f"/assessments/applications?batch={scene.batch.id}&state=submitted&text=李示"))
    assert "李示范" in listed
    [file] = set(re.findall(rf'href="({page}/evidence/\d+)"', text_of(desk.get(page))))
    assert desk.get(file).data == PROOF
    refused = text_of(desk.post(f"{page}/accept", data={}, follow_redirects=True))
    assert "请先核对并确认：从事的工作、所持的证书属于本职业或相关职业" in refused
    desk.post(f"{page}/return", data={"reason": "社保记录看不清"})
    assert "社保记录看不清" in text_of(phone.get("/assessments/applications/mine"))
    clock("2026-11-22 09:00")  # returned ones may be handed in again after the last day, until the examination
    phone, desk = signed_in(app, scene.own), signed_in(app, scene.reviewer)
    assert "已提交" in text_of(phone.post(f"{page}/submit", follow_redirects=True))
    assert "审核通过" in text_of(
        desk.post(f"{page}/accept", data={"confirmed": ["related_occupation"]}, follow_redirects=True)
    )
    [application] = session.query(Application)
    assert (application.ticket_number, application.confirmed) == (
        f"{scene.batch.id:04d}00001",
        {"related_occupation": True},
    )
    ticket = text_of(phone.get(f"{page}/ticket"))
    assert [one for one in (application.ticket_number, "待编排", "操作技能考核") if one not in ticket] == []
    assert phone.get(f"{page}/ticket/print").data.startswith(b"%PDF")
    assert desk.get(f"/assessments/batches/{scene.batch.id}/tickets/print").data.startswith(b"%PDF")
    desk.post(f"{page}/revise", data={"reason": "证明日期有疑问"})
    desk.post(f"{page}/reject", data={"reason": "证明不实"})
    session.expire_all()
    assert (application.state, application.active) == (ApplicationState.REJECTED, None)
    actions = [
        one.action
        for one in session.query(AuditEntry).filter_by(subject_kind="assessment_applications").order_by(AuditEntry.id)
    ]
    assert actions.count("submit_application") == 2 and actions[-1] == "reject_application"
    stranger = people.account(Role.ENTERPRISE_OFFICER, people.organisation("别处示例公司", scene.unit.parent))
    assert signed_in(app, stranger).get(page).status_code == 404


def test_officer_applies_for_his_workers_and_refusals_are_named(app, scene, clock):
    desk, review = signed_in(app, scene.officer), signed_in(app, scene.reviewer)
    brewing, tasting = scene.batch.items
    second = assessments.batch(scene.body)
    found = text_of(desk.get(f"/assessments/applications/new?item={brewing.id}&text=李示"))
    assert f"person_id={scene.worker.id}" in found

    def begin(item, person, condition="4-1", **typed):
        address = f"/assessments/items/{item.id}/applications/new?person_id={person.id}"
        answer = desk.post(address, data={"condition": condition, **typed})
        return answer.headers.get("Location") or text_of(answer)

    page = begin(brewing, scene.worker, stated=["related_occupation"])
    assert "已有一份申报" in begin(tasting, scene.worker)
    assert f"已在“{scene.batch.title}”申报同一职业同一等级" in begin(second.items[0], scene.worker)
    assert "已提交" in text_of(desk.post(f"{page}/submit", follow_redirects=True))  # the unit keeps the originals
    assert "单位已声明" in text_of(review.get(page))

    newcomer = people.person("王新手", scene.unit)
    session.query(Employment).filter_by(person_id=newcomer.id).update({"begins": date(2026, 1, 5)})
    session.commit()
    early = begin(brewing, newcomer)
    told = text_of(desk.post(f"{early}/submit", follow_redirects=True))
    assert "累计工作满 5 年还差 4 年 56 天，按目前在职算，2031年01月05日起满足" in told
    other = begin(brewing, people.person("赵示例", scene.unit))
    desk.post(f"{other}/submit")
    late = begin(brewing, people.person("钱示例", scene.unit))
    assert "2 个名额已经报满" in late

    clock("2026-11-21 00:01")
    desk = signed_in(app, scene.officer)
    assert "报名已经结束" in begin(tasting, people.person("孙示例", scene.unit))
    clock("2026-11-12 09:00")
    mover = people.person("周示例", scene.unit)
    with transaction():
        change_employer(mover, people.organisation("别处示例公司", scene.unit.parent))
    assert "只评价本单位职工" in text_of(
        signed_in(app, people.account(Role.ASSESSMENT_OFFICER, scene.unit.parent)).get(
            f"/assessments/items/{tasting.id}/applications/new?person_id={mover.id}"
        )
    )
    both = people.account(Role.ASSESSMENT_REVIEWER, scene.unit)
    session.query(Application).filter_by(id=int(page.rpartition("/")[2])).update({"entered_by": both.id})
    session.commit()
    desk_of_both = signed_in(app, both)
    assert "请由其他审核人审核" in text_of(
        desk_of_both.post(f"{page}/accept", data={"confirmed": ["related_occupation"]}, follow_redirects=True)
    )
    assert desk.post(f"{page}/accept").status_code == 403
