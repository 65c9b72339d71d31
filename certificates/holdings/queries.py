"""Reading one's own certificates."""

from sqlalchemy import Select, select

from certificates.issuing.models import Certificate
from certificates.issuing.queries import held_by
from people.accounts.models import Account


def own_certificates_visible_to(user: Account) -> Select[Certificate]:
    """One's own certificates, newest first."""
    return select(Certificate).where(held_by(user)).order_by(Certificate.id.desc())
