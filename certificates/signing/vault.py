"""Private keys in files: encrypted with ENCRYPTION_KEY, readable by their owner alone, one file a key."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization

from certificates.signing.authority import PrivateKey, check_kind, key_name
from foundation.errors import Refused
from foundation.secrets import decrypt_bytes, encrypt_bytes


class KeyUnusable(Refused):
    """The private key cannot be used: missing, not readable with this ENCRYPTION_KEY, or refused by its module."""


@dataclass(frozen=True)
class Vault:
    """The folder `signing` beside the files."""

    folder: Path

    def keep(self, key: PrivateKey) -> str:
        """Write a key down, on the disk before anything rests on it; its name."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = key_name(key.public_key())
        with NamedTemporaryFile(dir=self.folder, delete=False) as file:  # made with mode 0600
            file.write(encrypt_bytes(to_der(key)))
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self._place(name))
        return name

    def holds(self, name: str) -> bool:
        """Whether there is a file for the key called `name`."""
        return self._place(name).exists()

    def take(self, name: str) -> PrivateKey:
        """The key called `name`. Raises `KeyUnusable`."""
        try:
            key = from_der(decrypt_bytes(self._place(name).read_bytes()))
        except OSError as error:
            raise KeyUnusable(
                f"签名密钥 {name[:16]} 的文件打不开，文件没有签名。请从备份恢复 {self.folder}，或更换签名密钥。"
            ) from error
        except InvalidTag as error:
            raise KeyUnusable(
                f"签名密钥 {name[:16]} 用现在的 ENCRYPTION_KEY 解不开，文件没有签名。请恢复原来的 ENCRYPTION_KEY。"
            ) from error
        if key_name(key.public_key()) != name:
            raise KeyUnusable(f"签名密钥文件 {name[:16]} 里是另一把密钥，文件没有签名。请从备份恢复 {self.folder}。")
        return key

    def _place(self, name: str) -> Path:
        return self.folder / f"{name}.key"


def to_der(key: PrivateKey) -> bytes:
    """The key as PKCS#8, unencrypted: for the vault and for worker processes, never for a person."""
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.DER, kind, serialization.NoEncryption())


def from_der(content: bytes) -> PrivateKey:
    """The key that `to_der` wrote. Raises `NotOurKind`."""
    key = serialization.load_der_private_key(content, password=None)
    check_kind(key.public_key())
    return key  # type: ignore[return-value]  # its public side is of one of the two kinds
