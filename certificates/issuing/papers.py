"""From a numbered certificate to its file: kind, design, frozen facts and wording become a sheet and a content, then a
signed PDF. `tasks_for` reads the database; `make_papers` needs none, so that any process can do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from typing import Any

from certificates.credentials.badges import attachments, badge_of
from certificates.designs.models import DesignVersion
from certificates.designs.rules import DesignSettings, Wording, default_settings, settings_from_json, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.models import Certificate
from certificates.kinds import CertificateFacts, all_kinds, facts_from_json
from certificates.printing.content import Content, Line, Sheet
from certificates.printing.layout import TEMPLATES, PrintingFault
from certificates.printing.plates import Plate, plate_of
from certificates.signing.document_signer import DocumentSigner, SignerSpec, open_signer
from foundation.errors import Refused


@dataclass(frozen=True)
class PaperTask:
    """All that one file is made from, as it is stored, ready to be sent to another process.

    `place`: in the status lists.
    """

    kind: str
    facts: dict[str, Any]
    wording: Wording
    sheet: Sheet
    place: tuple[int, int]
    valid_until: date | None
    photo: bytes = b""


def tasks_for(certificates: Sequence[Certificate]) -> list[PaperTask]:
    """What the files of `certificates` are made from, in their order. Papers that share a sheet share the object."""
    sheets: dict[tuple[object, ...], Sheet] = {}
    tasks = []
    for one in certificates:
        shared = (one.kind, one.design_version_id, tuple(one.facts["issuers"]), one.facts["issued_on"])
        if shared not in sheets:
            settings = settings_of(one.kind, one.design_version)
            sheets[shared] = sheet_of(one.kind, settings, facts_from_json(one.kind, one.facts))
        place = (one.status_list or 0, one.status_index or 0)
        photo = one.photo.read() if one.photo else b""
        wording = one.wording or _unfrozen_wording(one)
        tasks.append(PaperTask(one.kind, one.facts, wording, sheets[shared], place, one.valid_until, photo))
    return tasks


def _unfrozen_wording(certificate: Certificate) -> Wording:
    """What a certificate says that was numbered before wording was frozen."""
    settings = settings_of(certificate.kind, certificate.design_version)
    return wording_of(certificate.kind, settings, facts_from_json(certificate.kind, certificate.facts))


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


def make_papers(spec: SignerSpec, plates: Mapping[Sheet, Plate], tasks: Sequence[PaperTask]) -> list[bytes | Refused]:
    """The signed files of `tasks`, in their order; in place of one that cannot be made, the reason why.

    A sheet that is not among `plates` is laid out here.
    """
    signer = open_signer(spec)
    return [_made_or_refused(task, signer, plates.get(task.sheet)) for task in tasks]


def make_paper(task: PaperTask, signer: DocumentSigner, plate: Plate | None = None) -> bytes:
    """One signed file. Raises Refused where it cannot be printed as it should, PrintingFault for faults of our own."""
    facts = facts_from_json(task.kind, task.facts)
    badge = badge_of(task.kind, facts, task.wording, place=task.place, valid_until=task.valid_until)
    content = content_of(task.kind, facts, task.wording, photo=task.photo)
    plate = plate or plate_of(task.sheet)
    if problems := plate.problems(content):
        raise Refused("这一张打印不出来。", reasons=problems)
    return signer.sign(plate.print(replace(content, attached=attachments(badge, signer))))


def _made_or_refused(task: PaperTask, signer: DocumentSigner, plate: Plate | None) -> bytes | Refused:
    try:
        return make_paper(task, signer, plate)
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
