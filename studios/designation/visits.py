"""Site visits: at least two visitors go through a checklist on a tablet at every studio that was admitted."""

from collections.abc import Callable, Sequence

from foundation import clock
from foundation.database import lock
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.designation.models import Designation, DesignationCall
from studios.designation.naming_queries import designations_in, reviews_of_call, subject_reference
from studios.designation.naming_rules import FULL, LEAST_VISITORS
from studios.designation.rules import DesignationState
from studios.registry.queries import team_on
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts, ReviewSubject, hold_reviews, open_review
from studios.reviews.queries import confirmed_vetoes
from studios.reviews.rules import ReviewKind
from studios.reviews.scores import scores_of

Address = Callable[[Designation], str]
"""Where experts read about an application."""


def open_visit(
    call: DesignationCall, facts: ReviewFacts, experts: Sequence[Account], *, address: Address, by: Account
) -> Review:
    """Send visitors to the admitted studios that no visit has yet. Raises `Refused` for fewer than two visitors."""
    require_run(call, by)
    if not call.site_weight:
        raise Refused("申报通知里实地考察的权重是 0，这一批不用实地考察。")
    if facts.least_raters < LEAST_VISITORS:
        raise Refused(f"实地考察每间至少 {LEAST_VISITORS} 人。", field="least_raters")
    visited = {one.reference for review in reviews_of_call(call, ReviewKind.SITE) for one in review.subjects}
    waiting = [
        one for one in designations_in(call, {DesignationState.ADMITTED}) if subject_reference(one) not in visited
    ]
    return start_round(waiting, facts, experts, address=address, by=by)


def finish_visits(call: DesignationCall, *, by: Account) -> int:
    """The visits are over: who has his score counts as visited, who was vetoed is out; how many that were."""
    require_run(call, by)
    reviews = reviews_of_call(call, ReviewKind.SITE)
    hold_reviews(reviews)
    if not reviews or any(review.is_open for review in reviews):
        raise Refused("实地考察还没有结束。请先在评审页面结束每一轮考察。")
    scored = {reference for review in reviews for reference in scores_of(review)}
    waiting = [one for one in designations_in(call, {DesignationState.ADMITTED}) if subject_reference(one) in scored]
    if not waiting:
        raise Refused("没有等待考察结论的申报。")
    vetoed = {reference for _review, reference in confirmed_vetoes(reviews)}
    advance_all(waiting, "visit_designation", by=by)
    for designation in waiting:
        if subject_reference(designation) in vetoed:
            advance(designation, "decline_designation", by=by, reason="实地考察一票否决查实。")
    return len(waiting)


def start_round(
    designations: Sequence[Designation],
    facts: ReviewFacts,
    experts: Sequence[Account],
    *,
    address: Address,
    by: Account,
) -> Review:
    """A round of review over these applications; the studio's unit, leader and members are stepped aside from."""
    if facts.anonymous:
        raise Refused("考察和评审会看得到是哪个工作室，不能按匿名评审组织。", field="anonymous")
    if facts.rubric_version.full != FULL:
        raise Refused("考察和评审按权重合计，评分标准应是百分制。请改用总满分 100 的标准。", field="rubric")
    subjects = [_subject(one, address(one)) for one in designations]
    return open_review(facts, subjects, experts, by=by)


def require_run(call: DesignationCall, by: Account) -> None:
    """Raises `NotAllowed` unless `by` runs the call; holds it until the transaction ends."""
    if not by.may_at(Permission.DESIGNATION_RUN, lock(call).organisation_path):
        raise NotAllowed


def _subject(designation: Designation, address: str) -> ReviewSubject:
    studio = designation.studio
    team = team_on(studio, clock.today())
    return ReviewSubject(subject_reference(designation), designation.proposed_name, studio.organisation, team, address)
