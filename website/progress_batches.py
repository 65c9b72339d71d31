"""How far an assessment plan is at each of its nodes, gathered from every stage, and the page where the work is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from sqlalchemy import ColumnElement, func, select

from assessments.applications.models import Application
from assessments.applications.rules import APPLICATION_STATE_TITLES, ApplicationState
from assessments.batches.models import Batch
from assessments.batches.rules import Node
from assessments.grants.models import Grant
from assessments.grants.rules import GRANT_STATE_TITLES
from assessments.results.models import Outcome, PartScore
from assessments.results.rules import OUTCOME_STATE_TITLES, SCORE_STATE_TITLES
from assessments.sittings.models import Seat, Sitting
from assessments.sittings.rules import SITTING_STATE_TITLES
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission

PAGES = {  # node: the page of its stage and what that page is called
    Node.APPLICATION: ("assessments.applications.list_applications", "batch", "申报"),
    Node.SEATING: ("assessments.sittings.list_sittings", "batch_id", "场次和座位"),
    Node.PREPARATION: ("assessments.sittings.list_sittings", "batch_id", "考务人员"),
    Node.EXAMINATION: ("assessments.sittings.list_sittings", "batch_id", "各场考试"),
    Node.SCORES: ("assessments.results.list_scores", "batch_id", "成绩"),
    Node.NOTICE: ("assessments.results.list_outcomes", "batch_id", "认定结果"),
    Node.CERTIFICATES: ("assessments.certification.list_grants", "batch", "编号和证书"),
    Node.ARCHIVE: ("assessments.uploads.list_uploads", "batch", "数据上报"),
}


@dataclass(frozen=True)
class StagePage:
    """Where the work of a node is done, and how much of it there is, in words (empty: nothing yet)."""

    title: str
    address: str
    detail: str


def stage_pages_of(batch: Batch, account: Account) -> dict[Node, StagePage]:
    """The page of each node that `account` may open. How much there is, only for those who read the body."""
    details = _details(batch) if account.may_at(Permission.BODY_READ, batch.organisation_path) else {}
    pages = {}
    for node, (endpoint, name, title) in PAGES.items():
        if _may_open(endpoint, account):
            values: dict[str, Any] = {name: batch.id}
            pages[node] = StagePage(title, url_for(endpoint, **values), details.get(node, ""))
    return pages


def _may_open(endpoint: str, account: Account) -> bool:
    access = getattr(current_app.view_functions.get(endpoint), "__access__", ())
    return access == "public" or any(account.may(permission) for permission in access)


def _details(batch: Batch) -> dict[Node, str]:
    own = Application.batch_id == batch.id
    applications = _counts(Application.state, own)
    sittings = _counts(Sitting.state, Sitting.batch_id == batch.id)
    seated = select(func.count(Seat.application_id.distinct())).join(Seat.sitting).where(Sitting.batch_id == batch.id)
    scores = _counts(PartScore.state, PartScore.application_id.in_(select(Application.id).where(own)))
    outcomes = _counts(Outcome.state, Outcome.application_id.in_(select(Application.id).where(own)))
    grants = _counts(Grant.state, Grant.batch_id == batch.id)
    seats = session.scalar(seated) or 0
    accepted = applications.get(ApplicationState.ACCEPTED, 0)
    return {
        Node.APPLICATION: _in_words(APPLICATION_STATE_TITLES, applications),
        Node.SEATING: f"已编排 {seats} 人，审核通过 {accepted} 人" if seats or accepted else "",
        Node.EXAMINATION: _in_words(SITTING_STATE_TITLES, sittings, "场"),
        Node.SCORES: _in_words(SCORE_STATE_TITLES, scores, "项"),
        Node.NOTICE: _in_words(OUTCOME_STATE_TITLES, outcomes),
        Node.CERTIFICATES: _in_words(GRANT_STATE_TITLES, grants),
    }


def _counts(column: Any, condition: ColumnElement[bool]) -> dict[Any, int]:
    rows = session.execute(select(column, func.count()).where(condition).group_by(column))
    return {row[0]: row[1] for row in rows}


def _in_words(titles: Mapping[Any, str], counts: Mapping[Any, int], unit: str = "人") -> str:
    return "，".join(f"{title} {counts[state]} {unit}" for state, title in titles.items() if counts.get(state))
