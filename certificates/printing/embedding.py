"""Embeds the glyphs that one certificate needs: a font cut for it alone, numbered anew, so that CID = glyph index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import md5

import uharfbuzz

from certificates.printing.cff import with_identity_charset
from certificates.printing.font_cut import CUT_FAMILY
from certificates.printing.pdf_objects import PdfFile, stream
from certificates.printing.shaping import Face

NOT_NEEDED = [
    int.from_bytes(tag, "big")
    for tag in (
        *(b"BASE", b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"OS/2", b"STAT", b"VORG", b"cmap", b"gasp"),
        *(b"name", b"post", b"vhea", b"vmtx"),
    )
]
"""Tables that a PDF reader does not look into: characters are already glyphs, and placed."""

NOT_IN_A_BARE_PROGRAM = [int.from_bytes(tag, "big") for tag in (b"hhea", b"hmtx")]
WITHOUT_HINTS = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
SYMBOLIC_AND_SERIF = 6
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
/CMapName/Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
%b
endcmap
CMapName currentdict/CMap defineresource pop
end
end"""
LONGEST_BLOCK = 100
"""Lines that a block of a CMap may have (Adobe Technical Note 5014)."""


@dataclass(frozen=True)
class Embedded:
    """A font in a file: its object's number, and the codes of its glyphs as they stand in strings (four hex digits)."""

    number: int
    codes: Mapping[int, str]


def embed(file: PdfFile, face: Face, glyphs: Mapping[int, str]) -> Embedded:
    """Writes the cut font of `glyphs`, which maps the glyphs of `face` to the characters that they stand for."""
    program, numbers = program_of(face, glyphs)
    order = sorted((new, old) for old, new in numbers.items())
    if face.is_cff:
        data = with_identity_charset(program.reference_table("CFF ").data)
        font_file, kind = file.add(stream(data, b"/Subtype/CIDFontType0C")), b"/FontFile3"
    else:
        data = program.blob.data
        font_file, kind = file.add(stream(data, b"/Length1 %d" % len(data))), b"/FontFile2"
    name = _tag(data) + b"+" + face.name.encode()
    descriptor = file.add(
        b"<</Type/FontDescriptor/FontName/%b/FontFamily(%b)/Flags %d/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80%b %d 0 R>>"
        % (
            *(name, face.family.encode(), SYMBOLIC_AND_SERIF, b" ".join(b"%d" % edge for edge in face.box)),
            *(face.ascent, face.descent, face.ascent, kind, font_file),
        )
    )
    widths = " ".join(f"{face.width(old):g}" for _, old in order).encode()
    descendant = file.add(
        b"<</Type/Font/Subtype/%b/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/W[0[%b]]%b>>"
        % (
            *(b"CIDFontType0" if face.is_cff else b"CIDFontType2", name, descriptor, widths),
            b"" if face.is_cff else b"/CIDToGIDMap/Identity",
        )
    )
    unicode_map = file.add(stream(_to_unicode([(new, glyphs[old]) for new, old in order if old in glyphs])))
    number = file.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name, descendant, unicode_map)
    )
    return Embedded(number, {old: f"{new:04x}" for new, old in order})


def program_of(face: Face, glyphs: Iterable[int]) -> tuple[uharfbuzz.Face, Mapping[int, int]]:
    """The font with these glyphs alone, and the new number of each."""
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(glyphs)
    if face.family == CUT_FAMILY:
        wanted.flags = WITHOUT_HINTS
        plan = uharfbuzz.SubsetPlan(_prepared(face), wanted)
    else:
        wanted.flags = WITHOUT_HINTS | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        wanted.drop_table_tag_set.update(_not_needed(face))
        plan = uharfbuzz.SubsetPlan(face.face, wanted)
    return plan.execute(), dict(plan.old_to_new_glyph_mapping.items())


@cache
def _prepared(face: Face) -> uharfbuzz.Face:
    """The cut of the main font, ready to be cut again eight times as fast: its outlines taken apart, glyphs numbered as
    before, all else left out. Of the whole main font this would take 200 MB, and it is seldom needed."""
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    wanted.flags = WITHOUT_HINTS | uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.RETAIN_GIDS
    wanted.drop_table_tag_set.update(_not_needed(face))
    return uharfbuzz.subset_preprocess(uharfbuzz.subset(face.face, wanted))


def _not_needed(face: Face) -> list[int]:
    return NOT_NEEDED + (NOT_IN_A_BARE_PROGRAM if face.is_cff else [])


def _tag(data: bytes) -> bytes:
    """Six letters that tell cut fonts apart (9.6.4)."""
    return bytes(65 + byte % 26 for byte in md5(data, usedforsecurity=False).digest()[:6])


def _to_unicode(characters: list[tuple[int, str]]) -> bytes:
    lines = [f"<{code:04x}> <{_utf16(text)}>" for code, text in characters]
    blocks = [lines[start : start + LONGEST_BLOCK] for start in range(0, len(lines), LONGEST_BLOCK)]
    written = (f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return TO_UNICODE % "\n".join(written).encode()


@lru_cache(maxsize=16384)
def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()
