"""效益公式：数量、单价等几个写明的量，用加减乘除和括号算出金额。只认这几样，不执行任何代码。"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from scoring.numbers import EXACT, as_text, round_half_up

LONGEST = 300
DEEPEST = 20
LARGEST = Decimal(10) ** 15
TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/()]))")
QUANTITY = re.compile(r"(?P<name>[^\W\d]\w*)\s*=\s*(?P<value>-?\d[\d,]*(?:\.\d+)?%?)\s*(?P<unit>\S*)")
SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", "－": "-", "−": "-", "—": "-", "–": "-"})
PRINTED = {"*": "×", "/": "÷", "-": "−"}


class FormulaFault(ValueError):
    """公式或其中的量写得不对；文字说明哪里不对、怎样改。"""


@dataclass(frozen=True)
class Quantity:
    """公式里的一个量：名称、数值、单位，如“年产量 = 12000 件”。"""

    name: str
    value: Decimal
    unit: str = ""


@dataclass(frozen=True)
class Working:
    """算出的数，和代入数值以后的算式。"""

    value: Decimal
    text: str


def read_quantities(text: str) -> list[Quantity]:
    """一行一个量：“名称 = 数值 单位”。写错的行报 `FormulaFault`，指明第几行。"""
    found: dict[str, Quantity] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = QUANTITY.fullmatch(unicodedata.normalize("NFKC", line).strip())
        if match is None:
            raise FormulaFault(f"第 {number} 行看不懂。请写成“名称 = 数值 单位”，例如：年产量 = 12000 件。")
        if match["name"] in found:
            raise FormulaFault(f"第 {number} 行的“{match['name']}”前面已经写过，请换一个名称。")
        found[match["name"]] = Quantity(match["name"], _number(match["value"].replace(",", "")), match["unit"])
    return list(found.values())


def work_out(formula: str, quantities: Sequence[Quantity]) -> Working:
    """公式的值和代入后的算式。公式只能用列出的量、数字、加减乘除和括号；不合的报 `FormulaFault`。"""
    reader = _Reader(_tokens(formula), {one.name: one.value for one in quantities})
    try:
        value = reader.read_sum(0)
    except DivisionByZero as error:
        raise FormulaFault("公式里除以了 0，请核对数值。") from error
    except (InvalidOperation, Overflow) as error:
        raise FormulaFault("公式算不出数来，请核对数值。") from error
    if reader.place < len(reader.tokens):
        raise FormulaFault(f"公式在“{reader.tokens[reader.place]}”处看不懂，请检查括号和运算符号。")
    if unused := [one.name for one in quantities if one.name not in reader.used]:
        raise FormulaFault(f"公式里没有用到{'、'.join(unused)}，请写进公式，或删去。")
    if abs(value) > LARGEST:
        raise FormulaFault("公式算出的数太大，请核对数值和单位。")
    return Working(value, " ".join(reader.told))


def _tokens(formula: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", formula.translate(SIGNS)).translate(SIGNS).strip()
    if not 0 < len(plain) <= LONGEST:
        raise FormulaFault(f"请写公式，最多 {LONGEST} 个字。")
    tokens, place = [], 0
    while place < len(plain):
        match = TOKEN.match(plain, place)
        if match is None:
            raise FormulaFault(f"公式里的“{plain[place]}”看不懂。只能用列出的量、数字、＋－×÷ 和括号。")
        tokens.append(match.group().strip())
        place = match.end()
    return tokens


def _number(text: str) -> Decimal:
    return EXACT.divide(Decimal(text[:-1]), Decimal(100)) if text.endswith("%") else Decimal(text)


@dataclass
class _Reader:
    """Reads a sum of products from left to right; `told` gathers the working as it goes."""

    tokens: Sequence[str]
    values: Mapping[str, Decimal]
    place: int = 0
    used: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    def read_sum(self, depth: int) -> Decimal:
        total = self._read_product(depth)
        while (sign := self._take("+", "-")) is not None:
            part = self._read_product(depth)
            total = EXACT.add(total, part) if sign == "+" else EXACT.subtract(total, part)
        return total

    def _read_product(self, depth: int) -> Decimal:
        total = self._read_value(depth)
        while (sign := self._take("*", "/")) is not None:
            part = self._read_value(depth)
            total = EXACT.multiply(total, part) if sign == "*" else EXACT.divide(total, part)
        return total

    def _read_value(self, depth: int) -> Decimal:
        if depth > DEEPEST:
            raise FormulaFault(f"括号最多套 {DEEPEST} 层，请把公式写简单些。")
        if self._take("(") is not None:
            inside = self.read_sum(depth + 1)
            if self._take(")") is None:
                raise FormulaFault("公式的括号没有成对，请检查。")
            return inside
        if self.place >= len(self.tokens):
            raise FormulaFault("公式没有写完，请检查末尾。")
        token = self.tokens[self.place]
        self.place += 1
        if token[0].isdigit():
            self.told.append(token)
            return _number(token)
        if token not in self.values:
            raise FormulaFault(f"公式里的“{token}”没有数值。请在下面列出，例如：{token} = 100 件。")
        self.used.add(token)
        self.told.append(as_text(self.values[token]))
        return self.values[token]

    def _take(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place] in signs:
            sign = self.tokens[self.place]
            self.place += 1
            self.told.append(PRINTED.get(sign, sign))
            return sign
        return None


def agrees(typed: Decimal, computed: Decimal) -> bool:
    """填写的数是公式算得的数：按填写的小数位数四舍五入后相等。两个数用同一个单位。"""
    exponent = typed.as_tuple().exponent
    return typed == round_half_up(computed, max(-exponent, 0) if isinstance(exponent, int) else 0)
