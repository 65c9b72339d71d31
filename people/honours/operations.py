"""Keeping the register of honours: recorded, corrected, withdrawn with the reason; a unit adds what a person has."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.photos import keep_photo
from people.accounts.rules import Permission
from people.honours.holders import Holder
from people.honours.models import Honour
from people.honours.queries import honour_of
from people.honours.rules import HOLDER_TITLES, HONOUR_HOLDERS, HolderKind, HonourKind, reasons_against_dates
from people.persons.models import Person
from people.persons.operations import refuse_without_edit

if TYPE_CHECKING:
    from people.accounts.models import Account


@dataclass(frozen=True)
class HonourFacts:
    """What a document says of an honour; see the model for the meaning of each."""

    kind: HonourKind
    year: int
    title: str = ""
    awarded_on: date | None = None
    document: str = ""
    basis: str = ""
    basis_words: str = ""
    public: bool = False


def record_honour(holder: Holder, facts: HonourFacts, *, by: "Account") -> Honour:
    """Write an honour into the register. Raises `Refused` for an impossible date, or for one that stands there."""
    if not by.may_at(Permission.HONOUR_EDIT, holder.path):
        raise NotAllowed
    _refuse_own(holder.person, by)
    _refuse_faults(holder, facts)
    honour = Honour(person=holder.person, organisation=holder.organisation)
    honour.holder_name = "" if holder.person else holder.name
    _fill(honour, facts)
    session.add(honour)
    said = {"kind": facts.kind, "year": facts.year, "document": facts.document, "basis": facts.basis}
    audit.record("record_honour", honour, by=by, changes={name: (None, value) for name, value in said.items()})
    return honour


def correct_honour(honour: Honour, facts: HonourFacts, *, version: int | None, by: "Account") -> None:
    """Change what was written down wrongly; who holds it and the record that it rests on stay."""
    honour = _changeable(honour, by)
    honour.expect_version(version)
    if HONOUR_HOLDERS[facts.kind] is not honour.holder:
        raise Refused(f"这项荣誉登记给了{HOLDER_TITLES[honour.holder]}，不能改为授予其他对象的荣誉。", field="kind")
    if honour.basis and not facts.basis_words.strip():
        raise Refused("这项荣誉依据一条记录授予，授予依据的文字不能清空。", field="basis_words")
    _refuse_faults(Holder(honour.person, honour.organisation, honour.holder_name), facts, known=honour)
    _fill(honour, replace(facts, basis=honour.basis))
    audit.record("correct_honour", honour, by=by, changes=audit.pending_changes(honour))


def withdraw_honour(honour: Honour, *, on: date, reason: str, by: "Account") -> None:
    """Write down that an honour was withdrawn (撤销荣誉): from that day on it is not held any more."""
    honour = _changeable(honour, by)
    if not reason.strip():
        raise Refused("请写明撤销的原因和文件。", field="reason")
    if on > clock.today() or on < (honour.awarded_on or date(honour.year, 1, 1)):
        raise Refused("撤销日期应在授予之后、不晚于今天。", field="withdrawn_on")
    honour.withdrawn_on, honour.withdrawal_reason = on, reason.strip()
    honour.expect_version(None)
    audit.record("withdraw_honour", honour, by=by, reason=reason, changes=audit.pending_changes(honour))


def set_honour_photo(honour: Honour, content: bytes, *, by: "Account") -> None:
    """Keep a photo for the public gallery; whoever uploads it states that it may be shown."""
    honour = _changeable(honour, by)
    if not honour.public:
        raise Refused("这项荣誉没有公开展示，不用上传照片。请先改为公开展示。")
    honour.photo = keep_photo(content, f"honour-{honour.id}", by_id=by.id)
    honour.expect_version(None)
    audit.record("set_honour_photo", honour, by=by)


def add_honour(person: Person, kind: HonourKind, year: int, document: str, *, by: "Account") -> Honour:
    """Write down what a person's own papers show: done by whoever keeps his record, without basis, not announced."""
    refuse_without_edit(person, by)
    _refuse_own(person, by)
    if HONOUR_HOLDERS[kind] is not HolderKind.PERSON:
        raise Refused(f"这项荣誉授予{HOLDER_TITLES[HONOUR_HOLDERS[kind]]}，不登记在个人名下。", field="kind")
    facts = HonourFacts(kind, year, document=document)
    _refuse_faults(Holder(person, person.employer, ""), facts)
    honour = Honour(person=person, organisation=person.employer)
    _fill(honour, facts)
    session.add(honour)
    audit.record("add_honour", person, by=by, changes={"honours": (None, f"{year} {honour.called}")})
    return honour


def remove_honour(honour: Honour, *, by: "Account") -> None:
    """Take back an honour that was written down by mistake; one with a basis, announced or withdrawn stays."""
    if honour.person is None:
        raise NotAllowed
    refuse_without_edit(honour.person, by)
    if honour.basis or honour.public or honour.withdrawn_on:
        raise Refused("这项荣誉有授予依据或已公布，不能删除。登记有误的请总工会在荣誉名册里更正或撤销。")
    audit.record("remove_honour", honour.person, by=by, changes={"honours": (f"{honour.year} {honour.called}", None)})
    session.delete(honour)


def _fill(honour: Honour, facts: HonourFacts) -> None:
    honour.kind, honour.year, honour.awarded_on = facts.kind, facts.year, facts.awarded_on
    honour.title, honour.document = facts.title.strip(), facts.document.strip()
    honour.basis, honour.basis_words, honour.public = facts.basis, facts.basis_words.strip(), facts.public


def _changeable(honour: Honour, by: "Account") -> Honour:
    honour = lock(honour)
    if not by.may_at(Permission.HONOUR_EDIT, honour.organisation_path):
        raise NotAllowed
    if honour.withdrawn_on:
        raise Refused("这项荣誉已经撤销，不能再改。")
    _refuse_own(honour.person, by)
    return honour


def _refuse_own(person: Person | None, by: "Account") -> None:
    if person is not None and person.id == by.person_id:
        raise Refused("这项荣誉是您本人的，请由其他经办人登记。")


def _refuse_faults(holder: Holder, facts: HonourFacts, known: Honour | None = None) -> None:
    """Impossible dates, and an honour of this kind and year that the holder has on record already."""
    born = holder.person.birth_date if holder.person else None
    if reasons := reasons_against_dates(facts.year, facts.awarded_on, born, clock.today()):
        raise Refused(reasons[0], reasons=reasons, field="awarded_on" if "日期" in reasons[0] else "year")
    same = honour_of(holder, facts.kind, facts.year)
    if same is not None and same is not known:
        raise Refused("这一年的这项荣誉已经登记过了。", field="kind")
