"""Other ways to make the same certificates: typst and reportlab, one file each, and the limit of any way at all.

Each gets the same words and its own QR code; typst also the same border and seal.
"""

import hashlib
import io
import zlib
from collections.abc import Callable

import segno
import typst
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.certificate_papers import Paper

TRUETYPE = "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"
"""Reportlab cannot read Noto Serif CJK, whose outlines are PostScript's; HanaMin is the TrueType font of the stack."""


def typst_maker(border: str, seal: str) -> Callable[[Paper], bytes]:
    """A function that sets one paper with typst, as PDF/A-3b: level A of it asks for more than typst is told here."""
    fonts = typst.Fonts()

    def make(paper: Paper) -> bytes:
        code = io.BytesIO()
        segno.make(paper.address, error="m", micro=False).save(code, kind="svg", border=4)
        body = "\n".join(
            f"#align({'center' if centred else 'left'})[#text(size: {points}pt)[{_escaped(text)}]]"
            for text, points, centred in paper.lines
        )
        source = "\n".join(
            [
                f'#set document(title: "{paper.title}")',
                f"#set page(width: 297mm, height: 210mm, margin: 0mm, background: {_picture(border, 297)})",
                '#set text(font: ("Noto Serif CJK SC", "HanaMinA", "HanaMinB"), lang: "zh")',
                f"#place(dy: 27mm)[#box(width: 297mm)[#align(center)[#text(size: 54pt)[{paper.title}]]]]",
                f"#place(dx: 40mm, dy: 57mm)[#box(width: 217mm)[{body}]]",
                f"#place(dx: 200mm, dy: 140mm)[#{_picture(seal, 40, alt='印章')}]",
                f"#place(dx: 190mm, dy: 155mm)[{paper.issuer} \\ {paper.day}]",
                f"#place(dx: 38mm, dy: 150mm)[#{_picture(code.getvalue().decode(), 24, alt='二维码')}]",
                f"#place(dx: 38mm, dy: 178mm)[证书编号：{paper.number}]",
            ]
        )
        return bytes(typst.compile(source.encode(), format="pdf", font_paths=fonts, pdf_standards=["a-3b"]))

    return make


def reportlab_maker() -> Callable[[Paper], bytes]:
    """A function that draws one paper with reportlab: no tags, no PDF/A, a plain border and no seal."""
    pdfmetrics.registerFont(TTFont("Hana", TRUETYPE))
    width, height = landscape(A4)

    def make(paper: Paper) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(width, height), lang="zh-CN")
        canvas.setTitle(paper.title)
        canvas.setStrokeColorRGB(0.64, 0.09, 0.11)
        canvas.setLineWidth(8 * mm)
        canvas.rect(13 * mm, 13 * mm, 271 * mm, 184 * mm)
        canvas.setFillColorRGB(0.64, 0.09, 0.11)
        canvas.setFont("Hana", 54)
        canvas.drawCentredString(width / 2, height - 42 * mm, paper.title)
        canvas.setFillColorRGB(0.1, 0.1, 0.1)
        top = height - 62 * mm
        for text, points, centred in paper.lines:
            canvas.setFont("Hana", points)
            if centred:
                canvas.drawCentredString(width / 2, top, text)
            else:
                canvas.drawString(40 * mm, top, text)
            top -= points * 1.6
        canvas.setFont("Hana", 16)
        canvas.drawString(190 * mm, 50 * mm, paper.issuer)
        canvas.drawString(190 * mm, 42 * mm, paper.day)
        canvas.setFont("Hana", 11)
        canvas.drawString(38 * mm, 28 * mm, f"证书编号：{paper.number}")
        canvas.setFillColorRGB(0, 0, 0)
        rows = segno.make(paper.address, error="m", micro=False).matrix
        side = 24 * mm / len(rows)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    canvas.rect(38 * mm + across * side, 60 * mm - down * side, side, side, stroke=0, fill=1)
        canvas.save()
        return out.getvalue()

    return make


def limit(variable: bytes, whole: bytes, pack: io.BufferedWriter) -> None:
    """What no way can do without: deflate the part that differs, hash the file, append it to a pack."""
    zlib.compress(variable, 6)
    hashlib.sha256(whole).digest()
    pack.write(whole)


def _picture(svg: str, width: float, alt: str = "") -> str:
    return f'image(bytes({_quoted(svg)}), format: "svg", width: {width}mm, alt: "{alt}")'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in "\\#$*_`<>@[]~=-+/" else one for one in text)
