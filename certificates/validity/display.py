"""What templates say of a certificate's validity: the filters and functions that website/display.py offers to them."""

from collections.abc import Callable, Sequence

from certificates.issuing.models import Certificate, CertificateMessage
from certificates.kinds import all_kinds
from certificates.validity import rules
from certificates.validity.queries import expiring_of, public_versions_of, unread_messages_of, versions_of
from certificates.validity.rules import Standing
from foundation import clock


def standing(certificate: Certificate) -> Standing:
    """What the certificate is worth today."""
    return rules.standing(certificate, clock.today())


def days_left(certificate: Certificate) -> int | None:
    """Days until it expires, once that is near."""
    return rules.days_left(certificate, clock.today())


def message_text(message: CertificateMessage) -> str:
    """What the holder is told."""
    about = message.certificate
    return rules.message_text(message.kind, all_kinds()[about.kind].NAME, about.number, about.version)


def kind_name(code: str) -> str:
    """What a kind of certificate is called."""
    return all_kinds()[code].NAME


FILTERS: dict[str, Callable[..., object]] = {
    "standing": standing,
    "days_left": days_left,
    "message_text": message_text,
}
FUNCTIONS: dict[str, Callable[..., Sequence[object] | str]] = {
    "versions_of": versions_of,
    "public_versions_of": public_versions_of,
    "unread_messages_of": unread_messages_of,
    "expiring_of": expiring_of,
    "kind_name": kind_name,
}
