"""Pictures drawn by ourselves, as SVG in data addresses: seals and QR codes.

They enter a page as `<img alt="...">`: inline SVG gets no alternative text, and a QR code as PNG blurs in some viewers.
Colours are baked, never transparent: opacity leaves untagged content in the PDF.
"""

import math
from base64 import b64encode
from functools import lru_cache
from urllib.parse import quote

from certificates.printing.fonts import outline
from certificates.printing.qr_codes import qr_runs, qr_size

PHOTO_TITLE = "持证人照片"
SEAL_RED = "#c8161d"
RING_RADIUS = 96
TEXT_RADIUS = 84
CHARACTER_HEIGHT = 27
WIDEST_ARC = math.radians(216)
USUAL_STEP = math.radians(26)
NARROWEST = 0.7


def svg_address(svg: str) -> str:
    """The data address of an SVG document."""
    return "data:image/svg+xml," + quote(svg)


def picture_address(picture: bytes) -> str:
    """The data address of a checked PNG or JPEG picture, such as the photo on an admission ticket."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(picture).decode()}"


def qr_address(text: str) -> str:
    """The data address of a QR code as vectors, quiet zone included."""
    size = qr_size(text)
    dark = "".join(f"M{across} {down}h{length}v1h-{length}z" for across, down, length in qr_runs(text))
    return svg_address(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{dark}"/></svg>'
    )


def qr_title(text: str) -> str:
    """What the QR code is called by those who cannot see it."""
    return f"查验二维码：{text}"


@lru_cache(maxsize=64)
def seal_address(organisation: str) -> str:
    """The data address of a round red seal: the organisation's name along the ring, a five-pointed star inside.

    The name is drawn as outlines, so that the picture needs no font and adds no second copy of the name to the text.
    """
    parts = [
        f'<circle r="{RING_RADIUS}" fill="none" stroke="{SEAL_RED}" stroke-width="5"/>',
        f'<path d="{_star(30)}" fill="{SEAL_RED}"/>',
        *_ring_text(organisation),
    ]
    return svg_address(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-100 -100 200 200" width="200" height="200">'
        + "".join(parts)
        + "</svg>"
    )


def _ring_text(text: str) -> list[str]:
    """The characters of `text` on an arc centred above the star; a long name is narrowed first, then made smaller."""
    step = min(USUAL_STEP, WIDEST_ARC / max(len(text) - 1, 1))
    width = min(CHARACTER_HEIGHT, step * (TEXT_RADIUS - CHARACTER_HEIGHT / 2) * 0.97)
    height = min(CHARACTER_HEIGHT, width / NARROWEST)
    start = -step * (len(text) - 1) / 2
    return [
        _placed(character, math.degrees(start + step * place), width, height) for place, character in enumerate(text)
    ]


def _placed(character: str, degrees: float, width: float, height: float) -> str:
    """One character, its top on the text circle, turned to its place. The baseline lies 12 % above its lower edge."""
    path, advance = outline(character)
    across, down = -advance / 1000 * width / 2, -(TEXT_RADIUS - height * 0.88)
    place = f"rotate({degrees:.2f}) translate({across:.2f} {down:.2f}) scale({width / 1000:.5f} {-height / 1000:.5f})"
    return f'<path fill="{SEAL_RED}" d="{path}" transform="{place}"/>'


def _star(radius: float) -> str:
    """A five-pointed star around the origin, one point up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = [(radius if corner % 2 == 0 else inner, math.radians(36 * corner - 90)) for corner in range(10)]
    points = (f"{size * math.cos(angle):.2f} {size * math.sin(angle):.2f}" for size, angle in corners)
    return f"M{' L'.join(points)}Z"
