"""Parameters of a rule as the plan writes them: a small JSON structure in which every number is plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.numbers import ScoringError

Parameters = Mapping[str, str | tuple[Mapping[str, str], ...]]
"""Texts, and lists of rows of texts. A number is a text such as "0.05": JSON numbers would be binary fractions."""

# Nine digits and six decimals: sums and products stay exact in millionths, here and on a tablet.
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")


class InvalidParameters(ScoringError):
    """A parameter of a rule is missing, unknown, or not what the rule needs. The message names it."""


def check_names(parameters: Parameters, *names: str, optional: tuple[str, ...] = ()) -> None:
    """规则的参数应正好是这些（`optional` 可以不写）；缺少或多出报 `InvalidParameters`。"""
    if missing := [name for name in names if name not in parameters]:
        raise InvalidParameters(f"缺少参数“{'、'.join(missing)}”，请补充。")
    if unknown := sorted(set(parameters).difference(names, optional)):
        raise InvalidParameters(f"没有参数“{'、'.join(unknown)}”，请删去。")


def number(parameters: Parameters, name: str) -> Decimal:
    """The number called `name`. Error: `InvalidParameters` unless it is text such as 12 or -0.05."""
    text = parameters.get(name)
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        raise InvalidParameters(f"参数“{name}”应是数字（如 0.05，最多六位小数），请重新填写。")
    return Decimal(text)


def positive(parameters: Parameters, name: str) -> Decimal:
    """The number called `name`, greater than 0. Error: `InvalidParameters`."""
    value = number(parameters, name)
    if value <= 0:
        raise InvalidParameters(f"参数“{name}”应大于 0，请重新填写。")
    return value


def choice(parameters: Parameters, name: str, *choices: str) -> str:
    """The text called `name`, one of `choices`. Error: `InvalidParameters`."""
    text = parameters.get(name)
    if text not in choices:
        raise InvalidParameters(f"参数“{name}”应是 {'、'.join(choices)} 之一，请重新选择。")
    return str(text)


def rows(parameters: Parameters, name: str) -> Sequence[Mapping[str, str]]:
    """The rows called `name`, at least one. Error: `InvalidParameters`."""
    listed = parameters.get(name)
    if not isinstance(listed, list | tuple) or not all(isinstance(row, Mapping) for row in listed) or not listed:
        raise InvalidParameters(f"参数“{name}”应是列表，至少一行，请补充。")
    return listed
