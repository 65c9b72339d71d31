"""The panels of sittings as an assessor's tablet shows them: under which headings, and who sits where."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from assessments.batches.models import BatchItem
from assessments.sittings.marking import SPARED
from assessments.sittings.models import KeySkill, Seat, Sitting
from assessments.sittings.rules import ATTENDANCE_TITLES
from assessments.standards.rules import PART_TITLES
from foundation.database import session
from marking.panels.models import Panel
from marking.schemes.models import Scheme
from marking.tablets.queries import SubjectPlace, TabletPanel, panels_on_tablet
from people.accounts.models import Account
from people.persons.rules import LEVEL_TITLES


def tablet_panels(account: Account) -> list[TabletPanel]:
    """The sittings at which `account` marks, the latest first."""
    sittings = session.scalars(
        select(Sitting)
        .join(Sitting.panel)
        .where(Sitting.panel_id.in_(panels_on_tablet(account)))
        .options(
            contains_eager(Sitting.panel).joinedload(Panel.scheme).selectinload(Scheme.criteria),
            joinedload(Sitting.batch),
            joinedload(Sitting.item).joinedload(BatchItem.standard),
            selectinload(Sitting.seats),
        )
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    ).all()
    starred = _starred(sittings)
    return [_described(sitting, starred.get(sitting.scheme_id or 0, set())) for sitting in sittings]


def _starred(sittings: Sequence[Sitting]) -> dict[int, set[str]]:
    """The codes of the key skills of each scheme."""
    found: dict[int, set[str]] = {}
    query = select(KeySkill).where(KeySkill.scheme_id.in_([sitting.scheme_id for sitting in sittings]))
    for skill in session.scalars(query):
        found.setdefault(skill.scheme_id, set()).add(skill.criterion_code)
    return found


def _described(sitting: Sitting, starred: set[str]) -> TabletPanel:
    assert sitting.panel is not None, "the query joins the panel"
    item = sitting.item
    return TabletPanel(
        sitting.panel,
        sitting.batch.title,
        f"{item.trade or item.standard.title} {LEVEL_TITLES[item.level]}",
        sitting.title,
        PART_TITLES[sitting.part],
        sitting.blind,
        starred=starred,
        who="考生",
        chief="考评组长",
        places={seat.reference: _place(seat) for seat in sitting.seats},
    )


def _place(seat: Seat) -> SubjectPlace:
    excused = ATTENDANCE_TITLES[seat.attendance] if seat.attendance in SPARED else ""
    return SubjectPlace(workstation=seat.number, excused=excused)
