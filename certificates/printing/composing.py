"""Puts the paragraphs of a certificate into the places that its template leaves open. Nothing ever overflows.

A paragraph shrinks first and wraps then, as its style says; if the place is too low for all of them, they shrink
together and the lines move closer. What still does not fit is refused, with the paragraph at fault. Both ways of
printing use this and nothing else, so that they have the same line breaks at the same sizes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from certificates.printing.breaking import broken
from certificates.printing.content import Line
from certificates.printing.fonts import MILLIMETRES_IN_A_POINT
from certificates.printing.shaping import width_in_ems
from certificates.printing.styles import STYLES, Align, TextStyle
from foundation.errors import Refused

STEP = 0.5
"""Sizes are multiples of half a point, and lines are balanced to half an em."""

SQUEEZES = ((1.0, 1.0), (0.94, 1.0), (0.88, 0.97), (0.82, 0.94), (0.76, 0.9), (0.7, 0.87), (0.6, 0.84), (0.5, 0.8))
"""What is tried one after the other when a place is too low: factors for the largest sizes and for the leadings."""

LONELY = 2
"""Characters of a last line that is too short to stand alone."""

WIDEST_GAP = 0.15
"""Justified lines that would need wider gaps, in ems, stay ragged: a long word had to go to the next line."""

ABOVE_BASELINE = 0.88
"""The part of a Chinese character that stands above the baseline (Noto Serif CJK, ideographic em box)."""


class VerticalAlign(StrEnum):
    """Where the paragraphs stand in a place that is higher than they need."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True)
class Slot:
    """A place for text, in millimetres from the upper left corner of the sheet's A4 form."""

    name: str
    x: float
    y: float
    width: float
    height: float
    valign: VerticalAlign = VerticalAlign.TOP


@dataclass(frozen=True)
class PlacedLine:
    """A line: where its first character's baseline begins (millimetres), its size (points), extra spacing (ems)."""

    text: str
    x: float
    y: float
    size: float
    spacing: float


@dataclass(frozen=True)
class PlacedParagraph:
    """A paragraph with its lines."""

    style: TextStyle
    text: str
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True)
class Setting:
    """A paragraph at one size (points), broken into lines that stand `pitch` millimetres apart."""

    style: TextStyle
    size: float
    lines: tuple[str, ...]
    pitch: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.pitch

    @property
    def before(self) -> float:
        return self.style.before * self.size * MILLIMETRES_IN_A_POINT


class Overlong(Refused):
    """A paragraph does not fit even at its smallest size. `slot` and `text` say which."""

    def __init__(self, slot: str, text: str) -> None:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        super().__init__(f"“{shown}”太长，缩到最小的字号也放不下。请缩短这段文字，或改用更大的版式。")
        self.slot = slot
        self.text = text


@lru_cache(maxsize=512)
def compose(slot: Slot, paragraphs: tuple[Line, ...]) -> tuple[PlacedParagraph, ...]:
    """The paragraphs with their lines in the slot; empty paragraphs are left out. Raises Overlong."""
    said = [line for line in paragraphs if line.text]
    for smaller, tighter in SQUEEZES:
        settings = [_setting(slot, line, smaller, tighter) for line in said]
        if _height(settings) <= slot.height:
            return tuple(_placed(slot, said, settings))
    longest = max(zip(settings, said, strict=True), key=lambda pair: pair[0].height)[1]
    raise Overlong(slot.name, longest.text)


def _setting(slot: Slot, line: Line, smaller: float, tighter: float) -> Setting:
    setting = _fitted(line.style, line.text, slot.width, smaller, tighter)
    if setting is None:
        raise Overlong(slot.name, line.text)
    return setting


@lru_cache(maxsize=4096)
def _fitted(style_name: str, text: str, width: float, smaller: float, tighter: float) -> Setting | None:
    """The paragraph at the largest size at which it needs no more lines than its style wants; at its smallest size
    as many lines as it takes. None if a single word is wider than the line even then."""
    style = STYLES[style_name]
    size = max(style.smallest, int(style.largest * smaller / STEP) * STEP)
    while True:
        ems = width / (size * MILLIMETRES_IN_A_POINT)
        lines = _lines(style, text, ems)
        fits = lines and len(lines) <= style.lines and not _ends_lonely(style, lines)
        if lines and (fits or size <= style.smallest):
            if len(lines) > 1 and style.align != Align.JUSTIFY:
                lines = _balanced(style, text, ems, lines)
            return Setting(style, size, tuple(lines), size * style.leading * tighter * MILLIMETRES_IN_A_POINT)
        if size <= style.smallest:
            return None
        size = max(style.smallest, size - STEP)


def _lines(style: TextStyle, text: str, ems: float) -> list[str] | None:
    def measured(piece: str) -> float:
        return width_in_ems(piece, style.bold) + style.spacing * len(piece)

    return broken(text, ems, ems - style.indent, measured)


def _ends_lonely(style: TextStyle, lines: list[str]) -> bool:
    """孤字不成行：正文末行只剩一个字带标点时，再缩小半磅，让它回到上一行。"""
    return style.align == Align.JUSTIFY and len(lines) > 1 and len(lines[-1]) <= LONELY


def _balanced(style: TextStyle, text: str, ems: float, lines: list[str]) -> list[str]:
    """As many lines, about equally long: the second line of a long name is not its last character alone."""
    while (narrower := _lines(style, text, ems - STEP)) and len(narrower) == len(lines):
        ems, lines = ems - STEP, narrower
    return lines


def _height(settings: Sequence[Setting]) -> float:
    return sum(setting.height for setting in settings) + sum(setting.before for setting in settings[1:])


def _placed(slot: Slot, said: Sequence[Line], settings: Sequence[Setting]) -> Iterator[PlacedParagraph]:
    free = slot.height - _height(settings)
    y = slot.y + {VerticalAlign.TOP: 0.0, VerticalAlign.MIDDLE: free / 2, VerticalAlign.BOTTOM: free}[slot.valign]
    for place, (line, setting) in enumerate(zip(said, settings, strict=True)):
        y += setting.before if place else 0
        yield PlacedParagraph(setting.style, line.text, tuple(_placed_lines(slot, setting, y)))
        y += setting.height


def _placed_lines(slot: Slot, setting: Setting, top: float) -> Iterator[PlacedLine]:
    style, em = setting.style, setting.size * MILLIMETRES_IN_A_POINT
    baseline = top + (setting.pitch - em) / 2 + em * ABOVE_BASELINE
    for place, text in enumerate(setting.lines):
        indent = style.indent * em if place == 0 else 0.0
        gaps = len(text) - 1
        free = slot.width - indent - (width_in_ems(text, style.bold) + style.spacing * gaps) * em
        spacing = style.spacing
        if style.align == Align.JUSTIFY and place < len(setting.lines) - 1 and free <= WIDEST_GAP * gaps * em:
            spacing += free / gaps / em
        shift = {Align.CENTRE: free / 2, Align.END: free}.get(style.align, 0.0)
        yield PlacedLine(text, slot.x + indent + shift, baseline + place * setting.pitch, setting.size, spacing)
