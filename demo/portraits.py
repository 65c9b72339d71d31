"""Photos of nobody for the demo's certificates: head and shoulders plainly drawn on white, each in other colours."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (590, 826)
"""Twice a one-inch photo of 25 by 35 mm at 300 dpi."""
SKINS = ("#c9a184", "#d8b59a", "#b88c6e", "#e0c3ab")
HAIR = ("#2b2b2e", "#3a302a", "#4a4a4d", "#1f2430")
CLOTHES = ("#39516b", "#5b6770", "#6a4f45", "#3f5f4e", "#54476b", "#7a3f3f")
GRAIN = 20
"""How much grey at most, of 255."""


def portrait(number: int) -> bytes:
    """The JPEG of the person `number`, 40 to 200 KB as the rules for such photos ask."""
    chance = random.Random(number)
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    clothes, skin, hair = chance.choice(CLOTHES), chance.choice(SKINS), chance.choice(HAIR)
    pen.ellipse((60, 560, 530, 1240), fill=clothes)
    pen.polygon([(235, 575), (295, 690), (355, 575)], fill="#f4f4f2")
    pen.rectangle((250, 470, 340, 600), fill=skin)
    length = chance.randrange(330, 520)
    pen.ellipse((165, 130, 425, length), fill=hair)
    pen.ellipse((185, 185, 405, 525), fill=skin)
    pen.pieslice((175, 150, 415, 420), 185, 355, fill=hair)
    _grain(picture, chance)
    stored = BytesIO()
    picture.save(stored, "JPEG", quality=95, subsampling=0)
    return stored.getvalue()


def _grain(picture: Image.Image, chance: random.Random) -> None:
    """The slight grain of a scanned photo."""
    noise = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1]))
    grey = Image.new("RGB", SIZE, "#808080")
    picture.paste(grey, mask=noise.point([value * GRAIN // 255 for value in range(256)]))
