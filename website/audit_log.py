"""The audit log: who did what, filtered, on a page and as a workbook of exactly what the page lists."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Boolean, Enum, Select

from competitions.planning.forms_stages import MISSING_TITLES
from foundation.audit import AuditEntry
from foundation.database import Base, UtcDateTime, page_by_key, session
from foundation.errors import Refused
from foundation.workbook_writing import MEDIA_TYPE, export_workbook
from foundation.workbooks import Column
from marking.schemes.rules import KIND_TITLES as CRITERION_TITLES
from people.accounts.access import acting, requires
from people.accounts.queries import AuditFilter, audit_entries_visible_to, found_entries
from people.accounts.rules import Permission
from people.honours.rules import HONOUR_TITLES
from scoring.methods import METHODS
from scoring.tie_breaks import TIE_BREAKS
from website.action_titles import ACTION_TITLES
from website.display import moment, title_of
from website.home import bp
from website.record_titles import FIELD_TITLES, SUBJECT_TITLES, field_title

MOST_EXPORTED = 50_000
CODE_TITLES = {code: rule.TITLE for rules in (METHODS, TIE_BREAKS) for code, rule in rules.items()} | {
    str(code): title
    for titles in (MISSING_TITLES, CRITERION_TITLES, HONOUR_TITLES)
    for code, title in cast(dict[StrEnum, str], titles).items()
}
COLUMNS = (
    Column("at", "时间", width=18),
    Column("actor", "操作人"),
    Column("action", "操作"),
    Column("subject", "对象", width=40),
    Column("changes", "变化", width=60),
    Column("reason", "原因", width=40),
)


def start_audit_log(app: Flask) -> None:
    """Offer the log's words to the templates."""
    app.jinja_env.filters |= {
        "action_title": action_title,
        "subject_title": subject_title,
        "change_lines": change_lines,
    }


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def list_audit_entries() -> ResponseReturnValue:
    """What was done in the organisations below, newest first."""
    page = page_by_key(_wanted_entries(), AuditEntry, after=request.args.get("after", type=int))
    return render_template(
        "website/list_audit_entries.html", page=page, actions=ACTION_TITLES, subjects=SUBJECT_TITLES, most=MOST_EXPORTED
    )


@bp.get("/audit/export")
@requires(Permission.AUDIT_READ)
def export_audit_entries() -> ResponseReturnValue:
    """The filtered entries as a workbook."""
    entries = session.scalars(_wanted_entries().order_by(AuditEntry.id.desc()).limit(MOST_EXPORTED + 1)).all()
    if len(entries) > MOST_EXPORTED:
        raise Refused(f"符合条件的记录超过 {MOST_EXPORTED} 条，请缩小日期范围后再导出。")
    with_names = {"Content-Disposition": "attachment; filename=audit.xlsx"}
    content = export_workbook("操作日志", COLUMNS, (_row(entry) for entry in entries))
    return Response(content, mimetype=MEDIA_TYPE, headers=with_names)


def action_title(action: str) -> str:
    """What was done, in Chinese."""
    return ACTION_TITLES.get(action, action)


def subject_title(kind: str) -> str:
    """What it was done to, in Chinese."""
    return SUBJECT_TITLES.get(kind, kind)


def change_lines(entry: AuditEntry) -> Iterator[tuple[str, str, str]]:
    """Each changed field: its title, the old value and the new one, in words."""
    for field, (old, new) in entry.changes.items():
        yield field_title(entry.subject_kind, field), _words(entry, field, old), _words(entry, field, new)


def _words(entry: AuditEntry, field: str, value: Any) -> str:
    """A stored value as people read it: what its column holds says how."""
    if value is None or value in ("", []):
        return "（空）"
    if isinstance(value, list | dict):
        return _outline(value)
    table = Base.metadata.tables.get(entry.subject_kind)
    kind = table.columns[field].type if table is not None and field in table.columns else None
    if isinstance(kind, Enum) and kind.enum_class and value in kind.enums:
        return title_of(cast(StrEnum, kind.enum_class(value)))
    if isinstance(kind, UtcDateTime):
        return moment(datetime.fromisoformat(value))
    if isinstance(kind, Boolean):
        return "是" if value else "否"
    return str(value)


def _outline(value: Any) -> str:
    """A stored list or record as one line: each part with its title, what is empty left out."""
    if isinstance(value, dict):
        said = [(FIELD_TITLES.get(name, name), part) for name, part in value.items() if part not in (None, "", [])]
        return "，".join(f"{title} {_outline(part)}" for title, part in said)
    if isinstance(value, list):
        return "；".join(_outline(part) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return CODE_TITLES.get(str(value), str(value))


def _row(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": entry.at,
        "actor": entry.actor_name,
        "action": action_title(entry.action),
        "subject": f"{subject_title(entry.subject_kind)} {entry.subject_label}".strip(),
        "changes": "\n".join(f"{title}：{old} → {new}" for title, old, new in change_lines(entry)),
        "reason": entry.reason or "",
    }


def _wanted_entries() -> Select[AuditEntry]:
    wanted = AuditFilter(
        actor=_text("actor"),
        action=_text("action"),
        subject_kind=_text("subject_kind"),
        organisation=_text("organisation"),
        since=_day("since"),
        until=_day("until"),
    )
    return found_entries(audit_entries_visible_to(acting()), wanted)


def _text(name: str) -> str:
    return request.args.get(name, "").strip()


def _day(name: str) -> date | None:
    """A day from the address; nonsense asks for nothing."""
    return request.args.get(name, type=date.fromisoformat)
