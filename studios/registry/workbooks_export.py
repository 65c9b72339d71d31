"""The register as a workbook: a row is a studio, as the list shows it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select

from foundation.database import session
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Cell, Column
from people.organisations.models import Organisation
from studios.registry.models import Studio
from studios.registry.queries import members_on, namings_in_force
from studios.registry.rules import NAMING_LEVEL_TITLES, STUDIO_KIND_TITLES, STUDIO_STATE_TITLES, rank_of

COLUMNS = (
    Column("name", "工作室名称", width=30),
    Column("kind", "类型", width=16),
    Column("level", "最高级别", width=12),
    Column("title", "命名名称", width=28),
    Column("document", "命名文件", width=28),
    Column("named_on", "命名日期", Cell.DATE, width=14),
    Column("unit", "所在单位", width=30),
    Column("district", "区县", width=20),
    Column("leader", "领衔人", width=12),
    Column("members", "成员数", Cell.NUMBER, width=10),
    Column("speciality", "专业方向", width=20),
    Column("industry", "行业", width=22),
    Column("founded_on", "成立日期", Cell.DATE, width=14),
    Column("address", "地址", width=32),
    Column("area", "面积（平方米）", width=14),
    Column("latitude", "纬度", width=12),
    Column("longitude", "经度", width=12),
    Column("state", "状态", width=10),
)


def studios_workbook(query: Select[Studio], day: date, districts: Sequence[Organisation]) -> bytes:
    """The studios of `query` as they stood on `day`; the district is the one among `districts` that a unit lies in."""
    return export_workbook("创新工作室", COLUMNS, _rows(query, day, districts))


def _rows(query: Select[Studio], day: date, districts: Sequence[Organisation]) -> Iterator[dict[str, Any]]:
    same = ("name", "speciality", "industry", "founded_on", "address", "area", "latitude", "longitude")
    for studio in session.scalars(query):
        held = sorted(namings_in_force(studio, day), key=lambda one: rank_of(one.level))
        naming = held[-1] if held else None
        place = next((one for one in districts if studio.organisation_path.startswith(one.path)), None)
        yield {key: getattr(studio, key) for key in same} | {
            "kind": STUDIO_KIND_TITLES[studio.kind],
            "level": NAMING_LEVEL_TITLES[naming.level] if naming else None,
            "title": naming.title if naming else None,
            "document": naming.document if naming else None,
            "named_on": naming.named_on if naming else None,
            "unit": studio.organisation.name,
            "district": place.name if place else None,
            "leader": studio.leader.name if studio.leader else None,
            "members": len(members_on(studio, day)),
            "state": STUDIO_STATE_TITLES[studio.state],
        }
