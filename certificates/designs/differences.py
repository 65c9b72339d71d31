"""What changed from one version of a design to the next, in the words of the editor's page."""

from collections.abc import Iterator

from certificates.designs.rules import BORDERS, DIRECTION_TITLES, DesignSettings
from certificates.printing.styles import STYLES

Difference = tuple[str, str, str]
"""What changed, how it was, how it is; an empty text: was or is not there."""


def differences(old: DesignSettings, new: DesignSettings) -> list[Difference]:
    """Everything that `new` says otherwise than `old`; empty if both say the same."""
    return [(title, before, after) for title, before, after in _compared(old, new) if before != after]


def _compared(old: DesignSettings, new: DesignSettings) -> Iterator[Difference]:
    yield "标题", old.title, new.title
    yield "纸张", f"{old.paper}{DIRECTION_TITLES[old.direction]}", f"{new.paper}{DIRECTION_TITLES[new.direction]}"
    yield "边框", BORDERS[old.border], BORDERS[new.border]
    for place in range(max(len(old.body), len(new.body))):
        yield f"正文第 {place + 1} 段", _paragraph(old, place), _paragraph(new, place)
    yield "标志", _picture(old.logo), _picture(new.logo)
    yield "印章", _sealing(old), _sealing(new)
    yield "签名", _signing(old), _signing(new)


def _paragraph(settings: DesignSettings, place: int) -> str:
    if place >= len(settings.body):
        return ""
    style, text = settings.body[place]
    return f"（{STYLES[style].title}）{text}"


def _picture(file_id: int | None) -> str:
    """A picture by its number: two versions with the same number show the same picture."""
    return f"图片 {file_id}" if file_id else ""


def _sealing(settings: DesignSettings) -> str:
    if not settings.sealed:
        return "不印"
    return "、".join(f"{seal.issuer}（{_picture(seal.file_id)}）" for seal in settings.seals) or "按单位名称绘制"


def _signing(settings: DesignSettings) -> str:
    return "、".join(f"{one.post} {one.name}{_picture(one.file_id)}".strip() for one in settings.signatures)
