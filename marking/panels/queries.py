"""Reading panels: who heads one, who must step aside."""

from sqlalchemy import Select, select

from marking.panels.models import Panel, PanelMember
from marking.panels.rules import Duty, must_recuse
from people.accounts.models import Account


def panels_with(account: Account, *duties: Duty) -> Select[int]:
    """The ids of the panels on which `account` has one of `duties`."""
    return select(PanelMember.panel_id).where(PanelMember.account_id == account.id, PanelMember.duty.in_(duties))


def is_chief(account: Account, panel: Panel) -> bool:
    """Whether `account` heads `panel`."""
    return any(member.account_id == account.id and member.duty is Duty.CHIEF for member in panel.members)


def recused_from(account: Account, organisation_id: int | None) -> bool:
    """Whether `account` must step aside: the unit it belongs to, or the person's present employer, is the subject's."""
    own = (account.organisation_id, account.person.employer_id if account.person else None)
    return any(must_recuse(unit, organisation_id) for unit in own)
