"""Papers without what programs and cameras wrote beside them."""

import io

import pikepdf
import pytest
from PIL import Image

from foundation.errors import Refused
from foundation.evidence import without_metadata


def picture(kind: str) -> bytes:
    made, content = Image.new("RGB", (40, 20), "#b5121b"), io.BytesIO()
    exif = made.getexif()
    exif[0x013B] = "Zhang Shili"
    made.save(content, kind, exif=exif, comment=b"by Zhang Shili")
    return content.getvalue()


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_pictures_lose_their_metadata(kind: str, media_type: str):
    content = picture(kind)
    assert b"Zhang Shili" in content
    clean = without_metadata(content, media_type)
    assert b"Zhang Shili" not in clean
    with Image.open(io.BytesIO(clean)) as shown:
        assert (shown.format, shown.size) == (kind, (40, 20))


def test_pdf_loses_its_author():
    content = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Author"] = "Zhang Shili"
        with paper.open_metadata() as metadata:
            metadata["dc:creator"] = ["Zhang Shili"]
        paper.save(content)
    with pikepdf.open(io.BytesIO(without_metadata(content.getvalue(), "application/pdf"))) as clean:
        assert (len(clean.pages), "/Info" in clean.trailer, "/Metadata" in clean.Root) == (1, False, False)
    with pytest.raises(Refused, match="打不开"):
        without_metadata(b"%PDF-1.7 broken", "application/pdf")
