"""Where a private key lies, as something that a worker process can be handed; and the key itself, once loaded."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from certificates.signing.authority import PrivateKey
from certificates.signing.vault import KeyUnusable, from_der


class LoadedKey(Protocol):
    """A key that is ready to sign."""

    def sign(self, data: bytes) -> bytes:
        """The signature over the SHA-256 of `data`: ECDSA in DER, or RSA with PKCS#1 v1.5. Raises `KeyUnusable`."""


@dataclass(frozen=True)
class FileKey:
    """A key from the vault. `private` is PKCS#8, so that a worker needs neither the vault nor ENCRYPTION_KEY."""

    private: bytes = field(repr=False)

    def open(self) -> LoadedKey:
        """The key, kept loaded."""
        return _KeyInMemory(from_der(self.private))


@dataclass(frozen=True)
class TokenKey:
    """A key in a hardware module: the module's library, the token's label, the PIN, and the key's label."""

    module: str
    token: str
    pin: str = field(repr=False)
    label: str

    def open(self) -> LoadedKey:
        """The key, with its session kept open. Raises `KeyUnusable`."""
        key: LoadedKey = hardware().open_key(self)
        return key


KeyPlace = FileKey | TokenKey


def hardware() -> Any:
    """`certificates.signing.hardware`, whose library only installations with a module need. Raises `KeyUnusable`."""
    try:
        return import_module("certificates.signing.hardware")
    except ModuleNotFoundError as error:
        raise KeyUnusable(
            "设置了 PKCS11_MODULE，但没有安装 python-pkcs11，文件没有签名。请安装 requirements-extras.lock。"
        ) from error


@dataclass(frozen=True)
class _KeyInMemory:
    key: PrivateKey

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
