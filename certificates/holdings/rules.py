"""What holders may do with their certificates, and for how long. Pure: no database, no clock."""

from datetime import timedelta

from people.accounts.rules_signing_in import SLIP_LETTERS

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

CLAIM_LENGTH = 12


def claim_code(text: str) -> str:
    """领取码比对前的样子：去掉横线和空白，一律大写；不在码表里的字符照原样留着，比对自然不成。"""
    return "".join(text.split()).replace("-", "").upper()


def printed_claim_code(code: str) -> str:
    """领取码印在领取条上的样子：四个一组。"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def is_claim_code(text: str) -> bool:
    """领取码由 12 个不易混淆的字母数字组成（没有 0、O、1、I 等）。"""
    code = claim_code(text)
    return len(code) == CLAIM_LENGTH and set(code) <= set(SLIP_LETTERS)


def share_life(days: int) -> timedelta:
    """分享链接的期限。不在可选期限里的一律按最短的算。"""
    return timedelta(days=days if days in SHARE_DAYS else min(SHARE_DAYS))
