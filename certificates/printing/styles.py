"""The styles that a paragraph of a certificate may have. Sizes are points on the A4 form of a sheet."""

from dataclasses import dataclass
from enum import StrEnum

INK = "#1a1a1a"
GREY = "#333333"
RED = "#a3161c"


class Align(StrEnum):
    """Where the lines of a paragraph stand between its margins."""

    START = "start"
    CENTRE = "centre"
    END = "end"
    JUSTIFY = "justify"


@dataclass(frozen=True)
class TextStyle:
    """How a paragraph looks, and how far it may shrink before it wraps.

    A paragraph takes the largest size at which it needs at most `lines` lines; below `smallest` it takes more lines.
    `indent` of the first line, `spacing` between characters and `before` (room above, but not at the top of a slot)
    are in ems, `leading` is the distance of the lines in font sizes.
    """

    title: str
    largest: float
    smallest: float
    lines: int = 1
    bold: bool = False
    colour: str = INK
    align: Align = Align.START
    indent: float = 0
    leading: float = 1.5
    spacing: float = 0
    before: float = 0


STYLES: dict[str, TextStyle] = {
    "unit": TextStyle("单位", 16, 11),
    "addressee": TextStyle("称谓", 25, 13, bold=True, leading=1.4),
    "members": TextStyle("队员名单", 15, 10, lines=2),
    "text": TextStyle("正文", 20, 11, lines=3, align=Align.JUSTIFY, indent=2, leading=1.65, before=0.3),
    "emphasis": TextStyle(
        "奖项等重点", 42, 18, bold=True, colour=RED, align=Align.CENTRE, leading=1.35, spacing=0.12, before=0.15
    ),
    "closing": TextStyle("结语", 18, 11, indent=2, before=0.2),
    "name": TextStyle("姓名", 40, 16, bold=True, align=Align.CENTRE, leading=1.4),
    "title": TextStyle("小标题", 26, 12, bold=True, align=Align.CENTRE, leading=1.4),
    "label": TextStyle("栏目名", 12, 9, colour=GREY),
    "value": TextStyle("栏目内容", 12, 8, lines=2, leading=1.4),
    "number": TextStyle("编号", 11, 7.5, leading=1.4),
    "small": TextStyle("小字", 9, 6.5, lines=2, colour=GREY),
}
"""Every style by its code, with its Chinese title for the people who design certificates."""
