"""Cuts the common characters out of the main font, once a process: printing then is much faster and files are smaller.

The whole Noto Serif CJK has 65,000 glyphs, and every PDF pays for all of them when its own few are taken out. The cut
stands before the whole font in the style sheet's font stack, so that a rarer character is still found there.
"""

from functools import cache
from io import BytesIO

import uharfbuzz
from fontTools.ttLib import TTFont

from certificates.printing.cff import with_identity_charset
from certificates.printing.fonts import FontFile, opened

CUT_FAMILY = "Jiangxin Serif"
"""The cut's name in style sheets and, with hyphens, in PDF files. Its shapes are those of the main font."""


@cache
def common_characters() -> frozenset[int]:
    """Code points of GB/T 2312 (6,763 characters and its signs), of the Latin alphabets and of general punctuation.

    Decoded as GBK, its superset: Python's own "gb2312" reads the dash and the middle dot as other code points.
    """
    rows, cells = range(0xA1, 0xF8), range(0xA1, 0xFF)
    characters = (bytes((row, cell)).decode("gbk", "ignore") for row in rows for cell in cells)
    signs = {*range(0x20, 0x250), *range(0x2010, 0x2028)}
    return frozenset({ord(character) for character in characters if character} | signs)


@cache
def cut_font(font_file: FontFile) -> bytes:
    """An OpenType font with the common characters of `font_file`, their kerning and their variants included."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(common_characters())
    font: bytes = uharfbuzz.subset(opened(font_file).face, wanted).blob.data
    table = TTFont(BytesIO(font), lazy=True).reader.tables["CFF "]
    start, end = table.offset, table.offset + table.length
    return font[:start] + with_identity_charset(font[start:end]) + font[end:]
