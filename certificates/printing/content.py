"""What a certificate consists of: a sheet that a whole batch shares, and the content that makes each paper its own.

All lengths are millimetres on the A4 form of the sheet; on A3 everything grows by the square root of two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Paper(StrEnum):
    """Paper sizes of ISO 216."""

    A4 = "A4"
    A3 = "A3"


class Direction(StrEnum):
    """Which edge of the paper is on top."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True)
class Issuer:
    """A unit that signs below the text. `seal`: its uploaded picture (PNG); empty: a round seal is drawn."""

    name: str
    seal: bytes = b""
    sealed: bool = True


@dataclass(frozen=True)
class Signature:
    """Somebody's signature: a picture (PNG) above the post and the name."""

    post: str
    name: str
    picture: bytes = b""


@dataclass(frozen=True)
class Sheet:
    """Everything that the papers of a batch have in common; WeasyPrint lays it out once.

    `template` is a path below templates/; `border` the name of a picture in templates/certificates/pdf/borders/,
    empty for none; `day` the date of issue as it is printed; `logo` a PNG or JPEG picture or nothing.
    """

    template: str
    title: str
    issuers: tuple[Issuer, ...]
    day: str
    paper: Paper = Paper.A4
    direction: Direction = Direction.LANDSCAPE
    border: str = "meander"
    logo: bytes = b""
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True)
class Line:
    """A paragraph of a certificate. `style` names one of `printing.styles.STYLES`; `text` is final."""

    style: str
    text: str


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF."""

    name: str
    content: bytes
    description: str
    media_type: str = "application/json"


@dataclass(frozen=True)
class Content:
    """What one certificate says: `texts` by the name of the slot that the template leaves open for them.

    `subject` becomes the title of the PDF, `address` the QR code; `photo` is a PNG or JPEG picture or nothing.
    `made_at` dates the file, so that the same content gives the same bytes.
    """

    subject: str
    texts: Mapping[str, tuple[Line, ...]]
    address: str
    made_at: datetime
    photo: bytes = b""
    attached: tuple[Attached, ...] = field(default=())
