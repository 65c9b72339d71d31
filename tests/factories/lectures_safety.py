"""One record of every kind that addresses of lectures name, all of one federation."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from foundation import clock, files
from foundation.database import session, transaction
from lectures.attendance.models import LecturePhoto, Material, Registration
from lectures.attendance.rules import RegistrationState
from lectures.feedback.models import Improvement
from lectures.lecturers.models_teams import LectureTeam, LectureTeamMember
from lectures.lecturers.models_terms import LecturerTraining
from lectures.menus.models_surveys import DemandSurvey, DemandTheme
from lectures.menus.models_wishes import Wish
from lectures.menus.rules import MenuState
from lectures.menus.rules_surveys import SurveyState
from lectures.orders import inviting
from lectures.planning.models import TourPlan
from lectures.planning.rules import PlanState
from lectures.tours.models import Lecture, LectureTour
from people.accounts.models import Account
from people.accounts.rules import Role
from tests.factories import lectures, lectures_calendars, lectures_classes, lectures_orders, people
from tests.factories.lectures_orders import ADDRESSES, Town


@dataclass
class World:
    """Who takes part, and the id of a record for every name in an address."""

    town: Town
    worker: Account
    lecturer: Account
    ids: dict[str, int]


def world() -> World:
    """All of it, stored at once."""
    town = lectures_orders.town()
    worker = people.account(Role.WORKER, town.unit, people.person("职示一", town.unit))
    tour = lectures.tour(town.district)
    soon = clock.now() + timedelta(minutes=30)
    lecture = lectures.lecture(tour, town.lecturer, places=[town.place], at=soon, registers=True, host=town.unit)
    draft = lectures.menu(town.district, "正在编写", state=MenuState.DRAFT)
    ids = {
        "lecture_id": lecture.id,
        "tour_id": tour.id,
        "speaker_id": lecture.speakers[0].id,
        "place_id": town.place.id,
        "lecturer_id": town.lecturer.id,
        "menu_id": draft.id,
        "item_id": draft.items[0].id,
    }
    lectures_calendars.release(tour, town.officer)
    ids |= _of_the_lecture(lecture.id, worker) | _of_the_pool(town) | _of_the_menu(town, worker)
    return World(town, worker, lectures.lecturer_account(town.lecturer), ids | _asked_for(town, worker))


def _of_the_lecture(lecture_id: int, worker: Account) -> dict[str, int]:
    paper = files.store(b"%PDF-1.4", name="paper.pdf", media_type="application/pdf")
    picture = files.store(b"\x89PNG", name="photo.png", media_type="image/png")
    facts = {"person": worker.person, "made_by": worker, "ticket": "ABCDEFGHJK", "place": 1}
    registration = Registration(lecture_id=lecture_id, state=RegistrationState.REGISTERED, **facts)
    improvement = Improvement(lecture_id=lecture_id, finding="话筒不响", doer="示例礼堂", due_on=clock.today())
    return {
        "registration_id": lectures.kept(registration).id,
        "material_id": lectures.kept(Material(lecture_id=lecture_id, title="讲稿", file=paper)).id,
        "photo_id": lectures.kept(LecturePhoto(lecture_id=lecture_id, caption="合影", file=picture)).id,
        "improvement_id": lectures.kept(improvement).id,
    }


def _of_the_pool(town: Town) -> dict[str, int]:
    begins, ends = date(clock.today().year, 1, 1), date(clock.today().year, 12, 31)
    team = lectures.kept(LectureTeam(organisation=town.district, name="示例巡讲团", begins=begins, ends=ends))
    lecturer_id, hours = town.lecturer.id, Decimal(8)
    member = LectureTeamMember(team_id=team.id, lecturer_id=lecturer_id, begins=begins)
    training = LecturerTraining(lecturer_id=lecturer_id, title="表达课", held_on=begins, hours=hours)
    return {
        "team_id": team.id,
        "member_id": lectures.kept(member).id,
        "training_id": lectures.kept(training).id,
    }


def _of_the_menu(town: Town, worker: Account) -> dict[str, int]:
    wish = Wish(organisation=town.unit, wished_by=worker, theme="无人机", why="新设备", people=20)
    days = {"opens_on": clock.today(), "closes_on": clock.today() + timedelta(days=9)}
    survey = DemandSurvey(organisation=town.district, title="需求调查", state=SurveyState.OPEN, **days)
    theme = lectures.kept(DemandTheme(survey=survey, place=1, title="焊接"))
    return {"wish_id": lectures.kept(wish).id, "survey_id": survey.id, "theme_id": theme.id}


def _asked_for(town: Town, worker: Account) -> dict[str, int]:
    order = lectures_orders.order(town)
    with transaction():
        inviting.assign_order(order, 1, [town.lecturer.id], ADDRESSES, by=town.officer)
    made = lectures_classes.training_class(town.district, town.officer, **_class_days())
    enrolled = lectures_classes.enrol(made, [worker.person], town.officer)[0]
    session.expire_all()
    plan = TourPlan(tour=made.tour, seconds=2, state=PlanState.PROPOSED, made_at=clock.now())
    return {
        "order_id": order.id,
        "invitation_id": order.invitations[0].id,
        "class_id": made.id,
        "enrolment_id": enrolled.id,
        "plan_id": lectures.kept(plan).id,
    }


def _class_days() -> dict[str, Any]:
    first, last = clock.today(), clock.today() + timedelta(days=30)
    return {"first_day": first, "last_day": last, "enrols_from": first, "enrols_to": last}


def hide() -> None:
    """Nothing is for the public."""
    for kind in (Lecture, LectureTour):
        session.execute(update(kind).values(public=False))
    session.commit()
