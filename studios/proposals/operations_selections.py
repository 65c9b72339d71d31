"""What is done with a selection: called, opened, closed, its quotas set."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.proposals.models_achievements import Achievement
from studios.proposals.models_selections import AchievementQuota, Selection
from studios.proposals.rules_achievements import (
    ACHIEVEMENT_KIND_TITLES,
    AchievementKind,
    AchievementState,
    SelectionState,
)
from studios.proposals.rules_grades import Grade
from studios.proposals.schemes import SCHEMES

SETTLED = (
    AchievementState.WITHDRAWN,
    AchievementState.REFUSED,
    AchievementState.NOT_GRADED,
    AchievementState.FINAL,
    AchievementState.LISTED,
)


@dataclass(frozen=True)
class SelectionFacts:
    """What a call says. Places None: no limit."""

    title: str
    year: int
    scheme: str
    kinds: Sequence[AchievementKind]
    categories: Sequence[str]
    opens_on: date
    closes_on: date
    grades: Sequence[Grade]
    recommender_places: int | None = None
    category_places: int | None = None
    notice_days: int = 5
    document: str = ""


def create_selection(facts: SelectionFacts, organisation: Organisation, *, by: Account) -> Selection:
    """A draft of a call. Raises `Refused` for a title that the organisation has used, or what cannot be."""
    _require_runner(organisation, by)
    _refuse_for(_reasons_against(facts))
    used = select(Selection.id).where(Selection.organisation_id == organisation.id, Selection.title == facts.title)
    if session.scalar(used):
        raise Refused("已有同名的评选，请在名称里写明年度。", field="title")
    selection = Selection(organisation=organisation, **_columns(facts))
    session.add(selection)
    audit.record("create_selection", selection, by=by)
    return selection


def edit_selection(selection: Selection, facts: SelectionFacts, *, version: int | None = None, by: Account) -> None:
    """Change a draft. Raises `Refused` once it is open: units have read it."""
    lock(selection)
    _require_runner(selection.organisation, by)
    selection.expect_version(version)
    if selection.state is not SelectionState.DRAFT:
        raise Refused("评选已经公布，内容不再改动。需要改的，请取消这次评选，另发通知。")
    _refuse_for(_reasons_against(facts))
    for name, value in _columns(facts).items():
        setattr(selection, name, value)
    audit.record("edit_selection", selection, by=by, changes=audit.pending_changes(selection))


def open_selection(selection: Selection, *, by: Account) -> None:
    """Publish the call: units enter from the first day of its window on."""
    _step(selection, "open_selection", by)


def close_selection(selection: Selection, *, by: Account) -> None:
    """End entering; what is recommended by then goes on to the review."""
    _step(selection, "close_selection", by)


def reopen_selection(selection: Selection, *, reason: str, by: Account) -> None:
    """Let units enter again."""
    _step(selection, "reopen_selection", by, reason)


def finish_selection(selection: Selection, *, by: Account) -> None:
    """Everything is decided. Raises `Refused` while an achievement is still on its way."""
    open_ones = Achievement.state.not_in((*SETTLED, AchievementState.DRAFT, AchievementState.RETURNED))
    left = session.scalar(select(func.count()).where(Achievement.selection_id == selection.id, open_ones)) or 0
    if left:
        raise Refused(f"还有 {left} 项成果没有办完：评出等级或写明原因，公示期满生效，再结束评选。")
    _step(selection, "finish_selection", by)


def resume_selection(selection: Selection, *, reason: str, by: Account) -> None:
    """Something was decided wrongly."""
    _step(selection, "resume_selection", by, reason)


def cancel_selection(selection: Selection, *, reason: str, by: Account) -> None:
    """Call it off."""
    _step(selection, "cancel_selection", by, reason)


def set_quota(
    selection: Selection, organisation: Organisation, places: int | None, *, category: str = "", by: Account
) -> AchievementQuota:
    """How many achievements a recommender may recommend (in a category); None: no limit.

    Raises `Refused` for fewer than it has recommended already.
    """
    lock(selection)
    _require_runner(selection.organisation, by)
    if category and category not in selection.categories:
        raise Refused("评选里没有这个专题。", field="category")
    quota = find_quota(selection, organisation, category)
    if places is not None and places < quota.taken:
        raise Refused(f"“{organisation.name}”已经推荐了 {quota.taken} 项，名额不能少于这个数。", field="places")
    before, quota.places = quota.places, places
    label = f"{organisation.name}{'·' if category else ''}{category}"
    audit.record("set_quota", selection, by=by, changes={label: (before, places)})
    return quota


def find_quota(selection: Selection, organisation: Organisation, category: str) -> AchievementQuota:
    """The row that counts a recommender's places; made with the usual number where there is none."""
    query = select(AchievementQuota).where(
        AchievementQuota.selection_id == selection.id,
        AchievementQuota.organisation_id == organisation.id,
        AchievementQuota.category == category,
    )
    quota = session.scalars(query).one_or_none()
    if quota is None:
        lock(selection)  # whoever makes the row, makes it alone
        quota = session.scalars(query).one_or_none()
    if quota is None:
        usual = selection.category_places if category else selection.recommender_places
        quota = AchievementQuota(
            selection=selection, organisation=organisation, category=category, places=usual, taken=0
        )
        session.add(quota)
        session.flush()
    return quota


def _step(selection: Selection, action: str, by: Account, reason: str | None = None) -> None:
    lock(selection)
    _require_runner(selection.organisation, by)
    advance(selection, action, by=by, reason=reason)


def _require_runner(organisation: Organisation, by: Account) -> None:
    if not by.may_at(Permission.PROPOSAL_RUN, organisation.path):
        raise NotAllowed


def grade_rows(grades: Sequence[Grade]) -> list[dict[str, str]]:
    """The grades as a selection stores them: numbers as text, nothing as an empty one."""
    return [{name: "" if value is None else str(value) for name, value in asdict(grade).items()} for grade in grades]


def _columns(facts: SelectionFacts) -> dict[str, Any]:
    columns = {**vars(facts), "kinds": [one.value for one in facts.kinds], "categories": list(facts.categories)}
    columns["grades"] = grade_rows(facts.grades)
    return columns


def _reasons_against(facts: SelectionFacts) -> list[str]:
    reasons = []
    scheme = SCHEMES.get(facts.scheme)
    if scheme is None:
        reasons.append("没有这份征集通知。")
    elif unknown := [kind for kind in facts.kinds if kind not in scheme.kinds]:
        names = "、".join(ACHIEVEMENT_KIND_TITLES[kind] for kind in unknown)
        reasons.append(f"“{scheme.title}”没有规定{names}，不能征集。")
    if not facts.kinds:
        reasons.append("请至少勾选一种成果。")
    if facts.closes_on < facts.opens_on:
        reasons.append("申报截止不能早于申报开始。")
    if not facts.grades:
        reasons.append("请至少设一个等级。")
    if len({grade.title for grade in facts.grades}) < len(facts.grades):
        reasons.append("等级的名称不能重复。")
    return reasons


def _refuse_for(reasons: list[str]) -> None:
    if reasons:
        raise Refused(reasons[0], reasons=reasons)


def within_window(selection: Selection) -> bool:
    """Whether units may enter today."""
    return selection.state is SelectionState.OPEN and selection.opens_on <= clock.today() <= selection.closes_on
