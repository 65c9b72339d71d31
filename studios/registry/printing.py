"""A studio's file as plain words, as paper shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from people.honours.rules import HONOUR_TITLES
from people.persons.rules import LEVEL_TITLES
from studios.registry.models import StudioNaming
from studios.registry.queries_hub import StudioFile
from studios.registry.rules import (
    ACTIVITY_KIND_TITLES,
    FUND_SOURCE_TITLES,
    MEMBER_ROLE_TITLES,
    NAMING_LEVEL_TITLES,
    STUDIO_KIND_TITLES,
)

NOTHING = "—"
Lines = list[Sequence[str]]


@dataclass(frozen=True)
class PrintedFile:
    """What the paper says: pairs of label and value, and the rows of each table."""

    title: str
    unit: str
    day: str
    facts: Lines
    introduction: str
    goals: str
    namings: Lines
    leader: Lines
    members_line: str
    members: Lines
    equipment: Lines
    rules: str
    funds: Lines
    activities: Lines


def printed_file(file: StudioFile) -> PrintedFile:
    """The words of the paper."""
    studio = file.studio
    grades = "".join(f"，{level} {count} 人" for level, count in file.grade_counts)
    return PrintedFile(
        title=studio.name,
        unit=studio.organisation.name,
        day=_day(file.day),
        facts=_facts(file),
        introduction=studio.introduction or NOTHING,
        goals=studio.goals or NOTHING,
        namings=[
            (
                NAMING_LEVEL_TITLES[one.level],
                one.title,
                f"{one.issuer_name} {one.document}",
                _day(one.named_on),
                _now(one),
            )
            for one in studio.namings
        ],
        leader=_leader(file),
        members_line=f"{len(file.members)} 人{grades}",
        members=[
            (
                one.person.name,
                MEMBER_ROLE_TITLES[one.role],
                one.duty or NOTHING,
                _grade(file, one.person_id),
                _day(one.joined_on),
            )
            for one in file.members
        ],
        equipment=[(one.name, one.model or NOTHING, str(one.quantity), _money(one.value)) for one in file.equipment],
        rules="、".join(f"《{one.title}》（{_day(one.issued_on)}）" for one in file.rules) or "还没有登记",
        funds=_funds(file),
        activities=[
            (_day(one.held_on), ACTIVITY_KIND_TITLES[one.kind], one.title, str(one.sessions), str(one.attendances))
            for one in file.activities
        ],
    )


def _facts(file: StudioFile) -> Lines:
    studio = file.studio
    point = f"（北纬 {studio.latitude}°，东经 {studio.longitude}°）" if studio.latitude is not None else ""
    return [
        ("类型", STUDIO_KIND_TITLES[studio.kind]),
        ("现有最高级别", NAMING_LEVEL_TITLES[file.highest] if file.highest else "未命名"),
        ("成立日期", _day(studio.founded_on)),
        ("专业方向", studio.speciality or NOTHING),
        ("行业", studio.industry or NOTHING),
        ("面积", f"{studio.area:f} 平方米" if studio.area else NOTHING),
        ("地址", f"{studio.address or NOTHING}{point}"),
    ]


def _leader(file: StudioFile) -> Lines:
    leader = file.studio.leader
    if leader is None:
        return [("姓名", "暂缺")]
    held = [
        f"{one.year} 年 {HONOUR_TITLES[one.kind]}" + (f"（{one.document}）" if one.document else "")
        for one in file.honours.get(leader.id, [])
    ]
    return [("姓名", leader.name), ("技能等级", _grade(file, leader.id)), ("荣誉", "；".join(held) or NOTHING)]


def _funds(file: StudioFile) -> Lines:
    lines: Lines = [
        (str(one.year), FUND_SOURCE_TITLES[one.source], one.title or NOTHING, _money(one.amount), _money(one.spent))
        for one in file.funds
    ]
    spent = sum((one.spent for one in file.funds), Decimal(0))
    return [*lines, ("合计", "", "", _money(file.funds_total), _money(spent))] if lines else []


def _grade(file: StudioFile, person_id: int) -> str:
    return LEVEL_TITLES[file.grades[person_id]] if person_id in file.grades else NOTHING


def _now(naming: StudioNaming) -> str:
    if naming.ended_on is not None:
        return f"{_day(naming.ended_on)}结束"
    return f"有效，至 {_day(naming.term_ends_on)}" if naming.term_ends_on else "有效"


def _money(amount: Decimal | None) -> str:
    return NOTHING if amount is None else f"{amount:,f}"


def _day(value: date) -> str:
    return f"{value:%Y年%m月%d日}"
