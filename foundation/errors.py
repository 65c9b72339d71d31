"""The three things an operation may say besides "done"; all else is a bug and becomes a 500 with an incident number."""

from collections.abc import Sequence


class Refused(Exception):
    """A rule said no. The Chinese text tells a person what happened, where, and what to do.

    `reasons` lists every fault at once, so that nobody mends them one visit at a time;
    `field` names the form field at fault, if there is one.
    """

    def __init__(self, message: str, *, reasons: Sequence[str] = (), field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = list(reasons)
        self.field = field


class NotAllowed(Exception):
    """The person may not do this: answered with 403."""


class NotFound(Exception):
    """Nothing here that this person may see: answered with 404."""


class Stale(Refused):
    """Somebody else changed the record while this form was open."""


class AlreadySubmitted(Refused):
    """The same form arrived twice (double click, back button); the first one counts."""
