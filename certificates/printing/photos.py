"""Photos as they stand in PDF files: colours sRGB, a JPEG as it is, all else decoded."""

from functools import lru_cache
from io import BytesIO

from PIL import Image

from certificates.printing.pdf_objects import plain_stream, stream

COLOURS = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}


@lru_cache(maxsize=8)
def photo_size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels."""
    with Image.open(BytesIO(picture)) as image:
        return image.size


@lru_cache(maxsize=8)
def photo_object(picture: bytes) -> bytes:
    """The image object of a checked PNG or JPEG picture; whatever is transparent stands on white."""
    with Image.open(BytesIO(picture)) as image:
        width, height = image.size
        as_it_is = image.format == "JPEG" and image.mode in COLOURS
        drawn = image if as_it_is or image.mode in COLOURS else _on_white(image)
        entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b" % (
            *(width, height),
            COLOURS[drawn.mode],
        )
        if as_it_is:
            return plain_stream(picture, entries + b"/Filter/DCTDecode")
        return stream(drawn.tobytes(), entries)


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
