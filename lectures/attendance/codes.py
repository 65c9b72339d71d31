"""签到码：墙上的二维码每 30 秒换一次，拍下来过后再扫无效；个人的票码随机生成，不含个人信息。"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

from foundation.secrets import keyed_hash

WINDOW = timedelta(seconds=30)
GRANT = timedelta(minutes=10)
"""How long somebody who scanned in time may take to log in and press the button."""

TICKET_LENGTH = 10  # of 23 letters: two alike are not to be expected, and a guess finds nobody
_MAC_LETTERS = 16
_CODE = re.compile(r"(\d{1,18})\.(\d{1,18})\.(\d{1,12})\.([0-9a-f]{16})")


class CodeFault(StrEnum):
    """为什么一个签到码不能用。"""

    BROKEN = "broken"
    OTHER_LECTURE = "other-lecture"
    EXPIRED = "expired"


CODE_FAULTS = {
    CodeFault.BROKEN: "这不是本系统的签到码，或者没有扫完整。请对准会场里的二维码重新扫一次。",
    CodeFault.OTHER_LECTURE: "这是另一场的签到码，不能用来签这一场。请扫您所在会场的二维码。",
    CodeFault.EXPIRED: "这个签到码已经过期：会场的二维码每 30 秒换一次，照片和转发的都不能用。请到现场重新扫，"
    "扫不了的请会场接待人员为您登记。",
}


@dataclass(frozen=True)
class Spot:
    """Where somebody checks in: a lecture, and the id of the point there (0: none)."""

    lecture: int
    point: int


def wall_code(spot: Spot, now: datetime) -> str:
    """The code that stands on the wall at this moment."""
    return _signed("wall", spot, _window(now))


def spot_on_wall(code: str, lecture: int, now: datetime) -> Spot | CodeFault:
    """What a scanned code says, if it is of `lecture` and of this window or the one before."""
    read = _read("wall", code)
    if isinstance(read, CodeFault):
        return read
    spot, window = read
    if spot.lecture != lecture:
        return CodeFault.OTHER_LECTURE
    return spot if 0 <= _window(now) - window <= 1 else CodeFault.EXPIRED


def grant_for(spot: Spot, now: datetime) -> str:
    """What a phone keeps that scanned in time: it may check in there for ten minutes."""
    return _signed("grant", spot, int((now + GRANT).timestamp()))


def spot_granted(grant: str, lecture: int, now: datetime) -> Spot | CodeFault:
    """What a phone's grant says, if it is of `lecture` and has not run out."""
    read = _read("grant", grant)
    if isinstance(read, CodeFault):
        return read
    spot, until = read
    if spot.lecture != lecture:
        return CodeFault.OTHER_LECTURE
    return spot if now.timestamp() <= until else CodeFault.EXPIRED


def seconds_left(now: datetime) -> int:
    """In how many seconds, at least one, the next code stands on the wall."""
    length = int(WINDOW.total_seconds())
    return length - int(now.timestamp()) % length


def plain_ticket(text: str) -> str:
    """A ticket as it is compared: without the dashes and blanks that people type, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()


def printed_ticket(ticket: str) -> str:
    """A ticket as people read it: in groups of five."""
    return "-".join(ticket[start : start + 5] for start in range(0, len(ticket), 5))


def _window(now: datetime) -> int:
    return int(now.timestamp()) // int(WINDOW.total_seconds())


def _signed(use: str, spot: Spot, number: int) -> str:
    return f"{spot.lecture}.{spot.point}.{number}.{_mac(use, spot, number)}"


def _read(use: str, text: str) -> tuple[Spot, int] | CodeFault:
    found = _CODE.fullmatch(text)
    if found is None:
        return CodeFault.BROKEN
    lecture, point, number = (int(part) for part in found.groups()[:3])
    spot = Spot(lecture, point)
    return (spot, number) if compare_digest(found[4], _mac(use, spot, number)) else CodeFault.BROKEN


def _mac(use: str, spot: Spot, number: int) -> str:
    return keyed_hash(f"lecture-{use}:{spot.lecture}:{spot.point}:{number}")[:_MAC_LETTERS]
