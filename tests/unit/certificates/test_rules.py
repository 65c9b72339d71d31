"""Numbers, masking and the life of a certificate."""

import pytest

from certificates.issuing.rules import (
    CERTIFICATE_WORKFLOW,
    STATE_TITLES,
    CertificateState,
    certificate_number,
    mask_identity,
)
from foundation.errors import Refused


def test_certificate_number_has_series_year_and_six_digits() -> None:
    assert certificate_number("YYJ", 2026, 123) == "YYJ-2026-000123"
    assert certificate_number("AB", 2026, 999_999) == "AB-2026-999999"


@pytest.mark.parametrize(
    ("series", "year", "sequence"),
    [("yyj", 2026, 1), ("A", 2026, 1), ("渝永江", 2026, 1), ("YYJ", 2026, 0), ("YYJ", 2026, 1_000_000), ("YYJ", 26, 1)],
)
def test_certificate_number_refuses_what_it_cannot_hold(series: str, year: int, sequence: int) -> None:
    with pytest.raises(ValueError):
        certificate_number(series, year, sequence)


@pytest.mark.parametrize(
    ("identity_number", "masked"),
    [
        ("500101199003077651", "500***********7651"),
        ("H12345678", "*******78"),
        ("A1", "**"),
        ("", ""),
    ],
)
def test_mask_identity_hides_the_date_of_birth(identity_number: str, masked: str) -> None:
    assert mask_identity(identity_number) == masked


def test_certificate_workflow_goes_from_draft_to_issued() -> None:
    state = CertificateState.DRAFT
    for action in ("number_certificate", "seal_certificate", "issue_certificate"):
        state = CERTIFICATE_WORKFLOW.next_state(state, action)
    assert state is CertificateState.ISSUED


def test_certificate_workflow_lets_nothing_leave_a_closed_state() -> None:
    assert CERTIFICATE_WORKFLOW.actions(CertificateState.REVOKED) == []
    assert CERTIFICATE_WORKFLOW.actions(CertificateState.SUPERSEDED) == []


@pytest.mark.parametrize("action", ["supersede_certificate", "suspend_certificate", "revoke_certificate"])
def test_certificate_workflow_asks_for_a_reason(action: str) -> None:
    with pytest.raises(Refused, match="原因"):
        CERTIFICATE_WORKFLOW.next_state(CertificateState.ISSUED, action, reason=" ")


def test_certificate_workflow_names_every_state() -> None:
    assert set(STATE_TITLES) == set(CertificateState)
