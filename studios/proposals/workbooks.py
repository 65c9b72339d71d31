"""A recommender's or unit's summary table as a workbook: each row becomes a draft, whole or not at all."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from foundation import audit, imports
from foundation.database import fetch, lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbooks import Cell, Column, Row
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from people.persons.workbooks import EMPLOYER
from studios.proposals.amounts import ask_about_unit
from studios.proposals.models_achievements import Achievement, AchievementAuthor
from studios.proposals.models_selections import Selection
from studios.proposals.operations_achievements import AchievementText, create_achievement
from studios.proposals.queries import persons_called
from studios.proposals.queries_achievements import selections_visible_to
from studios.proposals.rules_achievements import ACHIEVEMENT_KIND_TITLES
from studios.proposals.rules_likeness import normalised

KIND_BY_TITLE = {title: kind for kind, title in ACHIEVEMENT_KIND_TITLES.items()}
COLUMNS = (
    replace(EMPLOYER, key="unit", title="申报单位", required=True, note="与系统中的组织名称完全一致。"),
    Column("title", "成果名称", required=True, width=30, note="4 至 60 个字。", example="冲压模具快速换模法"),
    Column("kind", "种类", required=True, width=12, choices=tuple(KIND_BY_TITLE), example="小革新"),
    Column("category", "专题", width=14, note="评选分专题的必填。"),
    Column("authors", "完成人", required=True, width=24, note="按贡献大小，用顿号隔开。", example="王示例、李示例"),
    Column("finished_on", "完成日期", Cell.DATE, required=True, width=14, example="2026-05-01"),
    Column("used_since", "开始应用日期", Cell.DATE, width=14, example="2026-06-01"),
    Column("summary", "简介", required=True, width=40, note="20 至 500 个字，入库以后公开。"),
    Column("content", "主要内容", required=True, width=60, note="给评委看，不要写单位和姓名。"),
    Column("problems", "解决的问题", width=20, example="换模慢、等待"),
    Column("ip_number", "知识产权号", width=22),
    Column("benefit", "效益（元）", width=14, note="单位是元，不是万元。"),
    Column("benefit_basis", "效益怎样算出来的", width=30, note="填了效益的必填。"),
    Column("benefit_verifier", "效益核实人", width=18),
)
TEXTS = ("category", "summary", "content", "problems", "ip_number", "benefit_basis", "benefit_verifier")


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new draft, or nothing where the unit has entered one of that name."""
    selection = _selection(by, context)
    units = {one.name: one for one in session.scalars(active_in(by.scope(Permission.PROPOSAL_EDIT)))}
    entered = select(Achievement.organisation_id, Achievement.title_key).where(Achievement.selection_id == selection.id)
    known = {(unit_id, key) for unit_id, key in session.execute(entered)}
    seen: dict[tuple[int, str], int] = {}
    return [_outcome(row, selection, units, known, seen) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Make the draft; the unit goes on with its papers and hands it in."""
    unit, text = outcome.found
    return Applied(create_achievement(_selection(by, context), unit, text, by=by))


def undo_row(item: ImportItem, by: Account) -> None:
    """Delete the draft again; refused once it was changed, handed in or has papers."""
    made = session.get(Achievement, item.record_id)
    if made is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(made).row_version)
    if references_to(made, ignoring=frozenset({AchievementAuthor.__tablename__})):
        raise Refused("这项成果已有材料，不能撤销导入；不再申报的请撤回。")
    audit.record("undo_import", made, by=by)
    session.delete(made)
    session.flush()


def _selection(by: Account, context: dict[str, Any]) -> Selection:
    return fetch(selections_visible_to(by).where(Selection.id == context["selection_id"]))


def _outcome(
    row: Row,
    selection: Selection,
    units: dict[str, Organisation],
    known: set[tuple[int, str]],
    seen: dict[tuple[int, str], int],
) -> Outcome:
    unit, label = units.get(row["unit"] or ""), row["title"] or ""
    if unit is None and row["unit"]:
        row.fault("unit", "没有这个单位，或不在您的管理范围，请与“组织”里的名称核对。")
    text = _text(row, selection)
    if unit is None or text is None:
        return Outcome(row, label, Effect.FAULTY)
    key = (unit.id, normalised(text.title))
    if (earlier := seen.setdefault(key, row.number)) != row.number:
        row.fault("title", f"与第 {earlier} 行重复：同一个单位的同一项成果只填一行。")
    if key in known:
        row.notice("title", "这个单位已经填过同名的成果，这一行不改动它。")
        return Outcome(row, label, Effect.SAME)
    if not any(len(persons_called(name, unit)) == 1 for name in text.authors):
        row.fault("authors", "完成人里至少要有一位在申报单位的人员名册上，请核对姓名。")
    return Outcome(row, label, Effect.NEW, found=(unit, text))


def _text(row: Row, selection: Selection) -> AchievementText | None:
    kind, category = KIND_BY_TITLE.get(row["kind"] or ""), row["category"] or ""
    if kind and kind.value not in selection.kinds:
        row.fault("kind", "这次评选不征集这一种成果。")
    if selection.categories and category not in selection.categories:
        row.fault("category", f"请从评选的专题里选：{'、'.join(selection.categories)}。")
    if row["title"] and not 4 <= len(row["title"]) <= 60:
        row.fault("title", "名称应为 4 至 60 个字。")
    benefit = _benefit(row)
    if row.faults or kind is None:
        return None
    names = [name.strip() for name in row["authors"].replace("，", "、").split("、") if name.strip()]
    texts: dict[str, Any] = {key: row[key] or "" for key in TEXTS}
    dates: dict[str, Any] = {key: row[key] for key in ("finished_on", "used_since")}
    return AchievementText(
        title=row["title"], kind=kind, authors=names, benefit=benefit, unit_checked=True, **dates, **texts
    )


def _benefit(row: Row) -> Decimal | None:
    if row["benefit"] is None:
        return None
    try:
        benefit = Decimal(row["benefit"]).quantize(Decimal("0.01"))
        ask_about_unit(benefit, checked=False)
    except InvalidOperation:
        row.fault("benefit", "不是数字，请只写数字，单位是元。")
        return None
    except Refused as question:
        row.notice("benefit", question.message)
    if benefit < 0:
        row.fault("benefit", "效益不能小于 0。")
    if not row["benefit_basis"]:
        row.fault("benefit_basis", "填了效益的，请写明怎样算出来的。")
    return benefit


ACHIEVEMENTS = imports.register(
    ImportKind(
        name="achievements",
        title="五小成果汇总表",
        columns=COLUMNS,
        endpoint="studios.proposals.show_selection",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
