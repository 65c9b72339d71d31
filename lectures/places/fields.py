"""Fields in which places are found by typing, for there may be thousands: some are offered, and what is typed beside
them brings others, at once by the script of the page or else when the form is sent.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from wtforms import RadioField
from wtforms.validators import ValidationError

from foundation.database import session
from foundation.forms import MOST_DIGITS, TicksField
from lectures.places.models import Place
from lectures.places.queries import Offer, label_of, places_for_choice

MOST_LETTERS = 60


class SearchedPlaces:
    """Part of such a field. `address` is where the script asks for what matches; empty: the form is to be sent."""

    name: str
    data: Any
    choices: Any
    typed = ""
    address = ""
    offered = Offer((), "")

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read what is chosen, and what was typed."""
        super().process(formdata, *args, **kwargs)  # type: ignore[misc]
        self.typed = (formdata.get(f"{self.name}-typed", "") if formdata else "").strip()[:MOST_LETTERS]

    def offer(self, places: Select[Place], *, address: str = "", also: Iterable[Place] = (), besides: str = "") -> None:
        """Offer those of `places` that match, and all that are chosen; `also` whatever the record has already.

        `besides` is the title of the answer 0: none of them.
        """
        self.address, self.offered = address, places_for_choice(places, self.typed)
        sent = self.data if isinstance(self.data, list) else [self.data]
        chosen = [one for one in sent if one and one < 10**MOST_DIGITS]
        kept = session.scalars(places.where(Place.id.in_(chosen))).unique().all() if chosen else []
        by_id = {one.id: one for one in kept}
        ordered = [by_id[number] for number in chosen if number in by_id]
        named = {one.id: label_of(one) for one in (*also, *ordered, *self.offered.places)}
        self.choices = ({0: besides} if besides else {}) | named

    @property
    def searches(self) -> bool:
        """Whether there is more than what is offered without typing."""
        return bool(self.typed or self.offered.said)

    def pre_validate(self, form: Any) -> None:
        """What was typed is not thrown away: one of what it brought is to be chosen. Raises `ValidationError`."""
        super().pre_validate(form)  # type: ignore[misc]
        chosen = self.data if isinstance(self.data, list) else [self.data]
        if self.typed and not any(one.id in chosen for one in self.offered.places):
            if not self.offered.places:
                raise ValidationError(f"没有找到“{self.typed}”。请换几个字再查，或者清空查找框。")
            raise ValidationError(f"请在列出的场所里选中“{self.typed}”是哪一个；不要的，请清空查找框。")


class PlacesField(SearchedPlaces, TicksField):
    """Several places."""


class PlaceField(SearchedPlaces, RadioField):
    """One place, or none of the list (0)."""
