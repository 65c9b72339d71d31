"""The scope of a filing as a workbook, as the filing lists it: occupation, trade, levels, edition of the standard."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from assessments.bodies.models import AssessmentBody, Filing, ScopeItem
from assessments.bodies.operations_scope import ScopeFacts, add_scope_item, edit_scope_item, remove_scope_item
from assessments.bodies.queries import latest_filing
from assessments.bodies.rules_scope import read_levels
from assessments.standards.models import Standard
from assessments.standards.queries import standards_by_edition
from foundation import imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.persons.occupations import occupations
from people.persons.rules import Level

COLUMNS = (
    Column(
        "code", "职业编码", Cell.CODE, required=True, width=16, note="文本格式，如 6-02-06-03。", example="6-02-06-03"
    ),
    Column("occupation", "职业名称", required=True, width=20, note="与编码一致。", example="白酒酿造工"),
    Column("trade", "工种(职业方向)", width=20, note="与备案文件一致；不分工种的不填。", example=""),
    Column(
        "levels", "等级", required=True, width=22, note="如“五级、四级、三级”或“五级至一级”。", example="五级至一级"
    ),
    Column("edition", "标准版本", required=True, width=16, note="“国家职业标准”里登记的版本。", example="2023年版"),
    Column("filing", "备案号", width=20, note="不填为最近的一份备案。"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do to the scope of the body in `context`."""
    body = session.get_one(AssessmentBody, context["body_id"])
    filings = {filing.number: filing for filing in body.filings}
    known = {(item.filing_id, item.occupation_code, item.trade): item for item in body.scope}
    standards = standards_by_edition()
    seen: dict[tuple[int, str, str], int] = {}
    return [_outcome(row, _filing(row, body, filings), standards, known, seen) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Add the line, or bring it up to date."""
    facts, item = outcome.found
    if item is None:
        body = session.get_one(AssessmentBody, context["body_id"])
        return Applied(add_scope_item(body, facts, by=by))
    before = {name: _plain(getattr(item, name)) for name in facts.values()}
    return Applied(edit_scope_item(item, facts, by=by, version=None), before)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the line out again, or restore it; refused once it was changed or a plan rests on it."""
    line = session.get(ScopeItem, item.record_id)
    if line is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(line).row_version)
    before = item.before_values()
    if before is None:
        remove_scope_item(line, by=by)
        return
    days = {name: before[name] and date.fromisoformat(before[name]) for name in ("valid_from", "valid_to")}
    facts = ScopeFacts(
        filing=session.get_one(Filing, before["filing_id"]),
        standard=session.get_one(Standard, before["standard_id"]),
        trade=before["trade"],
        levels=[Level(level) for level in before["levels"]],
        **days,
    )
    edit_scope_item(line, facts, by=by, version=None)


def _filing(row: Row, body: AssessmentBody, filings: dict[str, Filing]) -> Filing | None:
    filing = filings.get(row["filing"]) if row["filing"] else latest_filing(body)
    if filing is None:
        row.fault("filing", "本机构没有这个备案号，请先登记备案。")
    return filing


def _outcome(
    row: Row,
    filing: Filing | None,
    standards: Any,
    known: dict[tuple[int, str, str], ScopeItem],
    seen: dict[tuple[int, str, str], int],
) -> Outcome:
    standard, levels = _standard(row, standards), _levels(row)
    label = " ".join(filter(None, (row["occupation"], row["trade"])))
    if filing is None or standard is None or not levels:
        return Outcome(row, label, Effect.FAULTY)
    trade = row["trade"] or ""
    key = (filing.id, standard.occupation_code, trade)
    if (earlier := seen.setdefault(key, row.number)) != row.number:
        row.fault("code", f"与第 {earlier} 行重复：同一份备案的同一个职业和工种只填一行。")
    item = known.get(key)
    narrowed = (item.valid_from, item.valid_to) if item else (None, None)
    facts = ScopeFacts(filing, standard, trade, levels, *narrowed)
    effect = Effect.NEW if item is None else Effect.SAME if facts.same_as(item) else Effect.CHANGED
    return Outcome(row, label, effect, found=(facts, item))


def _standard(row: Row, standards: Any) -> Standard | None:
    known = occupations().get(row["code"] or "")
    if known is None:
        if row["code"]:
            row.fault("code", "职业分类大典里没有这个编码，请核对。")
        return None
    if row["occupation"] and row["occupation"] != known.title:
        row.fault("occupation", f"与编码不一致：{known.code} 是“{known.title}”。")
        return None
    standard: Standard | None = standards.get((known.code, row["edition"]))
    if standard is None and row["edition"]:
        row.fault("edition", "系统里没有登记这个职业的这个版本，请先在“国家职业标准”里登记。")
    return standard


def _levels(row: Row) -> Sequence[Level]:
    try:
        return read_levels(row["levels"] or "")
    except ValueError:
        row.fault("levels", "等级的写法不认识，请写成“五级、四级、三级”或“五级至一级”。")
        return []


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


SCOPE = imports.register(
    ImportKind(
        name="assessment-scope",
        title="认定范围",
        columns=COLUMNS,
        endpoint="assessments.bodies.show_body",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
