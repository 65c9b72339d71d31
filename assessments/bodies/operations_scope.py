"""What a body may certify, and which questions it examines with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.bodies.models import AssessmentBody, BankReference, Filing, ScopeItem
from assessments.bodies.operations import find, locked_body, set_values
from assessments.standards.models import Standard
from assessments.standards.rules import EXAMINED_LEVELS
from examinations.banks.models import QuestionBank
from foundation import audit
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.references import references_to
from people.accounts.models import Account
from people.persons.rules import Level


@dataclass(frozen=True)
class ScopeFacts:
    """A line of the scope: a standard and with it the occupation, its trade or direction (empty: none), its levels.

    `valid_*` are narrower than the filing's days, where the authority says so.
    """

    filing: Filing
    standard: Standard
    trade: str
    levels: Sequence[Level]
    valid_from: date | None = None
    valid_to: date | None = None

    def faults(self) -> dict[str, str]:
        """What is wrong, by field; empty if nothing is."""
        begins, ends = self.valid_from or self.filing.valid_from, self.valid_to or self.filing.valid_to
        found = {}
        if not self.levels or set(self.levels) - set(EXAMINED_LEVELS):
            found["levels"] = "至少一个等级，只能是五级至一级。"
        if begins > ends:
            found["valid_to"] = "有效期止早于有效期起，请核对。"
        elif begins < self.filing.valid_from or ends > self.filing.valid_to:
            found["valid_from"] = f"须在备案有效期 {self.filing.valid_from} 至 {self.filing.valid_to} 之内。"
        return found

    def values(self) -> dict[str, object]:
        """The columns of the record."""
        return {
            "filing_id": self.filing.id,
            "occupation_code": self.standard.occupation_code,
            "trade": self.trade,
            "levels": [level.value for level in EXAMINED_LEVELS if level in self.levels],
            "standard_id": self.standard.id,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
        }

    def same_as(self, item: ScopeItem) -> bool:
        """Whether `item` says just this."""
        return all(getattr(item, name) == value for name, value in self.values().items())


@dataclass(frozen=True)
class BankFacts:
    """Which questions: a bank of ours, or the title of one kept elsewhere."""

    occupation_code: str
    trade: str
    level: Level
    title: str
    bank: QuestionBank | None = None


def add_scope_item(body: AssessmentBody, facts: ScopeFacts, *, by: Account) -> ScopeItem:
    """Add a line of the filing. Raises `Refused` if the filing has it already."""
    body = locked_body(body, by)
    _refuse_scope(body, facts, None)
    item = ScopeItem(body=body, **facts.values())
    session.add(item)
    audit.record("add_scope_item", item, by=by)
    return item


def edit_scope_item(item: ScopeItem, facts: ScopeFacts, *, by: Account, version: int | None) -> ScopeItem:
    """Change a line of the scope; plans that were published with it stay as they are."""
    body = locked_body(item.body, by)
    item = lock(item)
    item.expect_version(version)
    _refuse_scope(body, facts, item)
    set_values(item, facts.values())
    audit.record("edit_scope_item", item, by=by, changes=audit.pending_changes(item))
    return item


def remove_scope_item(item: ScopeItem, *, by: Account) -> None:
    """Take out a line that was written down by mistake. Raises `Refused` once a plan rests on it."""
    locked_body(item.body, by)
    item = lock(item)
    count = references_to(item)
    if count:
        raise Refused(f"已有 {count} 个认定计划项目用到这条范围，不能删除；不再认定的，请写上有效期止。")
    audit.record("remove_scope_item", item, by=by)
    session.delete(item)


def add_bank_reference(body: AssessmentBody, facts: BankFacts, *, by: Account) -> BankReference:
    """Say which questions an occupation and level are examined with."""
    body = locked_body(body, by)
    columns = ("occupation_code", "trade", "level", "title")
    values = {name: getattr(facts, name) for name in columns}
    same = [getattr(BankReference, name) == value for name, value in values.items()]
    if find(BankReference, BankReference.body_id == body.id, *same):
        raise Refused("这个职业、等级的同名试题来源已经登记过。", field="title")
    reference = BankReference(body=body, bank=facts.bank, **values)
    session.add(reference)
    audit.record("add_bank_reference", reference, by=by)
    return reference


def remove_bank_reference(reference: BankReference, *, by: Account) -> None:
    """Take a reference out again; the bank itself stays."""
    locked_body(reference.body, by)
    audit.record("remove_bank_reference", reference, by=by)
    session.delete(reference)


def _refuse_scope(body: AssessmentBody, facts: ScopeFacts, itself: ScopeItem | None) -> None:
    if facts.filing.body_id != body.id:
        raise Refused("这份备案不是本机构的，请改选。", field="filing")
    faults = facts.faults()
    if faults:
        field = next(iter(faults))
        raise Refused("认定范围有误。", reasons=list(faults.values()), field=field if len(faults) == 1 else None)
    same = find(
        ScopeItem,
        ScopeItem.filing_id == facts.filing.id,
        ScopeItem.occupation_code == facts.standard.occupation_code,
        ScopeItem.trade == facts.trade,
    )
    if same is not None and same is not itself:
        raise Refused("这份备案里已有这个职业和工种，请在原记录上修改等级。", field="standard")
