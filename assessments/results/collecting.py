"""What machines marked, taken over as scores: ended attempts of on-line sittings, sealed sheets of tablets."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.results.models import PartScore
from assessments.results.operations import is_new, put_score, require_scoring
from assessments.results.queries import scores_at
from assessments.results.rules import ABSENCES, ScoreSource, ScoreState, score_fault
from assessments.sittings.answers import online_scores
from assessments.sittings.marks import marked_scores, unscored_seats
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.queries import seats_of
from assessments.sittings.rules import SittingMode
from assessments.sittings.rules_marking import MarkedScore
from foundation.database import session
from foundation.errors import Refused
from people.accounts.models import Account


@dataclass(frozen=True, slots=True)
class Collected:
    """How many scores were taken over or changed, and who has none yet, with the reason."""

    count: int
    lacking: list[str]


def collect_online(sitting: Sitting, *, by: Account) -> Collected:
    """Take over the scores of an on-line sitting: of attempts that ended."""
    found = {seat_id: MarkedScore(score) for seat_id, score in online_scores(sitting).items()}
    return _collect(sitting, found, {}, ScoreSource.ONLINE, by)


def collect_marked(sitting: Sitting, *, by: Account) -> Collected:
    """Take over what assessors marked on tablets, once all have sealed, with the key skills that were failed."""
    return _collect(sitting, marked_scores(sitting), unscored_seats(sitting), ScoreSource.TABLET, by)


COLLECTORS = {SittingMode.ONLINE: collect_online, SittingMode.TABLET: collect_marked}


def collect_scores(sitting: Sitting, *, by: Account) -> Collected:
    """Take over what a machine marked, whichever it was. Raises `Refused` where people enter the scores."""
    collector = COLLECTORS.get(sitting.mode)
    if collector is None:
        raise Refused("这个场次的成绩由人录入或导入，没有可以汇总的成绩。")
    return collector(sitting, by=by)


def _collect(
    sitting: Sitting, found: Mapping[int, MarkedScore], without: Mapping[int, str], source: ScoreSource, by: Account
) -> Collected:
    """Absent and expelled candidates get no score; reviewed scores stay; a hand-entered correction stays too."""
    require_scoring(sitting)
    scores, count, lacking = scores_at(sitting), 0, list[str]()
    for seat in session.scalars(seats_of([sitting]).execution_options(populate_existing=True)):
        known = scores.get(seat.application_id)
        marked = None if seat.attendance in ABSENCES else found.get(seat.id)
        if fault := _fault(seat, marked, without.get(seat.id, "")):
            lacking.append(f"{seat.number} 号 {seat.application.audit_label}：{fault}")
        elif _is_new(seat, known, marked):
            keys = marked.failed_keys if marked else []
            put_score(seat, known, marked.score if marked else None, source=source, failed_keys=keys, by=by)
            count += 1
    return Collected(count, lacking)


def _fault(seat: Seat, marked: MarkedScore | None, why_none: str) -> str:
    if marked is None:
        return "" if seat.attendance in ABSENCES else why_none or "还没有成绩，也没有登记缺考。"
    return score_fault(marked.score, seat.attendance)


def _is_new(seat: Seat, known: PartScore | None, marked: MarkedScore | None) -> bool:
    if known is None or known.state is ScoreState.RETURNED:
        return True
    if known.state is ScoreState.REVIEWED or known.source not in {ScoreSource.ONLINE, ScoreSource.TABLET}:
        return False
    keys = marked.failed_keys if marked else []
    return is_new(seat, known, marked.score if marked else None) or known.failed_keys != keys
