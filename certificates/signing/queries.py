"""Reading the keys. Who may see them all is the administrator's permission; the public side is for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from certificates.signing.models import SigningKey
from foundation.database import session
from people.organisations.models import Organisation


@dataclass(frozen=True)
class KnownKey:
    """The public side of a key of ours, as `checking` needs it; `chain` in PEM, its own certificate first."""

    name: str
    chain: str
    retired: bool = False


def key_in_use() -> SigningKey | None:
    """The key that signs now; None before the first use."""
    return session.scalars(select(SigningKey).where(SigningKey.in_use.is_(True))).one_or_none()


def all_keys() -> Sequence[SigningKey]:
    """Every key that ever signed, the newest first."""
    return session.scalars(select(SigningKey).order_by(SigningKey.id.desc())).all()


def known_keys() -> list[KnownKey]:
    """What to check documents against: every key of ours, also the retired ones."""
    return [KnownKey(key.name, key.chain, key.retired_at is not None) for key in all_keys()]


def self_made_chains() -> list[str]:
    """The chains that our own roots made, the newest first."""
    return [key.chain for key in all_keys() if key.self_made]


def warning_waits() -> bool:
    """Whether nobody has taken note yet that the self-made key in use proves integrity only; for the batch pages."""
    key = key_in_use()
    return key is None or (key.self_made and key.acknowledged_at is None)


def keys_to_acknowledge() -> Select[SigningKey]:
    """The key in use, if it is self-made and no administrator has taken note of what it does not prove."""
    unread = SigningKey.self_made & SigningKey.acknowledged_at.is_(None)
    return select(SigningKey).where(SigningKey.in_use.is_(True), unread)


def title_of_house() -> str:
    """Whose name goes into our own certificates: the organisation at the top; empty where there is none yet."""
    top = select(Organisation.name).where(Organisation.parent_id.is_(None)).order_by(Organisation.id).limit(1)
    return session.scalars(top).first() or ""
