"""Thirty studios on the register: their people, namings, members and honours from files, then what each has and did."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from demo.make_files import CITY
from demo.people import ENTERPRISE, account_named, apply_workbook, open_account_of
from demo.portraits import portrait
from demo.studios.files import FILES, Team, experts, naming, teams
from demo.studios.pictures import paper, photo
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Role
from people.honours.models import Honour
from people.honours.operations import set_honour_photo
from people.honours.workbooks import HONOURS
from people.persons.models import Person
from people.persons.operations import add_skill_level
from people.persons.queries import find_persons
from people.persons.rules import DocumentKind, Level
from people.persons.workbooks import ROSTER
from studios.registry.models import Studio
from studios.registry.operations import StudioFacts, edit_studio
from studios.registry.operations_belongings import (
    ActivityFacts,
    EquipmentFacts,
    FundFacts,
    PhotoFacts,
    add_activity,
    add_equipment,
    add_fund,
    add_photo,
    add_rule,
)
from studios.registry.operations_namings import NamingFacts, record_naming
from studios.registry.rules import ActivityKind, FundSource, NamingLevel, PhotoKind, rank_of
from studios.registry.workbooks import MEMBERS, STUDIOS

LEADER, EXPERTS = "leader", tuple(f"expert{number:02}" for number in range(1, 6))
OCCUPATIONS = {
    "机械": "6-18-02-04",
    "重工": "6-18-02-04",
    "能源": "6-31-01-03",
    "电子": "6-31-01-03",
    "茶业": "4-03-02-07",
}
OTHERWISE = "6-31-07-03"
LEVELS = (Level.TWO, Level.THREE, Level.THREE, Level.FOUR, Level.FOUR)
RULES = ("学习培训制度", "项目管理办法", "创新成果奖励办法")
TITLES = {
    ActivityKind.TRAINING: "{what}技能培训",
    ActivityKind.EXCHANGE: "{what}技术交流会",
    ActivityKind.SERVICE: "{what}技术服务进企业",
    ActivityKind.VISIT: "接待同行参观",
}
IN_THE_GALLERY = 12


def register_studios() -> None:
    """The workbooks as unions send them, then each studio's file; the accounts of a leader and five experts."""
    city = account_named("city")
    apply_workbook(ROSTER, FILES / "persons.xlsx", by=city)
    apply_workbook(STUDIOS, FILES / "studios.xlsx", by=city)
    apply_workbook(MEMBERS, FILES / "members.xlsx", by=city)
    apply_workbook(HONOURS, FILES / "honours.xlsx", by=city)
    persons = _persons()
    for number, (team, studio) in enumerate(zip(teams(), all_studios(), strict=True)):
        _grade(team, persons, by=city)
        _describe(team, studio, by=city)
        _furnish(number, team, studio, by=city)
    _show_honours(by=city)
    leader = next(one.leader for one in all_studios() if one.organisation.name == ENTERPRISE)
    assert leader is not None
    open_account_of(leader, LEADER, Role.STUDIO_LEADER, ENTERPRISE)
    for username, who in zip(EXPERTS, experts(), strict=True):
        open_account_of(persons[who.number], username, Role.EXPERT, CITY)


def all_studios() -> list[Studio]:
    """The thirty, in the order of the workbook."""
    return list(session.scalars(select(Studio).order_by(Studio.id)))


def studios_at(level: NamingLevel) -> list[Studio]:
    """The studios that came as far as a level."""
    return [one for team, one in zip(teams(), all_studios(), strict=True) if team.plan.level is level]


def officer_over(studio: Studio) -> Account:
    """The officer of the studio's district."""
    named = {"渝北": "yubei", "永川": "yongchuan", "江津": "jiangjin"}
    return account_named(named[studio.organisation.name[:2]])


def _persons() -> dict[str, Person]:
    """Everybody of the studios, and the experts, by identity number."""
    known = [who for team in teams() for who in (team.leader, *team.members) if who is not None]
    numbers = [who.number for who in (*known, *experts())]
    found = find_persons([(DocumentKind.RESIDENT, number) for number in numbers])
    return {number: person for (_, number), person in found.items()}


def _grade(team: Team, persons: dict[str, Person], *, by: Account) -> None:
    """The skill levels of leader and members, with the days on which they were awarded."""
    occupation = OCCUPATIONS.get(team.plan.trade, OTHERWISE)
    levels = ((team.leader, Level.ONE), *zip(team.members, LEVELS, strict=False))
    for place, (who, level) in enumerate(levels):
        if who is not None:
            awarded = date(2017 + place, 10, 20)
            add_skill_level(persons[who.number], occupation, level, f"示例{who.number[-8:]}", awarded, by=by)


def _describe(team: Team, studio: Studio, *, by: Account) -> None:
    """Its introduction and goals, and the names that it bore before the present one."""
    plan = team.plan
    where = f"以{plan.field}为基地，把课题做在田间地头，" if plan.field else ""
    leads = f"由{team.leader.name}领衔，" if team.leader else "以班组为单位轮流牵头，"
    facts = StudioFacts(
        name=studio.name,
        kind=studio.kind,
        founded_on=studio.founded_on,
        speciality=studio.speciality,
        industry=studio.industry,
        address=studio.address,
        latitude=studio.latitude,
        longitude=studio.longitude,
        area=studio.area,
        introduction=f"{studio.name}{leads}{where}围绕{plan.speciality}开展攻关、带徒和交流。（演示数据，人员单位均为虚构。）",
        goals=f"三年内完成{plan.speciality}课题三项，培养高级工以上人才五名，每年开展培训交流四场。",
    )
    edit_studio(studio, facts, by=by, version=None)
    for level in (one for one in NamingLevel if rank_of(one) < rank_of(plan.level)):
        title, issuer, document, day = naming(plan, level)
        record_naming(studio, NamingFacts(level, title, issuer, document, day), by=by)


def _furnish(number: int, team: Team, studio: Studio, *, by: Account) -> None:
    """Equipment, rules, three years of money, photos and activities."""
    what, today = team.plan.speciality, clock.today()
    add_equipment(studio, EquipmentFacts(f"{what}工作台", "示例型", 2, Decimal(36_000)), by=by)
    add_equipment(studio, EquipmentFacts("示教一体机", "示例型", 1, Decimal(12_800)), by=by)
    for place, title in enumerate(RULES[: 2 + number % 2]):
        content = paper() if place == 0 else None
        add_rule(studio, title, studio.founded_on + timedelta(days=30 * (place + 1)), content, by=by)
    for year in range(today.year - 2, today.year + 1):
        amount = Decimal(30_000 + number * 7_000 % 50_000)
        spent = amount * (3 if year == today.year else 5) / 5
        add_fund(studio, FundFacts(year, FundSource.UNIT, amount, spent), None, by=by)
        if number % 2 == year % 2:
            add_fund(studio, FundFacts(year, FundSource.UNION, Decimal(20_000), Decimal(15_000)), None, by=by)
    shown = [(PhotoKind.PLACE, f"{what}攻关现场")]
    if rank_of(team.plan.level) >= rank_of(NamingLevel.CITY):
        shown.insert(0, (PhotoKind.PLAQUE, naming(team.plan, team.plan.level)[0]))
    if number % 3 == 0:
        shown.append((PhotoKind.ACTIVITY, f"{what}带徒培训"))
    if team.plan.field:
        shown.append((PhotoKind.OUTCOME, team.plan.field))
    for place, (kind, caption) in enumerate(shown):
        add_photo(studio, PhotoFacts(kind, caption, today - timedelta(days=60)), photo(number + place, caption), by=by)
    for facts in activities(number, team, today):
        add_activity(studio, facts, None, by=by)


def activities(number: int, team: Team, today: date) -> Iterator[ActivityFacts]:
    """Eight to ten over the last three years: most studios taught in each of them, some in two only."""
    kinds = list(ActivityKind)
    for place in range(8 + number % 3):
        kind = kinds[(number + place) % len(kinds)]
        day = today - timedelta(days=40 + place * 97 + number)
        where = team.plan.field if team.plan.field and kind is ActivityKind.EXCHANGE else "示例实训室"
        title = TITLES[kind].format(what=team.plan.speciality)
        yield ActivityFacts(kind, title, day, where, 1 + place % 2, 18 + (number * 5 + place * 7) % 40)


def _show_honours(*, by: Account) -> None:
    """Some of those who were announced are shown with a photo."""
    shown = select(Honour).where(Honour.public, Honour.person_id.is_not(None)).order_by(Honour.id)
    for number, honour in enumerate(session.scalars(shown.limit(IN_THE_GALLERY)), start=201):
        set_honour_photo(honour, portrait(number), by=by)
