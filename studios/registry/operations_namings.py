"""Names that studios bear (命名): written down from the document, corrected, ended."""

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from studios.registry.models import Studio, StudioNaming
from studios.registry.operations import managed_studio, refuse_own_studio, refuse_reasons
from studios.registry.rules import NAMING_LEVEL_TITLES, NamingLevel, reasons_against_day, reasons_against_term


@dataclass(frozen=True)
class NamingFacts:
    """What a naming document says.

    `issuer` is the organisation on record, if it is one; `source` the record that the naming rests on, such as
    "designation:12", empty where it is written down from paper.
    """

    level: NamingLevel
    title: str
    issuer_name: str
    document: str
    named_on: date
    term_ends_on: date | None = None
    issuer: Organisation | None = None
    source: str = ""


def record_naming(studio: Studio, facts: NamingFacts, *, by: Account) -> StudioNaming:
    """Write down a name that a document gave to a studio. A unit writes its own names, a federation all others.

    Raises `Refused` if the days are wrong or the level was given on that day already.
    """
    studio = _named_studio(studio, facts.level, by)
    _refuse_faults(studio, facts, None)
    naming = StudioNaming(studio=studio, **_values(facts))
    session.add(naming)
    audit.record("record_naming", naming, by=by)
    return naming


def correct_naming(naming: StudioNaming, facts: NamingFacts, *, by: Account, reason: str) -> None:
    """Put right what was written down wrongly, with the reason; what a designation made keeps its level."""
    studio = _named_studio(naming.studio, naming.level, by)
    _named_studio(studio, facts.level, by)
    lock_named(naming, by)
    if not reason.strip():
        raise Refused("请写明为什么更正。", field="reason")
    if naming.source and facts.level is not naming.level:
        raise Refused("这次命名由申报评审产生，级别不能更正；错了的请办理撤销。", field="level")
    if naming.ended_on is not None and facts.named_on > naming.ended_on:
        raise Refused(f"这个命名已于 {naming.ended_on} 结束，命名日期不能晚于这一天。", field="named_on")
    _refuse_faults(studio, facts, naming)
    kept = {"source": naming.source, "issuer": facts.issuer or naming.issuer}
    for field, value in (_values(facts) | kept).items():
        setattr(naming, field, value)
    audit.record("correct_naming", naming, by=by, reason=reason, changes=audit.pending_changes(naming))


def end_naming(naming: StudioNaming, ended_on: date, *, by: Account, reason: str) -> None:
    """A name ends on a day: from then on the studio does not bear it (到期、摘牌、升级后收回)."""
    _named_studio(naming.studio, naming.level, by)
    lock_named(naming, by)
    if not reason.strip():
        raise Refused("请写明命名为什么结束。", field="reason")
    if naming.ended_on is not None:
        raise Refused(f"这个命名已于 {naming.ended_on} 结束。")
    if not naming.named_on <= ended_on <= clock.today():
        raise Refused(f"结束日期应在命名日期（{naming.named_on}）与今天之间。", field="ended_on")
    naming.ended_on, naming.end_reason = ended_on, reason.strip()
    audit.record("end_naming", naming, by=by, reason=reason, changes=audit.pending_changes(naming))


def may_name(path: str, level: NamingLevel, by: Account) -> bool:
    """Whether `by` may write down names of `level` in the unit at `path`: a unit its own, a federation all others."""
    permission = Permission.STUDIO_EDIT if level is NamingLevel.ENTERPRISE else Permission.DESIGNATION_RUN
    return by.may_at(permission, path)


def lock_named(naming: StudioNaming, by: Account) -> StudioNaming:
    """The name, held against other writers, for a change of it. Raises `Refused` unless `by` may decide about it.

    谁命名谁决定：命名单位在系统里的由它的经办人办理；只有文件的，由可以登记这一级命名的人办理。
    """
    naming = lock(naming)
    permission = Permission.STUDIO_EDIT if naming.level is NamingLevel.ENTERPRISE else Permission.DESIGNATION_RUN
    if naming.issuer is not None and not by.may_at(permission, naming.issuer.path):
        raise Refused(f"“{naming.title}”由{naming.issuer_name}命名，请报命名的工会办理。")
    refuse_own_studio(naming.studio, by)
    return naming


def _named_studio(studio: Studio, level: NamingLevel, by: Account) -> Studio:
    if not may_name(studio.organisation_path, level, by):
        if not by.may_at(Permission.STUDIO_EDIT, studio.organisation_path):
            raise NotAllowed
        title = NAMING_LEVEL_TITLES[level]
        raise Refused(f"{title}的命名由总工会经办人登记，单位只登记企业级。请把命名文件报上级工会。", field="level")
    return managed_studio(studio, by)


def _refuse_faults(studio: Studio, facts: NamingFacts, itself: StudioNaming | None) -> None:
    today = clock.today()
    refuse_reasons(reasons_against_day("命名日期", facts.named_on, studio.founded_on, today), "named_on")
    refuse_reasons(reasons_against_term(facts.named_on, facts.term_ends_on), "term_ends_on")
    same = session.scalars(
        select(StudioNaming).where(
            StudioNaming.studio_id == studio.id,
            StudioNaming.level == facts.level,
            StudioNaming.named_on == facts.named_on,
        )
    ).first()
    if same is not None and same is not itself:
        raise Refused("这一天的这一级命名已经登记过了。", field="named_on")


def _values(facts: NamingFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}
