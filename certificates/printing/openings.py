"""What a sheet leaves open: each is marked on the static page by a picture of nothing, by which it is found again."""

from dataclasses import dataclass

from markupsafe import Markup

from certificates.printing.composing import Slot, VerticalAlign
from certificates.printing.drawing import svg_address

MARK = "opening:"
NOTHING = svg_address('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')


@dataclass(frozen=True)
class QrPlace:
    """Where the QR code stands, in millimetres on the A4 form."""

    x: float
    y: float
    size: float


@dataclass(frozen=True)
class PhotoPlace:
    """Where the photo stands, in millimetres on the A4 form."""

    x: float
    y: float
    width: float
    height: float


Opening = Slot | QrPlace | PhotoPlace


class Marked:
    """The openings of a static page. After layout `places` has them in reading order."""

    def __init__(self) -> None:
        self.places: list[Opening] = []

    def slot(self, name: str, x: float, y: float, width: float, height: float, valign: str = "top") -> Markup:
        return self._mark(Slot(name, x, y, width, height, VerticalAlign(valign)))

    def qr(self, x: float, y: float, size: float) -> Markup:
        return self._mark(QrPlace(x, y, size))

    def photo(self, x: float, y: float, width: float, height: float) -> Markup:
        return self._mark(PhotoPlace(x, y, width, height))

    def _mark(self, place: Opening) -> Markup:
        """As large as the page, because what stands here later is clipped to it."""
        self.places.append(place)
        style = "position: absolute; left: 0; top: 0; width: 100%; height: 100%"
        mark = f"{MARK}{len(self.places) - 1}"
        return Markup('<img src="{}" alt="{}" style="{}">').format(NOTHING, mark, style)
