"""Prints every other paper: admission tickets, sign-in sheets, notices, slips."""

from collections.abc import Iterator, Mapping
from typing import Any

from certificates.kinds import CertificateFacts, facts_to_json
from certificates.printing.fonts import characters_without_glyph
from certificates.printing.layout import lay_out


def print_document(template: str, facts: Any) -> bytes:
    """The PDF of any other paper (admission tickets, sign-in sheets, notices, slips).

    `template` is a path below templates/ that extends `certificates/pdf/document.html`; it sees `facts` only.
    Raises Refused, naming them, if characters are in no font.
    """
    return lay_out(template, {"facts": facts})


def missing_characters(facts: CertificateFacts) -> list[str]:
    """The characters of a certificate's facts that could not be printed, as “字”（U+XXXX）; empty when all can."""
    return characters_without_glyph(_texts(facts_to_json(facts)))


def _texts(value: Any) -> Iterator[str]:
    """Every text inside plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
