"""Drawn photos and papers that show nothing but what they are: “示例照片”, “示例材料”."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from certificates.printing.fonts import MAIN_FAMILY, installed_fonts

SIZE = (720, 450)
WALLS = ("#dfe7ec", "#e9e4d8", "#dde8df", "#ece0de", "#e2e0ec")
FLOORS = ("#9fb1bd", "#b8ab90", "#98b3a0", "#bda29c", "#a5a1bd")
INK, PAPER = "#33404a", "#fbfbf8"


def photo(number: int, words: str) -> bytes:
    """The JPEG of a room with a bench, machines and a board that says `words`; each number in other colours."""
    picture = Image.new("RGB", SIZE, WALLS[number % len(WALLS)])
    pen = ImageDraw.Draw(picture)
    floor = FLOORS[number % len(FLOORS)]
    pen.rectangle((0, 320, *SIZE), fill=floor)
    pen.rectangle((150, 50, 570, 190), fill=PAPER, outline=INK, width=4)
    for place in range(3):
        left = 60 + place * 210 + number * 29 % 40
        top = 240 + (number + place) * 17 % 40
        pen.rectangle((left, top, left + 150, 380), fill=INK if (number + place) % 2 else "#6c7a83")
        pen.ellipse((left + 50, top + 22, left + 100, top + 72), fill=floor, outline=PAPER, width=4)
    pen.text((360, 95), words, fill=INK, font=_font(30), anchor="mm")
    pen.text((360, 150), "示例照片", fill="#8a5a44", font=_font(24), anchor="mm")
    return _stored(picture, "JPEG")


@cache
def paper() -> bytes:
    """The PNG of a page that stands for any paper that a unit would scan."""
    page = Image.new("RGB", (420, 594), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((210, 110), "示例材料", fill=INK, font=_font(40), anchor="mm")
    for line in range(8):
        pen.line((60, 200 + line * 34, 360 - line * 53 % 90, 200 + line * 34), fill="#c9ccc8", width=8)
    pen.ellipse((250, 440, 350, 540), outline="#b5443a", width=5)
    pen.text((300, 490), "示例", fill="#b5443a", font=_font(28), anchor="mm")
    return _stored(page, "PNG")


def label(pen: ImageDraw.ImageDraw, corner: tuple[int, int], words: str, size: int) -> None:
    """White words on a picture that end at `corner`."""
    pen.text(corner, words, fill="#ffffff", font=_font(size), anchor="rb", stroke_width=1, stroke_fill=INK)


def _stored(picture: Image.Image, form: str) -> bytes:
    stored = BytesIO()
    picture.save(stored, form)
    return stored.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    main = installed_fonts()[MAIN_FAMILY, "Regular"]
    return ImageFont.truetype(main.path, size=size, index=main.index)
