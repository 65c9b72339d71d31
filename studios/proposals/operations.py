"""What is done with improvement proposals. Who decides is never the proposer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.proposals.amounts import ask_about_unit
from studios.proposals.models import Proposal, ProposalPaper
from studios.proposals.queries import persons_called
from studios.proposals.rules import PaperKind, ProposalCategory, ProposalState, reasons_against_proposal

MOST_PAPERS = 12


@dataclass(frozen=True)
class ProposalFacts:
    """What a proposal says."""

    title: str
    category: ProposalCategory
    situation: str
    measures: str
    effect: str
    occupation_code: str = ""
    problems: str = ""


def propose(facts: ProposalFacts, photos: Mapping[PaperKind, bytes] | None = None, *, by: Account) -> Proposal:
    """A worker proposes something to his unit, with a photo to each part if he likes.

    Raises `Refused` if it says too little, if he belongs to no unit, or for a file that is no picture or PDF.
    """
    person = by.person
    if person is None or person.employer is None:
        raise Refused("您的账号还没有登记所在单位，建议不知道交给谁。请联系单位工会在人员档案里补上单位。")
    _refuse_for(reasons_against_proposal(facts.title, facts.situation, facts.measures, facts.effect))
    today = clock.today()
    proposal = Proposal(
        proposer=person,
        origin=person.employer,
        organisation=person.employer,
        proposed_on=today,
        since=today,
        **_columns(facts),
    )
    session.add(proposal)
    audit.record("propose", proposal, by=by)
    for kind, content in (photos or {}).items():
        _keep(proposal, kind, content, by, f"photo_{kind}")
    return proposal


def resubmit_proposal(proposal: Proposal, facts: ProposalFacts, *, version: int | None = None, by: Account) -> None:
    """Send a returned one in again with what was lacking. Raises `Stale` if it changed since `version`."""
    lock(proposal)
    _refuse_unless_his(proposal, by)
    proposal.expect_version(version)
    _refuse_for(reasons_against_proposal(facts.title, facts.situation, facts.measures, facts.effect))
    for name, value in _columns(facts).items():
        setattr(proposal, name, value)
    proposal.since = clock.today()
    advance(proposal, "resubmit_proposal", by=by, changes=audit.pending_changes(proposal))


def withdraw_proposal(proposal: Proposal, *, by: Account) -> None:
    """Take one's own back before it is received."""
    lock(proposal)
    _refuse_unless_his(proposal, by)
    advance(proposal, "withdraw_proposal", by=by)


def add_proposal_paper(proposal: Proposal, kind: PaperKind, content: bytes, *, by: Account) -> ProposalPaper:
    """A photo or paper more: the proposer's until it is evaluated, afterwards of who carries it out."""
    lock(proposal)
    early = proposal.state in {ProposalState.PROPOSED, ProposalState.RETURNED, ProposalState.RECEIVED}
    if early and by.person_id != proposal.proposer_id:
        raise Refused("评估之前的材料由提出人自己补充。可以写明缺什么，退回补充。")
    if proposal.state in {ProposalState.ARCHIVED, ProposalState.WITHDRAWN, ProposalState.DECLINED}:
        raise Refused("这条建议已经办结，不能再添加材料。")
    if len(proposal.papers) >= MOST_PAPERS:
        raise Refused(f"一条建议最多 {MOST_PAPERS} 份材料，几张照片可以合成一个 PDF。")
    paper = _keep(proposal, kind, content, by, "file")
    audit.record("add_proposal_paper", proposal, by=by)
    return paper


def receive_proposal(proposal: Proposal, *, department: str = "", handler: Person | None = None, by: Account) -> None:
    """Take it on, and say which department or person looks into it."""
    _step(proposal, "receive_proposal", by, department=department.strip(), handler=handler)


def return_proposal(proposal: Proposal, *, reason: str, by: Account) -> None:
    """Ask the proposer for more."""
    _step(proposal, "return_proposal", by, reason)


def transfer_proposal(
    proposal: Proposal,
    organisation: Organisation,
    *,
    department: str = "",
    handler: Person | None = None,
    reason: str,
    by: Account,
) -> None:
    """Hand it to another unit, department or person, who has to receive it anew."""
    if not organisation.active:
        raise Refused(f"“{organisation.name}”已停用，请另选单位。", field="organisation")
    if handler is not None and handler.employer_id != organisation.id:
        raise Refused(f"{handler.name}不是“{organisation.name}”的人员。", field="handler")
    if organisation.id == proposal.organisation_id and not (department.strip() or handler):
        raise Refused("请写明转给哪个单位、部门或哪个人。", field="department")
    _step(
        proposal,
        "transfer_proposal",
        by,
        reason,
        organisation=organisation,
        department=department.strip(),
        handler=handler,
    )


def evaluate_proposal(proposal: Proposal, evaluation: str, *, by: Account) -> None:
    """Write down what the evaluation found: whether it works, what it costs, what it brings."""
    _step(
        proposal,
        "evaluate_proposal",
        by,
        evaluation=_said(evaluation, "evaluation", "请写明评估意见。"),
        evaluated_by=by.id,
    )


def adopt_proposal(
    proposal: Proposal, *, implementer: str, handler: Person | None, implement_by: date, decision: str = "", by: Account
) -> None:
    """Adopt it: who carries it out until when. Raises `Refused` for a day that has passed."""
    if implement_by < clock.today():
        raise Refused("完成实施的期限不能早于今天。", field="implement_by")
    facts: dict[str, Any] = {"implementer": implementer.strip(), "handler": handler, "implement_by": implement_by}
    _step(
        proposal, "adopt_proposal", by, decision=decision.strip(), decided_by=by.id, adopted_on=clock.today(), **facts
    )


def decline_proposal(proposal: Proposal, *, reason: str, by: Account) -> None:
    """Do not adopt it; the proposer reads why."""
    text = _said(reason, "reason", "不采纳必须写明原因，提出人会看到。")
    _step(proposal, "decline_proposal", by, text, decision=text, decided_by=by.id)


def reconsider_proposal(proposal: Proposal, *, reason: str, by: Account) -> None:
    """Back to where it was received: the evaluation or the decision was wrong."""
    _step(proposal, "reconsider_proposal", by, reason, adopted_on=None, decided_by=None, decision="", implement_by=None)


def implement_proposal(proposal: Proposal, implementation: str, *, implemented_on: date, by: Account) -> None:
    """It has been carried out, as `implementation` says. Who was asked to carry it out may report it himself."""
    if not proposal.adopted_on or not proposal.adopted_on <= implemented_on <= clock.today():
        raise Refused("实施完成的日期应在采纳之后、今天或以前。", field="implemented_on")
    text = _said(implementation, "implementation", "请写明实施了什么、效果怎样。")
    _step(proposal, "implement_proposal", by, implementation=text, implemented_on=implemented_on)


def accept_proposal(proposal: Proposal, acceptance: str, *, by: Account) -> None:
    """What was carried out is accepted, by somebody else than who carried it out."""
    _refuse_implementer(proposal, by)
    _step(proposal, "accept_proposal", by, acceptance=_said(acceptance, "acceptance", "请写明验收意见。"))


def rework_proposal(proposal: Proposal, *, reason: str, by: Account) -> None:
    """Not accepted: it has to be carried out better."""
    _step(proposal, "rework_proposal", by, reason, implemented_on=None)


def verify_proposal_benefit(
    proposal: Proposal, benefit: Decimal | None, *, basis: str, verifier: str, unit_checked: bool = False, by: Account
) -> None:
    """Write down the verified benefit (元; None: none that can be counted), how it was reckoned and who verified it."""
    _refuse_implementer(proposal, by)
    ask_about_unit(benefit, checked=unit_checked)
    if benefit is not None and not basis.strip():
        raise Refused("填了效益就要写明怎样算出来的、算的是哪一段时间。", field="benefit_basis")
    facts: dict[str, Any] = {"benefit": benefit, "benefit_basis": basis.strip()}
    _step(
        proposal,
        "verify_proposal_benefit",
        by,
        benefit_verifier=_said(verifier, "benefit_verifier", "请写明由谁核实，例如：财务部 李示例。"),
        **facts,
    )


def correct_proposal_benefit(proposal: Proposal, *, reason: str, by: Account) -> None:
    """The verified benefit was wrong."""
    _step(proposal, "correct_proposal_benefit", by, reason, benefit=None, benefit_basis="", benefit_verifier="")


def reward_proposal(proposal: Proposal, title: str, reward: Decimal, *, by: Account) -> None:
    """Give a reward in 元; 0 where it is praise alone."""
    _step(proposal, "reward_proposal", by, reward_title=title.strip(), reward=reward, rewarded_on=clock.today())


def correct_proposal_reward(proposal: Proposal, *, reason: str, by: Account) -> None:
    """The reward was wrong."""
    _step(proposal, "correct_proposal_reward", by, reason, reward_title="", reward=None, rewarded_on=None)


def archive_proposal(proposal: Proposal, *, by: Account) -> None:
    """All is done."""
    _step(proposal, "archive_proposal", by)


def reopen_proposal(proposal: Proposal, *, reason: str, by: Account) -> None:
    """Something in the archive was wrong."""
    _step(proposal, "reopen_proposal", by, reason)


def find_colleague(name: str, organisation: Organisation, field: str) -> Person | None:
    """The one person of `organisation` called so; None for no name. Raises `Refused` if there is none or several."""
    if not name.strip():
        return None
    found = persons_called(name.strip(), organisation)
    if len(found) != 1:
        what = "有几位同名的人员，请改写承办部门" if found else "的人员里没有这个名字，请核对，或先在人员页面登记"
        raise Refused(f"“{organisation.name}”{what}：{name.strip()}。", field=field)
    return found[0]


def _step(proposal: Proposal, action: str, by: Account, reason: str | None = None, **facts: Any) -> None:
    lock(proposal)
    carries_out = action == "implement_proposal" and by.person_id == proposal.handler_id
    if by.person_id is not None and by.person_id == proposal.proposer_id and not carries_out:
        raise Refused("这是您自己提的建议，由单位里的另一位经办人办理。")
    for name, value in facts.items():
        setattr(proposal, name, value)
    proposal.since = clock.today()
    changes = audit.pending_changes(proposal)
    proposal.expect_version(None)
    advance(proposal, action, by=by, reason=reason, changes=changes)


def _refuse_implementer(proposal: Proposal, by: Account) -> None:
    if by.person_id is not None and by.person_id == lock(proposal).handler_id:
        raise Refused("这条建议是您承办实施的，请由另一位经办人验收和核实效益。")


def _keep(proposal: Proposal, kind: PaperKind, content: bytes, by: Account, field: str) -> ProposalPaper:
    session.flush()
    file = keep_evidence(content, f"proposal-{proposal.id}-{kind}", by_id=by.id, field=field)
    paper = ProposalPaper(proposal=proposal, kind=kind, file=file)
    session.add(paper)
    session.flush()
    return paper


def _columns(facts: ProposalFacts) -> dict[str, Any]:
    texts = ("title", "situation", "measures", "effect", "occupation_code", "problems")
    return {"category": facts.category, **{name: getattr(facts, name).strip() for name in texts}}


def _said(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise Refused(message, field=field)
    return text.strip()


def _refuse_unless_his(proposal: Proposal, by: Account) -> None:
    if by.person_id is None or by.person_id != proposal.proposer_id:
        raise NotAllowed


def _refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons[0], reasons=reasons)
