"""Opening and closing panels, and who sits on them.

It stands with the sheets because a panel is nothing without them: every marking member has one for every subject.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from marking.panels.models import Panel, PanelMember, Subject
from marking.panels.queries import recused_from
from marking.panels.rules import DUTY_TITLES, Duty, PanelState
from marking.schemes.models import Scheme
from marking.sheets.models import Sheet
from marking.sheets.queries import late_marks_on, sheets_of_member, sheets_of_panels, unsealed_sheets
from marking.sheets.rules import SheetState
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person

BY_RULE = "按规定自动回避。"  # no ground: beside a workstation it would hint at whose work it is


@dataclass(frozen=True)
class NewSubject:
    """What is to be marked: a reference that the caller understands, the label raters see, and whose it is."""

    reference: str
    label: str
    organisation_id: int | None = None
    persons: Sequence[Person] = ()


def open_panel(
    scheme: Scheme,
    title: str,
    organisation: Organisation,
    *,
    raters: Iterable[tuple[Account, Duty]] = (),
    subjects: Iterable[NewSubject] = (),
    by: Account,
) -> Panel:
    """A panel with its members, its subjects and all their sheets; what a rater must step aside from is recused."""
    panel = Panel(scheme=scheme, title=title, organisation=organisation)
    session.add(panel)
    audit.record("open_panel", panel, by=by)
    for account, duty in raters:
        add_member(panel, account, duty, by=by)
    add_subjects(panel, subjects, by=by)
    return panel


def add_member(panel: Panel, account: Account, duty: Duty, *, substitute: bool = False, by: Account) -> PanelMember:
    """Seat `account` on `panel`; a marking member gets his sheets, a substitute those that `fill_gaps` finds for him.

    Raises `Refused` if he has that duty already.
    """
    _require_open(panel)
    if any(member.account_id == account.id and member.duty is duty for member in panel.members):
        raise Refused(
            f"{account.display_name}已经是“{panel.title}”的{DUTY_TITLES[duty]}，不用再添加。", field="account"
        )
    member = PanelMember(panel=panel, account=account, duty=duty, substitute=substitute)
    session.add(member)
    audit.record("add_member", member, by=by, changes={"duty": (None, duty)})
    for subject in panel.subjects if duty is Duty.MARKING and not substitute else ():
        _open_sheet(subject, member, by=by)
    return member


def remove_member(member: PanelMember, *, by: Account) -> None:
    """Take a member off his panel, with his sheets. Raises `Refused` once he has sealed one, or marked one too late.

    What he wrote stays in the operations that his device sent.
    """
    _require_open(member.panel)
    sheets = [lock(sheet) for sheet in session.scalars(sheets_of_member(member))]
    if any(sheet.version for sheet in sheets) or session.scalars(late_marks_on(sheets)).first():
        raise Refused(
            f"{member.account.display_name}封存过评分表，或有迟到的分数，不能移出裁判组。如需换人，请由裁判长逐张登记回避。"
        )
    audit.record("remove_member", member, by=by, changes={"duty": (member.duty, None)})
    for sheet in sheets:
        for mark in sheet.marks:
            session.delete(mark)
    session.flush()
    for sheet in sheets:
        session.delete(sheet)
    session.flush()
    member.panel.members.remove(member)
    session.delete(member)


def add_subjects(panel: Panel, subjects: Iterable[NewSubject], *, by: Account) -> None:
    """Put `subjects` before the panel, in this order, after those it has."""
    _require_open(panel)
    raters = [member for member in panel.members if member.duty is Duty.MARKING and not member.substitute]
    added = [
        Subject(
            panel=panel,
            reference=new.reference,
            label=new.label,
            position=position,
            organisation_id=new.organisation_id,
            persons=list(new.persons),
        )
        for position, new in enumerate(subjects, start=len(panel.subjects) + 1)
    ]
    session.add_all(added)
    session.flush()  # or the unit of a subject is not known yet, by which raters step aside
    for subject in added:
        for member in raters:
            _open_sheet(subject, member, by=by)
    session.flush()


def fill_gaps(panel: Panel, minimum: int, *, excused: Collection[str] = (), by: Account) -> int:
    """Give substitutes the subjects that fewer than `minimum` raters mark, in turn; how many sheets were opened.

    `excused` are the references of subjects that need no sheets. A substitute gets nobody he must step aside from.
    """
    _require_open(panel)
    marking: dict[int, list[Sheet]] = {subject.id: [] for subject in panel.subjects}
    for sheet in session.scalars(sheets_of_panels([panel.id])):
        marking[sheet.subject_id].append(sheet)
    substitutes = [member for member in panel.members if member.substitute]
    opened = 0
    for subject in panel.subjects:
        seated = {sheet.member_id for sheet in marking[subject.id]}
        lacking = minimum - sum(sheet.state is not SheetState.RECUSED for sheet in marking[subject.id])
        free = [one for one in substitutes if one.id not in seated and not recused_from(one, subject)]
        for member in free[: max(lacking, 0)] if subject.reference not in excused else ():
            _open_sheet(subject, member, by=by)
            opened += 1
    session.flush()
    return opened


def close_panel(panel: Panel, *, excused: Collection[str] = (), by: Account) -> None:
    """End the marking. Raises `Refused`, naming them, while sheets are unsealed.

    `excused` are the references of subjects that need no sheets, such as those who did not appear.
    """
    lock(panel)
    labels = [sheet.audit_label for sheet in session.scalars(unsealed_sheets(panel, excused))]
    if labels:
        raise Refused(
            f"“{panel.title}”还有评分表没有封存，不能结束评分。", reasons=[f"评分表未封存：{label}" for label in labels]
        )
    advance(panel, "close_panel", by=by)


def reopen_panel(panel: Panel, *, reason: str | None, by: Account) -> None:
    """Let the panel mark again. Sealed sheets stay sealed."""
    advance(panel, "reopen_panel", by=by, reason=reason)


def _open_sheet(subject: Subject, member: PanelMember, *, by: Account) -> None:
    sheet = Sheet(subject=subject, member=member)
    session.add(sheet)
    if recused_from(member, subject):
        session.flush()
        advance(sheet, "recuse_judge", by=by, reason=BY_RULE)


def _require_open(panel: Panel) -> None:
    session.flush()
    if lock(panel).state is not PanelState.OPEN:
        raise Refused(f"“{panel.title}”已结束评分，裁判组不能再改动。如需更正，请先重新开放评分并写明原因。")
