"""What a studio has and does: equipment, rules, funds, photos, activities. Each added and taken out with an entry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import session
from foundation.errors import Refused
from foundation.evidence import keep_evidence
from foundation.files import StoredFile
from foundation.photos import keep_photo
from people.accounts.models import Account
from studios.registry.models import Activity, Equipment, Fund, Studio, StudioPhoto, StudioRule
from studios.registry.operations import kept_studio, refuse_faults, refuse_reasons
from studios.registry.rules import (
    ACTIVITY_KIND_TITLES,
    FUND_SOURCE_TITLES,
    ActivityKind,
    FundSource,
    PhotoKind,
    reasons_against_day,
    reasons_against_fund,
)

MOST_PHOTOS = 60
MOST_VALUE = Decimal(1_000_000_000)


@dataclass(frozen=True)
class EquipmentFacts:
    """A piece of equipment; `value` of all of them in 元."""

    name: str
    model: str = ""
    quantity: int = 1
    value: Decimal | None = None


@dataclass(frozen=True)
class FundFacts:
    """Money of one source in one year, in 元."""

    year: int
    source: FundSource
    amount: Decimal
    spent: Decimal = Decimal(0)
    title: str = ""


@dataclass(frozen=True)
class ActivityFacts:
    """What took place: `sessions` 场次, `attendances` 人次."""

    kind: ActivityKind
    title: str
    held_on: date
    place: str = ""
    sessions: int = 1
    attendances: int = 0


@dataclass(frozen=True)
class PhotoFacts:
    """What a photo shows. `public`: also on the studio's public page."""

    kind: PhotoKind
    caption: str
    taken_on: date | None = None
    public: bool = True


def add_equipment(studio: Studio, facts: EquipmentFacts, *, by: Account) -> Equipment:
    """Write down a piece of equipment."""
    studio = kept_studio(studio, by)
    if not 1 <= facts.quantity <= 100_000:
        raise Refused("数量应为 1 至 100000。", field="quantity")
    if facts.value is not None and not 0 <= facts.value <= MOST_VALUE:
        raise Refused("价值（元）应在 0 至 10 亿之间，请核对单位。", field="value")
    made = Equipment(studio=studio, **vars(facts))
    session.add(made)
    _note(studio, "add_equipment", "equipment", None, facts.name, by)
    return made


def remove_equipment(equipment: Equipment, *, by: Account) -> None:
    """Take out a piece of equipment that is gone or was written down by mistake."""
    _note(kept_studio(equipment.studio, by), "remove_equipment", "equipment", equipment.name, None, by)
    session.delete(equipment)


def add_rule(studio: Studio, title: str, issued_on: date, content: bytes | None, *, by: Account) -> StudioRule:
    """Write down a rule of the studio, with its file if there is one."""
    studio = kept_studio(studio, by)
    refuse_reasons(_after_founding("发布日期", issued_on, None), "issued_on")
    rule = StudioRule(studio=studio, title=title, issued_on=issued_on, file=_paper(studio, "rule", content, by))
    session.add(rule)
    _note(studio, "add_rule", "rules", None, title, by)
    return rule


def remove_rule(rule: StudioRule, *, by: Account) -> None:
    """Take out a rule that holds no longer."""
    _note(kept_studio(rule.studio, by), "remove_rule", "rules", rule.title, None, by)
    session.delete(rule)


def add_fund(studio: Studio, facts: FundFacts, content: bytes | None, *, by: Account) -> Fund:
    """Write down money of one source in one year, with the paper that proves it if there is one."""
    studio = kept_studio(studio, by)
    faults = reasons_against_fund(facts.year, facts.amount, facts.spent, studio.founded_on, clock.today())
    if facts.amount > MOST_VALUE:
        faults["amount"] = ["金额（元）超过 10 亿，请核对单位。"]
    refuse_faults(faults)
    same = (Fund.studio_id == studio.id, Fund.year == facts.year, Fund.source == facts.source)
    if session.scalars(select(Fund).where(*same, Fund.title == facts.title)).first() is not None:
        raise Refused("这一年这个来源的同名经费已经登记过，请换一个名目，或先删除原来的一笔。", field="title")
    fund = Fund(studio=studio, **vars(facts), file=_paper(studio, "fund", content, by))
    session.add(fund)
    _note(studio, "add_fund", "funds", None, _said(fund), by)
    return fund


def remove_fund(fund: Fund, *, by: Account) -> None:
    """Take out money that was written down by mistake."""
    _note(kept_studio(fund.studio, by), "remove_fund", "funds", _said(fund), None, by)
    session.delete(fund)


def add_activity(studio: Studio, facts: ActivityFacts, content: bytes | None, *, by: Account) -> Activity:
    """Write down a training, exchange or service that took place, with its sign-in sheet or record if there is one."""
    studio = kept_studio(studio, by)
    refuse_reasons(_after_founding("活动日期", facts.held_on, studio), "held_on")
    if not 1 <= facts.sessions <= 1000:
        raise Refused("场次应为 1 至 1000，请核对。", field="sessions")
    if not 0 <= facts.attendances <= 1_000_000:
        raise Refused("人次应为 0 至 1000000，请核对。", field="attendances")
    activity = Activity(studio=studio, **vars(facts), file=_paper(studio, "activity", content, by))
    session.add(activity)
    _note(studio, "add_activity", "activities", None, f"{ACTIVITY_KIND_TITLES[facts.kind]}“{facts.title}”", by)
    return activity


def remove_activity(activity: Activity, *, by: Account) -> None:
    """Take out an activity that was written down by mistake."""
    said = f"{ACTIVITY_KIND_TITLES[activity.kind]}“{activity.title}”"
    _note(kept_studio(activity.studio, by), "remove_activity", "activities", said, None, by)
    session.delete(activity)


def add_photo(studio: Studio, facts: PhotoFacts, content: bytes, *, by: Account) -> StudioPhoto:
    """Keep a photo, drawn anew without what the camera wrote into it. Raises `Refused` for what is no picture."""
    studio = kept_studio(studio, by)
    refuse_reasons(_after_founding("拍摄日期", facts.taken_on, None) if facts.taken_on else [], "taken_on")
    kept = session.scalars(select(StudioPhoto.id).where(StudioPhoto.studio_id == studio.id)).all()
    if len(kept) >= MOST_PHOTOS:
        raise Refused(f"一间工作室最多 {MOST_PHOTOS} 张照片，请先删去旧的。", field="file")
    file = keep_photo(content, f"studio-{studio.id}-{facts.kind.value}", by_id=by.id)
    photo = StudioPhoto(studio=studio, **vars(facts), file=file)
    session.add(photo)
    _note(studio, "add_photo", "photos", None, facts.caption, by)
    return photo


def remove_photo(photo: StudioPhoto, *, by: Account) -> None:
    """Take a photo out of the file and off the public page."""
    _note(kept_studio(photo.studio, by), "remove_photo", "photos", photo.caption, None, by)
    session.delete(photo)


def _after_founding(what: str, day: date, studio: Studio | None) -> list[str]:
    """Why `day` cannot be; without a studio: it may be earlier than its founding, as a unit's rule may."""
    return reasons_against_day(what, day, studio.founded_on if studio else date.min, clock.today())


def _paper(studio: Studio, what: str, content: bytes | None, by: Account) -> StoredFile | None:
    return keep_evidence(content, f"studio-{studio.id}-{what}", by_id=by.id) if content else None


def _said(fund: Fund) -> str:
    return f"{fund.year} 年{FUND_SOURCE_TITLES[fund.source]}{fund.title} {fund.amount:f} 元"


def _note(studio: Studio, action: str, field: str, old: str | None, new: str | None, by: Account) -> None:
    audit.record(action, studio, by=by, changes={field: (old, new)})
