"""Secrets that people type: slow hashes of passwords, and the codes of one-time slips."""

import hmac
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.secrets import keyed_hash
from people.accounts.rules_signing_in import SLIP_LENGTH, SLIP_LETTERS, slip_code

hasher = PasswordHasher()
# A hash takes 64 MB and 100 ms: more than a few at once would starve everything else.
_hashing = threading.BoundedSemaphore(4)
_NOBODY = hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of `password`."""
    with _hashing:
        return hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether `password` is right. Takes as long where there is nothing to compare with."""
    try:
        with _hashing:
            return hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_slip_code() -> str:
    """A random code for a one-time slip."""
    return "".join(secrets.choice(SLIP_LETTERS) for _ in range(SLIP_LENGTH))


def slip_hash(account_id: int, code: str) -> str:
    """What is stored of a slip. A quick keyed hash is enough: the code is random, the key outside the database."""
    return keyed_hash(f"slip:{account_id}:{slip_code(code)}")


def slip_matches(stored: str | None, account_id: int, code: str) -> bool:
    """Whether `code` is the one on the account's slip."""
    return hmac.compare_digest(stored or "", slip_hash(account_id, code))
