"""The signer of this installation: the key in use, opened with the settings."""

from contextlib import nullcontext
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import current_app

from certificates.signing.authority import NotOurKind, empty_crl
from certificates.signing.document_signer import DocumentSigner, SignerSpec, StampServiceDown, open_signer
from certificates.signing.key_making import KeyRing, authority_of
from certificates.signing.models import SigningKey
from certificates.signing.operations import make_first_key
from certificates.signing.places import FileKey, KeyPlace, TokenKey
from certificates.signing.queries import key_in_use
from certificates.signing.stamps import StampService
from certificates.signing.vault import KeyUnusable, Vault, to_der
from foundation import clock
from foundation.database import session, transaction

__all__ = ["DocumentSigner", "SignerSpec", "StampServiceDown", "current_signer", "current_spec", "open_signer"]


def current_signer() -> DocumentSigner:
    """The signer with the key in use, kept open. Raises `KeyUnusable`."""
    return open_signer(current_spec())


def current_spec() -> SignerSpec:
    """What a worker process needs for `open_signer`. The first call of an installation makes its key.

    Inside a transaction the key is made in it; outside, in one of its own. Raises `KeyUnusable`.
    """
    ring = key_ring()
    key = key_in_use() or _first_key(ring)
    stamps = stamp_service()
    crl = _crl(ring.vault, key.chain, _midnight()) if stamps and stamps.roots and key.self_made else b""
    return SignerSpec(key.name, key.chain, _place(key, ring), stamps, crl)


def key_ring() -> KeyRing:
    """Where the settings say that keys lie."""
    settings = current_app.config
    vault = Vault(Path(settings["INSTANCE"]) / "signing")
    if not settings["PKCS11_MODULE"]:
        return KeyRing(vault)
    names = ("PKCS11_MODULE", "PKCS11_TOKEN", "PKCS11_PIN", "PKCS11_KEY")
    module, token, pin, label = (str(settings[name]) for name in names)
    return KeyRing(vault, TokenKey(module=module, token=token, pin=pin, label=label))


def stamp_service() -> StampService | None:
    """The time-stamp service of the settings, if there is one. Raises `KeyUnusable` where its roots cannot be read."""
    settings = current_app.config
    if not settings["TIMESTAMP_URL"]:
        return None
    user, password = settings["TIMESTAMP_USER"], settings["TIMESTAMP_PASSWORD"]
    return StampService(settings["TIMESTAMP_URL"], user, password, _roots(settings["TIMESTAMP_ROOTS"]))


def signing_faults() -> list[str]:
    """Why the key in use cannot sign now; empty when all is well, also where no key was needed yet."""
    try:
        if key_in_use():
            current_signer()
        elif (ring := key_ring()).token:
            ring.token.open()
    except (KeyUnusable, NotOurKind) as error:
        return [str(error)]
    return []


def _first_key(ring: KeyRing) -> SigningKey:
    with nullcontext() if session.info.get("in_transaction") else transaction():
        return make_first_key(ring)


def _place(key: SigningKey, ring: KeyRing) -> KeyPlace:
    if key.source == "file":
        return FileKey(to_der(ring.vault.take(key.name)))
    if ring.token is None:
        raise KeyUnusable("签名密钥在硬件设备里，但没有设置 PKCS11_MODULE，文件没有签名。请恢复设置，或更换签名密钥。")
    token = ring.token
    return TokenKey(module=token.module, token=token.token, pin=token.pin, label=key.label)


def _roots(place: str) -> str:
    try:
        return Path(place).read_text(encoding="ascii") if place else ""
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"TIMESTAMP_ROOTS 指的文件 {place} 打不开，文件没有签名。请检查这项设置。") from error


@lru_cache(maxsize=4)
def _crl(vault: Vault, chain: str, day: datetime) -> bytes:
    authority = authority_of(vault, chain)
    return empty_crl(authority, day) if authority else b""


def _midnight() -> datetime:
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
