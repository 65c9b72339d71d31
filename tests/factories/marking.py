"""Judges, panels and the operations of their tablets. Panels are opened by the real operation; call inside `app`."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from foundation import clock
from foundation.database import session, transaction
from foundation.outbox import Operation
from marking.panels.models import Panel
from marking.panels.rules import Duty
from marking.schemes.models import Criterion, Scheme
from marking.sheets.marks import apply_marks
from marking.sheets.models import Sheet
from marking.sheets.operations import seal_sheet
from marking.sheets.panels import NewSubject, open_panel
from marking.sheets.queries import sheets_visible_to
from people.accounts.models import Account
from people.accounts.rules import Role
from people.organisations.models import Organisation
from scoring.marks import MarkingType
from tests.factories import people
from tests.factories.numbers import Numbers

_numbers = Numbers()


def judge(organisation: Organisation, employer: Organisation | None = None, role: Role = Role.JUDGE) -> Account:
    """A judge appointed by `organisation`, who works for `employer`."""
    number = next(_numbers)
    return people.account(role, organisation, people.person(f"裁判{number}", employer), username=f"judge{number}")


def scheme(title: str = "焊缝外观") -> Scheme:
    """10 by half marks measured, 3 by whole marks judged with descriptors, 20 by tenths measured."""
    made = Scheme(title=title)
    levels = ["不符合", "基本符合", "符合", "优秀"]
    for position, (code, name, kind, full, step, descriptors) in enumerate(
        [
            ("1", "焊缝余高", MarkingType.MEASUREMENT, "10", "0.5", []),
            ("2", "整体观感", MarkingType.JUDGEMENT, "3", "1", levels),
            ("3", "尺寸偏差", MarkingType.MEASUREMENT, "20", "0.1", []),
        ],
        start=1,
    ):
        criterion = Criterion(position=position, code=code, title=name, kind=kind, descriptors=descriptors)
        criterion.full_mark, criterion.step = Decimal(full), Decimal(step)
        made.criteria.append(criterion)
    session.add(made)
    session.commit()
    return made


def panel(organisation: Organisation, *raters: Account, subjects: int = 2, owners: Any = (), by: Account) -> Panel:
    """An open panel of marking raters; `owners` are the subjects' organisations, in order."""
    units = [*owners, *[None] * subjects][:subjects]
    new = [
        NewSubject(str(number), f"第 1 场 {number} 号工位", unit.id if unit else None)
        for number, unit in enumerate(units, start=1)
    ]
    made = scheme()
    with transaction():
        seats = [(rater, Duty.MARKING) for rater in raters]
        return open_panel(made, "焊工 · 焊接", organisation, raters=seats, subjects=new, by=by)


def sheets_of(rater: Account) -> list[Sheet]:
    """The rater's own sheets, in order of subject."""
    return list(session.scalars(sheets_visible_to(rater)))


def operation(
    sheet: Sheet, position: int, value: str | None, base_rev: int = 0, *, op_id: str = "", **extra: Any
) -> Operation:
    """What a tablet sends when `value` is typed at the criterion in `position` (from 1)."""
    criterion = sheet.subject.panel.scheme.criteria[position - 1]
    payload = {"sheet": sheet.id, "criterion": criterion.id, "value": value, "base_rev": base_rev, **extra}
    return Operation(op_id or str(uuid4()), next(_numbers), "tablet-1", clock.now(), payload)


def mark(sheet: Sheet, *values: str | None, by: Account) -> list[dict[str, Any]]:
    """Send one operation for each value, in the order of the criteria."""
    return apply_marks([operation(sheet, at, value) for at, value in enumerate(values, start=1)], by=by)


def sealed(sheet: Sheet, *values: str, by: Account) -> Sheet:
    """A sheet with these marks, sealed by its rater."""
    outcomes = mark(sheet, *values, by=by)
    assert [outcome["status"] for outcome in outcomes] == ["saved"] * len(values), outcomes
    with transaction():
        seal_sheet(sheet, by=by)
    return sheet
