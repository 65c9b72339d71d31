"""Organisations as a workbook: template, import, export. Parents may stand in the same sheet, above their children."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from foundation import audit, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbooks import Cell, Column, Row
from people.organisations.models import Organisation
from people.organisations.operations import (
    OrganisationFacts,
    create_organisation,
    edit_organisation,
)
from people.organisations.queries import find_organisation, organisations_editable_by
from people.organisations.rules import KIND_TITLES, OWNERSHIP_TITLES, OrganisationKind, Ownership, credit_code

if TYPE_CHECKING:
    from people.accounts.models import Account

KIND_BY_TITLE = {title: kind for kind, title in KIND_TITLES.items()}
OWNERSHIP_BY_TITLE = {title: ownership for ownership, title in OWNERSHIP_TITLES.items()}

COLUMNS = (
    Column("name", "名称", required=True, width=32, note="法定全称，全系统不重名。", example="示例机械有限公司工会"),
    Column("kind", "类型", required=True, width=16, choices=tuple(KIND_BY_TITLE), example="企业/基层工会"),
    Column(
        "parent",
        "上级组织名称",
        required=True,
        width=32,
        note="系统中已有的，或本表中上面已出现的组织名称。",
        example="示例区总工会",
    ),
    Column(
        "credit_code",
        "统一社会信用代码",
        Cell.CODE,
        width=24,
        note="18 位，文本格式；按校验码核对。",
        example="91350100M000100Y43",
    ),
    Column("region_code", "行政区划代码", Cell.CODE, width=14, note="6 位数字，文本格式。", example="500118"),
    Column("industry", "行业", width=18, example="通用设备制造业"),
    Column("ownership", "所有制", width=10, choices=tuple(OWNERSHIP_BY_TITLE), example="非公"),
    Column("address", "地址", width=36, example="示例区示例路 1 号"),
)


def check_rows(rows: list[Row], by: "Account", _context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: make an organisation, change one, or nothing."""
    editable = {one.name: one for one in session.scalars(organisations_editable_by(by))}
    known = _known(rows)
    planned: dict[str, OrganisationKind] = {}
    codes: dict[str, int] = {}
    return [_check_row(row, editable, known, planned, codes) for row in rows]


def apply_row(outcome: Outcome, by: "Account", _context: dict[str, Any]) -> Applied:
    """Make or change the organisation of a row."""
    facts: OrganisationFacts = outcome.found
    existing = find_organisation(facts.name)
    if existing is None:
        parent = find_organisation(outcome.row["parent"])
        if parent is None:
            raise Refused("上级组织没有导入成功，这一行也没有导入。")
        return Applied(create_organisation(facts, parent, by=by))
    before = {field: getattr(existing, field) for field in facts.values()}
    return Applied(edit_organisation(existing, facts, by=by, version=None), before)


def undo_row(item: ImportItem, by: "Account") -> None:
    """Remove an organisation that the import made, or restore one; refused once anything belongs to it."""
    organisation = session.get(Organisation, item.record_id)
    if organisation is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(organisation).row_version)
    before = item.before_values()
    if before is not None:
        facts = OrganisationFacts(
            **before
            | {
                "kind": OrganisationKind(before["kind"]),
                "credit_code": before["credit_code"] or "",
                "ownership": Ownership(before["ownership"]) if before["ownership"] else None,
            }
        )
        edit_organisation(organisation, facts, by=by, version=None)
        return
    count = references_to(organisation)
    if count:
        raise Refused(f"已有 {count} 条其他记录（下级组织、人员、账号、报名等）属于这个组织。")
    audit.record("undo_import", organisation, by=by)
    session.delete(organisation)
    session.flush()


def export_rows(organisations: Iterable[Organisation]) -> Iterator[dict[str, Any]]:
    """Organisations as rows of an export, in the columns of the import."""
    for one in organisations:
        yield {
            "name": one.name,
            "kind": KIND_TITLES[one.kind],
            "parent": one.parent.name if one.parent else "",
            "credit_code": one.credit_code,
            "region_code": one.region_code,
            "industry": one.industry,
            "ownership": OWNERSHIP_TITLES[one.ownership] if one.ownership else "",
            "address": one.address,
        }


def _check_row(
    row: Row,
    editable: dict[str, Organisation],
    known: dict[str, Organisation],
    planned: dict[str, OrganisationKind],
    codes: dict[str, int],
) -> Outcome:
    facts = _facts(row)
    if facts is None:
        return Outcome(row, row["name"] or "", Effect.FAULTY)
    existing = known.get(facts.name)
    above = editable.get(row["parent"])
    parent = above.kind if above else planned.get(row["parent"])
    if parent is None:
        row.fault("parent", "没有这个组织，或不在您的管理范围。请与系统中的名称核对，或在本表中把它写在上面。")
    else:
        for field, reasons in facts.faults(parent).items():
            for reason in reasons:
                row.fault(field, reason)
    if existing is not None and existing.name not in editable:
        row.fault("name", "已有同名的组织，而且不在您的管理范围。")
    elif existing is not None and above is not None and existing.parent_id != above.id:
        row.fault("parent", "这个组织已登记在另一个上级之下，导入不改变隶属关系。")
    _check_repeats(row, facts, known, planned, codes)
    if not row.faults:
        planned[facts.name] = facts.kind
    return Outcome(row, facts.name, _effect(existing, facts), found=facts)


def _check_repeats(
    row: Row,
    facts: OrganisationFacts,
    known: dict[str, Organisation],
    planned: dict[str, OrganisationKind],
    codes: dict[str, int],
) -> None:
    if facts.name in planned:
        row.fault("name", "本表中前面已有同名的组织。")
    code = credit_code(facts.credit_code) if facts.credit_code else None
    if code is None:
        return
    holder = known.get(code)
    if holder is not None and holder.name != facts.name:
        row.fault("credit_code", "这个统一社会信用代码已登记在另一个组织名下，请核对。")
    earlier = codes.setdefault(code, row.number)
    if earlier != row.number:
        row.fault("credit_code", f"与第 {earlier} 行的统一社会信用代码重复。")


def _facts(row: Row) -> OrganisationFacts | None:
    if not row["name"] or not row["kind"]:
        return None
    return OrganisationFacts(
        name=row["name"],
        kind=KIND_BY_TITLE[row["kind"]],
        credit_code=row["credit_code"] or "",
        region_code=row["region_code"] or "",
        industry=row["industry"] or "",
        ownership=OWNERSHIP_BY_TITLE.get(row["ownership"] or ""),
        address=row["address"] or "",
    )


def _known(rows: list[Row]) -> dict[str, Organisation]:
    """The organisations with the names or credit codes of these rows, by name and by credit code."""
    names = [row["name"] for row in rows if row["name"]]
    codes = [code for row in rows if row["credit_code"] and (code := credit_code(row["credit_code"]))]
    found: dict[str, Organisation] = {}
    for start in range(0, max(len(names), len(codes)), 500):
        part = slice(start, start + 500)
        query = select(Organisation).where(
            or_(Organisation.name.in_(names[part]), Organisation.credit_code.in_(codes[part]))
        )
        for one in session.scalars(query):
            found |= {one.name: one} | ({one.credit_code: one} if one.credit_code else {})
    return found


def _effect(existing: Organisation | None, facts: OrganisationFacts) -> Effect:
    if existing is None:
        return Effect.NEW
    same = all(getattr(existing, field) == value for field, value in facts.values().items())
    return Effect.SAME if same else Effect.CHANGED


ORGANISATIONS = imports.register(
    ImportKind(
        name="organisations",
        title="组织",
        columns=COLUMNS,
        endpoint="people.organisations.list_organisations",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
