"""Writing down national standards by their edition."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from assessments.standards.models import Standard
from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.references import references_to
from people.accounts.models import Account
from people.accounts.rules import Permission


@dataclass(frozen=True)
class StandardFacts:
    """What is said of a standard. `condition_set` is the code of the application conditions that it prints."""

    occupation_code: str
    title: str
    edition: str
    condition_set: str
    source: str = ""
    active: bool = True


def create_standard(facts: StandardFacts, *, by: Account) -> Standard:
    """Write a standard down. Raises `Refused` if this edition of the occupation's standard is there already."""
    _refuse_without_edit(by)
    _refuse_twice(facts, None)
    standard = Standard(**asdict(facts))
    session.add(standard)
    audit.record("create_standard", standard, by=by)
    return standard


def edit_standard(standard: Standard, facts: StandardFacts, *, by: Account, version: int | None) -> Standard:
    """Correct a standard. Occupation and edition stand once a scope or a plan rests on it."""
    _refuse_without_edit(by)
    standard = lock(standard)
    standard.expect_version(version)
    _refuse_twice(facts, standard)
    named = (standard.occupation_code, standard.edition, standard.condition_set)
    if named != (facts.occupation_code, facts.edition, facts.condition_set) and references_to(standard):
        raise Refused("已有认定范围或认定计划用到这个标准，职业、版本和申报条件不能再改；新版本请另外登记。")
    for field, value in asdict(facts).items():
        setattr(standard, field, value)
    audit.record("edit_standard", standard, by=by, changes=audit.pending_changes(standard))
    return standard


def _refuse_without_edit(by: Account) -> None:
    if not by.may(Permission.BODY_EDIT):
        raise NotAllowed


def _refuse_twice(facts: StandardFacts, itself: Standard | None) -> None:
    same = select(Standard).where(Standard.occupation_code == facts.occupation_code, Standard.edition == facts.edition)
    known = session.scalars(same).one_or_none()
    if known is not None and known is not itself:
        raise Refused(f"“{known.audit_label}”已经登记过，请在原记录上修改。", field="edition")
