"""The published status lists: which certificates are revoked, which are suspended."""

from certificates.credentials.rules import LIST_SIZE, StatusPurpose, place_of

__all__ = ["LIST_SIZE", "StatusPurpose", "place_of"]
