"""Personal data at rest: AES-GCM with a key that is kept outside the database, and keyed hashes to find it by."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_NONCE_BYTES = 12
_keys: dict[str, bytes] = {}


def use_key(key: str) -> None:
    """Set the encryption key of this process: 32 bytes in base64. From it come one key to encrypt and one to hash."""
    master = base64.b64decode(key)
    if len(master) != 32:
        raise ValueError("ENCRYPTION_KEY must be 32 bytes in base64")
    _keys["encrypt"] = hmac.digest(master, b"jiangxin encrypt", "sha256")
    _keys["hash"] = hmac.digest(master, b"jiangxin hash", "sha256")


def new_key() -> str:
    """A fresh random key in the form `use_key` takes."""
    return base64.b64encode(os.urandom(32)).decode()


def keyed_hash(text: str) -> str:
    """A hash that finds a record without telling its content to anyone who only has the database."""
    return hmac.new(_keys["hash"], text.encode(), hashlib.sha256).hexdigest()


def new_token() -> str:
    """128 random bits for addresses and sessions, 22 characters."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """What is stored of a token, so that a stolen database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def encrypt_bytes(content: bytes) -> bytes:
    """`content` so that only this key reads it, with the proof that nobody changed it."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_keys["encrypt"]).encrypt(nonce, content, None)


def decrypt_bytes(sealed: bytes) -> bytes:
    """What `encrypt_bytes` was given. Raises `InvalidTag` for another key or a changed byte."""
    return AESGCM(_keys["encrypt"]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)


class EncryptedText(TypeDecorator[str]):
    """Text that the database sees only encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _sealed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _opened(value)


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object that the database sees only encrypted; what is inside cannot be searched for."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else _sealed(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else json.loads(_opened(value))


def _sealed(text: str) -> str:
    return base64.b64encode(encrypt_bytes(text.encode())).decode()


def _opened(sealed: str) -> str:
    return decrypt_bytes(base64.b64decode(sealed)).decode()
