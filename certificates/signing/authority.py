"""Our own small certificate authority: a root and the signing certificates below it, in ECDSA P-256.

It proves that a document is unchanged and which key signed it. Who holds the key, it does not prove to strangers: for
that a licensed authority's certificate is imported (电子签名法 第十六条).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

VALID = timedelta(days=365 * 40)
"""A certificate for a lifetime should not fall out of its signature's validity; rotation does not wait for the end."""
CRL_VALID = timedelta(days=30)
TITLE_LIMIT = 64
"""Longest name in a certificate (RFC 5280, ub-common-name and ub-organization-name)."""


class NotOurKind(ValueError):
    """A key that we cannot sign with: neither ECDSA on P-256 nor RSA of 2048 bits or more."""


@dataclass(frozen=True)
class Authority:
    """A root: its key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh ECDSA key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def new_authority(title: str, now: datetime) -> Authority:
    """A fresh root, named for the organisation `title`."""
    key = new_key()
    name = _subject(title, f"匠心自建根证书 {key_name(key.public_key())[:8]}")
    usage = _usage(key_cert_sign=True, crl_sign=True)
    builder = _builder(name, name, key.public_key(), now).add_extension(usage, critical=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def certify(authority: Authority, public: PublicKey, title: str, now: datetime) -> x509.Certificate:
    """A signing certificate for `public` below the root. Raises `NotOurKind`."""
    check_kind(public)
    name = _subject(title, f"匠心文件签名 {key_name(public)[:8]}")
    issuer = authority.certificate
    builder = _builder(name, issuer.subject, public, now, until=issuer.not_valid_after_utc)
    builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return builder.add_extension(identifier, critical=False).sign(authority.key, hashes.SHA256())


def empty_crl(authority: Authority, day: datetime) -> bytes:
    """The root's list of revoked certificates as of `day`, in DER: there are none, for a retired key stays valid."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(day).next_update(day + CRL_VALID)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    builder = builder.add_extension(x509.CRLNumber(int(day.timestamp())), critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def key_name(public: PublicKey) -> str:
    """What we call a key: the SHA-256 of its SubjectPublicKeyInfo (DER), in hexadecimal."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public.public_bytes(serialization.Encoding.DER, kind))
    return digest.finalize().hex()


def check_kind(public: object) -> PublicKey:
    """`public` as a key that we can sign with. Raises `NotOurKind`."""
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
        return public
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
        return public
    raise NotOurKind("签名密钥应是 ECDSA P-256，或 2048 位以上的 RSA。")


def to_pem(*certificates: x509.Certificate) -> str:
    """Certificates one below the other."""
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: PublicKey, now: datetime, until: datetime | None = None
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(until or now + VALID)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _subject(title: str, common_name: str) -> x509.Name:
    named = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    if title:
        named.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, title[:TITLE_LIMIT]))
    return x509.Name([*named, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(**granted: bool) -> x509.KeyUsage:
    all_uses = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: granted.get(use, False) for use in all_uses})
