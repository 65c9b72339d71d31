"""Registering studios, changing what is said of them, closing and reopening them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.registry.models import LeaderTerm, Studio
from studios.registry.queries import reported_dead, team_on
from studios.registry.rules import StudioKind, StudioState, reasons_against_dates, reasons_against_point

OF_THE_OFFICER = ("name", "kind", "founded_on")
"""What a leader who keeps his studio's file himself leaves to the officers of the unit."""


@dataclass(frozen=True)
class StudioFacts:
    """What is said of a studio: `area` in square metres, the point in degrees (GCJ-02)."""

    name: str
    kind: StudioKind
    founded_on: date
    speciality: str = ""
    industry: str = ""
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    area: Decimal | None = None
    introduction: str = ""
    goals: str = ""

    def faults(self) -> dict[str, list[str]]:
        """What is wrong, by field; empty if nothing is."""
        area = self.area is not None and not 0 < self.area <= 100_000
        found = {
            "name": [] if 2 <= len(self.name) <= 60 else ["名称应为 2 至 60 个字。"],
            "founded_on": reasons_against_dates(self.founded_on, clock.today()),
            "latitude": reasons_against_point(self.latitude, self.longitude),
            "area": ["面积应大于 0、不超过 100000 平方米。"] if area else [],
        }
        return {field: reasons for field, reasons in found.items() if reasons}


def create_studio(
    organisation: Organisation, facts: StudioFacts, *, leader: Person | None = None, by: Account
) -> Studio:
    """Put a studio of `organisation` on the register; its leader leads it from the day it was founded.

    Raises `Refused` if the facts are wrong, the unit has a studio of that name, or the leader cannot lead.
    """
    if not by.may_at(Permission.STUDIO_EDIT, organisation.path):
        raise NotAllowed
    organisation = lock(organisation)
    if not organisation.active:
        raise Refused("这个单位已停用，不能登记工作室。", field="organisation")
    refuse_faults(facts.faults())
    _refuse_name(organisation, facts.name, None)
    if leader is not None:
        refuse_person(leader, "领衔人", field="leader_name")
    studio = Studio(organisation=organisation, leader=leader, **asdict(facts))
    session.add(studio)
    if leader is not None:
        session.add(LeaderTerm(studio=studio, person=leader, begins_on=facts.founded_on))
    audit.record("create_studio", studio, by=by)
    return studio


def edit_studio(studio: Studio, facts: StudioFacts, *, by: Account, version: int | None) -> Studio:
    """Change what is said of a studio. Its name, kind and founding day are the officers' to change."""
    studio = kept_studio(studio, by)
    studio.expect_version(version)
    if not manages(studio, by) and any(getattr(facts, name) != getattr(studio, name) for name in OF_THE_OFFICER):
        raise Refused("名称、类型和成立日期由单位工会经办人修改，请与经办人联系。", field="name")
    refuse_faults(facts.faults())
    _refuse_name(studio.organisation, facts.name, studio)
    _refuse_later_founding(studio, facts.founded_on)
    for field, value in asdict(facts).items():
        setattr(studio, field, value)
    audit.record("edit_studio", studio, by=by, changes=audit.pending_changes(studio))
    return studio


def move_studio(studio: Studio, organisation: Organisation, *, by: Account, reason: str) -> None:
    """The studio now belongs to another unit (单位改制、合并、更换隶属), as its file does; members and namings stay.

    Raises `Refused` if that unit has a studio of the name, and `NotAllowed` unless `by` serves both units.
    """
    studio = managed_studio(studio, by)
    if not by.may_at(Permission.STUDIO_EDIT, organisation.path):
        raise NotAllowed
    if not reason.strip():
        raise Refused("请写明变更单位的依据。", field="reason")
    if organisation.id == studio.organisation_id or not organisation.active:
        raise Refused("请选择另一个在用的单位。", field="organisation")
    _refuse_name(organisation, studio.name, studio, "organisation")
    studio.expect_version(None)
    changes = {"organisation_id": (studio.organisation.name, organisation.name)}
    studio.organisation = organisation
    audit.record("move_studio", studio, by=by, reason=reason, changes=changes)


def close_studio(studio: Studio, *, by: Account, reason: str) -> None:
    """Take a studio off the register as of today; its file stays."""
    studio = managed_studio(studio, by)
    studio.expect_version(None)
    studio.closed_on = clock.today()
    advance(studio, "close_studio", by=by, reason=reason)


def reopen_studio(studio: Studio, *, by: Account, reason: str) -> None:
    """Put a closed studio back on the register, as though it had never left it."""
    studio = lock(studio)
    if not manages(studio, by):
        raise NotAllowed
    studio.expect_version(None)
    studio.closed_on = None
    advance(studio, "reopen_studio", by=by, reason=reason)


def manages(studio: Studio, by: Account) -> bool:
    """Whether `by` is an officer of the studio's unit or above it."""
    return by.may_at(Permission.STUDIO_EDIT, studio.organisation_path)


def keeps(studio: Studio, by: Account) -> bool:
    """Whether `by` keeps the studio's file: its officers, and its leader himself."""
    leads = by.person_id is not None and by.person_id == studio.leader_id and by.may(Permission.STUDIO_LEAD)
    return leads or manages(studio, by)


def kept_studio(studio: Studio, by: Account) -> Studio:
    """The studio, held against other writers. Raises unless `by` keeps its file and it is on the register."""
    studio = lock(studio)
    if not keeps(studio, by):
        raise NotAllowed
    if studio.state is StudioState.CLOSED:
        raise Refused("这间工作室已注销，档案不能再改。确需修改的，请单位工会经办人先恢复。")
    return studio


def managed_studio(studio: Studio, by: Account) -> Studio:
    """As `kept_studio`, for what only officers do."""
    studio = kept_studio(studio, by)
    if not manages(studio, by):
        raise NotAllowed
    return studio


def refuse_own_studio(studio: Studio, by: Account) -> None:
    """Raises `Refused` for who leads or belongs to the studio: nobody decides about his own."""
    if by.person_id is not None and by.person_id in {one.id for one in team_on(studio, clock.today())}:
        raise Refused(f"您是“{studio.name}”的领衔人或成员，请由其他经办人办理。")


def refuse_person(person: Person, what: str, *, field: str, outside: bool = False) -> None:
    """Raises `Refused` for who cannot be `what` in a studio: merged into another record, dead, or no longer employed.

    `outside`: somebody without an employer will do, such as a retired adviser.
    """
    if person.merged_into_id is not None:
        raise Refused(f"{person.name}的这条人员记录已并入另一条，请用合并后的记录。", field=field)
    if reported_dead(person):
        raise Refused(
            f"{person.name}已登记为去世，不能再登记为{what}。登记错了的，请先在那间工作室的档案里更正："
            "在“已退出的成员”或“历任领衔人”里。",
            field=field,
        )
    if person.employer_id is None and not outside:
        raise Refused(
            f"{person.name}目前没有在职单位（已离职或退休），不能登记为{what}。"
            "还在职的，请先在“人员”里登记单位；退休后仍在指导的，分工选“技术顾问”。",
            field=field,
        )


def refuse_reasons(reasons: list[str], field: str) -> None:
    """Raises `Refused` at a form's field if there are reasons."""
    if reasons:
        raise Refused(reasons[0], reasons=reasons, field=field)


def refuse_faults(faults: Mapping[str, list[str]]) -> None:
    """Raises `Refused` at the first field at fault, if there is one."""
    for field, reasons in faults.items():
        refuse_reasons(reasons, field)


def _refuse_name(organisation: Organisation, name: str, itself: Studio | None, field: str = "name") -> None:
    same = session.scalars(select(Studio).where(Studio.organisation_id == organisation.id, Studio.name == name)).first()
    if same is not None and same is not itself:
        raise Refused("这个单位已有同名的工作室，请先核对是不是同一间。", field=field)


def _refuse_later_founding(studio: Studio, founded_on: date) -> None:
    """A studio is not founded after something that its file says happened in it."""
    days = [one.joined_on for one in studio.members] + [one.named_on for one in studio.namings]
    if days and founded_on > min(days):
        raise Refused(f"档案里已有 {min(days)} 的成员或命名，成立日期不能晚于这一天。", field="founded_on")
