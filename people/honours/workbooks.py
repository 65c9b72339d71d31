"""A published list of honours as a workbook: template, import as a whole or not at all, export."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from foundation import audit, clock, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.workbooks import Cell, Column, Row
from people.honours.holders import Asked, Fault, Holder, HolderFinder
from people.honours.models import Honour
from people.honours.operations import HonourFacts, record_honour
from people.honours.queries import HonourKey, known_honours
from people.honours.rules import HOLDER_TITLES, HONOUR_HOLDERS, HONOUR_TITLES, HolderKind, reasons_against_dates
from people.persons.rules import normalise_name

if TYPE_CHECKING:
    from people.accounts.models import Account

KIND_BY_TITLE = {title: kind for kind, title in HONOUR_TITLES.items()}
YES, NO = "是", "否"
NAME = Column(
    "name", "姓名或集体名称", width=24, note="个人填姓名；班组、岗位填名称；授予单位的可以不填。", example="张示例"
)
UNIT = Column("unit", "单位", required=True, width=30, note="与系统中的组织名称完全一致。", example="示例公司工会")
KIND = Column(
    "kind",
    "荣誉",
    required=True,
    width=22,
    choices=tuple(KIND_BY_TITLE),
    note="种类和级别。",
    example="区县创新创效之星",
)
TITLE = Column("title", "文件上的名称", width=22, note="与“荣誉”一栏叫法不同时填，如“巴渝工匠”。")
YEAR = Column("year", "年份", Cell.NUMBER, required=True, width=8, example="2024")
AWARDED_ON = Column("awarded_on", "授予日期", Cell.DATE, width=14, note="文件落款日期，如 2024-04-28；不清楚的不填。")
DOCUMENT = Column("document", "授予文件", width=30, note="文件名称和文号。", example="示例工发〔2024〕1 号")
BASIS = Column("basis_words", "授予依据", width=24, note="如“2024 年钳工竞赛第一名”；没有的不填。")
PUBLIC = Column("public", "公开展示", width=10, choices=(YES, NO), note="向社会发布的名单填“是”；不填为“否”。")
COLUMNS = (
    NAME,
    UNIT,
    KIND,
    YEAR,
    DOCUMENT,
    Column("number", "证件号码", Cell.CODE, width=24, note="同一单位有同名的人时必填，文本格式。"),
    AWARDED_ON,
    TITLE,
    BASIS,
    PUBLIC,
)
EXPORT_COLUMNS = (
    NAME,
    Column("holder", "授予对象", width=10),
    UNIT,
    KIND,
    YEAR,
    AWARDED_ON,
    DOCUMENT,
    TITLE,
    BASIS,
    PUBLIC,
    Column("withdrawn_on", "撤销日期", Cell.DATE, width=14),
    Column("withdrawal_reason", "撤销原因", width=24),
)


def check_rows(rows: list[Row], by: "Account", _context: dict[str, Any]) -> list[Outcome]:
    """What each row of a list would do; the same honour of the same holder twice in the sheet is a fault."""
    finder = HolderFinder([asked for row in rows if (asked := _asked(row))], by)
    found = [_read(row, finder) for row in rows]
    known = known_honours([holder for holder, _ in filter(None, found)])
    seen: dict[HonourKey, int] = {}
    outcomes = []
    for row, one in zip(rows, found, strict=True):
        effect = Effect.NEW
        if one is not None:
            key = (one[0].key, one[1].kind, one[1].year)
            earlier = seen.setdefault(key, row.number)
            if earlier != row.number:
                row.fault("name", f"与第 {earlier} 行是同一项荣誉，只填一行。")
            if one[0].person is not None and one[0].person.id == by.person_id:
                row.fault("name", "这项荣誉是您本人的，请由其他经办人导入。")
            effect = Effect.SAME if key in known else Effect.NEW
        outcomes.append(Outcome(row, row["name"] or row["unit"] or "", effect, found=one))
    return outcomes


def apply_row(outcome: Outcome, by: "Account", _context: dict[str, Any]) -> Applied:
    """Record the honour of a row."""
    holder, facts = outcome.found
    return Applied(record_honour(holder, facts, by=by))


def undo_row(item: ImportItem, by: "Account") -> None:
    """Take out of the register what the import recorded; refused once it was corrected, withdrawn or shown."""
    honour = session.get(Honour, item.record_id)
    if honour is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(honour).row_version)
    audit.record("undo_import", honour, by=by)
    session.delete(honour)
    session.flush()


def export_rows(honours: Iterable[Honour]) -> Iterator[dict[str, Any]]:
    """Honours as rows of an export; no document numbers."""
    for honour in honours:
        yield {
            "name": honour.held_by,
            "holder": HOLDER_TITLES[honour.holder],
            "unit": honour.organisation.name if honour.organisation else "",
            "kind": HONOUR_TITLES[honour.kind],
            "year": honour.year,
            "awarded_on": honour.awarded_on,
            "document": honour.document,
            "title": honour.title,
            "basis_words": honour.basis_words,
            "public": YES if honour.public else NO,
            "withdrawn_on": honour.withdrawn_on,
            "withdrawal_reason": honour.withdrawal_reason,
        }


def _asked(row: Row) -> Asked | None:
    kind = KIND_BY_TITLE.get(row["kind"] or "")
    if kind is None or not row["unit"]:
        return None
    return Asked(HONOUR_HOLDERS[kind], normalise_name(row["name"] or ""), row["unit"], row["number"] or "")


def _read(row: Row, finder: HolderFinder) -> tuple[Holder, HonourFacts] | None:
    """The holder and the honour of a row; None if it has faults, all marked."""
    asked = _asked(row)
    if asked is None or row.faults:
        return None
    facts = _facts(row)
    holder = finder.find(asked)
    born = holder.person.birth_date if isinstance(holder, Holder) and holder.person else None
    for reason in reasons_against_dates(facts.year, facts.awarded_on, born, clock.today()):
        row.fault("awarded_on" if "日期" in reason else "year", reason)
    if isinstance(holder, Fault):
        row.fault(holder.field, holder.message)
        return None
    if holder.person is None and asked.holder is HolderKind.PERSON:
        row.notice("name", "人员库里这个单位没有此人，按姓名和单位登记；以后不计入此人的档案。")
    return None if row.faults else (holder, facts)


def _facts(row: Row) -> HonourFacts:
    return HonourFacts(
        kind=KIND_BY_TITLE[row["kind"]],
        year=row["year"],
        title=row["title"] or "",
        awarded_on=row["awarded_on"],
        document=row["document"] or "",
        basis_words=row["basis_words"] or "",
        public=row["public"] == YES,
    )


HONOURS = imports.register(
    ImportKind(
        name="honours",
        title="荣誉名单",
        columns=COLUMNS,
        endpoint="people.honours.list_honours",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
