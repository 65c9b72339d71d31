"""Photos as they stand in PDF files: colours sRGB, an upright JPEG as it is, all else decoded."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from certificates.printing.pdf_objects import plain_stream, stream

COLOURS = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}
ORIENTATION, UPRIGHT = 0x0112, 1
"""Exif tag 274: how the camera was held."""


@lru_cache(maxsize=8)
def photo_size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels, as it is seen."""
    with Image.open(BytesIO(picture)) as image:
        return ImageOps.exif_transpose(image).size


@lru_cache(maxsize=8)
def photo_object(picture: bytes) -> bytes:
    """The image object of a checked PNG or JPEG picture, upright; whatever is transparent stands on white."""
    with Image.open(BytesIO(picture)) as image:
        upright = image.getexif().get(ORIENTATION, UPRIGHT) == UPRIGHT
        if image.format == "JPEG" and image.mode in COLOURS and upright:
            return plain_stream(picture, _entries(image) + b"/Filter/DCTDecode")
        drawn = _on_white(ImageOps.exif_transpose(image))
        return stream(drawn.tobytes(), _entries(drawn))


def _entries(image: Image.Image) -> bytes:
    return b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b" % (
        *image.size,
        COLOURS[image.mode],
    )


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
