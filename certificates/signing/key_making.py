"""How the next key comes about: made here and kept in the vault, or found in a hardware module."""

from dataclasses import dataclass
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization

from certificates.signing.authority import (
    Authority,
    PrivateKey,
    PublicKey,
    certify,
    key_name,
    new_authority,
    new_key,
    to_pem,
)
from certificates.signing.models import SigningKey
from certificates.signing.places import TokenKey, hardware
from certificates.signing.queries import self_made_chains, title_of_house
from certificates.signing.vault import Vault
from foundation import clock


@dataclass(frozen=True)
class KeyRing:
    """Where keys of this installation lie: the vault, and the hardware module where one is configured."""

    vault: Vault
    token: TokenKey | None = None


@dataclass(frozen=True)
class PreparedKey:
    """A key that is not yet stored: its record, and the private keys that the vault must keep with it."""

    record: SigningKey
    private: tuple[PrivateKey, ...] = ()


def next_key(ring: KeyRing) -> PreparedKey:
    """The key to be used from now on. Raises `KeyUnusable`, and `NotOurKind` for a key in hardware."""
    if ring.token is None:
        key = new_key()
        authority, made = _authority(ring.vault)
        return _below(authority, key.public_key(), (key, *made), source="file")
    module = hardware()
    public = module.public_key(ring.token)
    if chain := chain_from(public, module.certificates(ring.token)):
        record = SigningKey(
            name=key_name(public), source="pkcs11", label=ring.token.label, chain=to_pem(*chain), self_made=False
        )
        return PreparedKey(record)
    authority, made = _authority(ring.vault)
    return _below(authority, public, made, source="pkcs11", label=ring.token.label)


def authority_of(vault: Vault, chain: str) -> Authority | None:
    """Our root at the end of `chain`; None where its private key is not in this vault."""
    root = x509.load_pem_x509_certificates(chain.encode())[-1]
    name = certified_name(root)
    return Authority(vault.take(name), root) if vault.holds(name) else None  # type: ignore[arg-type]


def chain_from(public: PublicKey, certificates: list[x509.Certificate]) -> list[x509.Certificate]:
    """The certificates from the one of `public` upward, as far as they are there; empty where it has none."""
    wanted = key_name(public)
    chain = [one for one in certificates if certified_name(one) == wanted][:1]
    while chain and chain[-1].issuer != chain[-1].subject:
        issuer = next((one for one in certificates if issued(one, chain[-1])), None)
        if issuer is None or issuer in chain:
            break
        chain.append(issuer)
    return chain


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether `certificate` is signed by `issuer`."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, x509.InvalidVersion, InvalidSignature):
        return False
    return True


def _authority(vault: Vault) -> tuple[Authority, tuple[PrivateKey, ...]]:
    """The newest root of ours that can still sign, or a fresh one and its key, which is to be kept."""
    for chain in self_made_chains():
        if known := authority_of(vault, chain):
            return known, ()
    fresh = new_authority(title_of_house(), clock.now())
    return fresh, (fresh.key,)


def _below(
    authority: Authority, public: PublicKey, private: tuple[PrivateKey, ...], *, source: str, label: str = ""
) -> PreparedKey:
    certificate = certify(authority, public, title_of_house(), clock.now())
    chain = to_pem(certificate, authority.certificate)
    return PreparedKey(
        SigningKey(name=key_name(public), source=source, label=label, chain=chain, self_made=True), private
    )


def certified_name(certificate: x509.Certificate) -> str:
    """The name of the key that a certificate is for, of whatever kind."""
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return sha256(certificate.public_key().public_bytes(serialization.Encoding.DER, kind)).hexdigest()
