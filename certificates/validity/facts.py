"""The facts of a certificate as a person corrects them: field by field, with the Chinese name of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from certificates.kinds import CertificateFacts, facts_to_json
from certificates.kinds.fields import FactField, fact_fields
from certificates.kinds.wording import in_words
from people.persons.rules import mask_identity

HIDDEN = ("（已隐藏）", "（已更改）")


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
