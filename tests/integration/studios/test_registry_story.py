"""A studio's file from its first day: registered, kept by its leader, named, handed on, closed."""

import io
import re
from datetime import date
from types import SimpleNamespace

import pytest
from PIL import Image

from foundation.audit import AuditEntry
from foundation.database import session, transaction
from foundation.errors import Refused
from people.accounts.rules import Role
from people.persons.models import SkillLevel
from people.persons.operations import change_employer
from people.persons.rules import Level
from studios.registry.models import LeaderTerm, Studio, StudioMember, StudioPhoto
from studios.registry.operations_members import Leaving, MemberFacts, add_member, end_membership
from studios.registry.queries import (
    StudioFilter,
    count_activities,
    leader_on,
    members_on,
    namings_in_force,
    promotions_of_members,
    public_studios,
    studios_matching,
    studios_visible_to,
    studios_waiting_for,
    team_on,
)
from studios.registry.rules import ActivityKind, LeavingReason, NamingLevel
from tests.factories import people, studios

TODAY = date(2026, 11, 10)
FACTS = {"name": "陈示强劳模创新工作室", "kind": "model-worker", "founded_on": "2020-03-01", "industry": "制造业"}


def send(client, path: str, **typed):
    """Send a form; where it was refused, what was said."""
    answer = client.post(f"/studios/{path}", data=typed)
    if answer.status_code == 302:
        return ""
    assert answer.status_code == 422, answer.status_code
    return " ".join(re.findall(r'alert-link" href[^>]*>([^<]+)<', answer.text))


def picture() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = io.BytesIO()
    Image.new("RGB", (2400, 1200), "maroon").save(content, "JPEG", exif=exif)
    return content.getvalue()


@pytest.fixture
def file(app, clock) -> SimpleNamespace:
    """A studio with its leader and nobody else, and a client for each who keeps its file."""
    clock("2026-11-10 09:00")
    studio = studios.studio(members=0)
    unit, leader = studio.organisation, studio.leader
    roles = {"unit_client": Role.ENTERPRISE_OFFICER, "district": Role.DISTRICT_OFFICER, "leader": Role.STUDIO_LEADER}
    clients = {}
    for name, role in roles.items():
        place = unit.parent if name == "district" else unit
        account = people.account(role, place, leader if name == "leader" else None)
        clients[name] = people.sign_in(app.test_client(), account)
    officer = people.account(Role.ENTERPRISE_OFFICER, unit)
    return SimpleNamespace(id=studio.id, unit=unit, person=leader, officer=officer, **clients)


def read(file: SimpleNamespace) -> Studio:
    session.expire_all()
    return session.get_one(Studio, file.id)


def test_create_studio_refuses_what_cannot_be(app, client, clock):
    clock("2026-11-10 09:00")
    unit = studios.unit()
    leader = people.person("陈示强", unit)
    people.sign_in(client, people.account(Role.ENTERPRISE_OFFICER, unit))
    new = FACTS | {"organisation": unit.name, "leader_name": "陈示强"}
    assert "成立日期不能晚于今天" in send(client, "new", **new | {"founded_on": "2026-11-11"})
    assert "填反了" in send(client, "new", **new, latitude="106.26", longitude="29.29")
    assert "最多 6 位小数" in send(client, "new", **new, latitude="29.1234567", longitude="106.26")
    assert "请填写数字" in send(client, "new", **new, area="NaN")
    assert "没有“陈示墙”" in send(client, "new", **new | {"leader_name": "陈示墙"})
    assert not send(client, "new", **new, latitude="29.29", longitude="106.26", area="180.5")
    assert "已有同名的工作室" in send(client, "new", **new)
    studio = session.query(Studio).one()
    assert (studio.leader, str(studio.area), studio.leader_terms[0].begins_on) == (leader, "180.5", date(2020, 3, 1))


def test_the_leader_keeps_the_file_himself(file):
    here, kept = f"{file.id}", file.leader
    people.person("林示例", file.unit)
    assert kept.get("/studios/mine").headers["Location"].endswith(f"/studios/{here}")
    joining = {"name": "林示例", "role": "backbone", "joined_on": "2021-01-01"}
    assert "早于工作室成立" in send(kept, f"{here}/members/new", **joining | {"joined_on": "2020-02-01"})
    assert not send(kept, f"{here}/members/new", **joining)
    assert "已经是本工作室的成员" in send(kept, f"{here}/members/new", **joining)
    assert "是本工作室的领衔人" in send(kept, f"{here}/members/new", **joining | {"name": file.person.name})
    done = {"kind": "training", "title": "编程培训", "held_on": "2026-03-05", "sessions": "2", "attendances": "60"}
    assert not send(kept, f"{here}/activities/new", **done)
    assert "不能晚于今天" in send(kept, f"{here}/activities/new", **done | {"held_on": "2026-11-11"})
    money = {"year": "2025", "source": "unit", "amount": "80000.5"}
    assert "超支" in send(kept, f"{here}/funds/new", **money, spent="90000")
    assert not send(kept, f"{here}/funds/new", **money, spent="500", file=(io.BytesIO(b"%PDF-1.4"), "账.pdf"))
    edited = {
        "founded_on": "2019-01-01",
        "name": "别的名称",
        "kind": "workers",
        "goals": "三年三项",
        "row_version": "1",
    }
    name = read(file).name
    assert not send(kept, f"{here}/edit", **edited)
    assert (read(file).name, read(file).goals) == (name, "三年三项")
    assert "已被别人修改" in kept.post(f"/studios/{here}/edit", data=edited).text
    assert kept.get(f"/studios/{here}/leader").status_code == 403
    page = kept.get(f"/studios/{here}").text
    for said in ("编程培训", "林示例", "骨干", "8万元", "三年三项"):
        assert said in re.sub(r"<[^>]*>|\s", "", page), said
    assert kept.get(f"/studios/{here}/file.pdf").data.startswith(b"%PDF")
    studio = read(file)
    assert count_activities(studio, [ActivityKind.TRAINING], date(2026, 3, 5), date(2026, 3, 5)) == 2
    assert count_activities(studio, [ActivityKind.EXCHANGE], date(2026, 1, 1), date(2026, 12, 31)) == 0


def test_files_are_judged_by_what_is_in_them(file):
    here, kept = f"{file.id}", file.leader
    renamed = (io.BytesIO(b"MZ\x90\x00"), "制度.pdf")
    assert "只收 PDF、JPG、PNG" in send(kept, f"{here}/rules/new", title="制度", issued_on="2019-01-01", file=renamed)
    photo = {"kind": "plaque", "caption": "市级牌匾", "public": "y"}
    false = kept.post(f"/studios/{here}/photos/new", data=photo | {"file": (io.BytesIO(b"MZ\x90"), "牌匾.jpg")})
    assert false.status_code == 422 and "不是能打开的 JPG 或 PNG" in false.text
    assert session.query(StudioPhoto).count() == 0
    assert not send(kept, f"{here}/photos/new", **photo, file=(io.BytesIO(picture()), "牌匾.jpg"))
    shown = session.query(StudioPhoto).one()
    stored = kept.get(f"/studios/{here}/photos/{shown.id}.jpg").data
    assert b"secret place" not in stored and Image.open(io.BytesIO(stored)).size == (1600, 800)
    kept.post(f"/studios/{here}/photos/{shown.id}/remove")
    assert session.query(StudioPhoto).count() == 0
    assert "add_photo" in {one.action for one in session.query(AuditEntry)}


def test_names_are_written_down_by_those_who_may(file):
    here = f"{file.id}"
    naming = {
        "title": "企业创新工作室",
        "issuer_name": "示例公司",
        "document": "示〔2021〕1号",
        "named_on": "2021-05-01",
    }
    assert send(file.unit_client, f"{here}/namings/new", **naming, level="city")
    assert not send(file.unit_client, f"{here}/namings/new", **naming, level="enterprise")
    city = naming | {"title": "市级工作室", "named_on": "2024-05-01", "level": "city"}
    assert "早于命名日期" in send(file.district, f"{here}/namings/new", **city, term_ends_on="2024-04-30")
    assert not send(file.district, f"{here}/namings/new", **city, term_ends_on="2026-05-01")
    own, given = read(file).namings
    assert file.leader.get(f"/studios/{here}/namings/{given.id}/correct").status_code == 403
    wrong = send(file.district, f"{here}/namings/{given.id}/correct", **city | {"named_on": "2024-05-08"}, reason=" ")
    assert "写明为什么更正" in wrong
    right = {"named_on": "2024-05-08", "reason": "日期抄错", "term_ends_on": "2026-05-08"}
    assert not send(file.district, f"{here}/namings/{given.id}/correct", **city | right)
    ended = {"ended_on": "2023-01-01", "reason": "升级后收回"}
    assert not send(file.unit_client, f"{here}/namings/{own.id}/end", **ended)
    levels = {day: [one.level for one in namings_in_force(read(file), day)] for day in (date(2022, 1, 1), TODAY)}
    assert levels == {date(2022, 1, 1): [NamingLevel.ENTERPRISE], TODAY: [NamingLevel.CITY]}
    page = file.leader.get(f"/studios/{here}").text
    assert "期满待复核" in page and "升级后收回" in page


def test_the_lead_passes_on_and_a_studio_closes(file):
    here = f"{file.id}"
    successor = studios.member(read(file), people.person("林示例", file.unit)).person
    assert session.scalars(studios_waiting_for(file.officer)).all() == []
    with transaction():
        change_employer(file.person, None)
    assert [one.id for one in session.scalars(studios_waiting_for(file.officer))] == [file.id]
    assert "已不在职，请变更领衔人" in file.unit_client.get(f"/studios/{here}").text
    change = {"name": "林示例", "day": "2026-11-01", "reason": "retired", "note": "到龄退休"}
    assert "早于工作室成立" in send(file.unit_client, f"{here}/leader", **change | {"day": "2020-02-29"})
    assert not send(file.unit_client, f"{here}/leader", **change)
    studio = read(file)
    assert [leader_on(studio, day) for day in (date(2026, 10, 31), date(2026, 11, 2))] == [file.person, successor]
    assert members_on(studio, date(2026, 11, 2)) == [] and team_on(studio, TODAY) == [successor]
    assert session.query(LeaderTerm).filter_by(end_reason=LeavingReason.RETIRED).one().person_id == file.person.id
    assert file.leader.get(f"/studios/{here}").status_code == 404
    studios.naming(studio)
    file.unit_client.post(f"/studios/{here}/close", data={"reason": ""})
    assert read(file).closed_on is None
    file.unit_client.post(f"/studios/{here}/close", data={"reason": "企业迁出"})
    assert session.scalars(public_studios()).all() == []
    assert not on_register(file, TODAY) and on_register(file, date(2026, 11, 9))
    late = file.unit_client.post(f"/studios/{here}/equipment/new", data={"name": "车床", "quantity": 1})
    assert "已注销，档案不能再改" in late.text
    file.unit_client.post(f"/studios/{here}/reopen", data={"reason": "又迁回"})
    assert [one.id for one in session.scalars(public_studios())] == [file.id]


def test_a_studio_goes_over_to_another_unit(file):
    other = people.organisation("示例新材料有限公司工会", file.unit.parent)
    move = {"organisation": other.name, "reason": "企业合并"}
    assert "没有这个单位" in send(file.unit_client, f"{file.id}/move", **move)
    assert "请选择另一个" in send(file.district, f"{file.id}/move", **move | {"organisation": file.unit.name})
    studios.studio(other, name=read(file).name)
    assert "已有同名的工作室" in send(file.district, f"{file.id}/move", **move)
    third = people.organisation("示例精工有限公司工会", file.unit.parent)
    assert not send(file.district, f"{file.id}/move", **move | {"organisation": third.name})
    assert read(file).organisation == third and file.unit_client.get(f"/studios/{file.id}").status_code == 404


def on_register(file: SimpleNamespace, day: date) -> bool:
    seen = studios_visible_to(people.account(Role.ENTERPRISE_OFFICER, file.unit))
    return session.scalars(studios_matching(seen, StudioFilter(day))).first() is not None


def test_who_left_or_died_is_no_member_again_and_who_rose_is_counted_once(app, clock):
    clock("2026-11-10 09:00")
    studio = studios.studio(members=3)
    other = studios.studio(studio.organisation)
    by = people.account(Role.ENTERPRISE_OFFICER, studio.organisation)
    rose, dead, left = (one.person for one in studio.members)
    for level, day in ((Level.FOUR, date(2019, 1, 1)), (Level.THREE, date(2026, 2, 1)), (Level.TWO, date(2026, 9, 1))):
        session.add(SkillLevel(person=rose, occupation_code="6-18-01-01", level=level, awarded=day))
    session.add(SkillLevel(person=left, occupation_code="6-18-01-01", level=Level.THREE, awarded=date(2026, 3, 1)))
    session.add(SkillLevel(person=left, occupation_code="6-18-01-02", level=Level.TWO, awarded=date(2018, 1, 1)))
    session.commit()
    year = (date(2026, 1, 1), date(2026, 12, 31))
    with transaction():
        end_membership(studio.members[1], Leaving(date(2026, 5, 1), LeavingReason.DIED), by=by)
        change_employer(left, None)
    [counted] = promotions_of_members(studio, *year)
    assert (counted.person, counted.level, counted.awarded) == (rose, Level.TWO, date(2026, 9, 1))
    assert promotions_of_members(studio, date(2027, 1, 1), date(2027, 12, 31)) == []
    joining = MemberFacts(date(2026, 6, 1))
    for person, said in ((dead, "已登记为去世"), (left, "没有在职单位")):
        with transaction(), pytest.raises(Refused, match=said):
            add_member(other, person, joining, by=by)
    with transaction():
        [once] = [one for one in session.query(StudioMember) if one.person_id == rose.id]
        end_membership(once, Leaving(date(2026, 8, 31), LeavingReason.MOVED), by=by)
    assert promotions_of_members(studio, *year)[0].level == Level.THREE
