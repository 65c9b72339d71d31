"""What the signature in a dropped file says. Any bytes get an answer; nothing is fetched from a network."""

import json
import logging
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import Any

import jwt
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.signing.byte_ranges import RawSignature, has_signature, raw_signatures
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
    known = {key.name: key for key in keys}
    try:
        signatures = list(raw_signatures(content))
        ours = next((one for one in signatures if one.key in known and one.whole and one.verifies()), None)
        if ours and ours.is_as_made(certificates_of(known[ours.key].chain)):
            return _confirmed(content, digest, known[ours.key], stamp_roots)
    except STUMBLES:
        return DocumentCheck(Verdict.CHANGED, digest)
    return _other(content, digest, signatures, known)


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


def _confirmed(content: bytes, digest: str, key: KnownKey, stamp_roots: str) -> DocumentCheck:
    """Bytes that are proven to be ours, so that they may be parsed: when they were signed, and the time stamp."""
    signature = PdfFileReader(BytesIO(content)).embedded_regular_signatures[-1]
    status = _status(signature, key, stamp_roots)
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid
    return DocumentCheck(
        Verdict.INTACT if status.intact and status.valid and whole else Verdict.CHANGED,
        digest,
        key=key.name,
        signer=str(signature.signer_cert.subject.native.get("common_name", "")),
        retired=key.retired,
        signed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp and stamped else None,
        stamp_trusted=bool(stamp and stamped and stamp.trusted),
    )


def _other(
    content: bytes, digest: str, signatures: Sequence[RawSignature], known: Mapping[str, KnownKey]
) -> DocumentCheck:
    """Bytes that are not as a key of ours signed them: why, as far as that can be told without parsing them."""
    if b"/Encrypt " in content or b"/Encrypt\n" in content:
        return DocumentCheck(Verdict.ENCRYPTED, digest)
    if b"%%EOF" not in content[-1024:]:
        return DocumentCheck(Verdict.DAMAGED, digest)
    if not has_signature(content):
        return DocumentCheck(Verdict.UNSIGNED, digest)
    named = next((one for one in signatures if one.key in known), signatures[0] if signatures else None)
    if named is None:
        return DocumentCheck(Verdict.CHANGED, digest)
    verdict = Verdict.CHANGED if named.key in known else Verdict.STRANGER
    retired = named.key in known and known[named.key].retired
    return DocumentCheck(verdict, digest, key=named.key, signer=named.signer, retired=retired)


def _status(signature: EmbeddedPdfSignature, key: KnownKey, stamp_roots: str) -> PdfSignatureStatus:
    stamps = ValidationContext(trust_roots=certificates_of(stamp_roots), allow_fetching=False)
    context = ValidationContext(trust_roots=certificates_of(key.chain)[-1:], allow_fetching=False)
    return validate_pdf_signature(signature, context, stamps)
