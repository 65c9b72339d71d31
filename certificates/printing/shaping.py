"""Turns text into glyphs: which font each character is taken from, and how HarfBuzz sets it.

The stack is that of the style sheets, so that the stamped page and the page laid out by WeasyPrint have the same
shapes: the cut of the main font, the whole main font, then the fallbacks. The fallbacks have one weight.
"""

import struct
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby, pairwise

import uharfbuzz

from certificates.printing.font_cut import CUT_FAMILY, common_characters, cut_font
from certificates.printing.fonts import FALLBACK_FAMILIES, MAIN_FAMILY, FontFile, has_glyph, installed_fonts, opened

ASCII = 0x80


@dataclass(frozen=True, eq=False)
class Face:
    """One font of the stack. `name` is its name in PDF files, `family` and `bold` those in style sheets."""

    family: str
    bold: bool
    file: FontFile

    @property
    def name(self) -> str:
        return self.family.replace(" ", "-") + ("-Bold" if self.bold else "")

    @cached_property
    def face(self) -> uharfbuzz.Face:
        """The font as HarfBuzz opens it; a collection is mapped, not read."""
        if self.family == CUT_FAMILY:
            return uharfbuzz.Face(uharfbuzz.Blob(cut_font(self.file)))
        return opened(self.file).face

    @cached_property
    def font(self) -> uharfbuzz.Font:
        return uharfbuzz.Font(self.face)

    @cached_property
    def is_cff(self) -> bool:
        """Outlines as in PostScript; otherwise as in TrueType."""
        return "CFF " in self.face.table_tags

    @cached_property
    def ascent(self) -> int:
        """How far the font reaches above the baseline, in thousandths of an em; `descent` is negative."""
        return self.thousandths(self.font.get_font_extents("ltr").ascender)

    @cached_property
    def descent(self) -> int:
        return self.thousandths(self.font.get_font_extents("ltr").descender)

    @cached_property
    def box(self) -> tuple[int, ...]:
        """The box around all glyphs: left, bottom, right, top, in thousandths of an em ("head" table, offset 36)."""
        edges = struct.unpack_from(">4h", self.face.reference_table("head").data, 36)
        return tuple(map(self.thousandths, edges))

    def width(self, glyph: int) -> int:
        """The advance of a glyph in thousandths of an em, as PDF files state it."""
        return self.thousandths(self.font.get_glyph_h_advance(glyph))

    def thousandths(self, units: int) -> int:
        """A length in the font's units as thousandths of an em."""
        return int(1000 * units / self.face.upem + (0.5 if units > 0 else -0.5))

    def has(self, character: str) -> bool:
        """Whether this font of the stack has a character."""
        cut_out = self.family == CUT_FAMILY and ord(character) not in common_characters()
        return not cut_out and has_glyph(self.file, character)


@dataclass(frozen=True)
class Glyph:
    """A glyph of a run: its index in the font, its advance in ems here, the characters that it stands for, and by how
    many thousandths of an em the advance is less than the font's own."""

    index: int
    advance: float
    text: str
    kern: int


@dataclass(frozen=True)
class Run:
    """Neighbouring glyphs of one font."""

    face: Face
    text: str
    glyphs: tuple[Glyph, ...]


@cache
def stack(bold: bool) -> tuple[Face, ...]:
    """The fonts in the order in which they are asked, for regular or bold text."""
    fonts = installed_fonts()
    main = fonts.get((MAIN_FAMILY, "Bold" if bold else "Regular"))
    whole = (Face(CUT_FAMILY, bold, main), Face(MAIN_FAMILY, bold, main)) if main else ()
    return (*whole, *_fallbacks())


@cache
def _fallbacks() -> tuple[Face, ...]:
    fonts = (installed_fonts().get((family, "Regular")) for family in FALLBACK_FAMILIES)
    return tuple(Face(font.family, False, font) for font in fonts if font)


@lru_cache(maxsize=16384)
def face_of(character: str, bold: bool) -> Face:
    """The font that a character is printed with. One that no font has is an empty box of the first font."""
    faces = stack(bold)
    return next((face for face in faces if face.has(character)), faces[0])


@lru_cache(maxsize=8192)
def shaped(text: str, bold: bool) -> tuple[Run, ...]:
    """The text as runs of glyphs, kerning included. ASCII and all else are set apart and without a language, as
    Pango does; a space goes with what stands before it."""
    runs = []
    kinds = [(face_of(one, bold), ord(one) < ASCII) for one in text]
    for (face, _), characters in groupby(zip(kinds, text, strict=True), key=lambda pair: pair[0]):
        piece = "".join(character for _, character in characters)
        runs.append(Run(face, piece, _glyphs(face, piece)))
    return tuple(runs)


@lru_cache(maxsize=16384)
def width_in_ems(text: str, bold: bool) -> float:
    """How wide a text is on one line, in units of the font size."""
    return sum(glyph.advance for run in shaped(text, bold) for glyph in run.glyphs)


def _glyphs(face: Face, text: str) -> tuple[Glyph, ...]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(face.font, buffer)
    units = face.face.upem
    starts = [info.cluster for info in buffer.glyph_infos]
    ends = [later for _, later in pairwise([*starts, len(text)])]
    return tuple(
        Glyph(
            info.codepoint,
            position.x_advance / units,
            text[start:end],
            face.width(info.codepoint) - face.thousandths(position.x_advance),
        )
        for info, position, start, end in zip(buffer.glyph_infos, buffer.glyph_positions, starts, ends, strict=True)
    )
