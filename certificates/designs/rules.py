"""What a design says: texts, pictures, paper and border that an officer chose, and what they then say of one holder.

Pure: pictures stand in it by the id of their stored file; `designs.sheets` fetches them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from certificates.kinds import CertificateFacts, all_kinds, printed_values
from certificates.kinds.wording import QUOTED, Paragraph, fill, in_words, paragraphs
from certificates.printing.characters import strange_characters
from certificates.printing.content import Direction, Paper
from certificates.printing.styles import STYLES
from foundation.errors import Refused
from people.persons.rules import IS_HAN, notes_on_rare_characters

Wording = dict[str, list[list[str]]]
"""The paragraphs of each slot of the paper, each [style, text]: what `Certificate.wording` freezes."""

BODY_SLOT = "body"
LONGEST_TITLE = 20
LONGEST_PARAGRAPH = 500
LONGEST_SIGNING = 30
MOST_PARAGRAPHS, MOST_SEALS, MOST_SIGNATURES = 12, 6, 3

BORDERS = {
    "meander": "回纹",
    "corners": "角花",
    "line": "双线",
    "guilloche": "细密花纹",
    "brass": "铜牌",
    "": "不要边框",
}
DIRECTION_TITLES = {Direction.LANDSCAPE: "横向", Direction.PORTRAIT: "纵向"}


@dataclass(frozen=True)
class IssuerSeal:
    """The picture of the seal of one unit, found by the name with which the unit signs."""

    issuer: str
    file_id: int


@dataclass(frozen=True)
class SignaturePlace:
    """Who signs: post and name, above them the picture of a signature if there is one."""

    post: str
    name: str
    file_id: int | None = None


@dataclass(frozen=True)
class DesignSettings:
    """All that an officer decides about a paper. `body`: paragraphs, each (style, text with {字段}).

    `sealed`: round seals are printed; those in `seals` as the picture, any other drawn from the unit's name.
    """

    title: str
    body: tuple[Paragraph, ...]
    paper: Paper = Paper.A4
    direction: Direction = Direction.LANDSCAPE
    border: str = "meander"
    logo: int | None = None
    sealed: bool = True
    seals: tuple[IssuerSeal, ...] = ()
    signatures: tuple[SignaturePlace, ...] = field(default=())

    @property
    def file_ids(self) -> set[int]:
        """The stored files of all its pictures."""
        pictures = [self.logo, *(seal.file_id for seal in self.seals), *(one.file_id for one in self.signatures)]
        return {picture for picture in pictures if picture is not None}


def default_settings(kind_code: str) -> DesignSettings:
    """How a kind looks as long as nobody designs anything. Raises KeyError for an unknown kind."""
    kind = all_kinds()[kind_code]
    return DesignSettings(title=kind.TITLE, body=kind.BODY, direction=Direction(kind.DIRECTION), border=kind.BORDER)


def settings_to_json(settings: DesignSettings) -> dict[str, Any]:
    """The settings as plain JSON values, as a design's version stores them. Undone by `settings_from_json`."""
    return asdict(settings) | {"body": [list(paragraph) for paragraph in settings.body]}


def settings_from_json(stored: Mapping[str, Any]) -> DesignSettings:
    """The settings of a stored version. Raises KeyError or TypeError for what `settings_to_json` never wrote."""
    return DesignSettings(
        **{
            **{one.name: stored[one.name] for one in fields(DesignSettings) if one.name in stored},
            "body": tuple((style, text) for style, text in stored["body"]),
            "paper": Paper(stored["paper"]),
            "direction": Direction(stored["direction"]),
            "seals": tuple(IssuerSeal(**seal) for seal in stored["seals"]),
            "signatures": tuple(SignaturePlace(**one) for one in stored["signatures"]),
        }
    )


def wording_of(kind_code: str, settings: DesignSettings, facts: CertificateFacts) -> Wording:
    """The final texts of one certificate, by slot: the design's paragraphs as "body", the kind's own in their slots.

    Raises Refused for a text that quotes an unknown field; `settings_faults` finds that before anything is saved.
    """
    values = printed_values(kind_code, facts)
    slots = {**all_kinds()[kind_code].SLOTS, BODY_SLOT: settings.body}
    return {slot: [list(one) for one in paragraphs(texts, values)] for slot, texts in slots.items()}


def settings_faults(kind_code: str, settings: DesignSettings) -> list[str]:
    """Why a design cannot be saved, everything at once; empty if it can."""
    faults = ["标题为空，请填写。"] if not settings.title.strip() else []
    if len(settings.title) > LONGEST_TITLE:
        faults.append(f"标题有 {len(settings.title)} 个字，最多 {LONGEST_TITLE} 个字。")
    if not settings.body:
        faults.append("正文一段也没有，请至少写一段。")
    if settings.border not in BORDERS:
        faults.append(f"没有叫“{settings.border}”的边框，请从列出的边框中选择。")
    faults += _number_faults(settings)
    for number, (style, text) in enumerate(settings.body, start=1):
        faults += [f"正文第 {number} 段：{fault}" for fault in _paragraph_faults(kind_code, style, text)]
    signing = (text for one in settings.signatures for text in (one.post, one.name))
    for text in (settings.title, *signing):
        faults += [f"“{text}”里的{fault}" for fault in strange_characters(text)]
    return faults


def settings_doubts(kind_code: str, settings: DesignSettings) -> list[str]:
    """What can be saved but is worth a second look."""
    naming = holder_fields(kind_code)
    slots = [settings.body, *all_kinds()[kind_code].SLOTS.values()]
    if any(name in naming for lines in slots for _, text in lines for name in QUOTED.findall(text)):
        return []
    named = "、".join(f"{{{name}}}" for name in naming)
    return [f"正文里没有持证人的姓名，每张证书都会印得一样。请在正文里放上{named}中的一个。"]


def holder_fields(kind_code: str) -> list[str]:
    """The fields of a kind that say the holder's name."""
    kind = all_kinds()[kind_code]
    example = kind.EXAMPLE
    return [name for name, attribute in kind.FIELDS.items() if example.holder in in_words(getattr(example, attribute))]


def telling_names(names: Iterable[str]) -> list[str]:
    """The longest and the rarest of these names: where they look right on paper, the others do. None of none.

    Rarest: with the character that is furthest from everyday use, as GB 18030 and its fonts go.
    """
    known = list(names)
    if not known:
        return []
    return [max(known, key=_breadth), max(known, key=lambda name: max(map(_rarity, name), default=(0, 0)))]


def _breadth(name: str) -> int:
    """About how wide a name is: a Chinese character counts two, a letter one."""
    return sum(2 if IS_HAN.match(character) else 1 for character in name)


def _rarity(character: str) -> tuple[int, int]:
    """How rare a character is: beyond the first plane, in extension A, outside GB 2312, all others."""
    point = ord(character)
    if point > 0xFFFF:
        return 3, point
    if 0x3400 <= point <= 0x4DBF:
        return 2, point
    return (1 if notes_on_rare_characters(character) else 0), point


def _number_faults(settings: DesignSettings) -> list[str]:
    """More than a page has room for."""
    counted = (
        ("正文段落", len(settings.body), MOST_PARAGRAPHS),
        ("印章", len(settings.seals), MOST_SEALS),
        ("签名", len(settings.signatures), MOST_SIGNATURES),
    )
    faults = [f"{title}有 {count} 个，一页最多排 {most} 个。" for title, count, most in counted if count > most]
    issuers = [seal.issuer for seal in settings.seals]
    twice = dict.fromkeys(issuer for issuer in issuers if issuers.count(issuer) > 1)
    return [*faults, *(f"“{issuer}”有两枚印章，请只留一枚。" for issuer in twice)]


def _paragraph_faults(kind_code: str, style: str, text: str) -> list[str]:
    if not text.strip():
        return ["没有文字，请填写或删去这一段。"]
    faults = [] if style in STYLES else [f"没有叫“{style}”的样式，请从列出的样式中选择。"]
    if len(text) > LONGEST_PARAGRAPH:
        faults.append(f"有 {len(text)} 个字，最多 {LONGEST_PARAGRAPH} 个字，请分成几段。")
    try:
        fill(text, dict.fromkeys(all_kinds()[kind_code].FIELDS, ""))
    except Refused as refusal:
        faults.append(refusal.message)
    return [*faults, *strange_characters(text)]
