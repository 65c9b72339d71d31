"""What a paper says, as everybody may read it: word for word, but of private facts only the ends."""

import re
from collections.abc import Mapping, Sequence

from certificates.kinds import CertificateFacts, all_kinds, printed_values, public_values, sentence_of
from certificates.kinds.wording import Paragraph, as_sentence

BODY_SLOT = "body"
ONE_FIELD = re.compile(r"\{[^{}]*\}")


def public_paragraphs(
    kind: str, facts: CertificateFacts, wording: Mapping[str, Sequence[Sequence[str]]]
) -> list[Paragraph]:
    """The paragraphs of a paper, its body first. `wording` as frozen in the certificate; empty: the kind's own text."""
    slots = sorted(wording.items(), key=lambda slot: slot[0] != BODY_SLOT)
    said = [(style, _named(kind, slot, text)) for slot, paragraphs in slots for style, text in paragraphs] or [
        ("text", sentence_of(kind, facts))
    ]
    masks = _masks(kind, facts)
    return [(style, _masked(text, masks)) for style, text in said]


def public_sentence(kind: str, facts: CertificateFacts, wording: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The body of a paper in one line, for lists. `wording` as in `public_paragraphs`."""
    if BODY_SLOT not in wording:
        return sentence_of(kind, facts)
    return as_sentence(public_paragraphs(kind, facts, {BODY_SLOT: wording[BODY_SLOT]}))


def _named(kind: str, slot: str, text: str) -> str:
    """A slot that holds one field alone stands beside its name on the paper; here the name stands before it."""
    quoting = "".join(text for _, text in all_kinds()[kind].SLOTS.get(slot, ()))
    return f"{quoting[1:-1]}：{text}" if ONE_FIELD.fullmatch(quoting) else text


def _masks(kind: str, facts: CertificateFacts) -> dict[str, str]:
    """What is printed of each private fact, and what may be shown of it."""
    printed, public = printed_values(kind, facts), public_values(kind, facts)
    fields = all_kinds()[kind].FIELDS
    private = all_kinds()[kind].PRIVATE
    return {printed[name]: public[name] for name in fields if fields[name] in private and printed[name]}


def _masked(text: str, masks: Mapping[str, str]) -> str:
    for printed, public in masks.items():
        text = text.replace(printed, public)
    return text
