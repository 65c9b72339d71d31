"""Files signed by our own increment say what pyHanko's say; files of another shape are left to pyHanko."""

import re
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import content_of
from certificates.kinds import all_kinds
from certificates.printing.plates import plate_of
from certificates.signing.increments import OtherShape, room_in
from foundation.clock import frozen
from tests.factories.signing import page
from tests.unit.certificates.test_cms_model import signer

AT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


@cache
def printed() -> bytes:
    """A certificate as a batch prints it."""
    settings, facts = default_settings("award"), all_kinds()["award"].EXAMPLE
    return plate_of(sheet_of("award", settings, facts)).print(
        content_of("award", facts, wording_of("award", settings, facts))
    )


def signature_in(signed: bytes) -> EmbeddedPdfSignature:
    (only,) = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    return only


def plain(value: Any, depth: int = 4) -> Any:
    """What stands in a PDF object, without its numbers and what every signature has of its own."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if depth == 0 or not isinstance(value, DictionaryObject | ArrayObject):
        return None if isinstance(value, dict | list) else str(value)
    if isinstance(value, ArrayObject):
        return [plain(value.raw_get(at), depth - 1) for at in range(len(value))]
    own = {"/Contents", "/ByteRange", "/P", "/Metadata", "/StructTreeRoot", "/Pages", "/Extensions", "/Version"}
    return {key: plain(value.raw_get(key), depth - 1) for key in sorted(set(value) - own)}


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_signed_file_says_what_pyhankos_says(kind: str):
    with frozen(AT):
        ours, theirs = (signature_in(sign(printed())) for sign in (signer(kind).sign, signer(kind)._signed_by_pyhanko))
    for one in (ours, theirs):
        one.compute_integrity_info()
        assert one.evaluate_signature_coverage().name == "ENTIRE_FILE"
    assert plain(ours.sig_object) == plain(theirs.sig_object)
    assert plain(ours.sig_field) == plain(theirs.sig_field)
    assert plain(ours.reader.root) == plain(theirs.reader.root)
    assert ours.self_reported_timestamp == theirs.self_reported_timestamp == AT
    assert ours.docmdp_level == theirs.docmdp_level
    assert ours.reader.root["/Pages"]["/Kids"][0]["/Annots"][0]["/T"] == "Signature"
    assert "/Version" not in ours.reader.root  # PDF/A-3 stands on PDF 1.7


def test_nothing_of_the_file_is_changed_and_equal_moments_give_equal_files_but_for_the_signature():
    room, again = (room_in(printed(), field="Signature", size=3000, at=AT) for _ in range(2))
    assert room == again
    filled = room.filled(b"\x30\x00")
    assert filled.startswith(printed())
    start, length, after, rest = (
        int(one) for one in re.findall(rb"\d+", re.findall(rb"/ByteRange\[([^]]*)\]", filled)[0])
    )
    assert (start, filled[length:after], after + rest) == (0, b"<3000" + b"0" * 5996 + b">", len(filled))
    assert filled[:length] + filled[after:] == room.before + room.after
    with pytest.raises(ValueError, match="larger than its room"):
        room.filled(bytes(3001))


def other_shapes() -> list[bytes]:
    """Files that begin no plain increment: compressed objects, signed before, with a form, with a note, cut off."""
    packed, noted, form = BytesIO(), BytesIO(), BytesIO()
    with pikepdf.open(BytesIO(printed())) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[])
        pdf.save(form)
        del pdf.Root.AcroForm
        pdf.pages[0].Annots = pikepdf.Array([])
        pdf.save(noted)
    return [
        page(),
        packed.getvalue(),
        noted.getvalue(),
        form.getvalue(),
        signer("ecdsa").sign(printed()),
        printed()[:-100],
    ]


def test_file_of_another_shape_is_left_to_pyhanko():
    shapes = other_shapes()
    for pdf in shapes:
        with pytest.raises(OtherShape):
            room_in(pdf, field="Signature", size=3000, at=AT)
    signed = signer("ecdsa").sign(shapes[0])
    assert signature_in(signed).evaluate_signature_coverage().name == "ENTIRE_FILE"
