"""Calls: written, published, closed, cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.rules import UNITS
from studios.designation.condition_sets import ADJUSTABLE, CONDITION_SETS
from studios.designation.models import Designation, DesignationCall, RecommenderQuota
from studios.designation.queries import states_in
from studios.designation.rules import OVER, CallState, DesignationState, reasons_against_call
from studios.designation.rules_levels import reasons_against_lower, reasons_against_naming
from studios.registry.rules import NamingLevel

SETTLED = OVER | {DesignationState.NAMED, DesignationState.DRAFT}


@dataclass(frozen=True)
class CallFacts:
    """What a call says. Weights in percent; `quotas` by organisation where it is not `recommender_quota`.

    `thresholds` are what the adjustable conditions ask for, `lower_naming` among them: a level, or empty.
    """

    title: str
    document: str
    level: NamingLevel
    naming_title: str
    condition_set: str
    thresholds: Mapping[str, int | str]
    apply_from: date
    apply_to: date
    places: int | None
    unit_quota: int | None
    recommender_quota: int | None
    site_weight: Decimal
    paper_weight: Decimal
    notice_days: int
    term_years: int | None
    remarks: str
    quotas: Mapping[int, int]


def create_designation_call(organiser: Organisation, facts: CallFacts, *, by: Account) -> DesignationCall:
    """A new draft. Raises `Refused` for impossible dates, weights or conditions, and for a level above its own."""
    if not by.may_at(Permission.DESIGNATION_RUN, organiser.path) or organiser.kind in UNITS:
        raise NotAllowed
    call = DesignationCall(organiser=organiser)
    _fill(call, facts)
    session.add(call)
    audit.record("create_designation_call", call, by=by)
    return call


def edit_designation_call(call: DesignationCall, facts: CallFacts, *, version: int | None, by: Account) -> None:
    """Change a draft. Once it is published it stays as the applicants read it."""
    lock(call).expect_version(version)
    if call.state is not CallState.DRAFT:
        raise Refused("通知已经发布，内容不再改动；需要改动的，请先取消再新建。")
    with session.no_autoflush:
        _fill(call, facts)
        changes = audit.pending_changes(call)
    audit.record("edit_designation_call", call, by=by, changes=changes)


def publish_designation_call(call: DesignationCall, *, by: Account) -> None:
    """Show it to the units; from its first day it takes applications."""
    if reasons := reasons_against_naming(call.organiser.kind, call.level):
        raise Refused("这个级别不能由本级命名，请先修改命名级别再发布。", reasons=reasons)
    if lock(call).apply_to < clock.today():
        raise Refused(f"申报截止 {call.apply_to:%Y年%m月%d日} 已经过去，请先修改申报日期再发布。")
    advance(call, "publish_designation_call", by=by)


def close_designation_call(call: DesignationCall, *, by: Account) -> None:
    """Everything is decided. Raises `Refused` while an application is under way."""
    counts = states_in(_applications_of(lock(call)))
    if open_ones := sum(number for state, number in counts.items() if state not in SETTLED):
        raise Refused(f"还有 {open_ones} 件申报没有结果，全部命名、不予命名、不予受理或撤回之后才能办结。")
    advance(call, "close_designation_call", by=by)


def reopen_designation_call(call: DesignationCall, *, reason: str, by: Account) -> None:
    """Go on with a closed call."""
    advance(lock(call), "reopen_designation_call", by=by, reason=reason)


def cancel_designation_call(call: DesignationCall, *, reason: str, by: Account) -> None:
    """Call it off; drafts of applications are withdrawn with it.

    Raises `Refused` while an application is under way or has led to a name.
    """
    counts = states_in(_applications_of(lock(call)))
    standing = sum(number for state, number in counts.items() if state not in OVER | {DesignationState.DRAFT})
    if standing:
        raise Refused(f"还有 {standing} 件申报在办或已命名，不能取消。请先请申报单位撤回，或者办结这个通知。")
    advance(call, "cancel_designation_call", by=by, reason=reason)
    drafts = session.scalars(_applications_of(call).where(Designation.state == DesignationState.DRAFT)).all()
    for draft in drafts:
        advance(lock(draft), "withdraw_designation", by=by, reason=f"申报通知已取消：{reason.strip()}")


def _fill(call: DesignationCall, facts: CallFacts) -> None:
    weights = facts.site_weight, facts.paper_weight
    if reasons := reasons_against_call(facts.apply_from, facts.apply_to, *weights, facts.notice_days):
        raise Refused("通知还有不合适的地方。", reasons=reasons)
    if reasons := reasons_against_naming(call.organiser.kind, facts.level):
        raise Refused("这个级别不能由本级命名。", field="level", reasons=reasons)
    if facts.condition_set not in CONDITION_SETS:
        raise Refused("没有这一套申报条件，请重新选择。", field="condition_set")
    adjustable = ADJUSTABLE.get(facts.condition_set, {})
    lower = str(facts.thresholds.get("lower_naming", "")) if "lower_naming" in adjustable else ""
    if reasons := reasons_against_lower(NamingLevel(lower) if lower else None, facts.level):
        raise Refused("须先有的命名不合适。", field="lower_naming", reasons=reasons)
    for name, value in vars(facts).items():
        if name not in {"thresholds", "quotas"}:
            setattr(call, name, value)
    call.thresholds = {name: facts.thresholds[name] for name in adjustable if name in facts.thresholds}
    below = session.scalars(select(Organisation.id).where(Organisation.parent_id == call.organiser.id)).all()
    if set(facts.quotas) - set(below):
        raise Refused("推荐名额只能给下一级的单位，请重新填写。", field="quotas")
    known = {one.organisation_id: one for one in call.quotas}
    call.quotas = [
        _set(known.get(key) or RecommenderQuota(organisation_id=key), places) for key, places in facts.quotas.items()
    ]


def _set(quota: RecommenderQuota, places: int) -> RecommenderQuota:
    quota.places = places
    return quota


def _applications_of(call: DesignationCall) -> Select[Designation]:
    return select(Designation).where(Designation.call_id == call.id)
