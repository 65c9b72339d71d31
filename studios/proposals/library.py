"""The library of achievements: putting in, taking out, and other units that use what is there."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.evidence import keep_evidence
from foundation.lifecycle import advance, advance_all
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import ids_in
from studios.proposals.models_achievements import Achievement, AchievementAdoption
from studios.proposals.models_selections import Selection
from studios.proposals.operations_achievements import require_other
from studios.proposals.queries_achievements import in_order
from studios.proposals.rules_achievements import AchievementState


def shelve_achievements(selection: Selection, *, by: Account) -> list[Achievement]:
    """Put everything that is final into the library."""
    if not by.may_at(Permission.PROPOSAL_RUN, selection.organisation_path):
        raise NotAllowed
    lock(selection)
    final = in_order(selection, AchievementState.FINAL)
    if not final:
        raise Refused("没有等级已生效、还没有入库的成果。")
    for one in final:
        one.listed_on = clock.today()
    advance_all(final, "shelve_achievement", by=by)
    return final


def unshelve_achievement(achievement: Achievement, *, reason: str, by: Account) -> None:
    """Take one out of the library: the public sees it no more."""
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    lock(achievement).listed_on = None
    advance(achievement, "unshelve_achievement", by=by, reason=reason)


def adopt_achievement(
    achievement: Achievement, organisation: Organisation, since: date, use: str, proof: bytes | None, *, by: Account
) -> AchievementAdoption:
    """Another unit uses it since a day, perhaps with a proof. Each unit counts once; its own use is no adoption."""
    if not by.may_at(Permission.PROPOSAL_EDIT, organisation.path):
        raise NotAllowed
    lock(achievement)
    if achievement.state is not AchievementState.LISTED:
        raise Refused("这项成果不在成果库里，不能登记应用。")
    if organisation.id == achievement.organisation_id:
        raise Refused("这是本单位自己的成果，推广应用只登记其他单位。", field="organisation")
    if since > clock.today() or since < achievement.finished_on:
        raise Refused("开始应用的日期应在成果完成之后、今天或以前。", field="since")
    known = select(AchievementAdoption.id).where(
        AchievementAdoption.achievement_id == achievement.id, AchievementAdoption.organisation_id == organisation.id
    )
    if session.scalar(known):
        raise Refused(f"“{organisation.name}”已经登记应用这项成果，一个单位只计一次。", field="organisation")
    file = keep_evidence(proof, f"adoption-{achievement.id}", by_id=by.id, field="proof") if proof else None
    adoption = AchievementAdoption(
        achievement=achievement, organisation=organisation, since=since, use=use.strip(), proof=file
    )
    session.add(adoption)
    audit.record("adopt_achievement", adoption, by=by)
    return adoption


def end_achievement_adoption(adoption: AchievementAdoption, *, reason: str, by: Account) -> None:
    """It was written down by mistake."""
    if not by.may_at(Permission.PROPOSAL_EDIT, adoption.organisation_path):
        raise NotAllowed
    if not reason.strip():
        raise Refused("请写明为什么撤回这条登记。", field="reason")
    audit.record("end_achievement_adoption", adoption, by=by, reason=reason)
    session.delete(adoption)


def library() -> Select[Achievement]:
    """What is in the library, for everybody."""
    return (
        select(Achievement)
        .where(Achievement.state == AchievementState.LISTED)
        .options(joinedload(Achievement.organisation), selectinload(Achievement.authors))
    )


def adoptions_of(achievement: Achievement) -> list[AchievementAdoption]:
    """The units that use it, the first one first."""
    query = (
        select(AchievementAdoption)
        .where(AchievementAdoption.achievement_id == achievement.id)
        .options(joinedload(AchievementAdoption.organisation))
        .order_by(AchievementAdoption.since, AchievementAdoption.id)
    )
    return list(session.scalars(query))


def adoptions_edited_by(user: Account) -> Select[AchievementAdoption]:
    """Those of one's units, which one may take back."""
    units = ids_in(user.scope(Permission.PROPOSAL_EDIT))
    return select(AchievementAdoption).where(AchievementAdoption.organisation_id.in_(units))


def count_adoptions(achievement_ids: list[int]) -> dict[int, int]:
    """How many other units use each (P08 counts those with at least one)."""
    rows = session.execute(
        select(AchievementAdoption.achievement_id, func.count())
        .where(AchievementAdoption.achievement_id.in_(achievement_ids))
        .group_by(AchievementAdoption.achievement_id)
    )
    return {row[0]: row[1] for row in rows}
