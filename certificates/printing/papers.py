"""Prints every other paper: admission tickets, sign-in sheets, notices, slips; and certificates one by one."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

from certificates.kinds import CertificateFacts, all_kinds, facts_to_json
from certificates.kinds.wording import chinese_date, paragraphs, values_of
from certificates.printing.content import Attached, Content, Issuer, Line, Sheet
from certificates.printing.fonts import characters_without_glyph, require_glyphs
from certificates.printing.layout import TEMPLATES as TEMPLATES
from certificates.printing.layout import lay_out
from certificates.printing.whole import print_whole

PRIVATE_FACTS = frozenset({"identity_number"})


def print_document(template: str, facts: Any) -> bytes:
    """The PDF of any other paper (admission tickets, sign-in sheets, notices, slips).

    `template` is a path below templates/ that extends `certificates/pdf/document.html`; it sees `facts` only.
    Raises Refused, naming them, if characters are in no font.
    """
    return lay_out(template, {"facts": facts})


def print_certificate(code: str, facts: CertificateFacts) -> bytes:
    """The PDF of one certificate of the kind `code` with the kind's own texts. Raises Refused, naming them, if
    characters are in no font; KeyError for an unknown kind."""
    kind = all_kinds()[code]
    require_glyphs(_texts(facts_to_json(facts)))
    values = values_of(facts, kind.FIELDS)
    places = {"body": kind.BODY, **kind.SLOTS}
    sheet = Sheet(kind.TEMPLATE, kind.TITLE, tuple(map(Issuer, facts.issuers)), chinese_date(facts.issued_on))
    credential = {"kind": code, "title": kind.TITLE, "sentence": facts.sentence, "facts": _public_facts(facts)}
    content = Content(
        subject=f"{kind.TITLE}：{facts.holder}（{facts.number}）",
        texts={
            name: tuple(Line(style, text) for style, text in paragraphs(texts, values))
            for name, texts in places.items()
        },
        address=facts.verify_url,
        made_at=datetime.combine(facts.issued_on, time(), UTC),
        attached=(
            Attached(
                "credential.json",
                json.dumps(credential, ensure_ascii=False, indent=1).encode(),
                "证书的机读内容",
            ),
        ),
    )
    return print_whole(sheet, content)


def missing_characters(facts: CertificateFacts) -> list[str]:
    """The characters of a certificate's facts that could not be printed, as “字”（U+XXXX）; empty when all can."""
    return characters_without_glyph(_texts(facts_to_json(facts)))


def _public_facts(facts: CertificateFacts) -> dict[str, Any]:
    return {name: value for name, value in facts_to_json(facts).items() if name not in PRIVATE_FACTS}


def _texts(value: Any) -> Iterator[str]:
    """Every text inside plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
