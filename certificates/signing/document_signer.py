"""Signing documents and JSON with a key that stays loaded. Knows neither database nor request: workers use it too."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from jwt.utils import base64url_encode, der_to_raw_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSigningSession, SigDSSPlacementPreference
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.authority import PublicKey, check_kind
from certificates.signing.cms_model import MODEL_DIGEST, CmsModel
from certificates.signing.increments import OtherShape, room_in
from certificates.signing.places import KeyPlace, LoadedKey
from certificates.signing.stamps import HttpTimeStamper, StampService
from certificates.signing.vault import KeyUnusable
from foundation import clock
from foundation.errors import Refused

FIELD = "Signature"
CMS_BYTES = 2048
"""What a CMS takes beside its certificates and the key's signature, generously."""


BEFORE_SIGNING = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
"""What checks a signature later goes in before it, so that the signature covers every byte of the file."""


class StampServiceDown(Refused):
    """The time-stamp service gave no time stamp; nothing was signed."""


@dataclass(frozen=True)
class SignerSpec:
    """Everything a process needs to sign, to be handed to `open_signer` there. It carries the private key: it is for
    a pipe between our own processes, never for a disk.

    `chain`: PEM certificates, the key's own first. `crl`: the revocation list of our own root (DER), for B-LT.
    """

    name: str
    chain: str
    place: KeyPlace
    stamps: StampService | None = None
    crl: bytes = b""


@lru_cache(maxsize=4)
def open_signer(spec: SignerSpec) -> "DocumentSigner":
    """The signer of `spec`, opened once a process. Raises `KeyUnusable`, also where key and certificate differ."""
    return DocumentSigner(spec)


class DocumentSigner:
    """Signs PDF files (PAdES, invisible) and JSON (JWS). `name` is the key's name; `algorithm` "ES256" or "RS256"."""

    def __init__(self, spec: SignerSpec) -> None:
        self.name = spec.name
        self.spec = spec
        self._key = spec.place.open()
        self._public = public_of(spec.chain)
        self.algorithm = "ES256" if isinstance(self._public, ec.EllipticCurvePublicKey) else "RS256"
        _prove(self._key, self._public)
        self._signer = _LoadedSigner(self._key, self._public, certificates_of(spec.chain))
        self._stamper = HttpTimeStamper(spec.stamps) if spec.stamps else None

    def sign(self, pdf: bytes) -> bytes:
        """`pdf` with our certification signature, after which nothing may be changed: PAdES B-B, with a time-stamp
        service B-T, and B-LT where its roots are known. Raises `StampServiceDown` or `KeyUnusable`."""
        if self._stamper is None:
            try:
                room = room_in(pdf, field=FIELD, size=self._signer.cms_bytes, at=clock.now())
            except OtherShape:
                return self._signed_by_pyhanko(pdf)
            return room.filled(self._signer.container(room.digest))
        return self._signed_by_pyhanko(pdf)

    def sign_json(self, payload: Mapping[str, Any], typ: str = "JWT", kid: str = "") -> str:
        """`payload` as a JWS in its compact form; the header names the key, as `kid` or by its own name."""
        header = {"alg": self.algorithm, "kid": kid or self.name, "typ": typ}
        message = b".".join(base64url_encode(_plain_json(part)) for part in (header, payload))
        signature = self._key.sign(message)
        if isinstance(self._public, ec.EllipticCurvePublicKey):
            signature = der_to_raw_signature(signature, self._public.curve)
        return b".".join((message, base64url_encode(signature))).decode()

    def _signed_by_pyhanko(self, pdf: bytes) -> bytes:
        metadata = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
            validation_context=self._validation(),
            embed_validation_info=self._long_term,
            dss_settings=BEFORE_SIGNING,
        )
        signing = _TimedPdfSigner(metadata, self._signer, timestamper=self._stamper)
        reserved = None if self._stamper else 2 * self._signer.cms_bytes
        try:
            signed: BytesIO = signing.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=reserved)
        except TimestampRequestError as error:
            raise StampServiceDown(
                f"时间戳服务没有给出时间戳（{error}），文件没有签名，也没有发出。"
                "请检查 TIMESTAMP_URL 和网络，恢复后重试这一项。"
            ) from error
        return signed.getvalue()

    @property
    def _long_term(self) -> bool:
        return bool(self.spec.stamps and self.spec.stamps.roots)

    def _validation(self) -> ValidationContext | None:
        if not self._long_term or self.spec.stamps is None:
            return None
        own = certificates_of(self.spec.chain)
        return ValidationContext(
            trust_roots=[own[-1], *certificates_of(self.spec.stamps.roots)],
            other_certs=own,
            crls=[self.spec.crl] if self.spec.crl else [],
            allow_fetching=True,
        )


class _LoadedSigner(Signer):
    """pyHanko's own signer loads its key for every signature, which takes longer than to sign."""

    def __init__(self, key: LoadedKey, public: PublicKey, chain: list[asn1_x509.Certificate]) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain)
        super().__init__(signing_cert=chain[0], cert_registry=registry)
        self._key = key
        self._model: CmsModel | None = None
        self._size = 72 if isinstance(public, ec.EllipticCurvePublicKey) else public.key_size // 8
        self.cms_bytes = sum(len(one.dump()) for one in chain) + self._size + CMS_BYTES

    def container(self, digest: bytes) -> bytes:
        """The container (DER) of a PAdES B-B signature over a document with this SHA-256."""
        if self._model is None:
            making = self.async_sign(
                MODEL_DIGEST, "sha256", use_pades=True, signed_attr_settings=PdfCMSSignedAttributes()
            )
            self._model = CmsModel(asyncio.run(making))
        return self._model.filled(digest, self._key.sign(self._model.to_sign(digest)))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(self._size) if dry_run else self._key.sign(data)


class _TimedPdfSigner(PdfSigner):
    """Takes the time of signing from our clock."""

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        started = super().init_signing_session(*args, **options)
        started.system_time = clock.in_shanghai(clock.now())
        return started


def certificates_of(chain: str) -> list[asn1_x509.Certificate]:
    """PEM certificates as pyHanko takes them."""
    found = pem.unarmor(chain.encode(), multiple=True) if chain else ()
    return [asn1_x509.Certificate.load(content) for _, _, content in found]


def public_of(chain: str) -> PublicKey:
    """The public key of a chain's first certificate. Raises `NotOurKind`."""
    return check_kind(x509.load_pem_x509_certificates(chain.encode())[0].public_key())


def verify_raw(public: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` is this key's over `data`, in the form of `LoadedKey.sign`."""
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _prove(key: LoadedKey, public: PublicKey) -> None:
    """A key that is not the certificate's would make 140,000 files that nobody can verify."""
    probe = b"jiangxin: does this key fit its certificate?"
    if not verify_raw(public, key.sign(probe), probe):
        raise KeyUnusable("签名密钥与它的证书不是一对，文件没有签名。请在“签名密钥”页面更换密钥。")


def _plain_json(part: Mapping[str, Any]) -> bytes:
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
