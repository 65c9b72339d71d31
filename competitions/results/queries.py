"""Reading results: who may see which, and what stands against the next step."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from competitions.draw.queries import called, entries_under_review
from competitions.draw.queries_mappings import sealed_mappings
from competitions.judging.models import ModulePanel
from competitions.judging.queries import appearances_of, excused_references, panels_of, places_of
from competitions.planning.models import Competition, Event, Module, Stage
from competitions.planning.rules import StageState
from competitions.registration.models import Entry, EntryMember
from competitions.results.calculation import calculate
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.rules import (
    SHOWN,
    STANDING,
    Blocker,
    BlockerKind,
    blockers_of_entries,
    blockers_of_judging,
    blockers_of_mappings,
    blockers_of_notices,
)
from competitions.results.teams import TeamsNotRankable
from foundation.database import session
from marking.panels.queries import panels_with
from marking.panels.rules import Duty
from marking.sheets.queries import unsealed_sheets
from notices.models import Objection, PublicNotice
from notices.rules import ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission, Role
from people.accounts.rules_roles import PERMISSIONS
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.persons.models import Person
from scoring.contenders import MissingTieFact
from scoring.contest import EventNotScorable
from scoring.numbers import ScoringError
from scoring.tie_breaks import people_decide

BIN_WIDTH = 5


def result_stages_visible_to(user: Account) -> Select[Stage]:
    """The stages whose results `user` may read: in scope; a chief judge those that he heads."""
    return stages_with_competition().where(_in_hand(user, Permission.RESULT_READ))


def result_stages_corrected_by(user: Account) -> Select[Stage]:
    """The stages whose standing results `user` may correct: in scope; a chief judge those that he heads."""
    return stages_with_competition().where(_in_hand(user, Permission.RESULT_CORRECT))


def heads_stage(user: Account, stage: Stage) -> bool:
    """Whether `user` is the chief judge of a panel of `stage`."""
    return session.scalar(select(Stage.id).where(Stage.id == stage.id, Stage.id.in_(_headed(user)))) is not None


def result_stages_published_by(user: Account) -> Select[Stage]:
    """The stages whose results `user` computes and publishes."""
    return stages_with_competition().where(within(user.scope(Permission.RESULT_PUBLISH), Organisation.path))


def results_visible_to(user: Account) -> Select[ResultVersion]:
    """The result versions of the stages that `user` may read, superseded ones too."""
    stages = result_stages_visible_to(user).with_only_columns(Stage.id)
    return _versions().where(ResultVersion.stage_id.in_(stages))


def results_corrected_by(user: Account) -> Select[ResultVersion]:
    """The result versions that `user` may have corrected."""
    stages = result_stages_corrected_by(user).with_only_columns(Stage.id)
    return _versions().where(ResultVersion.stage_id.in_(stages))


def results_published_by(user: Account) -> Select[ResultVersion]:
    """The result versions that `user` takes from one step to the next."""
    stages = result_stages_published_by(user).with_only_columns(Stage.id)
    return _versions().where(ResultVersion.stage_id.in_(stages))


def results_certified_by(user: Account) -> Select[ResultVersion]:
    """The result versions for which `user` may issue certificates."""
    stages = stages_with_competition().where(within(user.scope(Permission.CERTIFICATE_ISSUE), Organisation.path))
    return _versions().where(ResultVersion.stage_id.in_(stages.with_only_columns(Stage.id)))


def lines_visible_to(user: Account) -> Select[ResultLine]:
    """The lines of the results that `user` may read; of published ones also those of his units and his own."""
    versions = results_visible_to(user).with_only_columns(ResultVersion.id)
    shown = ResultLine.version.has(ResultVersion.state.in_(SHOWN))
    of_units = ResultLine.entry.has(Entry.organisation_id.in_(_units_of(user)))
    return _lines().where(or_(ResultLine.version_id.in_(versions), shown & or_(of_units, _is_own(user))))


def unit_lines_visible_to(user: Account) -> Select[ResultLine]:
    """The published lines of the units in the care of `user`."""
    shown = ResultLine.version.has(ResultVersion.state.in_(SHOWN))
    return _lines().where(shown, ResultLine.entry.has(Entry.organisation_id.in_(_units_of(user))))


def own_lines_visible_to(user: Account) -> Select[ResultLine]:
    """The published lines of `user` himself, newest first."""
    shown = ResultLine.version.has(ResultVersion.state.in_(SHOWN))
    return _lines().where(shown, _is_own(user)).order_by(ResultLine.id.desc())


def latest_versions(stage_ids: Collection[int]) -> dict[int, ResultVersion]:
    """The newest version of each of these stages that has one."""
    newest = (
        select(func.max(ResultVersion.id)).where(ResultVersion.stage_id.in_(stage_ids)).group_by(ResultVersion.stage_id)
    )
    query = select(ResultVersion).where(ResultVersion.id.in_(newest)).options(joinedload(ResultVersion.notice))
    return {version.stage_id: version for version in session.scalars(query)}


def versions_of(stage: Stage) -> Sequence[ResultVersion]:
    """Every version of the stage's result, newest first."""
    query = select(ResultVersion).where(ResultVersion.stage_id == stage.id).options(joinedload(ResultVersion.notice))
    return session.scalars(query.order_by(ResultVersion.number.desc())).all()


def lines_of(version: ResultVersion, *, members: bool = False) -> Sequence[ResultLine]:
    """The lines by category and rank, the unranked last; `members`: with the persons of each entry."""
    query = (
        _lines()
        .where(ResultLine.version_id == version.id)
        .order_by(
            ResultLine.category_id,
            ResultLine.score_rank.is_(None),
            ResultLine.score_rank,
            ResultLine.contest_number,
        )
    )
    if members:
        people = joinedload(ResultLine.entry).selectinload(Entry.members).joinedload(EntryMember.person)
        query = query.options(people.joinedload(Person.employer))
    return session.scalars(query).all()


def open_matters(stage: Stage) -> list[Blocker]:
    """What has to be settled by people before the result of `stage` is computed or frozen."""
    excused = excused_references(stage)
    stated = appearances_of(stage)
    unstated = [
        called(place)
        for place in places_of(stage)
        if place.entry_id not in stated and str(place.entry_id) not in excused
    ]
    unreviewed = [entry.title for entry in entries_under_review(stage)]
    ended = stage.state is StageState.JUDGED
    return [
        *blockers_of_judging(ended=ended, unsealed=_unsealed(stage), drawn=stage.state is not StageState.PLANNED),
        *blockers_of_mappings([mapping.title for mapping in sealed_mappings(stage)] if ended else []),
        *blockers_of_entries(unstated, unreviewed),
        *blockers_of_notices(_count_unanswered(stage)),
    ]


def blockers(stage: Stage) -> list[Blocker]:
    """Everything that stands against computing the result of `stage`: what people have to settle, else faulty marks."""
    matters = open_matters(stage)
    if matters:
        return matters
    try:
        calculate(stage)
    except EventNotScorable as refusal:
        return [Blocker(_where_settled(stage, problem), str(problem)) for problem in refusal.problems]
    return []


def standing_version(stage: Stage) -> ResultVersion | None:
    """The version of the stage's result that stands, if one does."""
    latest = latest_versions([stage.id]).get(stage.id)
    return latest if latest and latest.state in STANDING else None


def distribution(totals: Sequence[Decimal]) -> list[tuple[str, int]]:
    """How many totals lie in each range of five points, from the lowest range to the highest that has any."""
    if not totals:
        return []
    counts = Counter(min(int(total), 99) // BIN_WIDTH for total in totals)
    first, last = min(counts), max(counts)
    return [(f"{place * BIN_WIDTH}–{place * BIN_WIDTH + BIN_WIDTH}", counts[place]) for place in range(first, last + 1)]


def _where_settled(stage: Stage, problem: ScoringError) -> BlockerKind:
    """A tie that the plan leaves to people is decided on a page of its own; the rest is for the marks or the plan."""
    if isinstance(problem, TeamsNotRankable):
        return BlockerKind.TEAMS
    chain = stage.event.tie_breaks
    left_to_people = bool(chain) and chain[-1][0] == people_decide.CODE
    return BlockerKind.TIE if left_to_people and isinstance(problem, MissingTieFact) else BlockerKind.SCORING


def _unsealed(stage: Stage) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in panels_of(stage):
        for sheet in session.scalars(unsealed_sheets(one.panel, excused_references(stage, one.module))):
            found[f"{one.module.title}：{sheet.member.account.display_name}"].append(sheet.subject.label)
    return found


def _count_unanswered(stage: Stage) -> int:
    notices = select(ResultVersion.notice_id).where(ResultVersion.stage_id == stage.id)
    query = select(func.count()).where(Objection.notice_id.in_(notices), Objection.state == ObjectionState.RECEIVED)
    return session.scalar(query) or 0


def _in_hand(user: Account, permission: Permission) -> ColumnElement[bool]:
    """The stages where `user` has `permission`. The grant of a chief judge opens nothing by itself: the panel says of
    which event he is the chief.
    """
    paths = [
        grant.organisation.path
        for grant in user.grants
        if grant.role is not Role.CHIEF_JUDGE and permission in PERMISSIONS[grant.role]
    ]
    return or_(within(paths, Organisation.path), Stage.id.in_(_headed(user)))


def _headed(user: Account) -> Select[int]:
    modules = select(Module.stage_id).join(ModulePanel, ModulePanel.module_id == Module.id)
    return modules.where(ModulePanel.panel_id.in_(panels_with(user, Duty.CHIEF)))


def stages_with_competition() -> Select[Stage]:
    return (
        select(Stage)
        .join(Stage.event)
        .join(Event.competition)
        .join(Competition.organisation)
        .options(contains_eager(Stage.event).contains_eager(Event.competition).contains_eager(Competition.organisation))
    )


def _versions() -> Select[ResultVersion]:
    event = joinedload(ResultVersion.stage).joinedload(Stage.event)
    return select(ResultVersion).options(
        event.joinedload(Event.competition).joinedload(Competition.organisation),
        joinedload(ResultVersion.notice).joinedload(PublicNotice.organisation),
    )


def _lines() -> Select[ResultLine]:
    stage = joinedload(ResultLine.version).joinedload(ResultVersion.stage)
    return select(ResultLine).options(
        stage.joinedload(Stage.event).joinedload(Event.competition).joinedload(Competition.organisation),
        joinedload(ResultLine.category),
        joinedload(ResultLine.entry).joinedload(Entry.organisation),
    )


def _units_of(user: Account) -> Select[Any]:
    return ids_in(user.scope(Permission.ENTRY_READ))


def _is_own(user: Account) -> ColumnElement[bool]:
    """Of an entry that the person of `user` competed in, also under a record that was merged into theirs."""
    if user.person_id is None:
        return false()
    same = select(Person.id).where(or_(Person.id == user.person_id, Person.merged_into_id == user.person_id))
    return ResultLine.entry.has(Entry.members.any(EntryMember.person_id.in_(same)))
