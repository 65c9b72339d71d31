"""The thirty lecturers: most come in by a workbook with their terms, four are recommended level by level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache

from sqlalchemy import select

from demo.lectures.contents import THEMES, TOPICS
from demo.lectures.days import take_in
from demo.make_files import CITY, DISTILLERY
from demo.people import ENTERPRISE, account_named, open_account_of
from demo.portraits import portrait
from demo.studios.files import Invented, Team, teams
from demo.studios.register import LEADER, all_studios
from foundation import clock
from foundation.database import session
from lectures.lecturers.models import Lecturer
from lectures.lecturers.operations import LecturerFacts, edit_lecturer, set_gallery, set_lecturer_photo
from lectures.lecturers.operations_hours import set_hours
from lectures.lecturers.operations_teams import TeamFacts, add_team_member, create_team
from lectures.lecturers.operations_terms import (
    advise_lecturer,
    appoint_lecturer,
    pause_lecturer,
    recommend_lecturer,
    remove_lecturer,
    renew_lecturer,
)
from lectures.lecturers.operations_training import TrainingFacts, add_training
from lectures.lecturers.queries_terms import terms_of
from lectures.lecturers.rules import AUDIENCE_TITLES, Audience, Topic, WeeklyHours
from lectures.lecturers.rules_hours import NotedDays
from lectures.lecturers.rules_teams import TeamDuty
from lectures.lecturers.rules_terms import Term, TrainingResult
from lectures.lecturers.workbooks import LECTURERS
from people.accounts.models import Account
from people.accounts.operations import grant_role
from people.accounts.rules import Role
from people.persons.models import Person
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind
from studios.registry.models import Studio
from studios.registry.rules import StudioKind

LECTURER = "jiangshi"
LISTED = 26
"""How many come in by the workbook; the others are recommended."""

OWN = 4
"""The place on the list of the lecturer who has an account: he speaks about the theme of this year's tour."""

A = Audience
AUDIENCES = ((A.WORKERS, A.TECHNICIANS), (A.WORKERS, A.STUDENTS, A.MIDDLE_PUPILS), (A.WORKERS, A.RESIDENTS))
HEADLINES = {
    StudioKind.MODEL_WORKER: "市劳动模范",
    StudioKind.CRAFTSPERSON: "市级工匠",
    StudioKind.SKILL_MASTER: "技能大师",
    StudioKind.TRADITIONAL_CRAFT: "传统工艺大师",
    StudioKind.WORKERS: "技术能手",
}
TERM_MONTHS, RENEWED_MONTHS = 60, 36
RENEWED, SHOWN, TRAINED, TEAM = 18, 8, 12, 9
"""How many got another term, are in the gallery, went to the last training, are in the team."""

PAUSED, GONE = 24, 25
"""The places on the list of those who do not lecture any more."""

WAITS = "/lectures/lecturers/recommendations"


@dataclass(frozen=True)
class LecturerPlan:
    """Somebody who lectures: `place` on the list, the studio that he leads or belongs to."""

    place: int
    who: Invented
    team: Team

    @property
    def theme(self) -> str:
        return THEMES[self.place % len(THEMES)]


@cache
def lecturer_plans() -> tuple[LecturerPlan, ...]:
    """All thirty: first those of the workbook, last those whom the two units with officers recommend."""
    others = [(one.leader or one.members[0], one) for one in teams() if one.unit not in {ENTERPRISE, DISTILLERY}]
    recommending = [one for one in teams() if one.unit in {ENTERPRISE, DISTILLERY}]
    leaders = [(one.leader or one.members[0], one) for one in recommending]
    members = [(one.members[1], one) for one in recommending]
    listed = [*others[:LISTED], *leaders, *members]
    return tuple(LecturerPlan(place, who, team) for place, (who, team) in enumerate(listed))


def load_pool() -> None:
    """The pool as the city's workbook has it, with the first terms."""
    city, begins = account_named("city"), clock.today()
    rows = [row_of(plan, begins) for plan in lecturer_plans()[:LISTED]]
    take_in(LECTURERS, "讲师名单.xlsx", rows, by=city, pool=city.organisation_id)


def describe_pool() -> None:
    """What the workbook has no room for: studios, ways, introductions, hours, the gallery; an account for one."""
    city, studios = account_named("city"), {one.name: one for one in all_studios()}
    listed = pool()[:LISTED]
    for plan, lecturer in zip(lecturer_plans(), listed, strict=False):
        edit_lecturer(lecturer, facts_of(plan, studios[plan.team.name]), by=city)
        if plan.place % 3 == 1:
            _set_hours(lecturer, by=city)
        if plan.place < TRAINED:
            day = clock.today() - timedelta(days=20)
            result = TrainingResult.EXCELLENT if plan.place % 4 == 0 else TrainingResult.PASSED
            add_training(lecturer, TrainingFacts("劳模工匠讲师备课培训", day, Decimal(16), result), by=city)
        if plan.place < SHOWN:
            set_lecturer_photo(lecturer, portrait(300 + plan.place), by=city)
            set_gallery(lecturer, public=True, consent="同意书存市总工会宣教部（示例）", by=city)
    open_account_of(listed[OWN].person, LECTURER, Role.LECTURER, CITY)
    _found_team(listed, by=city)


def recommend_pool() -> None:
    """Two units recommend two each: two are appointed, one waits for the city and one for the district.

    One of the appointed has an account, which gets the role.
    """
    studios, city = {one.name: one for one in all_studios()}, account_named("city")
    officers = {ENTERPRISE: ("qiye", "yongchuan"), DISTILLERY: ("jiuzhuang", "jiangjin")}
    for place, plan in enumerate(lecturer_plans()[LISTED:]):
        unit, district = (account_named(name) for name in officers[plan.team.unit])
        facts, words = facts_of(plan, studios[plan.team.name]), "事迹突出，善于表达，本单位推荐。"
        lecturer = recommend_lecturer(city.organisation, _person(plan), facts, words, address=WAITS, by=unit)
        if place < 3:
            advise_lecturer(lecturer, agreed=True, reason="同意推荐。", address=WAITS, by=district)
        if place < 2:
            _appoint(lecturer, by=city)
    grant_role(account_named(LEADER), Role.LECTURER, city.organisation, by=city)


def renew_pool() -> None:
    """Before the first terms end most get another; one pauses, one has left."""
    city = account_named("city")
    for lecturer in pool()[:RENEWED]:
        begins = terms_of(lecturer)[-1].ends + timedelta(days=1)
        renew_lecturer(lecturer, Term(begins, RENEWED_MONTHS), f"示工发〔{begins.year}〕18号", by=city)
    pause_lecturer(pool()[PAUSED], reason="借调外地一年，期满后恢复。", by=city)
    remove_lecturer(pool()[GONE], reason="年度评议排在末位，本人同意退出。", by=city)


def pool() -> list[Lecturer]:
    """The lecturers in the order of the plans."""
    return list(session.scalars(select(Lecturer).order_by(Lecturer.id)).unique())


def lecturing(theme: str) -> list[Lecturer]:
    """Who goes on the tour with this theme: those of the workbook who have stayed in service."""
    stayed = [one for one in lecturer_plans()[:LISTED] if one.place not in {PAUSED, GONE} and one.theme == theme]
    known = pool()
    return [known[one.place] for one in stayed]


def facts_of(plan: LecturerPlan, studio: Studio) -> LecturerFacts:
    """What is written down about him."""
    what, name = plan.team.plan.speciality, plan.who.name
    return LecturerFacts(
        headline=HEADLINES[studio.kind],
        introduction=f"{name}，{studio.name}成员，从事{what}工作多年，常年到企业、学校和社区宣讲。（演示数据，人员为虚构。）",
        audiences=AUDIENCES[plan.place % len(AUDIENCES)],
        languages=["普通话", "重庆话"] if plan.place % 2 else ["普通话"],
        studio_id=studio.id,
        latitude=studio.latitude,
        longitude=studio.longitude,
        travel_km=100 if plan.place % 4 == 0 else None,
        fee=Decimal(0),
        fee_rule="公益宣讲，不取课酬",
        yearly_cap=18,
        topics=[Topic(title, plan.theme) for title in _topics(plan)],
    )


def row_of(plan: LecturerPlan, begins: date) -> dict[str, str]:
    """A lecturer as a line of the workbook, with a term from that day."""
    audiences = AUDIENCES[plan.place % len(AUDIENCES)]
    return {
        "姓名": plan.who.name,
        "单位": plan.team.unit,
        "证件号码": plan.who.number,
        "称号": HEADLINES[plan.team.plan.kind],
        "主题": plan.theme,
        "讲题": "；".join(_topics(plan)),
        "时长（分钟）": "60",
        "适合的听众": "、".join(AUDIENCE_TITLES[one] for one in audiences),
        "每年最多讲": "18",
        "课酬说明": "公益宣讲，不取课酬",
        "聘期起": begins.isoformat(),
        "聘期（月）": str(TERM_MONTHS),
        "聘任文件": f"示工发〔{begins.year}〕3号",
    }


def _topics(plan: LecturerPlan) -> list[str]:
    return [title.format(what=plan.team.plan.speciality) for title in TOPICS[plan.theme]]


def _set_hours(lecturer: Lecturer, *, by: Account) -> None:
    """Working days from nine to half past five, but for a week of leave."""
    hours = [WeeklyHours(day, time(9), time(17, 30)) for day in range(5)]
    leave = clock.today() + timedelta(days=150)
    set_hours([lecturer], hours, [NotedDays(leave, leave + timedelta(days=6), note="年休假")], by=by)


def _found_team(lecturers: Sequence[Lecturer], *, by: Account) -> None:
    """The team of this term; those who left or pause soon are not in it."""
    begins = clock.today() - timedelta(days=300)
    ends = begins + timedelta(days=729)
    facts = TeamFacts("示例市劳模工匠巡讲团（第三届）", begins, ends, "进企业、进校园、进社区。")
    team = create_team(by.organisation, facts, by=by)
    session.flush()
    duties = (TeamDuty.LEADER, TeamDuty.DEPUTY, TeamDuty.SECRETARY)
    for place, lecturer in enumerate(lecturers[:TEAM]):
        duty = duties[place] if place < len(duties) else TeamDuty.MEMBER
        add_team_member(team, lecturer, duty, begins, None, by=by)


def _appoint(lecturer: Lecturer, *, by: Account) -> None:
    today = clock.today()
    appoint_lecturer(lecturer, Term(today, 24), f"示工发〔{today.year}〕21号", address="/lectures/me", by=by)


def _person(plan: LecturerPlan) -> Person:
    (found,) = find_persons([(DocumentKind.RESIDENT, plan.who.number)]).values()
    return found
