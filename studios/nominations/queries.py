"""Reading selections: whose they are, what each level has said, how the shares stand."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from foundation import catalogue
from foundation.database import session
from notices.models import Objection, PublicNotice
from notices.rules import ObjectionState
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from people.organisations.rules import lineage, lineages
from studios.nominations import published
from studios.nominations.models import Nomination, Nominee, NomineeObjection
from studios.nominations.rules import (
    NominationState,
    NomineeState,
    ShareLine,
    ShareScheme,
    reasons_against_submitting,
    share_lines,
)

FEW = 10
STANDING = (NomineeState.PROPOSED, NomineeState.HELD, NomineeState.AWARDED)


def nominations_visible_to(user: Account) -> Select[Nomination]:
    """The selections of the organisations in one's care, and those that run above one's own."""
    paths = user.scope(Permission.HONOUR_READ)
    mine = Nomination.organisation_id.in_(ids_in(paths))
    return select(Nomination).where(or_(mine, Nomination.organisation_id.in_(lineages(paths))))


def nominations_run_by(user: Account) -> Select[Nomination]:
    """The selections that one runs."""
    return select(Nomination).where(Nomination.organisation_id.in_(ids_in(user.scope(Permission.HONOUR_EDIT))))


def nominees_visible_to(user: Account) -> Select[Nominee]:
    """The nominees of the units in one's care."""
    return select(Nominee).where(Nominee.organisation_id.in_(ids_in(user.scope(Permission.HONOUR_READ))))


def nominees_of(nomination: Nomination, user: Account) -> Sequence[Nominee]:
    """Those of a selection that one sees, with what each level said."""
    mine = nominees_visible_to(user).where(Nominee.nomination_id == nomination.id)
    return session.scalars(mine.order_by(Nominee.id)).all()


def nominations_waiting_for(user: Account) -> Select[Nomination]:
    """The selections where one has something to do: those that one runs and that are not finished."""
    unfinished = (NominationState.OPEN, NominationState.SUBMITTED, NominationState.NOTICED)
    return nominations_run_by(user).where(Nomination.state.in_(unfinished))


def schemes() -> dict[str, ShareScheme]:
    """The published shares by code."""
    return {module.SCHEME.code: module.SCHEME for module in catalogue.find(published)}


def standing(nomination: Nomination) -> list[Nominee]:
    """The nominees who count: all but those struck off."""
    return [one for one in nomination.nominees if one.state in STANDING]


def lines_of(nomination: Nomination) -> list[ShareLine]:
    """How the shares stand with the present nominees."""
    return share_lines(nomination.rules, [one.counted_in for one in standing(nomination)])


def chains_of(nomination: Nomination, nominees: Collection[Nominee]) -> dict[int, list[Organisation]]:
    """The levels that give an opinion on each nominee: from the unit up to whoever runs the selection."""
    wanted = {number for one in nominees for number in _chain(nomination, one)}
    found = {one.id: one for one in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}
    return {one.id: [found[number] for number in _chain(nomination, one)] for one in nominees}


def _chain(nomination: Nomination, nominee: Nominee) -> list[int]:
    """The levels that speak of a nominee, his own first; of a unit that was moved away since, its whole line."""
    ids = lineage(nominee.organisation.path)
    begin = ids.index(nomination.organisation_id) if nomination.organisation_id in ids else 0
    return ids[begin:][::-1]


def unsaid(nomination: Nomination) -> dict[str, list[Nominee]]:
    """Of whom a level has not said anything, by the name of the level."""
    nominees = standing(nomination)
    chains = chains_of(nomination, nominees)
    missing: defaultdict[str, list[Nominee]] = defaultdict(list)
    for one in nominees:
        said = {opinion.organisation_id for opinion in one.opinions}
        for level in chains[one.id]:
            if level.id not in said:
                missing[level.name].append(one)
    return missing


def awaiting(nomination: Nomination, level: Organisation) -> list[Nominee]:
    """The nominees of whom a level may speak now: it has not, and all below it agree."""
    nominees = standing(nomination)
    chains = chains_of(nomination, nominees)
    waiting = []
    for one in nominees:
        agreed = {opinion.organisation_id for opinion in one.opinions if opinion.agrees}
        said = {opinion.organisation_id for opinion in one.opinions}
        ids = [organisation.id for organisation in chains[one.id]]
        if level.id in ids and level.id not in said and agreed.issuperset(ids[: ids.index(level.id)]):
            waiting.append(one)
    return waiting


def obstacles(nomination: Nomination, exception: str = "") -> list[str]:
    """What stands against closing the list."""
    nominees = standing(nomination)
    refused = [one.called for one in nominees if any(not opinion.agrees for opinion in one.opinions)]
    without = [f"{level}还没有签署意见：{named(silent)}" for level, silent in unsaid(nomination).items()]
    return reasons_against_submitting(
        len(nominees), nomination.places, without, refused, lines_of(nomination), exception
    )


def named(nominees: Sequence[Nominee]) -> str:
    """The first few by name, and how many there are."""
    listed = "、".join(one.called for one in nominees[:FEW])
    return listed if len(nominees) <= FEW else f"{listed}等 {len(nominees)} 个人选"


def unplaced_in(notice: PublicNotice) -> list[Objection]:
    """The objections that are not dismissed and do not say yet whom they concern."""
    placed = set(session.scalars(select(NomineeObjection.objection_id)))
    return [one for one in notice.objections if one.id not in placed and one.state is not ObjectionState.DISMISSED]


def count_nominees(nomination_ids: Sequence[int]) -> dict[int, int]:
    """How many nominees selections have, those struck off not counted."""
    query = select(Nominee.nomination_id, func.count()).where(
        Nominee.nomination_id.in_(nomination_ids), Nominee.state.in_(STANDING)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Nominee.nomination_id))}


def share_figures(user: Account, first_day: date, last_day: date) -> list[tuple[Nomination, list[ShareLine]]]:
    """H06 荣誉结构比例：评选截止日在这段时间里、已定稿的每次评选，各类人选所占比例与规定的对照。"""
    query = nominations_run_by(user).where(
        Nomination.closes_on.between(first_day, last_day),
        Nomination.state.in_((NominationState.SUBMITTED, NominationState.NOTICED, NominationState.AWARDED)),
    )
    found = session.scalars(query.options(selectinload(Nomination.nominees)).order_by(Nomination.closes_on)).all()
    return [(one, lines_of(one)) for one in found]
