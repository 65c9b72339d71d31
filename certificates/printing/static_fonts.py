"""Makes the fonts of a static page small: WeasyPrint leaves a place for every glyph of the font that it cuts.

The codes in the page stay as they are. They are character identifiers, which the new program's charset maps to its
own few glyphs (ISO 32000-1, 9.7.4.2), as in every PDF with a CID-keyed font of type 0C.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf

from certificates.printing.embedding import program_of
from certificates.printing.shaping import Face, stack


def shrink_fonts(pdf: pikepdf.Pdf, page: Any) -> set[int]:
    """Replaces the font programs of a page by ones that have the used glyphs only; TrueType is left as it is. The
    numbers of the objects that are no longer needed."""
    replaced = set()
    faces = {face.name: face for bold in (False, True) for face in stack(bold)}
    for name, glyphs in _used_glyphs(page).items():
        font = page.Resources.Font[name]
        face = faces.get(str(font.BaseFont).partition("+")[2])
        if face and face.is_cff:
            replaced.add(_replace_program(pdf, font.DescendantFonts[0], face, glyphs))
    return replaced


def _used_glyphs(page: Any) -> Mapping[str, set[int]]:
    """The codes that the page shows, by the name of their font."""
    used: dict[str, set[int]] = defaultdict(set)
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            font = str(instruction.operands[0])
        elif operator == "TJ":
            used[font] |= set(_codes(instruction.operands[0]))
    return used


def _codes(shown: Any) -> Iterable[int]:
    for piece in shown:
        if isinstance(piece, pikepdf.String):
            codes = bytes(piece)
            yield from (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))


def _replace_program(pdf: pikepdf.Pdf, descendant: Any, face: Face, glyphs: set[int]) -> int:
    """The number of the program that is no longer needed."""
    replaced: int = descendant.FontDescriptor.FontFile3.objgen[0]
    program, _ = program_of(face, glyphs)
    data = zlib.compress(program.reference_table("CFF ").data, 9)
    names = {"Filter": pikepdf.Name.FlateDecode, "Subtype": pikepdf.Name.CIDFontType0C}
    descendant.FontDescriptor.FontFile3 = pdf.make_indirect(pikepdf.Stream(pdf, data, **names))
    del descendant.CIDToGIDMap
    return replaced
