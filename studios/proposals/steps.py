"""Which forms the page of a proposal offers at its present step, and to whom."""

from foundation.forms import JiangxinForm
from studios.proposals.forms import (
    AcceptanceForm,
    AdoptForm,
    BenefitForm,
    EvaluateForm,
    ImplementForm,
    ReceiveForm,
    RewardForm,
    TransferForm,
)
from studios.proposals.models import Proposal
from studios.proposals.rules import PROPOSAL_WORKFLOW
from studios.proposals.rules_tiers import PROPOSAL_TIERS, tier_of

FORMS: dict[str, type[JiangxinForm]] = {
    "receive_proposal": ReceiveForm,
    "evaluate_proposal": EvaluateForm,
    "adopt_proposal": AdoptForm,
    "implement_proposal": ImplementForm,
    "accept_proposal": AcceptanceForm,
    "verify_proposal_benefit": BenefitForm,
    "reward_proposal": RewardForm,
    "transfer_proposal": TransferForm,
}
"""The form of each step that asks for more than a reason, in the order of the page."""


def forms_for(
    proposal: Proposal, *, handles: bool, carries_out: bool, sent: JiangxinForm | None = None
) -> dict[str, JiangxinForm]:
    """The forms of the steps that are possible now for one who `handles` it or `carries_out` what was adopted."""
    possible = PROPOSAL_WORKFLOW.actions(proposal.state)
    offered = [
        action
        for action in FORMS
        if action in possible and (handles or (carries_out and action == "implement_proposal"))
    ]
    return {action: sent if isinstance(sent, FORMS[action]) else _fresh(action, proposal) for action in offered}


def _fresh(action: str, proposal: Proposal) -> JiangxinForm:
    if action == "transfer_proposal":
        return TransferForm(formdata=None, organisation=proposal.organisation.name)
    if action == "adopt_proposal":
        handler = proposal.handler.name if proposal.handler else ""
        return AdoptForm(formdata=None, implementer=proposal.department, handler=handler)
    if action == "reward_proposal":
        tier = tier_of(proposal.benefit, PROPOSAL_TIERS)
        return RewardForm(formdata=None, reward_title=tier.title if tier else "采纳奖")
    return FORMS[action](formdata=None)
