"""Whether somebody who checks results or rules on appeals must step aside from an entry (回避)."""

from competitions.registration.models import Entry
from competitions.registration.rules import MemberPart
from marking.panels.queries import ties_of
from marking.panels.rules import Concerned, must_recuse
from people.accounts.models import Account


def recused_from_entry(account: Account, entry: Entry) -> bool:
    """Same unit, relatives, mentors, studios and whatever was declared: the grounds that hold for judges."""
    persons = {
        member.person_id: member.person.name for member in entry.members if member.part is not MemberPart.SUBSTITUTE
    }
    concerned = Concerned(entry.organisation_id, entry.organisation.name, persons)
    return must_recuse(ties_of([account])[account.id], concerned)
