"""Keys in hardware modules (PKCS#11). Imported only where a module is configured: see `places.hardware`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import RLock
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
    """A key that never leaves its module."""

    def __init__(self, place: TokenKey) -> None:
        self._place = place
        self._found_in: pkcs11.Session | None = None
        with _explained(place):
            self._find()

    def sign(self, data: bytes) -> bytes:
        """As `LoadedKey.sign`. Few modules hash for ECDSA, so we do; what they return is r and s side by side."""
        with _explained(self._place):
            self._find()
            if not self._elliptic:
                return bytes(self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            pair = bytes(self._key.sign(sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
        half = len(pair) // 2
        return encode_dss_signature(int.from_bytes(pair[:half], "big"), int.from_bytes(pair[half:], "big"))

    def _find(self) -> None:
        """Look the key up once a session: after a failure there is a new one."""
        session = _session(self._place)
        if session is not self._found_in:
            kind = pkcs11.ObjectClass.PRIVATE_KEY
            self._key: Any = session.get_key(object_class=kind, label=self._place.label)
            self._elliptic = self._key.key_type is pkcs11.KeyType.EC
            self._found_in = session


_one_at_a_time = RLock()
_sessions: dict[tuple[str, str, str], pkcs11.Session] = {}
"""Sessions are kept open: a process may log in to a token only once, and logging in is slow."""


def _session(place: TokenKey) -> pkcs11.Session:
    at = (place.module, place.token, place.pin)
    if at not in _sessions:
        token = pkcs11.lib(place.module).get_token(token_label=place.token)
        _sessions[at] = token.open(user_pin=place.pin)
    return _sessions[at]


@contextmanager
def _explained(place: TokenKey) -> Iterator[None]:
    """One at a time, and a module's error as a sentence; the next one opens a new session, as after a restart."""
    with _one_at_a_time:
        try:
            yield
        except (pkcs11.PKCS11Error, OSError) as error:
            if session := _sessions.pop((place.module, place.token, place.pin), None):
                with suppress(pkcs11.PKCS11Error):
                    session.close()
            raise KeyUnusable(
                f"硬件密钥用不了（{type(error).__name__}），文件没有签名。请检查密码设备已连接、"
                f"PKCS11_TOKEN“{place.token}”、PKCS11_KEY“{place.label}”和 PKCS11_PIN，然后重试。"
            ) from error
