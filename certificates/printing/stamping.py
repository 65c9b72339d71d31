"""Writes what a certificate has of its own: texts as tagged paragraphs, the QR code and the photo as tagged figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from certificates.printing.composing import PlacedLine, PlacedParagraph, Slot
from certificates.printing.content import Content
from certificates.printing.dissecting import Skeleton
from certificates.printing.drawing import PHOTO_TITLE, qr_title
from certificates.printing.embedding import Embedded, embed
from certificates.printing.openings import Opening, PhotoPlace, QrPlace
from certificates.printing.pdf_objects import PdfFile, reference, references, stream, text
from certificates.printing.photos import photo_object, photo_size
from certificates.printing.qr_codes import qr_runs, qr_size
from certificates.printing.shaping import Face, Run, shaped

PIXELS_IN_A_MILLIMETRE = 96 / 25.4
PIXELS_IN_A_POINT = 96 / 72
"""The page's content is drawn in CSS pixels, downwards from the upper left corner of the A4 form."""


class Stamp:
    """One certificate's own parts, written into `file` as they are asked for."""

    def __init__(
        self,
        file: PdfFile,
        skeleton: Skeleton,
        openings: tuple[Opening, ...],
        content: Content,
        composed: Mapping[str, tuple[PlacedParagraph, ...]],
    ) -> None:
        self.file = file
        self.skeleton = skeleton
        self.openings = openings
        self.content = content
        self.composed = composed
        self.fonts = self._embedded()
        self.elements: list[int] = []
        self.pictures = b""

    def holes(self) -> dict[bytes, bytes]:
        """What fills the holes of the skeleton."""
        holes: dict[bytes, bytes] = {}
        for place, opening in enumerate(self.openings):
            first = len(self.elements)
            drawn = b"\n".join(self._drawn(opening, self.skeleton.parents[place]))
            holes[b"content-%d" % place] = reference(self.file.add(stream(drawn)))
            holes[b"kids-%d" % place] = references(self.elements[first:])
        holes[b"marks"] = references(self.elements)
        holes[b"fonts"] = b"".join(b"/S%d %d 0 R" % (at, font.number) for at, font in self._numbered())
        holes[b"pictures"] = self.pictures
        return holes

    def _numbered(self) -> Iterator[tuple[int, Embedded]]:
        return enumerate(self.fonts.values())

    def _embedded(self) -> dict[Face, Embedded]:
        used: dict[Face, dict[int, str]] = defaultdict(dict)
        for paragraphs in self.composed.values():
            for paragraph in paragraphs:
                for line in paragraph.lines:
                    for run in shaped(line.text, paragraph.style.bold):
                        for glyph in run.glyphs:
                            used[run.face].setdefault(glyph.index, glyph.text)
        return {face: embed(self.file, face, glyphs) for face, glyphs in used.items()}

    def _drawn(self, opening: Opening, parent: int) -> Iterator[bytes]:
        if isinstance(opening, Slot):
            for paragraph in self.composed[opening.name]:
                yield self._tagged(b"P", parent, self._paragraph(paragraph))
        elif isinstance(opening, QrPlace):
            box = (opening.x, opening.y, opening.size, opening.size)
            yield self._figure(parent, qr_title(self.content.address), box, self._qr(opening))
        elif self.content.photo:
            box = (opening.x, opening.y, opening.width, opening.height)
            yield self._figure(parent, PHOTO_TITLE, box, self._photo(opening))

    def _tagged(self, tag: bytes, parent: int, drawn: bytes, more: bytes = b"") -> bytes:
        mark = self.skeleton.marks + len(self.elements)
        self.elements.append(
            self.file.add(
                b"<</Type/StructElem/S/%b/P %d 0 R/Pg %d 0 R/K[%d]%b>>" % (tag, parent, self.skeleton.page, mark, more)
            )
        )
        return b"/%b<</MCID %d>>BDC\nq\n%b\nQ\nEMC" % (tag, mark, drawn)

    def _figure(self, parent: int, title: str, box: tuple[float, float, float, float], drawn: bytes) -> bytes:
        x, y, width, height = (length * PIXELS_IN_A_MILLIMETRE for length in box)
        edges = b"%.3f %.3f %.3f %.3f" % (x, y, x + width, y + height)
        return self._tagged(b"Figure", parent, drawn, b"/Alt%b/A<</O/Layout/BBox[%b]>>" % (text(title), edges))

    def _paragraph(self, paragraph: PlacedParagraph) -> bytes:
        red, green, blue = (int(paragraph.style.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        lines = b"\n".join(self._line(line, paragraph.style.bold) for line in paragraph.lines)
        return b"BT %.4f %.4f %.4f rg\n%b\nET" % (red, green, blue, lines)

    def _line(self, line: PlacedLine, bold: bool) -> bytes:
        size = line.size * PIXELS_IN_A_POINT
        x, y = line.x * PIXELS_IN_A_MILLIMETRE, line.y * PIXELS_IN_A_MILLIMETRE
        runs = b"\n".join(self._run(run, size) for run in shaped(line.text, bold))
        return b"1 0 0 -1 %.4f %.4f Tm %.4f Tc\n%b" % (x, y, line.spacing * size, runs)

    def _run(self, run: Run, size: float) -> bytes:
        font = self.fonts[run.face]
        at = list(self.fonts).index(run.face)
        codes = "".join(font.codes[glyph.index] + (f">{glyph.kern}<" if glyph.kern else "") for glyph in run.glyphs)
        return f"/S{at} {size:.4f} Tf[<{codes}>]TJ".encode()

    def _qr(self, place: QrPlace) -> bytes:
        modules = qr_size(self.content.address)
        module = place.size * PIXELS_IN_A_MILLIMETRE / modules
        x, y = place.x * PIXELS_IN_A_MILLIMETRE, place.y * PIXELS_IN_A_MILLIMETRE
        drawn = "\n".join(f"{across} {down} {length} 1 re" for across, down, length in qr_runs(self.content.address))
        return (
            f"{module:.6f} 0 0 {module:.6f} {x:.4f} {y:.4f} cm\n1 1 1 rg 0 0 {modules} {modules} re f\n0 0 0 rg\n"
            f"{drawn}\nf"
        ).encode()

    def _photo(self, place: PhotoPlace) -> bytes:
        """The photo as large as covers its place, cut to it."""
        number = self.file.add(photo_object(self.content.photo))
        self.pictures = b"/photo %d 0 R" % number
        x, y, width, height = (
            length * PIXELS_IN_A_MILLIMETRE for length in (place.x, place.y, place.width, place.height)
        )
        across, down = photo_size(self.content.photo)
        scale = max(width / across, height / down)
        left, top = x + (width - across * scale) / 2, y + (height - down * scale) / 2
        return b"%.4f %.4f %.4f %.4f re W n\n%.4f 0 0 %.4f %.4f %.4f cm /photo Do" % (
            *(x, y, width, height),
            *(across * scale, -down * scale, left, top + down * scale),
        )
