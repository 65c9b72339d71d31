"""What holders may do with their certificates, and for how long. Pure: no database, no clock."""

from datetime import timedelta

SHARE_DAYS = {7: "7 天", 30: "30 天", 365: "一年"}
"""How long a shared link may live; the holder chooses, and may withdraw it at any time."""

SHARES_ALLOWED = 20
"""Links of one certificate that may be open at once: enough for every office that asks, too few to lose count."""

CLAIM_LIFE = timedelta(days=30)
"""How long a printed claim slip is good."""

CLAIMED_LINK_LIFE = timedelta(days=30)
"""How long the link lives that a claim opens for somebody without an account."""

SLIPS_AT_ONCE = 500
"""Slips printed together: eight to a page, some sixty pages."""


def share_life(days: int) -> timedelta:
    """分享链接的期限。不在可选期限里的一律按最短的算。"""
    return timedelta(days=days if days in SHARE_DAYS else min(SHARE_DAYS))
