"""Cancelling a plan: done here, where it is known who is bound to it."""

from sqlalchemy import func, select

from assessments.applications.models import Application
from assessments.batches.models import Batch
from assessments.batches.rules import reasons_against_cancelling
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account


def cancel_batch(batch: Batch, *, reason: str, by: Account) -> None:
    """Give a plan up, with a reason. Raises `Refused` while applications to it stand: how many, what to do."""
    lock(batch)
    standing = (
        session.scalar(select(func.count()).where(Application.batch_id == batch.id, Application.active.is_(True))) or 0
    )
    if reasons := reasons_against_cancelling(standing):
        raise Refused("计划不能取消。", reasons=reasons)
    advance(batch, "cancel_batch", by=by, reason=reason)
