"""Makes the import files of the demo's studios, in demo/studios/workbooks. Run: python -m demo.studios.files

Persons are invented as in `make_files`: the same rules for names and identity numbers, a seed of its own. The days are
fixed years in the past, so that the files stay the same.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from demo.certification_files import PERSON_HEADER
from demo.make_files import (
    CHARACTERS,
    CITY,
    COLLEGE,
    DISTILLERY,
    DISTRICTS,
    FOLDER,
    SEED,
    SURNAMES,
    TRADES,
    identity_number,
)
from demo.make_files import write_workbook as write
from demo.studios.places import CENTRES, LEADERLESS, PLANS, Plan
from people.honours.rules import HONOUR_TITLES, HonourKind
from studios.registry.rules import NAMING_LEVEL_TITLES, STUDIO_KIND_TITLES, NamingLevel, StudioKind

FILES = FOLDER / "studios" / "workbooks"
STUDIO_HEADER = [
    *("所在单位", "工作室名称", "类型", "成立日期", "领衔人", "领衔人证件号码", "专业方向", "行业", "地址"),
    *("面积（平方米）", "纬度", "经度", "级别", "命名名称", "命名单位", "命名文件", "命名日期"),
]
MEMBER_HEADER = ["工作室名称", "工作室所在单位", "姓名", "证件号码", "分工", "负责的工作", "加入日期"]
HONOUR_HEADER = ["姓名或集体名称", "单位", "荣誉", "年份", "授予文件", "证件号码", "授予日期", "授予依据", "公开展示"]
ROLES = ("副领衔人", "骨干", "骨干", "成员", "成员")
DUTIES = ("统筹攻关", "工艺改进", "工装设计", "数据整理", "带徒培训")
L, H, K = NamingLevel, HonourKind, StudioKind
ISSUERS = {
    L.ENTERPRISE: "{unit}",
    L.DISTRICT: "{district}示例区总工会",
    L.CITY: CITY,
    L.CITY_MODEL: CITY,
    L.PROVINCE: "示例省总工会",
    L.NATIONAL: "示例全国总工会",
}
YEARS_TO = {L.ENTERPRISE: 1, L.DISTRICT: 2, L.CITY: 4, L.CITY_MODEL: 6, L.PROVINCE: 8, L.NATIONAL: 10}
"""How many years after its founding a studio came to a level."""
MODEL_HONOURS = {
    L.NATIONAL: (H.NATIONAL_MODEL_WORKER, H.CITY_MODEL_WORKER),
    L.PROVINCE: (H.PROVINCIAL_MODEL_WORKER, H.CITY_MODEL_WORKER),
    L.CITY_MODEL: (H.CITY_MODEL_WORKER, H.CITY_MAY_DAY_MEDAL),
    L.CITY: (H.CITY_MODEL_WORKER,),
    L.DISTRICT: (H.DISTRICT_MODEL_WORKER,),
    L.ENTERPRISE: (H.ENTERPRISE_MODEL_WORKER,),
}
CRAFT_HONOURS = {
    L.PROVINCE: (H.PROVINCIAL_CRAFTSPERSON, H.NATIONAL_SKILL_EXPERT),
    L.CITY_MODEL: (H.CITY_CRAFTSPERSON, H.CITY_MAY_DAY_MEDAL),
    L.CITY: (H.CITY_CRAFTSPERSON,),
    L.DISTRICT: (H.DISTRICT_CRAFTSPERSON,),
    L.ENTERPRISE: (H.ENTERPRISE_CRAFTSPERSON,),
}
OF_MEMBERS = (H.DISTRICT_INNOVATION_STAR, H.DISTRICT_SKILL_STAR, H.DISTRICT_FINEST_WORKER, H.JINGONG_CRAFTSPERSON)
COLLECTIVE = (
    (H.CITY_PIONEER_TEAM, "示例一班"),
    (H.DISTRICT_PIONEER_TEAM, "示例抢修班"),
    (H.CITY_PACESETTER_POST, "示例质检岗"),
    (H.CITY_MAY_DAY_CERTIFICATE, ""),
)


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    number: str
    phone: str


@dataclass(frozen=True)
class Team:
    """A studio with its leader, if it has one, and its members."""

    plan: Plan
    leader: Invented | None
    members: tuple[Invented, ...]

    @property
    def unit(self) -> str:
        return unit_of(self.plan)

    @property
    def name(self) -> str:
        return self.plan.name.format(leader=self.leader.name if self.leader else "")


def main() -> None:
    """Write every file."""
    FILES.mkdir(exist_ok=True)
    write(FILES / "persons.xlsx", PERSON_HEADER, list(_person_rows()))
    write(FILES / "studios.xlsx", STUDIO_HEADER, list(_studio_rows()))
    write(FILES / "members.xlsx", MEMBER_HEADER, list(_member_rows()))
    write(FILES / "honours.xlsx", HONOUR_HEADER, list(_honour_rows()))


def experts() -> tuple[Invented, ...]:
    """Five teachers of the college who review; nobody's colleagues."""
    return _invented()[1]


def teams() -> tuple[Team, ...]:
    """The thirty studios with their people; the same every time."""
    return _invented()[0]


@cache
def _invented() -> tuple[tuple[Team, ...], tuple[Invented, ...]]:
    people = _invented_people(random.Random(SEED + 6))
    made = []
    for place, plan in enumerate(PLANS):
        leader = None if plan.name == LEADERLESS else next(people)
        made.append(Team(plan, leader, tuple(next(people) for _ in ROLES[: 4 + place % 2])))
    return tuple(made), tuple(next(people) for _ in range(5))


def unit_of(plan: Plan) -> str:
    """The name of the unit's union, as organisations.xlsx has it."""
    if plan.trade not in TRADES:
        return DISTILLERY
    at = 2 * TRADES.index(plan.trade)
    return f"{plan.district}示例{CHARACTERS[at]}{CHARACTERS[at + 1]}{plan.trade}有限公司工会"


def naming(plan: Plan, level: NamingLevel) -> tuple[str, str, str, date]:
    """Title, issuer, document and day of the naming by which a studio came to a level."""
    year = plan.founded + YEARS_TO[level]
    title = f"{NAMING_LEVEL_TITLES[level]}{STUDIO_KIND_TITLES[plan.kind]}"
    issuer = ISSUERS[level].format(unit=unit_of(plan), district=plan.district)
    return title, issuer, f"示工发〔{year}〕{10 + list(NamingLevel).index(level)}号", date(year, 4, 26)


def founded_on(plan: Plan) -> date:
    """The day a studio was founded."""
    return date(plan.founded, 3, 1 + len(plan.name) % 20)


def _invented_people(chance: random.Random) -> Iterator[Invented]:
    number = 0
    while True:
        name = chance.choice(SURNAMES) + chance.choice("示例样试范") + chance.choice(CHARACTERS)
        born = date(1968, 1, 1) + timedelta(days=chance.randrange(26 * 365))
        county = chance.choice(list(DISTRICTS.values()))
        yield Invented(name, identity_number(county, born, 200 + number), f"197{number:08}")
        number += 1


def _person_rows() -> Iterator[list[str]]:
    for team in teams():
        for who in (*([team.leader] if team.leader else []), *team.members):
            post = f"{team.plan.speciality}技师" if who is team.leader else f"{team.plan.speciality}操作工"
            yield [who.name, "居民身份证", who.number, who.phone, team.unit, post, "2012-07-01"]
    for who in experts():
        yield [who.name, "居民身份证", who.number, who.phone, COLLEGE, "教师", "2012-07-01"]


def _studio_rows() -> Iterator[list[str]]:
    for place, team in enumerate(teams()):
        plan, leader = team.plan, team.leader
        north, east = CENTRES[plan.district]
        latitude = north + Decimal(place * 37 % 101 - 50) / 1000
        longitude = east + Decimal(place * 53 % 121 - 60) / 1000
        title, issuer, document, day = naming(plan, plan.level)
        where = f"{plan.district}示例园{place + 1}号楼" + (f"，{plan.field}" if plan.field else "")
        yield [
            *(team.unit, team.name, STUDIO_KIND_TITLES[plan.kind], founded_on(plan).isoformat()),
            *((leader.name, leader.number) if leader else ("", "")),
            *(plan.speciality, plan.industry, where, str(60 + place * 17 % 140), f"{latitude:f}", f"{longitude:f}"),
            *(NAMING_LEVEL_TITLES[plan.level], title, issuer, document, day.isoformat()),
        ]


def _member_rows() -> Iterator[list[str]]:
    for team in teams():
        for nth, who in enumerate(team.members):
            joined = date(min(team.plan.founded + nth // 2, 2023), 3, 25)
            yield [team.name, team.unit, who.name, who.number, ROLES[nth], DUTIES[nth], joined.isoformat()]


def _honour_rows() -> Iterator[list[str]]:
    """What leaders were granted, what some members and collectives were."""
    for place, team in enumerate(teams()):
        wanted = MODEL_HONOURS if team.plan.kind in {K.MODEL_WORKER, K.WORKERS} else CRAFT_HONOURS
        if team.leader:
            for kind in wanted[team.plan.level]:
                yield _honour(team, team.leader, kind, team.plan.founded - 1)
        if place % 2:
            yield _honour(team, team.members[0], OF_MEMBERS[place // 2 % len(OF_MEMBERS)], 2023)
        if place % 3 == 0:
            kind, name = COLLECTIVE[place // 3 % len(COLLECTIVE)]
            yield [name, team.unit, HONOUR_TITLES[kind], "2024", "示工发〔2024〕8号", "", "2024-04-28", "", "是"]


def _honour(team: Team, who: Invented, kind: HonourKind, year: int) -> list[str]:
    basis = f"{team.plan.speciality}技术创新"
    paper = f"示工发〔{year}〕6号"
    return [who.name, team.unit, HONOUR_TITLES[kind], str(year), paper, who.number, f"{year}-04-28", basis, "是"]


if __name__ == "__main__":
    main()
