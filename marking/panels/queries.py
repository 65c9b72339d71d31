"""Reading panels: who heads one, who must step aside."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from foundation.database import session
from marking.panels.models import Conflict, Panel, PanelMember, Subject
from marking.panels.rules import Concerned, Duty, Ties, must_recuse, plain_name
from people.accounts.models import Account


def panels_with(account: Account, *duties: Duty) -> Select[int]:
    """The ids of the panels on which `account` has one of `duties`."""
    return select(PanelMember.panel_id).where(PanelMember.account_id == account.id, PanelMember.duty.in_(duties))


def is_chief(account: Account, panel: Panel) -> bool:
    """Whether `account` heads `panel`."""
    return any(member.account_id == account.id and member.duty is Duty.CHIEF for member in panel.members)


def recused_from(member: PanelMember, subject: Subject) -> bool:
    """Whether `member` must step aside from `subject`."""
    ties = _ties(member.account, member.conflicts)
    return must_recuse(ties, concerned(subject, persons=ties.by_person))


def concerned(subject: Subject, *, persons: bool = True) -> Concerned:
    """Whose `subject` is; `persons`: whether their names are needed."""
    return Concerned(
        subject.organisation_id,
        subject.organisation.name if subject.organisation else "",
        {person.id: person.name for person in subject.persons} if persons else {},
    )


def ties_of(accounts: Iterable[Account]) -> dict[int, Ties]:
    """From whom each of these accounts must step aside, by account id."""
    wanted = {account.id: account for account in accounts}
    declared: dict[int, list[Conflict]] = {account_id: [] for account_id in wanted}
    for conflict in session.scalars(select(Conflict).where(Conflict.account_id.in_(wanted))):
        declared[conflict.account_id].append(conflict)
    return {account_id: _ties(account, declared[account_id]) for account_id, account in wanted.items()}


def conflicts_of(account: Account) -> Select[Conflict]:
    """What `account` must step aside from, as declared and as recorded, newest first; withdrawn ones too."""
    return (
        select(Conflict)
        .where(Conflict.account_id == account.id)
        .options(joinedload(Conflict.declarer), joinedload(Conflict.person), joinedload(Conflict.organisation))
        .order_by(Conflict.id.desc())
    )


def _ties(account: Account, conflicts: Iterable[Conflict]) -> Ties:
    """The unit that `account` belongs to, its person's present employer, and what was declared and not withdrawn."""
    standing = [conflict for conflict in conflicts if conflict.withdrawn_at is None]
    own = {account.organisation_id, account.person.employer_id if account.person else None}
    units = own | {conflict.organisation_id for conflict in standing}
    return Ties(
        frozenset(unit for unit in units if unit is not None),
        frozenset(conflict.person_id for conflict in standing if conflict.person_id is not None),
        frozenset(conflict.unit_name for conflict in standing if conflict.unit_name),
        frozenset(plain_name(conflict.person_name) for conflict in standing if conflict.person_name),
    )
