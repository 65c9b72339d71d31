"""From a numbered certificate to its file: kind, design, frozen facts and wording become a sheet and a content, then a
signed PDF. `tasks_for` reads the database; `make_papers` needs none, so that any process can do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from hashlib import sha256
from typing import Any

from certificates.credentials.badges import badge_of
from certificates.designs.models import DesignVersion
from certificates.designs.rules import DesignSettings, Wording, default_settings, settings_from_json, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.models import Certificate
from certificates.kinds import CertificateFacts, all_kinds, facts_from_json
from certificates.printing.content import Content, Line, Sheet
from certificates.printing.layout import TEMPLATES, PrintingFault
from certificates.printing.papers import print_certificate
from certificates.signing.document_signer import DocumentSigner, SignerSpec, open_signer
from foundation.errors import Refused


@dataclass(frozen=True)
class PaperTask:
    """All that one file is made from, ready to be sent to another process."""

    kind: str
    facts: CertificateFacts
    sheet: Sheet
    content: Content
    badge: dict[str, Any]


def tasks_for(certificates: Sequence[Certificate]) -> list[PaperTask]:
    """What the files of `certificates` are made from, in their order. Papers that share a sheet share the object."""
    sheets: dict[tuple[object, ...], Sheet] = {}
    tasks = []
    for one in certificates:
        facts = facts_from_json(one.kind, one.facts)
        settings = settings_of(one.kind, one.design_version)
        shared = (one.kind, one.design_version_id, facts.issuers, facts.issued_on)
        if shared not in sheets:
            sheets[shared] = sheet_of(one.kind, settings, facts)
        wording = one.wording or wording_of(one.kind, settings, facts)
        photo = one.photo.read() if one.photo else b""
        content = content_of(one.kind, facts, wording, photo=photo)
        place = (one.status_list or 0, one.status_index or 0)
        badge = badge_of(one.kind, facts, wording, place=place, valid_until=one.valid_until)
        tasks.append(PaperTask(one.kind, facts, sheets[shared], content, badge))
    return tasks


def settings_of(kind: str, design: DesignVersion | None) -> DesignSettings:
    """What a design's version says; the kind's own look without one."""
    return settings_from_json(design.settings) if design else default_settings(kind)


def content_of(kind: str, facts: CertificateFacts, wording: Wording, *, photo: bytes = b"") -> Content:
    """What one paper says. Dated with the day of issue, so that a repeat says the very same."""
    return Content(
        subject=f"{all_kinds()[kind].TITLE} {facts.holder} {facts.number}",
        texts={slot: tuple(Line(style, text) for style, text in lines) for slot, lines in wording.items()},
        address=facts.verify_url,
        made_at=datetime.combine(facts.issued_on, time(), UTC),
        photo=photo,
    )


def make_papers(spec: SignerSpec, tasks: Sequence[PaperTask]) -> list[bytes | Refused]:
    """The signed files of `tasks`, in their order; in place of one that cannot be made, the reason why."""
    signer = open_signer(spec)
    return [_made_or_refused(task, signer) for task in tasks]


def make_paper(task: PaperTask, signer: DocumentSigner) -> bytes:
    """One signed file. Raises Refused where it cannot be printed as it should, PrintingFault for faults of our own."""
    return signer.sign(print_certificate(task.kind, task.facts))


def _made_or_refused(task: PaperTask, signer: DocumentSigner) -> bytes | Refused:
    try:
        return make_paper(task, signer)
    except Refused as refusal:
        return refusal
    except PrintingFault as fault:
        return Refused(f"这一张没有打印出来，请联系系统管理员（{fault}）。")


@cache
def template_version(kind: str) -> str:
    """The SHA-256 of a kind's template together with all files beside and below it, which it may include."""
    template = TEMPLATES / all_kinds()[kind].TEMPLATE
    beside = (path for path in sorted(template.parent.rglob("*")) if path.is_file() and path != template)
    return sha256(b"".join(path.read_bytes() for path in [template, *beside])).hexdigest()
