"""What the rows of the registration form mean: who, for which item of the plan, on which condition.

Faults of the data stop the whole sheet. A condition that the records do not meet stops nothing: the row says why, and
becomes a draft.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from assessments.applications.applicants import Applicants
from assessments.applications.code_lists import RESIT
from assessments.applications.models import Application
from assessments.applications.records import relied_on
from assessments.applications.rules import APPLICATION_KIND_TITLES, ApplicationKind
from assessments.applications.rules_applying import reasons_against_age, reasons_against_condition
from assessments.applications.workbooks_columns import PARTICULARS, conditions_of, item_title
from assessments.batches.models import Batch, BatchItem
from assessments.batches.queries import items_of
from assessments.standards.conditions import Condition, ConditionResult, Records
from assessments.standards.service_years import Period
from foundation import clock
from foundation.database import session
from foundation.imports import Effect, Outcome
from foundation.workbooks import Row
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.organisations.rules import UNION_ENDINGS
from people.persons.models import Person
from people.persons.occupations import occupation_title
from people.persons.operations import PersonFacts, may_edit
from people.persons.rules import (
    LEVEL_TITLES,
    SEX_TITLES,
    DocumentKind,
    age_on,
    birth_date_of,
    normalise_name,
    normalise_number,
    sex_of,
)
from people.persons.workbooks import DOCUMENT_BY_TITLE, PersonReader

KIND_BY_TITLE = {title: kind for kind, title in APPLICATION_KIND_TITLES.items()}
STANDS_DIFFERENTLY = "此人在本计划已有申报，项目、条件或内容与表中不同；要改请在申报页面修改，或先撤回。"


@dataclass
class Line:
    """One row as it will be applied. `facts` is None for somebody of another unit: his record stays as it is.

    `proved`: the records meet the condition, so that the application is handed in at once.
    """

    item: BatchItem
    facts: PersonFacts | None
    person: Person | None
    condition: str
    kind: ApplicationKind
    particulars: dict[str, Any]
    proved: bool = False

    def said_by(self, standing: Application) -> bool:
        """Whether an application that stands already says just this."""
        said = (standing.item_id, standing.condition, standing.kind, standing.particulars)
        return said == (self.item.id, self.condition, self.kind, self.particulars)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do to the plan in `context`."""
    return ApplicationSheet(session.get_one(Batch, context["batch"]), rows, by).outcomes()


class ApplicationSheet:
    """The rows of one sheet for one plan."""

    def __init__(self, batch: Batch, rows: list[Row], by: Account) -> None:
        self.batch, self.rows, self.by, self.day = batch, rows, by, clock.today()
        self.items = session.scalars(items_of(batch)).all()
        self.reader = PersonReader(rows, by)
        self.applicants = Applicants(batch, self.reader.known.values(), self.day)
        self.wanted: Counter[int] = Counter()
        self.units = _units_named({row["unit"] for row in rows if row["unit"]}, by)
        self.enrolling = _names_of_body(batch)

    def outcomes(self) -> list[Outcome]:
        """One for each row, in the order of the sheet."""
        return [self._outcome(row) for row in self.rows]

    def _outcome(self, row: Row) -> Outcome:
        _check_statements(row)
        if row["enrolled_by"] and row["enrolled_by"] not in self.enrolling:
            row.notice("enrolled_by", f"不是本计划的评价机构“{self.batch.body.title}”，请核对是不是报给这里的表。")
        item = find_item(row, self.items)
        condition = find_condition(row, conditions_of(item)) if item else None
        facts, person = self._applicant(row)
        kind = KIND_BY_TITLE.get(row["kind"] or "")
        if item is None or condition is None or kind is None or row.faults:
            return Outcome(row, row["name"] or "", Effect.FAULTY)
        line = Line(item, facts, person, condition.code, kind, _particulars(row))
        return Outcome(row, row["name"], self._judge(row, line), found=line)

    def _applicant(self, row: Row) -> tuple[PersonFacts | None, Person | None]:
        """Who it is: registered by the sheet, or on record; what the sheet says of units moves nobody."""
        kind = DOCUMENT_BY_TITLE.get(row["document_kind"] or "", DocumentKind.RESIDENT)
        known = self.reader.known.get((kind, normalise_number(row["document_number"] or "")))
        if known is not None and normalise_name(row["name"] or "") != known.name:
            row.fault("name", "与系统中这个证件号码的姓名不同，请核对；要更正姓名，请在“人员”里修改。")
        if known is not None and not may_edit(known, self.by):
            return None, self._somebody_elses(row, known)
        employed = known is not None and known.employer is not None
        unit = self.units.get(row["unit"]) if row["unit"] else self.by.organisation
        if unit is None and not employed:
            row.fault("unit", "没有这个单位，或不在您的管理范围。请与系统中的组织名称核对，或先登记组织。")
        facts, person = self.reader.read(row)
        if facts is None:
            return None, None
        return replace(facts, **({"employer": None, "since": None} if employed else {"employer": unit})), person

    def _somebody_elses(self, row: Row, known: Person) -> Person:
        """A body's officer takes people of other units as they are on record; a unit's officer only his own."""
        if not self.by.may_at(Permission.BATCH_PLAN, self.batch.organisation_path):
            row.fault("document_number", "此人已登记在其他单位。请由原单位申报，或先办理调动。")
        document = (known.document_kind, known.document_number)
        if (earlier := self.reader.seen.setdefault(document, row.number)) != row.number:
            row.fault("document_number", f"与第 {earlier} 行的证件号码重复，同一个人只填一行。")
        return known

    def _judge(self, row: Row, line: Line) -> Effect:
        standing = self.applicants.standing.get(line.person.id) if line.person else None
        if standing is not None:
            if not line.said_by(standing):
                row.fault("document_number", STANDS_DIFFERENTLY)
            return Effect.SAME
        for reason in self._reasons_against(line):
            row.fault("document_number", reason)
        self._tell_of_levels(row, line)
        reasons = reasons_against_condition(self._checked(line))
        line.proved = not reasons
        if line.proved:
            self._take_place(row, line.item)
        else:
            row.notice("condition", f"导入后是草稿，还不能提交：{'；'.join(reasons)}")
        return Effect.NEW

    def _reasons_against(self, line: Line) -> list[str]:
        if line.person is not None:
            return self.applicants.reasons_against_new(line.item, line.person)
        assert line.facts is not None  # or there is nobody
        outside = self.applicants.outside(line.facts.employer.path if line.facts.employer else None)
        return outside + reasons_against_age(age_on(_birth_date(line.facts, self.day), self.day))

    def _checked(self, line: Line) -> ConditionResult | None:
        """The condition relied on, by the records; of somebody new by what the sheet says."""
        if line.person is not None:
            return self.applicants.condition(line.item, line.person, line.condition)
        assert line.facts is not None  # or there is nobody
        begins = line.facts.since or self.day
        records = Records(_birth_date(line.facts, self.day), employments=(Period(begins, None),))
        return relied_on(line.item, records, line.condition, self.day)

    def _tell_of_levels(self, row: Row, line: Line) -> None:
        held = self.applicants.held(line.item, line.person) if line.person else set()
        stated = row["certificate_level"]
        if row["has_certificate"] == "是" and stated not in {LEVEL_TITLES[level] for level in held}:
            row.notice("certificate_level", "系统里没有登记此人本职业的这个等级；要以它为依据的，请在人员页补登。")
        if line.kind is not (ApplicationKind.UPGRADE if held else ApplicationKind.FIRST):
            row.notice("kind", "与系统里登记的等级不一致，请核对。")

    def _take_place(self, row: Row, item: BatchItem) -> None:
        self.wanted[item.id] += 1
        left, nth = item.places - self.applicants.taken[item.id], self.wanted[item.id]
        if nth > left:
            row.fault("item", f"超出名额：“{item_title(item)}”还有 {left} 个名额，这是表中第 {nth} 份。")


def find_item(row: Row, items: Sequence[BatchItem]) -> BatchItem | None:
    """The item of the plan that a row names by occupation or trade, and level."""
    named = [item for item in items if row["item"] in _names_of(item)]
    if row["item"] and not named:
        row.fault("item", f"本计划不认定它，可填：{'、'.join(dict.fromkeys(item_title(item) for item in items))}。")
    found = [item for item in named if LEVEL_TITLES[item.level] == row["level"]]
    if named and row["level"] and not found:
        levels = "、".join(dict.fromkeys(LEVEL_TITLES[item.level] for item in named))
        row.fault("level", f"本计划里“{row['item']}”认定的等级是：{levels}。")
    if len(found) > 1:
        row.fault("item", f"请写明工种（职业方向）：{'、'.join(item_title(item) for item in found)}。")
    return found[0] if len(found) == 1 else None


def find_condition(row: Row, conditions: Sequence[Condition]) -> Condition | None:
    """The condition that a row names by its code, by its text, or by both as the template's list has them."""
    text = row["condition"] or ""
    by_code = {one.code: one for one in conditions}
    by_text = {_plain(one.text): one for one in conditions}
    found = by_code.get(text.partition(" ")[0]) or by_text.get(_plain(text))
    if text and found is None:
        row.fault("condition", f"这个等级没有这项条件，可填代码：{'、'.join(by_code)}。")
    return found


def _check_statements(row: Row) -> None:
    """What the form says of itself has to agree."""
    if row["examination"] == RESIT:
        row.fault("examination", "补考从原来的申报办理，这里只导入正考。")
    if row["has_certificate"] == "是":
        for key in ("certificate_level", "certificate_number"):
            if not row[key] or row[key] == "无":
                row.fault(key, "有职业资格证书的，这一格必填。")
    kind = DOCUMENT_BY_TITLE.get(row["document_kind"] or "", DocumentKind.RESIDENT)
    sex = sex_of(kind, normalise_number(row["document_number"] or ""))
    if row["sex"] and sex and row["sex"] != SEX_TITLES[sex]:
        row.fault("sex", "与证件号码所示的性别不一致，请核对。")


def _units_named(names: Set[str], by: Account) -> dict[str, Organisation]:
    """The units in the care of `by` under their own name, or under that of the enterprise whose union they are."""
    written = {name + ending for name in names for ending in ("", *UNION_ENDINGS)}
    query = select(Organisation).where(
        within(by.scope(Permission.PERSON_EDIT)), Organisation.active, Organisation.name.in_(written)
    )
    units = session.scalars(query).all()
    enterprises = Counter(unit.unit_name for unit in units)
    own = {unit.unit_name: unit for unit in units if enterprises[unit.unit_name] == 1}
    return own | {unit.name: unit for unit in units}


def _names_of_body(batch: Batch) -> set[str]:
    """What a form may call the body that it is handed in to."""
    organisation = batch.body.organisation
    return {batch.body.title, batch.site.title, organisation.name, organisation.unit_name}


def _names_of(item: BatchItem) -> set[str]:
    title = occupation_title(item.occupation_code)
    return {title, item.occupation_code, item_title(item), f"{title}（{item.trade}）", f"{title}({item.trade})"}


def _birth_date(facts: PersonFacts, day: date) -> date:
    """Of somebody new; `day` where neither number nor sheet says it, which the sheet is faulty for already."""
    return birth_date_of(facts.document_kind, normalise_number(facts.document_number)) or facts.birth_date or day


def _particulars(row: Row) -> dict[str, Any]:
    said = {key: row[key] for key in PARTICULARS if row[key] is not None}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()}


def _plain(text: str) -> str:
    """Without what people add to and leave out of a sentence: blanks, commas, full stops, the number before it."""
    return re.sub(r"^[（(]?\d[)）]?[.、．]?(?=\D)|[①-⑨]|[\s，,。.；;、]", "", text)
