"""The review meeting, and what visit and meeting come to together: totals, places, the cut."""

from collections.abc import Sequence

from foundation import audit
from foundation.database import session
from foundation.errors import Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_models import DesignationResult
from studios.designation.naming_queries import designations_in, results_of, reviews_of_call, subject_reference
from studios.designation.naming_rules import Ranked, Scored, rank_scored, reasons_against_settling
from studios.designation.rules import DesignationState
from studios.designation.visits import Address, require_run, start_round
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts, hold_reviews
from studios.reviews.rules import ReviewKind, ReviewScore
from studios.reviews.scores import scores_of
from studios.rubrics.rules import Rubric

S = DesignationState
AT_THE_TABLE = (ReviewKind.MEETING, ReviewKind.PAPER)
IN_CHECK = frozenset({S.RECOMMENDED, S.CORRECTING, S.ADMITTED, S.VISITED})
"""Recommended and not yet put before the experts."""


def open_meeting(
    call: DesignationCall, facts: ReviewFacts, experts: Sequence[Account], *, address: Address, by: Account
) -> Review:
    """Put those who were visited (where nobody visits: who was admitted) before the experts, each once."""
    require_run(call, by)
    if not call.paper_weight:
        raise Refused("申报通知里集中评审的权重是 0，这一批不用评审会。")
    before = {one.reference for review in reviews_of_call(call, *AT_THE_TABLE) for one in review.subjects}
    ready = designations_in(call, {_ready(call)})
    return start_round(
        [one for one in ready if subject_reference(one) not in before], facts, experts, address=address, by=by
    )


def settle_reviews(call: DesignationCall, *, by: Account) -> list[DesignationResult]:
    """Total, rank and cut all whose scores are in; nobody of the call is left waiting. Vetoed ones are declined.

    Raises `Refused` while a round is open or a score is missing, and once results are settled.
    """
    require_run(call, by)
    if results_of(call):
        raise Refused("这一批已经汇总排名。个别需要更正的，请按异议处理。")
    reviews = reviews_of_call(call)
    hold_reviews(reviews)
    if not reviews or any(review.is_open for review in reviews):
        raise Refused("考察、评审还没有结束。请先在评审页面结束每一轮。")
    designations = {one.id: one for one in designations_in(call, {_ready(call)})}
    given = [(review, scores_of(review)) for review in reviews]
    scored = [_scored(one, given) for one in designations.values()]
    labelled = [(designations[one.key].proposed_name, one) for one in scored]
    if reasons := reasons_against_settling(labelled, call.site_weight, call.paper_weight):
        raise Refused("还不能汇总排名。", reasons=reasons)
    if not scored:
        raise Refused("没有等待汇总的申报。")
    if behind := designations_in(call, IN_CHECK - {_ready(call)}):
        names = [one.proposed_name for one in behind]
        raise Refused("还有申报没有走到评审，汇总以后就不能再参加排名。请先审查、考察，或办理撤回。", reasons=names)
    ranked = rank_scored(scored, call.site_weight, call.paper_weight, call.places)
    return [_settled(designations[one.scored.key], one, by) for one in ranked]


def _ready(call: DesignationCall) -> DesignationState:
    return S.VISITED if call.site_weight else S.ADMITTED


def _scored(designation: Designation, given: Sequence[tuple[Review, dict[str, ReviewScore]]]) -> Scored:
    site, paper = None, None
    vetoed: list[str] = []
    for review, scores in given:
        score = scores.get(subject_reference(designation))
        if score is None:
            continue
        if review.kind is ReviewKind.SITE:
            site = score.score
        else:
            paper = score.score
        vetoed += _vetoes(review.rubric_version.rubric, score)
    return Scored(designation.id, site, paper, f"一票否决：{'、'.join(vetoed)}" if vetoed else "")


def _vetoes(rubric: Rubric, score: ReviewScore) -> list[str]:
    return [item.title for item in rubric.items if item.code in score.vetoed_by]


def _settled(designation: Designation, ranked: Ranked, by: Account) -> DesignationResult:
    result = DesignationResult(
        designation=designation,
        site_score=ranked.scored.site,
        paper_score=ranked.scored.paper,
        total=ranked.total,
        place=ranked.place,
        within=ranked.within,
        vetoed=ranked.scored.vetoed,
        working=ranked.working,
    )
    session.add(result)
    advance(designation, "review_designation", by=by, changes={"total": (None, str(ranked.total))})
    audit.record("settle_reviews", result, by=by, changes={"place": (None, ranked.place)})
    if ranked.scored.vetoed:
        advance(designation, "decline_designation", by=by, reason=ranked.scored.vetoed)
    return result
