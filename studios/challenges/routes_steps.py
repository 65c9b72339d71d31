"""Pages about the steps of a challenge: checking, publishing, acceptance, benefit, spread, and the ways back."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue

from foundation.database import fetch, transaction
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from studios.challenges import operations
from studios.challenges.models import Challenge
from studios.challenges.queries import challenges_edited_by, challenges_run_by, challenges_verified_by
from studios.challenges.routes import bp, done


@bp.post("/studios/challenges/<int:challenge_id>/submit")
@requires(Permission.STUDIO_EDIT)
def submit_challenge(challenge_id: int) -> ResponseReturnValue:
    """Hand it in to be checked."""
    challenge = _edited(challenge_id)
    return _step(challenge, operations.submit_challenge, "难题已提交，等总工会审核发布。")


@bp.post("/studios/challenges/<int:challenge_id>/publish")
@requires(Permission.CHALLENGE_RUN)
def publish_challenge(challenge_id: int) -> ResponseReturnValue:
    """It was checked: open to be claimed."""
    return _step(_run(challenge_id), operations.publish_challenge, "难题已发布，列在公开的揭榜页上。")


@bp.post("/studios/challenges/<int:challenge_id>/return")
@requires(Permission.CHALLENGE_RUN)
def return_challenge(challenge_id: int) -> ResponseReturnValue:
    """Back to the unit."""
    return _reasoned_step(_run(challenge_id), operations.return_challenge, "难题已退回修改。")


@bp.post("/studios/challenges/<int:challenge_id>/withdraw")
@requires(Permission.CHALLENGE_RUN)
def withdraw_challenge(challenge_id: int) -> ResponseReturnValue:
    """Off the public list."""
    return _reasoned_step(_run(challenge_id), operations.withdraw_challenge, "难题已从公开的揭榜页撤下。")


@bp.post("/studios/challenges/<int:challenge_id>/cancel")
@requires(Permission.STUDIO_EDIT)
def cancel_challenge(challenge_id: int) -> ResponseReturnValue:
    """No longer sought."""
    return _reasoned_step(_edited(challenge_id), operations.cancel_challenge, "难题已取消。")


@bp.post("/studios/challenges/<int:challenge_id>/restore")
@requires(Permission.STUDIO_EDIT)
def restore_challenge(challenge_id: int) -> ResponseReturnValue:
    """Sought again."""
    return _reasoned_step(_edited(challenge_id), operations.restore_challenge, "难题已恢复，可以修改后重新提交。")


@bp.post("/studios/challenges/<int:challenge_id>/accept")
@requires(Permission.CHALLENGE_RUN)
def accept_challenge(challenge_id: int) -> ResponseReturnValue:
    """The unit has its solution."""
    return _step(_run(challenge_id), operations.accept_challenge, "难题已验收。下一步：核实效益。")


@bp.post("/studios/challenges/<int:challenge_id>/undo-acceptance")
@requires(Permission.CHALLENGE_RUN)
def undo_acceptance(challenge_id: int) -> ResponseReturnValue:
    """The solution does not hold."""
    return _reasoned_step(_run(challenge_id), operations.undo_acceptance, "难题验收已撤销。")


@bp.post("/studios/challenges/<int:challenge_id>/verify")
@requires(Permission.BENEFIT_VERIFY)
def verify_challenge(challenge_id: int) -> ResponseReturnValue:
    """Its benefit is verified."""
    return _step(_verified(challenge_id), operations.verify_challenge, "效益已核实。下一步：推广应用。")


@bp.post("/studios/challenges/<int:challenge_id>/undo-verification")
@requires(Permission.BENEFIT_VERIFY)
def undo_verification(challenge_id: int) -> ResponseReturnValue:
    """The verification does not hold."""
    return _reasoned_step(_verified(challenge_id), operations.undo_verification, "效益核实已撤销。")


@bp.post("/studios/challenges/<int:challenge_id>/spread")
@requires(Permission.CHALLENGE_RUN)
def spread_challenge(challenge_id: int) -> ResponseReturnValue:
    """Others use the solution."""
    return _step(_run(challenge_id), operations.spread_challenge, "成果已推广应用。")


@bp.post("/studios/challenges/<int:challenge_id>/undo-spread")
@requires(Permission.CHALLENGE_RUN)
def undo_spread(challenge_id: int) -> ResponseReturnValue:
    """The use by others does not hold."""
    return _reasoned_step(_run(challenge_id), operations.undo_spread, "成果推广已撤销。")


def _edited(challenge_id: int) -> Challenge:
    return fetch(challenges_edited_by(acting()).where(Challenge.id == challenge_id))


def _run(challenge_id: int) -> Challenge:
    return fetch(challenges_run_by(acting()).where(Challenge.id == challenge_id))


def _verified(challenge_id: int) -> Challenge:
    return fetch(challenges_verified_by(acting()).where(Challenge.id == challenge_id))


def _step(challenge: Challenge, operation: Callable[..., None], message: str) -> ResponseReturnValue:
    challenge_id = challenge.id
    with transaction():
        operation(challenge, by=acting())
    return done(challenge_id, message)


def _reasoned_step(challenge: Challenge, operation: Callable[..., None], message: str) -> ResponseReturnValue:
    challenge_id = challenge.id
    with transaction():
        operation(challenge, reason=request.form.get("reason", ""), by=acting())
    return done(challenge_id, message)
