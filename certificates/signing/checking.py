"""What the signature in a dropped file says. Any bytes get an answer; nothing is fetched from a network."""

import json
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import Any

import jwt
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.signing.document_signer import certificates_of, public_of
from certificates.signing.queries import KnownKey

logging.getLogger("pyhanko").setLevel(logging.ERROR)  # a broken file is no news: its verdict is the answer

LARGEST = 40 * 1024 * 1024
STUMBLES = (
    PdfError, SignatureValidationError, CMSExtractionError, CMSStructuralError, zlib.error,
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
"""What parsers of PDF and ASN.1 raise on bytes that somebody made up."""


class Verdict(StrEnum):
    """What became of a file since it was signed."""

    INTACT = "intact"
    CHANGED = "changed"
    STRANGER = "stranger"
    UNSIGNED = "unsigned"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"


VERDICT_TITLES = {
    Verdict.INTACT: "签名有效：文件自签名以来没有改动过。",
    Verdict.CHANGED: "签名无效：文件在签名之后被改动过。",
    Verdict.STRANGER: "文件有签名，但不是本系统的密钥签的。",
    Verdict.UNSIGNED: "文件里没有电子签名。",
    Verdict.ENCRYPTED: "文件加了密码，无法检查。请使用下载时的原文件。",
    Verdict.DAMAGED: "文件已损坏或不完整，签名无法确认。请使用下载时的原文件。",
    Verdict.NOT_PDF: "这不是 PDF 文件。请选择下载时的证书原文件。",
    Verdict.TOO_LARGE: "文件超过 40 MB，不会是本系统的证书，没有检查。",
}


@dataclass(frozen=True)
class DocumentCheck:
    """The answer about one file. `key` and `signer` (the name in its certificate) are empty without a signature.

    `retired`: the key signs no more, the signature stays good. `signed_at` is what the signer says, `stamped_at` what a
    time-stamp service says; `stamp_trusted`: its certificate leads to a root of our settings.
    """

    verdict: Verdict
    sha256: str
    key: str = ""
    signer: str = ""
    retired: bool = False
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamp_trusted: bool = False

    @property
    def intact(self) -> bool:
        """Signed by a key of ours, and unchanged since."""
        return self.verdict is Verdict.INTACT

    @property
    def message(self) -> str:
        """The verdict as a sentence."""
        return VERDICT_TITLES[self.verdict]


def check_document(content: bytes, keys: Sequence[KnownKey], *, stamp_roots: str = "") -> DocumentCheck:
    """Whether `content` is a PDF that one of `keys` signed, as it was signed. Never raises, whatever the bytes.

    `stamp_roots`: PEM certificates that time-stamp services may lead to.
    """
    digest = sha256(content).hexdigest()
    if len(content) > LARGEST:
        return DocumentCheck(Verdict.TOO_LARGE, digest)
    if b"%PDF-" not in content[:1024]:
        return DocumentCheck(Verdict.NOT_PDF, digest)
    try:
        reader = PdfFileReader(BytesIO(content))
        if reader.encrypted:
            return DocumentCheck(Verdict.ENCRYPTED, digest)
        signatures = reader.embedded_regular_signatures
        return (
            _signed(signatures, content, keys, stamp_roots) if signatures else DocumentCheck(Verdict.UNSIGNED, digest)
        )
    except STUMBLES:
        return DocumentCheck(Verdict.DAMAGED, digest)


def read_json(signed: str, keys: Sequence[KnownKey]) -> tuple[dict[str, Any], KnownKey] | None:
    """The payload of a JWS of `DocumentSigner.sign_json` and the key of ours that signed it; None if none did."""
    try:
        kid = str(jwt.get_unverified_header(signed).get("kid", ""))
    except jwt.InvalidTokenError:
        return None
    for key in keys:
        if kid.rpartition("#")[2] == key.name:
            try:
                payload = jwt.PyJWS().decode(signed, public_of(key.chain), algorithms=["ES256", "RS256"])
                return json.loads(payload), key
            except (jwt.InvalidTokenError, TypeError, ValueError):
                return None
    return None


def _signed(
    signatures: Sequence[EmbeddedPdfSignature], content: bytes, keys: Sequence[KnownKey], stamp_roots: str
) -> DocumentCheck:
    """The first signature by a key of ours decides, or the first of all."""
    known = {key.name: key for key in keys}
    ours = next((one for one in signatures if _key_of(one) in known), signatures[0])
    name = _key_of(ours)
    status = _status(ours, known.get(name), stamp_roots)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE or _proof_follows(status, content)
    if not (status.intact and status.valid and whole):
        verdict = Verdict.CHANGED
    else:
        verdict = Verdict.INTACT if name in known else Verdict.STRANGER
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    return DocumentCheck(
        verdict,
        sha256(content).hexdigest(),
        key=name,
        signer=str(ours.signer_cert.subject.native.get("common_name", "")),
        retired=name in known and known[name].retired,
        signed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp and stamped else None,
        stamp_trusted=bool(stamp and stamped and stamp.trusted),
    )


def _proof_follows(status: PdfSignatureStatus, content: bytes) -> bool:
    """Whether after the signature comes only what proves its validity later (the DSS of B-LT), and nothing else."""
    proof = status.modification_level is ModificationLevel.LTA_UPDATES
    return proof and bool(status.docmdp_ok) and content.rstrip().endswith(b"%%EOF")


def _status(signature: EmbeddedPdfSignature, key: KnownKey | None, stamp_roots: str) -> PdfSignatureStatus:
    roots: list[asn1_x509.Certificate] = certificates_of(key.chain)[-1:] if key else []
    stamps = ValidationContext(trust_roots=certificates_of(stamp_roots), allow_fetching=False)
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    return validate_pdf_signature(signature, context, stamps)


def _key_of(signature: EmbeddedPdfSignature) -> str:
    return sha256(signature.signer_cert.public_key.dump()).hexdigest()
