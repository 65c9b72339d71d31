"""The people ticked on an entry form: kept over every search, and those not yet on record added."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from competitions.planning.models import Event
from competitions.planning.rules import EventFormat
from competitions.registration.forms import EntryForm
from competitions.registration.models import Entry
from competitions.registration.operations import MemberChoice
from competitions.registration.queries import employees_of, employees_with_ids
from competitions.registration.rules import MemberPart
from foundation.errors import Refused
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from people.persons.operations import PersonFacts, upsert_person

NEW_PERSON_FIELDS = {
    "name": "new_name",
    "document_number": "new_number",
    "phone": "new_phone",
    "birth_date": "new_birth_date",
}


@dataclass(frozen=True)
class Selection:
    """Who is ticked, who was found, and what each is in the entry."""

    event: Event
    organisation: Organisation
    form: EntryForm
    chosen: Sequence[MemberChoice]
    found: Sequence[Person]

    @classmethod
    def of_form(
        cls, form: EntryForm, event: Event, organisation: Organisation, entry: Entry | None = None
    ) -> "Selection":
        """What the request at hand says; an entry opened for editing brings its members."""
        known = [MemberChoice(member.person, member.part) for member in entry.members] if entry else []
        chosen = _ticked(organisation, known) if form.is_submitted() else known
        ids = {choice.person.id for choice in chosen}
        found = [person for person in looked_up(organisation, form.search.data or "") if person.id not in ids]
        return cls(event, organisation, form, chosen, found)

    @property
    def searching(self) -> bool:
        """Whether the search button was pressed: nothing is saved then."""
        return request.form.get("then") == "search"

    @property
    def several(self) -> bool:
        """Whether an entry to this event may have several people."""
        return self.event.format is not EventFormat.INDIVIDUAL or self.event.most_substitutes > 0

    def members(self, *, by: Account) -> list[MemberChoice]:
        """Who the entry shall have. Inside a transaction: somebody not yet on record is put on record first."""
        if not self.form.names_somebody_new:
            return list(self.chosen)
        kept = self.chosen if self.several else []
        return [*kept, MemberChoice(self._somebody_new(by))]

    def _somebody_new(self, by: Account) -> Person:
        facts = PersonFacts(
            name=self.form.new_name.data or "",
            document_kind=self.form.new_document_kind,
            document_number=self.form.new_number.data or "",
            employer=self.organisation,
            phone=(self.form.new_phone.data or "").strip() or None,
            birth_date=self.form.new_birth_date.data,
        )
        try:
            return upsert_person(facts, by=by)
        except Refused as refusal:
            refusal.field = NEW_PERSON_FIELDS.get(refusal.field or "")
            raise


def looked_up(organisation: Organisation, text: str) -> Sequence[Person]:
    """Whom the search box finds; nobody until it is used."""
    return employees_of(organisation, text) if text or request.form.get("then") == "search" else []


def _ticked(organisation: Organisation, known: Sequence[MemberChoice]) -> list[MemberChoice]:
    """The ticked people, each with his part; only the unit's own people and those already in the entry count."""
    ids = [int(text) for text in request.form.getlist("person") if text.isdigit()]
    people = {person.id: person for person in employees_with_ids(organisation, ids)}
    people |= {choice.person.id: choice.person for choice in known}
    return [MemberChoice(people[one], _part(one)) for one in ids if one in people]


def _part(person_id: int) -> MemberPart:
    said = request.form.get(f"part-{person_id}", "")
    return MemberPart(said) if said in set(MemberPart) else MemberPart.CONTESTANT
