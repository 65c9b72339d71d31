"""The menu: a first version from a workbook; a survey and wishes; a second version with what projects offer."""

from datetime import timedelta

from sqlalchemy import select

from demo.lectures.contents import ITEMS, SERVICES_TAKEN, WISHED, Item
from demo.lectures.days import take_in
from demo.lectures.pool import lecturing
from demo.make_files import CITY
from demo.people import account_named, organisation
from foundation import clock
from foundation.database import session
from lectures.lecturers.rules import AUDIENCE_TITLES
from lectures.menus.models import Menu, MenuItem
from lectures.menus.models_surveys import DemandSurvey
from lectures.menus.models_wishes import Wish
from lectures.menus.operations import create_menu, publish_menu
from lectures.menus.operations_items import add_menu_item, take_services
from lectures.menus.operations_surveys import (
    SurveyFacts,
    answer_demand_survey,
    close_demand_survey,
    create_demand_survey,
    open_demand_survey,
)
from lectures.menus.operations_wishes import WishFacts, decline_wishes, make_wish, second_wish, take_wishes
from lectures.menus.queries import services_for, unit_of
from lectures.menus.rules import CHANNEL_TITLES, ITEM_KIND_TITLES, LECTURE_MODE_TITLES, Channel, ItemFacts, MenuState
from lectures.menus.rules_surveys import AnswerChannel
from lectures.menus.workbooks import ITEMS as ITEM_ROWS

TITLE = "劳模工匠服务点单菜单"
OFFERING = 2
DEMANDED = (
    *("外卖骑手交通安全", "人工智能入门", "焊工高级班", "心理减压", "劳模进校园"),
    *("直播带货实务", "职工子女暑期手工课", "法律援助进车间"),
)
"""The themes that the survey asks about."""

UNITS = ("qiye", "jiuzhuang", "qiye01", "qiye05", "qiye09", "qiye16", "qiye22", "qiye30")
WORKERS = ("zhigong", "leader", *(f"niangjiu{number:02}" for number in range(1, 9)))
WISHES = (
    ("zhigong", "外卖骑手交通安全", "厂门口送餐的骑手多，也想听安全课", ("leader",)),
    ("niangjiu01", "古琴欣赏", "丰富业余生活", ()),
    ("leader", "机器视觉检测入门", "班组正在上视觉检测设备", ("zhigong",)),
    ("niangjiu02", "颈肩保健与工间操", "长时间弯腰作业，想学保健", ("niangjiu03", "niangjiu04")),
)
"""Who wished for what and why, and who seconded it: the first is taken, the second declined, the others wait."""


def first_menu() -> None:
    """The first version, from the workbook of the city."""
    city = account_named("city")
    menu = create_menu(organisation(CITY), TITLE, note="首版", by=city)
    session.flush()
    take_in(ITEM_ROWS, "菜单内容.xlsx", [_row_with(one) for one in ITEMS], by=city, menu_id=menu.id)
    session.expire(menu, ["items"])
    publish_menu(menu, by=city)


def ask_demand() -> None:
    """A survey before the next version: units and workers answer, each once."""
    city, today = account_named("city"), clock.today()
    facts = SurveyFacts(
        title=f"{today.year} 年点单需求调查",
        opens_on=today,
        closes_on=today + timedelta(days=20),
        introduction="编新一版菜单之前，请说说想听什么、学什么。",
        themes=list(DEMANDED),
    )
    survey = create_demand_survey(organisation(CITY), facts, by=city)
    session.flush()
    open_demand_survey(survey, by=city)
    themes = [theme.id for theme in survey.themes]
    for number, username in enumerate(UNITS):
        officer = account_named(username)
        people = {theme: 10 + (number * 7 + at * 5) % 40 for at, theme in enumerate(themes) if (number + at) % 3}
        answer_demand_survey(survey, AnswerChannel.UNIT, officer.organisation, people, by=officer)
    for number, username in enumerate(WORKERS):
        worker = account_named(username)
        people = {theme: 1 for at, theme in enumerate(themes) if (number * 3 + at) % 4 == 0}
        note = "希望安排在周末。" if number == 2 else ""
        answer_demand_survey(survey, AnswerChannel.WORKER, unit_of(worker), people, note=note, by=worker)


def make_wishes() -> None:
    """What workers wish for, and who wishes the same."""
    for username, theme, why, seconding in WISHES:
        made = make_wish(WishFacts(theme, why, people=30, wanted="年内"), by=account_named(username))
        session.flush()
        for other in seconding:
            second_wish(made, by=account_named(other))


def second_menu() -> None:
    """The survey is closed, wishes are answered, services come in: thirty items in three large classes."""
    city = account_named("city")
    close_demand_survey(session.scalars(select(DemandSurvey)).one(), by=city)
    menu = create_menu(organisation(CITY), TITLE, note="按需求调查和心愿增补", by=city)
    session.flush()
    item = add_menu_item(menu, facts_of(WISHED), by=city)
    taken, declined = session.scalars(select(Wish).order_by(Wish.id).limit(2)).all()
    take_wishes([taken], item, answer="", address_of=_address_of, by=city)
    decline_wishes([declined], reason="不属于劳模工匠宣讲的范围，已转文体部门。", address_of=_address_of, by=city)
    offered = [one.id for one in services_for(menu)][:SERVICES_TAKEN]
    take_services(menu, offered, by=city)
    session.flush()
    session.expire(menu, ["items"])
    publish_menu(menu, by=city)


def item_called(title: str) -> MenuItem:
    """The item of this title on the menu in use."""
    in_use = select(MenuItem).join(MenuItem.menu).where(Menu.state == MenuState.PUBLISHED)
    return session.scalars(in_use.where(MenuItem.title == title)).one()


def facts_of(one: Item) -> ItemFacts:
    """An item as somebody would type it."""
    same = ("kind", "large_class", "small_class", "title", "theme", "minutes", "lessons", "mode", "channels")
    audiences = tuple(audience.value for audience in one.audiences)
    return ItemFacts(**{name: getattr(one, name) for name in same}, audiences=audiences, summary=_summary(one))


def _row_with(one: Item) -> dict[str, str]:
    """The line of an item with two of those who speak about its theme."""
    return row_of(one) | {"讲师": "、".join(lecturer.person.name for lecturer in lecturing(one.theme)[:OFFERING])}


def row_of(one: Item) -> dict[str, str]:
    """An item as a line of the workbook."""
    return {
        "大类": one.large_class,
        "小类": one.small_class,
        "名称": one.title,
        "种类": ITEM_KIND_TITLES[one.kind],
        "主题": one.theme,
        "简介": _summary(one),
        "时长（分钟）": str(one.minutes),
        "课时": str(one.lessons or ""),
        "形式": LECTURE_MODE_TITLES[one.mode],
        "适合听众": "、".join(AUDIENCE_TITLES[audience] for audience in one.audiences),
        "点单渠道": "、".join(CHANNEL_TITLES[Channel(channel)] for channel in one.channels),
        "场地设备要求": "投影、音响" if not one.lessons else "实训工位、投影",
        "最多人数": "40" if one.lessons else "300",
    }


def _summary(one: Item) -> str:
    return f"{one.small_class}：讲师结合岗位经历讲“{one.title}”，可按单位实际调整。"


def _address_of(wish: Wish) -> str:
    return f"/lectures/wishes/{wish.id}"
