"""The facts of a kind as people fill them in and correct them: field by field, with the Chinese name of each."""

from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, get_type_hints

from certificates.kinds import all_kinds

NUMBERED = frozenset({"number", "verify_url"})
"""What the numbering gives; nobody types it."""
SHARED = frozenset({"issuers", "issued_on"})
"""What a whole batch has in common."""
COMMON_TITLES = {"holders": "持证人", "holder": "持证人", "issuers": "发证单位", "issued_on": "发证日期"}


@dataclass(frozen=True)
class FactField:
    """One fact of a kind: the attribute, its name for people, its type, and whether it is private.

    `choices`: the only words it takes, where the kind's `Facts` name them: field(metadata={"choices": (...)}).
    """

    name: str
    title: str
    type: Any
    private: bool
    required: bool = True
    choices: tuple[str, ...] = ()


def fact_fields(kind_code: str) -> list[FactField]:
    """The facts of a kind that a person may type, in the order of the kind. Raises KeyError for an unknown kind."""
    kind = all_kinds()[kind_code]
    titles = {attribute: title for title, attribute in kind.FIELDS.items()} | dict(kind.LABELS) | COMMON_TITLES
    types = get_type_hints(kind.Facts)
    return [
        _field(one, titles.get(one.name, one.name), types[one.name], one.name in kind.PRIVATE)
        for one in fields(kind.Facts)
        if one.name not in NUMBERED
    ]


def names_a_person(kind_code: str) -> bool:
    """Whether the holder is one person. Kinds for units and studios label their holder as what it is; kinds for teams
    have several."""
    kind = all_kinds()[kind_code]
    return "holders" not in kind.Facts.__dataclass_fields__ and "holder" not in kind.LABELS


def _field(one: Field[Any], title: str, kind: Any, private: bool) -> FactField:
    required = one.default is MISSING and one.default_factory is MISSING
    return FactField(one.name, title, kind, private, required, one.metadata.get("choices", ()))
