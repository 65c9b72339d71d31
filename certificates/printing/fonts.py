"""The fonts that documents are printed with: where they are, which characters they have, how wide a text becomes.

Pango puts in any other installed font without a word when a character is missing, so the characters are looked up here
before layout, in the very fonts that are named in the print style sheets.
"""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import category

import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from foundation.errors import Refused
from people.persons.rules import name_character

MAIN_FAMILY = "Noto Serif CJK SC"
FALLBACK_FAMILIES = ("HanaMinA", "HanaMinB", "BabelStone Han")
FAMILIES = (MAIN_FAMILY, *FALLBACK_FAMILIES)
PACKAGES = {
    MAIN_FAMILY: "fonts-noto-cjk",
    "HanaMinA": "fonts-hanazono",
    "HanaMinB": "fonts-hanazono",
    "BabelStone Han": "fonts-babelstone-han",
}
MILLIMETRES_IN_A_POINT = 25.4 / 72


@dataclass(frozen=True)
class FontFile:
    """One face of one family: its file and its place inside a font collection."""

    family: str
    style: str
    path: str
    index: int


@cache
def installed_fonts() -> dict[tuple[str, str], FontFile]:
    """The faces of our families that fontconfig knows, by family and style. Asked once a process."""
    program = shutil.which("fc-list")
    if program is None:
        return {}
    fonts = {}
    for family in FAMILIES:
        command = [program, "--format", "%{style[0]}\t%{file}\t%{index}\n", family]
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            style, path, index = line.split("\t")
            fonts[family, style] = FontFile(family, style, path, int(index))
    return fonts


def font_report() -> list[str]:
    """What is missing for printing, with the package that brings it; empty when all is well. For the health page."""
    families = {family for family, _ in installed_fonts()}
    return [
        f"缺少字体“{family}”，证书和打印件会缺字；请安装软件包 {PACKAGES[family]}。"
        for family in FAMILIES
        if family not in families
    ]


def characters_without_glyph(texts: Iterable[str]) -> list[str]:
    """Every character that no font of the stack has, as “字”（U+XXXX）, each once. White space needs no glyph."""
    characters = dict.fromkeys(character for text in texts for character in text if not character.isspace())
    return [name_character(one) for one in characters if not _has_font(one)]


@lru_cache(maxsize=131072)
def _has_font(character: str) -> bool:
    return any(has_glyph(font, character) for font in installed_fonts().values())


def width_in_ems(text: str) -> float:
    """How wide `text` is on one line, in units of the font size, set in the main font."""
    main_font = installed_fonts().get((MAIN_FAMILY, "Regular"))
    return sum(_advance(main_font, one) if main_font and has_glyph(main_font, one) else 1.0 for one in text)


def fitting_size(text: str, width_mm: float, largest_pt: float, smallest_pt: float, lines: int = 1) -> float:
    """The largest font size (points, in steps of a half) at which `text` fits into `lines` lines of `width_mm`.

    Never below `smallest_pt`: there the text wraps into more lines instead of becoming unreadable.
    """
    ragged_edge = 1.0 if lines == 1 else 0.94
    room_mm = width_mm * lines * ragged_edge
    fits = room_mm / (max(width_in_ems(text), 1.0) * MILLIMETRES_IN_A_POINT)
    return min(largest_pt, max(smallest_pt, int(fits * 2) / 2))


def require_glyphs(texts: Iterable[str]) -> None:
    """Raises Refused, naming every character that would come out as an empty box."""
    if missing := characters_without_glyph(texts):
        raise Refused(
            f"打印字体里没有这些字：{'、'.join(missing)}。请核对是否录错；确有其字的，请联系系统管理员安装含该字的字体。",
            reasons=[f"缺字 {character}" for character in missing],
        )


def outline(character: str) -> tuple[str, float]:
    """The shape of a character as an SVG path (y upwards, 1000 units an em) and its width, bold where there is a bold.

    Used where text is drawn as a picture (a seal). Raises Refused if no font of the stack has the character.
    """
    require_glyphs([character])
    preferred = sorted(installed_fonts().values(), key=lambda font: (FAMILIES.index(font.family), font.style))
    font_file = next(font for font in preferred if has_glyph(font, character))
    font = opened(font_file)
    scale = 1000 / font.face.upem
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.0f}")
    font.draw_glyph_with_pen(font.get_nominal_glyph(ord(character)), TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    return pen.getCommands(), _advance(font_file, character) * 1000


def has_glyph(font_file: FontFile, character: str) -> bool:
    """Whether a font has a character.

    Private-use code points do not count: every font puts other shapes there (BabelStone Han has 2,000 of its own).
    """
    return ord(character) in _code_points(font_file) and category(character) != "Co"


@cache
def opened(font_file: FontFile) -> uharfbuzz.Font:
    """The font as HarfBuzz opens it: mapped, not read."""
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(font_file.path), font_file.index))


@cache
def _code_points(font_file: FontFile) -> uharfbuzz.Set:
    code_points: uharfbuzz.Set = opened(font_file).face.unicodes
    return code_points


def _advance(font_file: FontFile, character: str) -> float:
    """The width of a character that the font has, in ems."""
    font = opened(font_file)
    width: float = font.get_glyph_h_advance(font.get_nominal_glyph(ord(character))) / font.face.upem
    return width
