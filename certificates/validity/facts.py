"""The facts of a certificate as a person corrects them: field by field, with the Chinese name of each."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from hashlib import sha256
from typing import Any, get_type_hints

from certificates.kinds import CertificateFacts, all_kinds, facts_to_json
from certificates.kinds.wording import in_words
from people.persons.rules import mask_identity

GIVEN = frozenset({"number", "verify_url"})
"""What the numbering gives; nobody types it."""

COMMON_TITLES = {"holders": "持证人", "holder": "持证人", "issuers": "发证单位", "issued_on": "发证日期"}
HIDDEN = ("（已隐藏）", "（已更改）")


@dataclass(frozen=True)
class FactField:
    """One fact of a kind: the attribute, its name for people, its type, whether it is private and must be given."""

    name: str
    title: str
    type: Any
    private: bool
    required: bool


@dataclass(frozen=True)
class FactChange:
    """One fact before and after, as words."""

    field: FactField
    before: str
    after: str

    @property
    def audited(self) -> tuple[str, str]:
        """How the audit log has it: of private facts only that they changed."""
        return HIDDEN if self.field.private else (self.before, self.after)


def fact_fields(kind_code: str) -> list[FactField]:
    """The facts of a kind that a person may correct, in the order of the kind. Raises KeyError for an unknown kind."""
    kind = all_kinds()[kind_code]
    named = {attribute: title for title, attribute in kind.FIELDS.items()} | dict(kind.LABELS) | COMMON_TITLES
    types = get_type_hints(kind.Facts)
    return [
        FactField(
            one.name,
            title=named.get(one.name, one.name),
            type=types[one.name],
            private=one.name in kind.PRIVATE,
            required=one.default is MISSING,
        )
        for one in fields(kind.Facts)
        if one.name not in GIVEN
    ]


def with_facts(facts: CertificateFacts, given: Mapping[str, Any]) -> CertificateFacts:
    """The same facts with those in `given` instead; the type checker does not know that facts are dataclasses."""
    anything: Any = facts
    changed: CertificateFacts = replace(anything, **given)
    return changed


def fingerprint(facts: CertificateFacts, *others: str) -> str:
    """One value for what a person saw: whoever confirms has seen just this."""
    seen = json.dumps([facts_to_json(facts), *others], ensure_ascii=False, sort_keys=True)
    return sha256(seen.encode()).hexdigest()


def fact_changes(kind_code: str, before: CertificateFacts, after: CertificateFacts) -> list[FactChange]:
    """What a correction changes, fact by fact; empty if nothing."""
    pairs = [(field, getattr(before, field.name), getattr(after, field.name)) for field in fact_fields(kind_code)]
    return [FactChange(field, _told(field, old), _told(field, new)) for field, old, new in pairs if old != new]


def _told(field: FactField, value: Any) -> str:
    return mask_identity(in_words(value)) if field.private else in_words(value)
