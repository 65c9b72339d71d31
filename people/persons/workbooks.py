"""The roster of persons as a workbook: template, import, export. Entries use the same columns for their members."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.secrets import keyed_hash
from foundation.workbooks import Cell, Column, Row
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import within
from people.persons.models import Employment, Person
from people.persons.occupations import find_occupation, occupation_title
from people.persons.operations import PersonFacts, add_persons, differs, may_edit, update_person, upsert_person
from people.persons.queries import find_persons, open_employment
from people.persons.rules import (
    DOCUMENT_TITLES,
    SEX_TITLES,
    DocumentKind,
    doubts_about_name,
    identity_doubts,
    mask_identity,
    mask_phone,
    normalise_name,
    normalise_number,
    notes_on_rare_characters,
)
from people.persons.spelling import spell

if TYPE_CHECKING:
    from people.accounts.models import Account

DOCUMENT_BY_TITLE = {title: kind for kind, title in DOCUMENT_TITLES.items()}
SEX_BY_TITLE = {title: sex for sex, title in SEX_TITLES.items()}

NAME = Column(
    "name", "姓名", required=True, width=14, note="与身份证件完全一致；民族姓名的间隔用“·”。", example="张示例"
)
DOCUMENT_KIND = Column(
    "document_kind",
    "证件类型",
    width=20,
    choices=tuple(DOCUMENT_BY_TITLE),
    note="不填为居民身份证。",
    example="居民身份证",
)
DOCUMENT_NUMBER = Column(
    "document_number",
    "证件号码",
    Cell.CODE,
    required=True,
    width=24,
    note="18 位，文本格式；末位为 X 时用半角大写。",
    example="50011819900307001X",
)
PHONE = Column("phone", "手机号码", Cell.CODE, width=16, note="11 位，文本格式。", example="13800000000")
EMPLOYER = Column(
    "employer", "单位名称", width=30, note="与系统中的组织名称完全一致；不填为上传人所在单位。", example="示例公司工会"
)
OCCUPATION = Column("occupation", "职业（工种）", width=26, note="职业编码或名称，按职业分类大典。", example="焊工")
COLUMNS = (
    NAME,
    DOCUMENT_KIND,
    DOCUMENT_NUMBER,
    PHONE,
    EMPLOYER,
    OCCUPATION,
    Column("post", "岗位", width=18, example="焊接班组长"),
    Column("since", "入职日期", Cell.DATE, width=14, note="如 2020-07-01；不填为登记当天。", example="2020-07-01"),
    Column("sex", "性别", width=8, choices=tuple(SEX_BY_TITLE), note="身份证登记的不用填。"),
    Column("birth_date", "出生日期", Cell.DATE, width=14, note="护照登记的要填，如 1990-03-07。"),
)


EXPORT_COLUMNS = tuple(column for column in COLUMNS if column.key != "birth_date")


class PersonReader:
    """Reads persons from rows: looks up all employers and all known persons of a sheet at once, marks what is wrong."""

    def __init__(self, rows: list[Row], by: "Account") -> None:
        self.by = by
        self.seen: dict[tuple[DocumentKind, str], int] = {}
        names = {row["employer"] for row in rows if row["employer"]}
        query = select(Organisation).where(
            within(by.scope(Permission.PERSON_EDIT)), Organisation.active, Organisation.name.in_(names)
        )
        self.employers = {organisation.name: organisation for organisation in session.scalars(query)}
        self.known = find_persons([(_kind(row), row["document_number"]) for row in rows if row["document_number"]])

    def read(self, row: Row, *, once: bool = True) -> tuple[PersonFacts | None, Person | None]:
        """The facts in `row` and the record of that person, if there is one. None if the row has faults, all marked.

        `once`: the same document twice in the sheet is a fault.
        """
        facts = self._facts(row)
        if facts is None:
            return None, None
        document = (facts.document_kind, normalise_number(facts.document_number))
        for field, reasons in facts.faults().items():
            for reason in reasons:
                row.fault(field, reason)
        for doubt in (
            *doubts_about_name(normalise_name(facts.name)),
            *notes_on_rare_characters(normalise_name(facts.name)),
        ):
            row.notice("name", doubt)
        for doubt in identity_doubts(*document):
            row.notice("document_number", doubt)
        earlier = self.seen.setdefault(document, row.number)
        if once and earlier != row.number:
            row.fault("document_number", f"与第 {earlier} 行的证件号码重复，同一个人只填一行。")
        person = self.known.get(document)
        if person is not None and not may_edit(person, self.by):
            row.fault("document_number", "此人已登记在其他单位。请由原单位办理离职，或请上级总工会办理调动。")
        if person is not None and facts.name and normalise_name(facts.name) != person.name:
            row.notice("name", "姓名与系统中这个证件号码的姓名不同，导入后以表格为准。")
        return (None, person) if row.faults else (facts, person)

    def _facts(self, row: Row) -> PersonFacts | None:
        employer = self.employers.get(row["employer"]) if row["employer"] else self.by.organisation
        if employer is None:
            row.fault("employer", "没有这个单位，或不在您的管理范围。请与系统中的组织名称核对，或先登记组织。")
        occupation = find_occupation(row["occupation"]) if row["occupation"] else None
        if row["occupation"] and occupation is None:
            row.fault("occupation", "职业分类大典里没有这个编码或名称，请核对。")
        if not row["name"] or not row["document_number"]:
            return None
        return PersonFacts(
            name=row["name"],
            document_kind=_kind(row),
            document_number=row["document_number"],
            employer=employer,
            phone=row["phone"],
            sex=SEX_BY_TITLE.get(row["sex"] or ""),
            birth_date=row["birth_date"],
            occupation_code=occupation.code if occupation else "",
            post=row["post"] or "",
            since=row["since"],
        )


def check_rows(rows: list[Row], by: "Account", _context: dict[str, Any]) -> list[Outcome]:
    """What each row of a roster would do."""
    reader = PersonReader(rows, by)
    outcomes = []
    for row in rows:
        facts, person = reader.read(row)
        effect = Effect.NEW if person is None else Effect.SAME
        if facts and person and differs(person, facts):
            effect = Effect.CHANGED
        outcomes.append(Outcome(row, row["name"] or "", effect, found=(facts, person)))
    return outcomes


def apply_row(outcome: Outcome, by: "Account", _context: dict[str, Any]) -> Applied:
    """Register the person of a row, or bring the record up to date."""
    facts, person = outcome.found
    if person is None:
        return Applied(upsert_person(facts, by=by))
    before = {
        "name": person.name,
        "phone": person.phone,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat(),
        "occupation_code": person.occupation_code,
        "employer_id": person.employer_id,
    }
    return Applied(update_person(person, facts, by=by), before)


def apply_new_rows(outcomes: list[Outcome], by: "Account") -> list[Applied]:
    """Register the persons of many rows at once."""
    return [Applied(person) for person in add_persons([outcome.found[0] for outcome in outcomes], by=by)]


def undo_row(item: ImportItem, by: "Account") -> None:
    """Remove a person whom the import registered, or restore what it changed; refused once anything rests on it."""
    person = session.get(Person, item.record_id)
    if person is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(person).row_version)
    before = item.before_values()
    if before is None:
        _remove(person, by)
    else:
        _restore(person, before, by)


def export_rows(persons: Iterable[Person]) -> Iterator[dict[str, Any]]:
    """Persons as rows of an export, with identity numbers and phones masked."""
    for person in persons:
        present = [one for one in person.employments if one.ends is None]
        yield {
            "name": person.name,
            "document_kind": DOCUMENT_TITLES[person.document_kind],
            "document_number": mask_identity(person.document_number),
            "phone": mask_phone(person.phone),
            "employer": person.employer.name if person.employer else "",
            "occupation": occupation_title(person.occupation_code),
            "post": present[-1].post if present else "",
            "since": present[-1].begins if present else None,
            "sex": SEX_TITLES.get(person.sex) if person.sex else "",
        }


def _remove(person: Person, by: "Account") -> None:
    count = references_to(person, ignoring=frozenset({"employments"}))
    if count:
        raise Refused(f"已有 {count} 条其他记录（如报名、账号、技能等级）用到此人。")
    audit.record("undo_import", person, by=by)
    for employment in session.scalars(select(Employment).where(Employment.person_id == person.id)):
        session.delete(employment)
    session.flush()
    session.delete(person)
    session.flush()


def _restore(person: Person, before: dict[str, Any], by: "Account") -> None:
    employer_id = before["employer_id"]
    if person.employer_id != employer_id:
        _reopen_employment(person, employer_id)
    for field in ("name", "phone", "sex", "occupation_code"):
        setattr(person, field, before[field])
    person.birth_date = date.fromisoformat(before["birth_date"])
    person.phone_hash = keyed_hash(person.phone) if person.phone else None
    person.pinyin, person.initials = spell(person.name)
    person.expect_version(None)
    audit.record("undo_import", person, by=by, changes=audit.pending_changes(person))


def _reopen_employment(person: Person, employer_id: int | None) -> None:
    """Take the last move back: the employment it began goes, the one it ended goes on."""
    begun = open_employment(person)
    if begun is not None:
        session.delete(begun)
        session.flush()
    query = select(Employment).where(Employment.person_id == person.id, Employment.organisation_id == employer_id)
    ended = session.scalars(query.order_by(Employment.begins.desc())).first()
    if ended is not None:
        ended.ends = None
    person.employer = session.get(Organisation, employer_id) if employer_id else None


def _kind(row: Row) -> DocumentKind:
    return DOCUMENT_BY_TITLE.get(row["document_kind"] or "", DocumentKind.RESIDENT)


ROSTER = imports.register(
    ImportKind(
        name="persons",
        title="人员名单",
        columns=COLUMNS,
        endpoint="people.persons.list_persons",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        apply_new=apply_new_rows,
    )
)
