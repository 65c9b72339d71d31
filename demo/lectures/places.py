"""The places of lectures, and the schools whose halls they are: both come in by workbooks."""

from collections.abc import Iterator

from sqlalchemy import select

from demo.lectures.days import take_in
from demo.lectures.plans import SCHOOLS, PlacePlan, places, school
from demo.make_files import DISTRICTS
from demo.people import account_named
from foundation.database import session
from lectures.places.models import Place
from lectures.places.rules import VENUE_KIND_TITLES
from lectures.places.workbooks import PLACES
from people.organisations.workbooks import ORGANISATIONS


def load_places() -> None:
    """The administrator enters the schools, the city takes in the lists of its districts."""
    take_in(ORGANISATIONS, "学校.xlsx", list(_schools()), by=account_named("admin"))
    take_in(PLACES, "三进场所.xlsx", [row_of(one) for one in places()], by=account_named("city"))


def places_by_name() -> dict[str, Place]:
    """All places of the demo."""
    return {one.name: one for one in session.scalars(select(Place))}


def _schools() -> Iterator[dict[str, str]]:
    for district, region in DISTRICTS.items():
        for number in range(len(SCHOOLS)):
            row = {"名称": school(district, number), "类型": "院校", "上级组织名称": f"{district}示例区总工会"}
            address = f"{district}示例路 {number + 20} 号"
            yield row | {"行政区划代码": region, "行业": "教育", "所有制": "公有", "地址": address}


def row_of(plan: PlacePlan) -> dict[str, str]:
    """A place as a line of the workbook."""
    north, east = plan.point
    return {
        "名册": plan.keeper,
        "场所名称": plan.name,
        "类别": VENUE_KIND_TITLES[plan.kind],
        "所属单位": plan.host,
        "街道（镇）": plan.street,
        "地址": f"示例园 {plan.workers % 90 + 1} 号",
        "所在园区": plan.estate,
        "纬度": str(north),
        "经度": str(east),
        "可覆盖人数": str(plan.workers),
        "座位数": str(plan.seats),
    }
