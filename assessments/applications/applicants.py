"""What the rules ask about the people who apply to one plan: read for many in as many statements as for one."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from assessments.applications.models import Application
from assessments.applications.photos import is_recent_photo
from assessments.applications.queries import levels_held, places_taken
from assessments.applications.records import records_of_all, relied_on
from assessments.applications.rules import STANDING
from assessments.applications.rules_applying import (
    Applying,
    reasons_against_age,
    reasons_against_applying,
    reasons_against_level,
)
from assessments.batches.models import Batch, BatchItem
from assessments.batches.queries import reasons_against_taking_applications
from assessments.batches.rules import BatchState
from assessments.bodies.rules import reasons_against_applicant
from assessments.standards.conditions import ConditionResult, Records
from foundation.database import session
from foundation.files import StoredFile
from people.persons.models import Person
from people.persons.rules import Level, age_on


class Applicants:
    """`persons` who apply to `batch` on `day`, with what stands for and against each. Each table is read once, when
    it is first asked for; whoever writes on the strength of it holds the persons and items first.
    """

    def __init__(self, batch: Batch, persons: Collection[Person], day: date) -> None:
        self.batch, self.day = batch, day
        self.persons = {person.id: person for person in persons}
        self._held: dict[tuple[str, str], dict[int, set[Level]]] = {}

    @cached_property
    def standing(self) -> dict[int, Application]:
        """The application of each that stands in this plan, by person."""
        query = select(Application).where(Application.batch_id == self.batch.id, Application.active.is_(True))
        found = session.scalars(query.where(Application.person_id.in_(self.persons)))
        return {one.person_id: one for one in found}

    @cached_property
    def closed(self) -> list[str]:
        """Why the plan takes nobody's applications on the day."""
        return reasons_against_taking_applications(self.batch, self.day)

    @cached_property
    def taken(self) -> Counter[int]:
        """How many places of each item are taken; who takes more meanwhile counts them here."""
        return Counter(places_taken([item.id for item in self.batch.items]))

    @cached_property
    def records(self) -> dict[int, Records]:
        """The dated records of each, by person."""
        return records_of_all(list(self.persons.values()))

    def held(self, item: BatchItem, person: Person) -> set[Level]:
        """The levels that somebody holds, or has been granted, in the occupation of an item."""
        field = item.occupation_code, item.trade
        if field not in self._held:
            self._held[field] = levels_held(*field, self.persons)
        return self._held[field].get(person.id, set())

    def elsewhere(self, item: BatchItem, person: Person) -> tuple[str, Level] | None:
        """The title of another plan where somebody stands for the same occupation and trade, and the level there."""
        return self._elsewhere.get((person.id, item.occupation_code, item.trade))

    def outside(self, organisation_path: str | None) -> list[str]:
        """Why the plan takes no applications of anybody at this unit."""
        body = self.batch.body
        return self.closed + reasons_against_applicant(body.kind, body.organisation_path, organisation_path)

    def reasons_against(self, item: BatchItem, person: Person, outside: Sequence[str], *, here: bool) -> list[str]:
        """Why somebody cannot apply for an item; `outside`: for reasons of the plan, `here`: stands in it already."""
        return reasons_against_applying(
            Applying(
                level=item.level,
                age=age_on(person.birth_date, self.day),
                outside=outside,
                held=self.held(item, person),
                here=here,
                elsewhere=self.elsewhere(item, person),
                taken=self.taken[item.id],
                places=item.places,
            )
        )

    def reasons_against_new(self, item: BatchItem, person: Person) -> list[str]:
        """Why somebody cannot begin an application for an item; empty: he can."""
        outside = self.outside(person.organisation_path)
        return self.reasons_against(item, person, outside, here=person.id in self.standing)

    def reasons_against_person(self, item: BatchItem, person: Person) -> list[str]:
        """Why somebody may not be certified by an item, whatever the plan says: his age, what he holds by now."""
        reasons = reasons_against_age(age_on(person.birth_date, self.day))
        return reasons + reasons_against_level(item.level, self.held(item, person))

    def condition(self, item: BatchItem, person: Person, code: str) -> ConditionResult | None:
        """What the condition `code` comes to by somebody's records on the day; None while none is chosen."""
        return relied_on(item, self.records[person.id], code, self.day)

    @cached_property
    def photos(self) -> dict[int, StoredFile]:
        """The photos on record that are recent and good, by person."""
        ids = [person.photo_id for person in self.persons.values() if person.photo_id]
        kept = {one.id: one for one in session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))}
        stored = {key: kept[one.photo_id] for key, one in self.persons.items() if one.photo_id in kept}
        return {key: photo for key, photo in stored.items() if is_recent_photo(photo, self.day)}

    @cached_property
    def _elsewhere(self) -> dict[tuple[int, str, str], tuple[str, Level]]:
        """Other plans where they stand and whose examination is still to come: title and level, by person and trade.

        Once the day of the examination has passed, he may apply anew; what he holds is asked again at the review and
        when the outcome becomes final.
        """
        query = (
            select(Application)
            .join(Application.item)
            .join(Application.batch)
            .options(contains_eager(Application.item), contains_eager(Application.batch))
            .where(
                Application.person_id.in_(self.persons),
                Application.batch_id != self.batch.id,
                Application.state.in_(STANDING),
                Batch.state == BatchState.PUBLISHED,
                Batch.examined_on >= self.day,
            )
            .order_by(Application.id.desc())  # of several the earliest is told
        )
        return {
            (one.person_id, one.item.occupation_code, one.item.trade): (one.batch.title, one.item.level)
            for one in session.scalars(query)
        }
