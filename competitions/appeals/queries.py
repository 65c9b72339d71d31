"""Reading appeals: whose, for what an appeal is possible now, and by what clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from competitions.appeals.appeal_rules import APPEAL_RULES, DEFAULT
from competitions.appeals.models import Appeal, AppealTerms, Hearing, Ruling
from competitions.appeals.rules import NOT_COUNTED, AppealRules, Window, open_window, windows
from competitions.draw.models import Draw, Place
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.rules import TEAMS, StageState
from competitions.registration.models import Entry, EntryMember
from competitions.registration.rules import MemberPart
from competitions.results.holding import waits
from competitions.results.models import ResultVersion
from competitions.results.queries import latest_versions
from competitions.results.rules import SHOWN
from foundation import clock
from foundation.audit import AuditEntry
from foundation.database import session
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in, within
from people.persons.models import Person


@dataclass(frozen=True)
class Appealable:
    """An entry at a stage, the rules that hold there, the window open now if one is, and how many appeals were made."""

    stage: Stage
    entry: Entry
    rules: AppealRules
    windows: list[Window]
    version: ResultVersion | None
    made: int

    @property
    def exhausted(self) -> bool:
        """Whether as many appeals were made as the rules allow."""
        return self.rules.limit is not None and self.made >= self.rules.limit

    @property
    def open(self) -> Window | None:
        """The window in which an appeal would be in time now."""
        return open_window(self.windows, clock.now())


def appeals_overseen_by(user: Account) -> Select[Appeal]:
    """The appeals that `user` decides, watches or carries out: of the competitions in scope."""
    in_scope = select(Stage.id).join(Stage.event).join(Event.competition).join(Competition.organisation)
    stages = in_scope.where(within(user.scope(Permission.APPEAL_READ), Organisation.path))
    return _appeals().where(Appeal.stage_id.in_(stages))


def appeals_ruled_by(user: Account) -> Select[Appeal]:
    """The appeals in the scope of `user` as arbitrator. Whether he must step aside is asked by the operations."""
    in_scope = select(Stage.id).join(Stage.event).join(Event.competition).join(Competition.organisation)
    stages = in_scope.where(within(user.scope(Permission.APPEAL_RULE), Organisation.path))
    return _appeals().where(Appeal.stage_id.in_(stages))


def own_appeals_visible_to(user: Account) -> Select[Appeal]:
    """The appeals for the entries of `user`: of his units as officer, of his own as contestant."""
    return _appeals().where(Appeal.entry_id.in_(select(Entry.id).where(_speaks_for(user))))


def appeals_visible_to(user: Account) -> Select[Appeal]:
    """Both."""
    overseen = appeals_overseen_by(user).with_only_columns(Appeal.id).order_by(None)
    own = own_appeals_visible_to(user).with_only_columns(Appeal.id).order_by(None)
    return _appeals().where(or_(Appeal.id.in_(overseen), Appeal.id.in_(own)))


def places_appealable_by(user: Account) -> Select[Place]:
    """The drawn places for which `user` may speak, at stages whose judging has ended."""
    return (
        select(Place)
        .join(Place.draw)
        .join(Stage, Stage.id == Draw.current_stage_id)
        .join(Place.entry)
        .join(Entry.event)
        .where(Stage.state == StageState.JUDGED, _speaks_for(user))
        .options(
            joinedload(Place.entry).joinedload(Entry.organisation),
            joinedload(Place.draw).joinedload(Draw.stage).joinedload(Stage.event).joinedload(Event.competition),
        )
        .order_by(Place.id.desc())
    )


def appealables(places: Sequence[Place]) -> list[Appealable]:
    """The places with the rules and clocks that hold for them."""
    stages = {place.draw.stage_id: place.draw.stage for place in places}
    ended, versions = judging_ended(stages), latest_versions(stages)
    rules = rules_of({stage.event.competition_id for stage in stages.values()})
    made = count_appeals(stages, [place.entry_id for place in places])
    found = []
    for place in places:
        stage = place.draw.stage
        version = versions.get(stage.id)
        shown = version if version and version.state in SHOWN and version.notice else None
        published_at = shown.notice.opens_at if shown and shown.notice else None
        chosen = rules.get(stage.event.competition_id, APPEAL_RULES[DEFAULT])
        clocks = windows(chosen, judged_at=ended.get(stage.id), published_at=published_at)
        counted = made.get((stage.id, place.entry_id), 0)
        found.append(Appealable(stage, place.entry, chosen, clocks, shown, counted))
    return found


@waits
def wait_for_appeals(stage: Stage) -> list[str]:
    """公示后的申诉期届满之前，成绩不得生效：否则期限内的申诉来不及影响结果。现场申诉期总在公示期满之前届满。"""
    version = latest_versions([stage.id]).get(stage.id)
    if version is None or version.notice is None:
        return []
    chosen = rules_of([stage.event.competition_id]).get(stage.event.competition_id, APPEAL_RULES[DEFAULT])
    clocks = windows(chosen, judged_at=None, published_at=version.notice.opens_at)
    return [
        f"申诉期到 {clock.in_shanghai(window.closes):%Y 年 %m 月 %d 日 %H:%M} 截止"
        for window in clocks
        if window.closes > clock.now()
    ]


def judging_ended(stage_ids: Collection[int]) -> dict[int, datetime]:
    """When the judging of each stage was ended last, as the audit log says."""
    query = (
        select(AuditEntry.subject_id, func.max(AuditEntry.at))
        .where(AuditEntry.action == "close_judging", AuditEntry.subject_kind == Stage.__tablename__)
        .where(AuditEntry.subject_id.in_(stage_ids))
        .group_by(AuditEntry.subject_id)
    )
    return {row[0]: row[1] for row in session.execute(query) if row[0] is not None}


def rules_of(competition_ids: Collection[int]) -> dict[int, AppealRules]:
    """The appeal rules chosen for each of these competitions that chose any."""
    query = select(AppealTerms).where(AppealTerms.competition_id.in_(competition_ids))
    return {terms.competition_id: APPEAL_RULES[terms.rules] for terms in session.scalars(query)}


def terms_of(competition: Competition) -> AppealTerms | None:
    """What was chosen for `competition`, if anything was."""
    query = select(AppealTerms).where(AppealTerms.competition_id == competition.id)
    return session.scalars(query).one_or_none()


def count_appeals(stage_ids: Collection[int], entry_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """How many appeals of these entries count against the limit, by stage and entry; those with none are left out."""
    query = (
        select(Appeal.stage_id, Appeal.entry_id, func.count())
        .where(Appeal.stage_id.in_(stage_ids), Appeal.entry_id.in_(entry_ids), Appeal.state.not_in(NOT_COUNTED))
        .group_by(Appeal.stage_id, Appeal.entry_id)
    )
    return {(stage_id, entry_id): counted for stage_id, entry_id, counted in session.execute(query)}


def mergeable_into(appeal: Appeal) -> Sequence[Appeal]:
    """The other open appeals of the same stage that may take this one in."""
    states = [state for (state, action) in Appeal.workflow.table if action in ("call_hearing", "rule_appeal")]
    query = _appeals().where(Appeal.stage_id == appeal.stage_id, Appeal.id != appeal.id, Appeal.state.in_(states))
    return session.scalars(query).all()


def _speaks_for(user: Account) -> ColumnElement[bool]:
    """Entries of the units in the care of `user`, and those he competed in; of a team's members only the captain."""
    units = ids_in(user.scope(Permission.ENTRY_EDIT))
    of_units = Entry.organisation_id.in_(units)
    return of_units if user.person_id is None else or_(of_units, _is_own(user))


def _is_own(user: Account) -> ColumnElement[bool]:
    if user.person_id is None:
        return false()
    same = select(Person.id).where(or_(Person.id == user.person_id, Person.merged_into_id == user.person_id))
    captain = EntryMember.part == MemberPart.CAPTAIN
    alone = and_(EntryMember.part == MemberPart.CONTESTANT, Entry.event.has(Event.format.not_in(TEAMS)))
    return Entry.members.any(and_(EntryMember.person_id.in_(same), or_(captain, alone)))


def _appeals() -> Select[Appeal]:
    event = joinedload(Appeal.stage).joinedload(Stage.event)
    return (
        select(Appeal)
        .options(
            event.joinedload(Event.competition).joinedload(Competition.organisation),
            joinedload(Appeal.entry).joinedload(Entry.organisation),
            joinedload(Appeal.submitted_by),
            joinedload(Appeal.hearing).joinedload(Hearing.recorded_by),
            joinedload(Appeal.ruling).joinedload(Ruling.ruled_by),
            selectinload(Appeal.evidence),
        )
        .order_by(Appeal.id.desc())
    )
