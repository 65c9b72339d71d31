"""Keeping rule sets: loaded as they were published, edited as drafts, applied, and followed by a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from assessments.promotions.models import RuleLine, RuleSet
from assessments.promotions.operations import open_due_promotions
from assessments.promotions.published import published_sets
from assessments.promotions.rules import RULE_SET_STATE_TITLES, Clause, RuleSetState, clause_faults
from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation


@dataclass(frozen=True)
class RuleSetFacts:
    """What the form of a draft says beside its clauses."""

    contest: str
    valid_from: date | None
    valid_to: date | None
    once_a_year: bool
    conditions: tuple[str, ...]


def load_published_rules(organisation: Organisation, *, by: Account) -> list[RuleSet]:
    """The published rules as drafts of `organisation`, each once: whoever applies one checks it and activates it."""
    if not by.may_at(Permission.PROMOTION_CONFIRM, organisation.path):
        raise NotAllowed
    known = set(session.scalars(select(RuleSet.title).where(RuleSet.organisation_id == organisation.id)))
    made = []
    for published in published_sets():
        if published.title in known:
            continue
        rule_set = RuleSet(
            organisation=organisation,
            title=published.title,
            source=published.source,
            contest=published.contest,
            once_a_year=published.once_a_year,
            notes=[list(note) for note in published.notes],
            lines=[_line(clause) for clause in published.clauses],
        )
        session.add(rule_set)
        made.append(rule_set)
    if not made:
        raise Refused("已公布的规则都已经载入，没有重复载入。")
    audit.record_all("load_published_rules", made, by=by)
    return made


def edit_rule_set(
    rule_set: RuleSet, facts: RuleSetFacts, clauses: Sequence[Clause], *, by: Account, version: int | None
) -> None:
    """Change a draft. Raises `Refused` for a version that is or was applied: a change of it is a new version."""
    _require_draft(lock(rule_set))
    rule_set.expect_version(version)
    if not clauses:
        raise Refused("规则表至少要有一条。")
    if faults := [fault for clause in clauses for fault in clause_faults(clause)]:
        raise Refused("规则表里有的条款填写不全。", reasons=faults)
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise Refused("有效期的止日在起日之前，请核对。", field="valid_to")
    rule_set.contest, rule_set.once_a_year = facts.contest, facts.once_a_year
    rule_set.valid_from, rule_set.valid_to = facts.valid_from, facts.valid_to
    rule_set.conditions = list(facts.conditions)
    changes = audit.pending_changes(rule_set)
    if [line.clause for line in rule_set.lines] != list(clauses):
        changes["lines"] = (len(rule_set.lines), len(clauses))
        rule_set.lines.clear()
        session.flush()  # the numbers of the old clauses are free
        rule_set.lines.extend(_line(clause) for clause in clauses)
    audit.record("edit_rule_set", rule_set, by=by, changes=changes)


def activate_rule_set(rule_set: RuleSet, *, by: Account) -> int:
    """Apply a draft from its first day on, in place of the version before it; how many files it opens at once.

    Raises `Refused` while it has no first day or no clause.
    """
    lock(rule_set)
    if rule_set.valid_from is None:
        raise Refused("还没有填写从哪天起执行。请先修改草稿，填写有效期。")
    if not rule_set.lines:
        raise Refused("规则表里没有晋升等级的条款（只授予称号的不用启用）。")
    open_due_promotions()  # what the version before it entitles to is not lost
    for earlier in _versions(rule_set):
        if earlier.state is RuleSetState.ACTIVE and earlier.id != rule_set.id:
            advance(earlier, "retire_rule_set", by=by, reason=f"由第 {rule_set.version} 版取代。")
    advance(rule_set, "activate_rule_set", by=by)
    session.flush()
    return open_due_promotions()


def retire_rule_set(rule_set: RuleSet, *, reason: str, by: Account) -> None:
    """Apply it no more; the files that it has opened stay and are decided by it."""
    advance(lock(rule_set), "retire_rule_set", by=by, reason=reason)


def revise_rule_set(rule_set: RuleSet, *, by: Account) -> RuleSet:
    """A draft of the next version with the same clauses. Raises `Refused` while there is a draft of it already."""
    lock(rule_set)
    if any(one.state is RuleSetState.DRAFT for one in _versions(rule_set)):
        raise Refused("这份规则已有一个草稿版本，请先改好、启用那一版。")
    names = ("organisation", "title", "source", "contest", "valid_from", "valid_to", "once_a_year")
    copied = {name: getattr(rule_set, name) for name in names}
    latest = session.scalar(
        select(func.max(RuleSet.version)).where(
            RuleSet.organisation_id == rule_set.organisation_id, RuleSet.title == rule_set.title
        )
    )
    made = RuleSet(
        **copied,
        version=(latest or 0) + 1,
        conditions=list(rule_set.conditions),
        notes=list(rule_set.notes),
        lines=[_line(line.clause) for line in rule_set.lines],
    )
    session.add(made)
    audit.record("revise_rule_set", made, by=by)
    return made


def _versions(rule_set: RuleSet) -> Sequence[RuleSet]:
    same = (RuleSet.organisation_id == rule_set.organisation_id, RuleSet.title == rule_set.title)
    return session.scalars(select(RuleSet).where(*same)).all()


def _require_draft(rule_set: RuleSet) -> None:
    if rule_set.state is not RuleSetState.DRAFT:
        title = RULE_SET_STATE_TITLES[rule_set.state]
        raise Refused(f"这一版规则{title}，不能改动。要调整，请“起草新版本”，改好以后启用。")


def _line(clause: Clause) -> RuleLine:
    names = ("number", "group", "place_from", "place_to", "percent", "unshared", "category", "needs_pass", "level")
    further = ("one_up", "honour", "published")
    return RuleLine(
        tiers=[tier.value for tier in clause.tiers],
        team_places=[list(pair) for pair in clause.team_places.items()],
        prizes=list(clause.prizes),
        conditions=list(clause.conditions),
        **{name: getattr(clause, name) for name in names + further},
    )
