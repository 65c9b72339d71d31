"""What is on every certificate, whatever its kind."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class IssuedFacts:
    """What the batch and the numbering give; the other facts of a kind are supplied by a person.

    `issuers` are the 落款单位 in order of rank; `number` and `verify_url` are empty until the paper is numbered.
    """

    issuers: tuple[str, ...]
    issued_on: date
    number: str
    verify_url: str
