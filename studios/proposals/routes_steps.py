"""The steps of a proposal, each a button or a small form on its page."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.database import fetch, transaction
from foundation.errors import Refused
from foundation.forms import JiangxinForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.organisations.queries import find_organisation
from studios.proposals import forms, operations
from studios.proposals.models import Proposal
from studios.proposals.operations import find_colleague
from studios.proposals.queries import proposals_carried_out_by, proposals_handled_by
from studios.proposals.routes import bp, proposal_page


@bp.post("/studios/proposals/<int:proposal_id>/receive")
@requires(Permission.PROPOSAL_EDIT)
def receive_proposal(proposal_id: int) -> ResponseReturnValue:
    """Take it on."""
    proposal, form = _handled(proposal_id), forms.ReceiveForm()

    def step() -> None:
        handler = find_colleague(form.handler.data or "", proposal.organisation, "handler")
        operations.receive_proposal(proposal, department=form.department.data or "", handler=handler, by=acting())

    return _stepped(proposal, form, step, "已受理。")


@bp.post("/studios/proposals/<int:proposal_id>/transfer")
@requires(Permission.PROPOSAL_EDIT)
def transfer_proposal(proposal_id: int) -> ResponseReturnValue:
    """Hand it to another unit, department or person."""
    proposal, form = _handled(proposal_id), forms.TransferForm()

    def step() -> None:
        organisation = find_organisation((form.organisation.data or "").strip())
        if organisation is None:
            raise Refused("没有找到这个单位，请写单位在系统里的全称。", field="organisation")
        operations.transfer_proposal(
            proposal,
            organisation,
            department=form.department.data or "",
            handler=find_colleague(form.handler.data or "", organisation, "handler"),
            reason=form.reason.data,
            by=acting(),
        )

    return _stepped(proposal, form, step, "已转交。")


@bp.post("/studios/proposals/<int:proposal_id>/evaluate")
@requires(Permission.PROPOSAL_EDIT)
def evaluate_proposal(proposal_id: int) -> ResponseReturnValue:
    """Write down the evaluation."""
    proposal, form = _handled(proposal_id), forms.EvaluateForm()

    def step() -> None:
        operations.evaluate_proposal(proposal, form.evaluation.data, by=acting())

    return _stepped(proposal, form, step, "评估意见已保存，等待决定。")


@bp.post("/studios/proposals/<int:proposal_id>/adopt")
@requires(Permission.PROPOSAL_EDIT)
def adopt_proposal(proposal_id: int) -> ResponseReturnValue:
    """Adopt it."""
    proposal, form = _handled(proposal_id), forms.AdoptForm()

    def step() -> None:
        operations.adopt_proposal(
            proposal,
            implementer=form.implementer.data,
            handler=find_colleague(form.handler.data or "", proposal.organisation, "handler"),
            implement_by=form.implement_by.data,
            decision=form.decision.data or "",
            by=acting(),
        )

    return _stepped(proposal, form, step, "已采纳，提出人会看到。")


@bp.post("/studios/proposals/<int:proposal_id>/implement")
@requires(Permission.PROPOSAL_EDIT, Permission.PROPOSAL_MAKE)
def implement_proposal(proposal_id: int) -> ResponseReturnValue:
    """Report that it has been carried out."""
    proposal = fetch(proposals_carried_out_by(acting()).where(Proposal.id == proposal_id))
    form = forms.ImplementForm()

    def step() -> None:
        done_on = form.implemented_on.data
        operations.implement_proposal(proposal, form.implementation.data, implemented_on=done_on, by=acting())

    return _stepped(proposal, form, step, "已登记实施完成，等待验收。")


@bp.post("/studios/proposals/<int:proposal_id>/accept")
@requires(Permission.PROPOSAL_EDIT)
def accept_proposal(proposal_id: int) -> ResponseReturnValue:
    """Accept what was carried out."""
    proposal, form = _handled(proposal_id), forms.AcceptanceForm()

    def step() -> None:
        operations.accept_proposal(proposal, form.acceptance.data, by=acting())

    return _stepped(proposal, form, step, "验收通过。")


@bp.post("/studios/proposals/<int:proposal_id>/benefit")
@requires(Permission.PROPOSAL_EDIT)
def verify_proposal_benefit(proposal_id: int) -> ResponseReturnValue:
    """Write down the verified benefit."""
    proposal, form = _handled(proposal_id), forms.BenefitForm()

    def step() -> None:
        operations.verify_proposal_benefit(
            proposal,
            form.benefit.data,
            basis=form.benefit_basis.data or "",
            verifier=form.benefit_verifier.data,
            unit_checked=form.unit_checked.data,
            by=acting(),
        )

    return _stepped(proposal, form, step, "效益已核实。")


@bp.post("/studios/proposals/<int:proposal_id>/reward")
@requires(Permission.PROPOSAL_EDIT)
def reward_proposal(proposal_id: int) -> ResponseReturnValue:
    """Give a reward."""
    proposal, form = _handled(proposal_id), forms.RewardForm()

    def step() -> None:
        operations.reward_proposal(proposal, form.reward_title.data, form.reward.data, by=acting())

    return _stepped(proposal, form, step, "奖励已登记。")


@bp.post("/studios/proposals/<int:proposal_id>/archive")
@requires(Permission.PROPOSAL_EDIT)
def archive_proposal(proposal_id: int) -> ResponseReturnValue:
    """All is done."""
    proposal = _handled(proposal_id)
    with transaction():
        operations.archive_proposal(proposal, by=acting())
    flash("已归档。", "success")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@bp.post("/studios/proposals/<int:proposal_id>/return")
@requires(Permission.PROPOSAL_EDIT)
def return_proposal(proposal_id: int) -> ResponseReturnValue:
    """Ask the proposer for more."""
    return _reasoned(proposal_id, operations.return_proposal, "已退回，请提出人补充。")


@bp.post("/studios/proposals/<int:proposal_id>/decline")
@requires(Permission.PROPOSAL_EDIT)
def decline_proposal(proposal_id: int) -> ResponseReturnValue:
    """Do not adopt it, and say why."""
    return _reasoned(proposal_id, operations.decline_proposal, "不采纳的决定和原因已告知提出人。")


@bp.post("/studios/proposals/<int:proposal_id>/reconsider")
@requires(Permission.PROPOSAL_EDIT)
def reconsider_proposal(proposal_id: int) -> ResponseReturnValue:
    """Back to the evaluation."""
    return _reasoned(proposal_id, operations.reconsider_proposal, "已重新评估。")


@bp.post("/studios/proposals/<int:proposal_id>/rework")
@requires(Permission.PROPOSAL_EDIT)
def rework_proposal(proposal_id: int) -> ResponseReturnValue:
    """Not accepted."""
    return _reasoned(proposal_id, operations.rework_proposal, "已退回整改。")


@bp.post("/studios/proposals/<int:proposal_id>/correct-benefit")
@requires(Permission.PROPOSAL_EDIT)
def correct_proposal_benefit(proposal_id: int) -> ResponseReturnValue:
    """The verified benefit was wrong."""
    return _reasoned(proposal_id, operations.correct_proposal_benefit, "效益已收回，请重新核实。")


@bp.post("/studios/proposals/<int:proposal_id>/correct-reward")
@requires(Permission.PROPOSAL_EDIT)
def correct_proposal_reward(proposal_id: int) -> ResponseReturnValue:
    """The reward was wrong."""
    return _reasoned(proposal_id, operations.correct_proposal_reward, "奖励已收回，请重新登记。")


@bp.post("/studios/proposals/<int:proposal_id>/reopen")
@requires(Permission.PROPOSAL_EDIT)
def reopen_proposal(proposal_id: int) -> ResponseReturnValue:
    """Something in the archive was wrong."""
    return _reasoned(proposal_id, operations.reopen_proposal, "已从归档中取出。")


def _handled(proposal_id: int) -> Proposal:
    return fetch(proposals_handled_by(acting()).where(Proposal.id == proposal_id))


def _stepped(proposal: Proposal, form: JiangxinForm, step: Callable[[], None], done: str) -> ResponseReturnValue:
    """Act on the form and go back to the page; what is refused stands on the page with what was typed."""
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            step()
            flash(done, "success")
            return redirect(url_for(".show_proposal", proposal_id=proposal.id))
    return proposal_page(proposal, form)


def _reasoned(proposal_id: int, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    proposal = _handled(proposal_id)
    with transaction():
        operation(proposal, reason=request.form.get("reason", ""), by=acting())
    flash(done, "success")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))
