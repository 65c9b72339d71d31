"""Keys in hardware modules (PKCS#11). Imported only where a module is configured: see `places.hardware`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from threading import Lock
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11.util.ec import encode_ec_public_key
from pkcs11.util.rsa import encode_rsa_public_key

from certificates.signing.authority import PublicKey, check_kind
from certificates.signing.places import TokenKey
from certificates.signing.vault import KeyUnusable


def open_key(place: TokenKey) -> "HardwareKey":
    """The key at `place`. Raises `KeyUnusable`."""
    return HardwareKey(place)


def public_key(place: TokenKey) -> PublicKey:
    """The public side of the key at `place`. Raises `KeyUnusable`, and `NotOurKind`."""
    with _explained(place):
        stored: Any = _session(place).get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=place.label)
        elliptic = stored.key_type is pkcs11.KeyType.EC
        content = encode_ec_public_key(stored) if elliptic else encode_rsa_public_key(stored)
    return check_kind(serialization.load_der_public_key(content))


def certificates(place: TokenKey) -> list[x509.Certificate]:
    """All certificates on the token, in no order. Raises `KeyUnusable`."""
    with _explained(place):
        found = _session(place).get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        return [x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE]) for one in found]


class HardwareKey:
    """A key that never leaves its module. A session does one thing at a time, hence the lock."""

    def __init__(self, place: TokenKey) -> None:
        self._place = place
        self._lock = Lock()
        with _explained(place):
            self._key: Any = _session(place).get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.label)
            self._elliptic = self._key.key_type is pkcs11.KeyType.EC

    def sign(self, data: bytes) -> bytes:
        """As `LoadedKey.sign`. Few modules hash for ECDSA, so we do; what they return is r and s side by side."""
        with self._lock, _explained(self._place):
            if not self._elliptic:
                return bytes(self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            pair = bytes(self._key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
        half = len(pair) // 2
        return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))


@lru_cache(maxsize=4)
def _session(place: TokenKey) -> pkcs11.Session:
    """The session at a token, kept open: a process may log in to it only once."""
    token = pkcs11.lib(place.module).get_token(token_label=place.token)
    return token.open(user_pin=place.pin)


@contextmanager
def _explained(place: TokenKey) -> Iterator[None]:
    """A module's error as a sentence. The session is opened anew the next time: the module may have been restarted."""
    try:
        yield
    except (pkcs11.PKCS11Error, OSError) as error:
        _session.cache_clear()
        raise KeyUnusable(
            f"硬件密钥用不了（{type(error).__name__}），文件没有签名。请检查密码设备已连接、"
            f"PKCS11_TOKEN“{place.token}”、PKCS11_KEY“{place.label}”和 PKCS11_PIN，然后重试。"
        ) from error
