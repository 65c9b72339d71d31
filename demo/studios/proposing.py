"""Proposals of the demo's workers, in every state from handed in to archived."""

from datetime import timedelta
from decimal import Decimal

from demo.people import account_named
from demo.studios.pictures import photo
from foundation import clock
from foundation.database import session
from people.accounts.models import Account
from studios.proposals.models import Proposal
from studios.proposals.operations import (
    ProposalFacts,
    accept_proposal,
    adopt_proposal,
    archive_proposal,
    decline_proposal,
    evaluate_proposal,
    implement_proposal,
    propose,
    receive_proposal,
    return_proposal,
    reward_proposal,
    verify_proposal_benefit,
)
from studios.proposals.rules import PaperKind, ProposalCategory

CATEGORIES = list(ProposalCategory)
PROPOSED, RETURNED, RECEIVED, EVALUATED, DECLINED, ADOPTED, IMPLEMENTED, REWARDED, ARCHIVED = range(9)
PROPOSALS = (
    ("zhigong", "换模工具车定置定位", PROPOSED),
    ("niangjiu01", "摊晾机加装温度显示", PROPOSED),
    ("niangjiu02", "酒糟转运改用密闭小车", RETURNED),
    ("zhigong", "数控机床冷却液集中过滤", RECEIVED),
    ("niangjiu03", "甑盖密封圈改型", EVALUATED),
    ("zhigong", "刀具柜领用扫码登记", ADOPTED),
    ("niangjiu04", "酒库通道加装反光标识", IMPLEMENTED),
    ("zhigong", "休息区改到车间中部", DECLINED),
    ("niangjiu05", "晾堂地漏防堵滤网", REWARDED),
    ("zhigong", "夹具快换定位销标准化", ARCHIVED),
)
"""Who proposed what, and how far it has come."""


def propose_ideas() -> None:
    """Workers propose; their units deal with it."""
    for number, (username, title, reached) in enumerate(PROPOSALS):
        worker = account_named(username)
        facts = ProposalFacts(
            title=title,
            category=CATEGORIES[number % len(CATEGORIES)],
            situation="现在靠人工来回走动，费时，还容易出错。",
            measures=f"{title}，先在一个班组试行一个月。",
            effect="每班节省半小时，减少差错。",
        )
        photos = {PaperKind.SITUATION: photo(number, title)} if number % 3 == 0 else None
        proposal = propose(facts, photos, by=worker)
        session.flush()
        _handle(proposal, reached, by=account_named("qiye" if username == "zhigong" else "jiuzhuang"))


def _handle(proposal: Proposal, reached: int, *, by: Account) -> None:
    """What the unit did, as far as it has come."""
    today = clock.today()
    if reached == RETURNED:
        return_proposal(proposal, reason="请补一张现场照片。", by=by)
    if reached >= RECEIVED:
        receive_proposal(proposal, department="生产部", by=by)
    if reached >= EVALUATED:
        evaluate_proposal(proposal, "可行，投入约 2000 元，两周可以完成。", by=by)
    if reached == DECLINED:
        decline_proposal(proposal, reason="消防通道不能占用，另选位置后可以再提。", by=by)
    if reached >= ADOPTED:
        adopt_proposal(proposal, implementer="生产部", handler=None, implement_by=today + timedelta(days=30), by=by)
    if reached >= IMPLEMENTED:
        implement_proposal(proposal, "已在一班实施，效果与预计一致。", implemented_on=today, by=by)
    if reached >= REWARDED:
        accept_proposal(proposal, "现场验收合格。", by=by)
        basis = "每班节省 0.5 小时 × 2 班 × 250 天 × 60 元"
        verify_proposal_benefit(proposal, Decimal(15_000), basis=basis, verifier="财务部 示例员", by=by)
        reward_proposal(proposal, "优秀合理化建议", Decimal(300), by=by)
    if reached == ARCHIVED:
        archive_proposal(proposal, by=by)
