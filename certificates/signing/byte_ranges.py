"""Signatures in the raw bytes of a PDF, found and verified without a PDF parser.

A parser can be kept busy for minutes by a small file that somebody made up. A signature of ours covers every byte but
its own container, so that the bytes alone decide; only what is proven to be ours is parsed afterwards.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

BYTE_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}" + rb"\s{1,9}".join([rb"(\d{1,10})"] * 4) + rb"\s{0,99}\]")
CONTAINER = re.compile(rb"<(?:[0-9A-Fa-f]{2})*>")
MOST_SIGNATURES = 4
LARGEST_CONTAINER = 256 * 1024
MOST_CERTIFICATES = 8
"""Ours carry two or three and as many in a time stamp; the paths through very many would take very long to try."""
PLAIN_DIGESTS = {bytes.fromhex("300d06096086480165030402010500"), bytes.fromhex("300b0609608648016503040201")}
"""SHA-256 as an algorithm identifier (RFC 5754, 2), with NULL for parameters or without."""


@dataclass(frozen=True)
class RawSignature:
    """A signature container and the bytes around it that it covers; `whole`: these are the whole file."""

    signed_data: cms.SignedData
    certificate: asn1_x509.Certificate
    covered: tuple[bytes, bytes]
    whole: bool
    padding: bytes

    @property
    def key(self) -> str:
        """The name of the key that its certificate is for."""
        return sha256(self.certificate.public_key.dump()).hexdigest()

    @property
    def signer(self) -> str:
        """Whom its certificate names."""
        return str(self.certificate.subject.native.get("common_name", ""))

    def is_as_made(self, chain: Sequence[asn1_x509.Certificate]) -> bool:
        """Whether also what no signature covers in the container is as we make it: `chain`, and the plain versions."""
        signer = extract_signer_info(self.signed_data)
        carried = {one.chosen.dump() for one in self.signed_data["certificates"]}
        versions = self.signed_data["version"].native, signer["version"].native
        digests = {one.dump() for one in (*self.signed_data["digest_algorithms"], signer["digest_algorithm"])}
        plain = versions == ("v1", "v1") and digests <= PLAIN_DIGESTS
        return plain and carried == {one.dump() for one in chain} and not self.padding.strip(b"\0")

    def verifies(self) -> bool:
        """Whether the covered bytes are the ones that the certificate's key signed."""
        digest = sha256(self.covered[0])
        digest.update(self.covered[1])
        information = extract_signer_info(self.signed_data)
        return validate_sig_integrity(information, self.certificate, "data", digest.digest()) == (True, True)


def has_signature(content: bytes) -> bool:
    """Whether there is anything that looks like a signature, also a broken one."""
    return BYTE_RANGE.search(content) is not None


def raw_signatures(content: bytes) -> Iterator[RawSignature]:
    """The signatures whose container lies where their byte range says, the last one first; only a few are looked at."""
    found = list(BYTE_RANGE.finditer(content))[-MOST_SIGNATURES:]
    for start, length, after, rest in ([int(number) for number in match.groups()] for match in reversed(found)):
        gap = content[length:after] if start == 0 and after - length <= LARGEST_CONTAINER else b""
        if CONTAINER.fullmatch(gap) and after + rest <= len(content):
            covered = content[:length], content[after : after + rest]
            yield _read(bytes.fromhex(gap[1:-1].decode()), covered, whole=after + rest == len(content))


def _read(container: bytes, covered: tuple[bytes, bytes], *, whole: bool) -> RawSignature:
    """Raises ValueError, or what asn1crypto raises, for a container that is none."""
    information = cms.ContentInfo.load(container)
    signed_data = information["content"]
    if information.contents != information["content_type"].dump() + signed_data.dump():
        raise ValueError("the container holds something beside what was signed")
    padding = container[len(information.dump()) :]
    stamps = (
        stamp["content"]["certificates"]
        for attribute in extract_signer_info(signed_data)["unsigned_attrs"] or ()
        if attribute["type"].native == "signature_time_stamp_token"
        for stamp in attribute["values"]
    )
    if max(len(certificates) for certificates in (signed_data["certificates"], *stamps)) > MOST_CERTIFICATES:
        raise ValueError("more certificates than a signature needs")
    return RawSignature(signed_data, extract_certs_for_validation(signed_data).signer_cert, covered, whole, padding)
