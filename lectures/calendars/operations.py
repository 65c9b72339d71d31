"""Giving out addresses of private feeds, and taking them back."""

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed
from foundation.secrets import new_token, token_hash
from lectures.calendars.models import CalendarFeed
from lectures.calendars.queries import NEEDS, feeds_of
from lectures.calendars.rules import FeedKind
from people.accounts.models import Account


def open_feed(kind: FeedKind, *, by: Account) -> str:
    """A new address for one's feed of this kind: its token, which is shown once. The one before opens nothing more."""
    if not by.may(NEEDS[kind]):
        raise NotAllowed
    lock(by)
    revoke_feed(kind, by=by)
    token = new_token()
    feed = CalendarFeed(account=by, kind=kind, token_hash=token_hash(token))
    session.add(feed)
    audit.record("open_feed", feed, by=by)
    return token


def revoke_feed(kind: FeedKind, *, by: Account) -> None:
    """The address of one's feed opens nothing more; calendar programs keep what they have fetched."""
    feed = feeds_of(by).get(kind)
    if feed is not None:
        feed.revoked_at = clock.now()
        audit.record("revoke_feed", feed, by=by, changes=audit.pending_changes(feed))
