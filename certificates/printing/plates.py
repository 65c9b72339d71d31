"""Plates: WeasyPrint lays a sheet out once, then each certificate's own texts, QR code and photo are stamped on it.

The stamped page is the page that `whole.print_whole` gives, made some hundred times faster.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import escape

from certificates.printing.characters import unprintable
from certificates.printing.composing import Overlong, PlacedParagraph, Slot, compose
from certificates.printing.content import Content, Sheet
from certificates.printing.dissecting import Skeleton, skeleton_of
from certificates.printing.openings import Marked, Opening, PhotoPlace
from certificates.printing.pdf_objects import PdfFile, moment, plain_stream, references, stream, text
from certificates.printing.sheets import lay_out_sheet
from certificates.printing.stamping import Stamp

KEPT_PLATES = 32
"""A batch whose papers differ in issuers or day has as many sheets; one more costs a layout."""

SUBJECT = "SUBJECT-OF-THE-CERTIFICATE"
MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
XMP_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@lru_cache(maxsize=KEPT_PLATES)
def plate_of(sheet: Sheet) -> "Plate":
    """The plate of a sheet, laid out at the first call. Raises PrintingFault for a faulty template."""
    openings = Marked()
    printed = lay_out_sheet(sheet, openings, subject=SUBJECT, made_at=MADE_AT)
    return Plate(skeleton_of(printed), tuple(openings.places))


class Plate:
    """A sheet, ready to be printed with any content. The same content gives the same bytes."""

    def __init__(self, skeleton: Skeleton, openings: tuple[Opening, ...]) -> None:
        self.skeleton = skeleton
        self.openings = openings

    def print(self, content: Content) -> bytes:
        """The PDF of one certificate: PDF/A-3a and PDF/UA-1, as `print_whole` would give it.

        Raises Overlong for a text that does not fit. Missing glyphs come out as boxes: ask `problems` before.
        """
        skeleton = self.skeleton
        file = PdfFile(skeleton.body, dict(skeleton.offsets), skeleton.free, skeleton.seed)
        stamp = Stamp(file, skeleton, self.openings, content, self._composed(content))
        holes = stamp.holes() | {b"catalogue": _attachments(file, content)}
        for number, pieces in skeleton.holed.items():
            file.write(number, b"".join(holes[one] if at % 2 else one for at, one in enumerate(pieces)))
        file.write(skeleton.metadata, plain_stream(_xmp(skeleton, content), b"/Type/Metadata/Subtype/XML"))
        made_at = moment(content.made_at)
        file.write(
            skeleton.info,
            b"<</Title%b/Producer%b/CreationDate%b/ModDate%b>>"
            % (text(content.subject), text(skeleton.producer), made_at, made_at),
        )
        return file.finished(skeleton.root, skeleton.info)

    def problems(self, content: Content) -> list[str]:
        """Why this content cannot be printed, in Chinese; empty when it can. Makes nothing, so it is cheap."""
        texts = [line.text for lines in content.texts.values() for line in lines]
        overlong = [problem for slot in self.slots() for problem in _overlong(slot, content)]
        no_photo = any(isinstance(place, PhotoPlace) for place in self.openings) and not content.photo
        return [*unprintable(texts), *overlong, *(["缺少照片，这种证书要印持证人的照片。"] if no_photo else [])]

    def slots(self) -> Iterable[Slot]:
        """The places for text."""
        return (place for place in self.openings if isinstance(place, Slot))

    def _composed(self, content: Content) -> dict[str, tuple[PlacedParagraph, ...]]:
        return {slot.name: compose(slot, content.texts.get(slot.name, ())) for slot in self.slots()}


def _overlong(slot: Slot, content: Content) -> list[str]:
    try:
        compose(slot, content.texts.get(slot.name, ()))
    except Overlong as problem:
        return [problem.message]
    return []


def _xmp(skeleton: Skeleton, content: Content) -> bytes:
    made_at = content.made_at.astimezone(UTC).strftime(XMP_MOMENT)
    return skeleton.xmp.replace(SUBJECT.encode(), escape(content.subject).encode()).replace(
        MADE_AT.strftime(XMP_MOMENT).encode(), made_at.encode()
    )


def _attachments(file: PdfFile, content: Content) -> bytes:
    """Writes the attached files; what the catalogue says of them (ISO 19005-3, 6.8)."""
    if not content.attached:
        return b""
    made_at, names = moment(content.made_at), []
    for attached in sorted(content.attached, key=lambda one: one.name):
        data = stream(
            attached.content,
            b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d/ModDate%b>>"
            % (attached.media_type.replace("/", "#2f").encode(), len(attached.content), made_at),
        )
        data_number = file.add(data)
        name = text(attached.name)
        specification = b"<</Type/Filespec/F%b/UF%b/Desc%b/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
        number = file.add(specification % (name, name, text(attached.description), data_number, data_number))
        names.append((name, number))
    listed = b"".join(b"%b %d 0 R" % one for one in names)
    return b"/AF[%b]/Names<</EmbeddedFiles<</Names[%b]>>>>" % (references(number for _, number in names), listed)
