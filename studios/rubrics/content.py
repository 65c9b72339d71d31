"""A scoring table as plain JSON, as a version keeps it, and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.numbers import as_text
from studios.rubrics.rules import Band, FixedDeduction, ItemKind, Rubric, RubricItem


def content_of(rubric: Rubric) -> list[Any]:
    """The items of a table, one mapping each; every number is text."""
    return [_item_content(item) for item in rubric.items]


def read_items(content: list[Any]) -> tuple[RubricItem, ...]:
    """The items that `content_of` wrote."""
    return tuple(_read_item(one) for one in content)


def _item_content(item: RubricItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "group": item.group,
        "kind": item.kind.value,
        "points": as_text(item.points),
        "bands": [[as_text(low), as_text(high), title] for low, high, title in item.bands],
        "per_unit": None if item.per_unit is None else as_text(item.per_unit),
        "needed": item.needed,
        "deductions": [[title, as_text(points)] for title, points in item.deductions],
        "hint": item.hint,
    }


def _read_item(one: Mapping[str, Any]) -> RubricItem:
    return RubricItem(
        one["code"],
        one["title"],
        one["group"],
        ItemKind(one["kind"]),
        Decimal(one["points"]),
        tuple(Band(Decimal(low), Decimal(high), title) for low, high, title in one["bands"]),
        None if one["per_unit"] is None else Decimal(one["per_unit"]),
        one["needed"],
        tuple(FixedDeduction(title, Decimal(points)) for title, points in one["deductions"]),
        one["hint"],
    )
