"""The pool as a workbook that comes in, whole or not at all: a row is one lecturer; and as one that goes out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, select

from foundation import audit, clock, imports
from foundation.database import lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome, refuse_if_changed_since
from foundation.references import references_to
from foundation.workbook_writing import export_workbook
from foundation.workbooks import Cell, Column, Row
from lectures.lecturers.models import Lecturer, LecturerTopic
from lectures.lecturers.models_terms import LecturerStep, LecturerTerm
from lectures.lecturers.operations import LecturerFacts, create_lecturer
from lectures.lecturers.operations_terms import appoint_lecturer
from lectures.lecturers.rules import AUDIENCE_TITLES, LECTURER_STATE_TITLES, Topic, parts
from lectures.lecturers.rules_hours import hours_in_words
from lectures.lecturers.rules_terms import USUAL_TERM_MONTHS, Term, reasons_against_term
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.honours.holders import Asked, Fault, HolderFinder
from people.honours.rules import HolderKind
from people.organisations.models import Organisation
from people.persons.models import Person

AUDIENCE_BY_TITLE = {title: audience for audience, title in AUDIENCE_TITLES.items()}
MADE_WITH_IT = frozenset({LecturerTopic.__tablename__, LecturerStep.__tablename__, LecturerTerm.__tablename__})
NAME = Column("name", "姓名", required=True, width=12, note="须已在“人员”里登记。", example="陈示强")
UNIT = Column("unit", "单位", required=True, width=30, note="与系统中的组织名称完全一致。", example="示例公司工会")
HEADLINE = Column("headline", "称号", required=True, width=24, example="市劳动模范")
CAP = Column("yearly_cap", "每年最多讲", Cell.NUMBER, width=12, note="不限的不填。", example="12")
COLUMNS = (
    NAME,
    UNIT,
    Column("number", "证件号码", Cell.CODE, width=24, note="同一单位有同名的人时必填，文本格式。"),
    HEADLINE,
    Column("theme", "主题", required=True, width=16, note="讲题属于哪个主题；点单按它找人。", example="工匠精神"),
    Column("topics", "讲题", required=True, width=36, note="几个讲题以“；”隔开。", example="一把焊枪三十年"),
    Column("minutes", "时长（分钟）", Cell.NUMBER, width=12, note="不填为 60。", example="60"),
    Column("audiences", "适合的听众", required=True, width=30, note="、".join(AUDIENCE_BY_TITLE), example="一线职工"),
    Column("languages", "语言", width=16, note="不填为普通话。", example="普通话、重庆话"),
    CAP,
    Column("fee_rule", "课酬说明", width=24, example="公益宣讲，不取课酬"),
    Column("begins", "聘期起", Cell.DATE, width=14, note="已经聘任的填；不填的导入为“推荐中”。"),
    Column("months", "聘期（月）", Cell.NUMBER, width=12, note=f"不填为 {USUAL_TERM_MONTHS} 个月。"),
    Column("document", "聘任文件", width=28, example="示工发〔2026〕1号"),
)
EXPORT_COLUMNS = (
    NAME,
    UNIT,
    Column("pool", "讲师库", width=24),
    HEADLINE,
    Column("themes", "主题", width=20),
    Column("topics", "讲题", width=40),
    Column("audiences", "适合的听众", width=30),
    Column("languages", "语言", width=16),
    Column("hours", "可讲时间", width=36),
    Column("travel_km", "出行范围（公里）", Cell.NUMBER, width=16),
    Column("fee", "课酬（元）", width=12),
    Column("fee_rule", "课酬说明", width=24),
    CAP,
    Column("rest_days", "休息天数", Cell.NUMBER, width=10),
    Column("rating", "听众评分", width=10),
    Column("ratings", "评分份数", Cell.NUMBER, width=10),
    Column("state", "状态", width=10),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new lecturer, or nothing for one who is in the pool already."""
    pool = session.get_one(Organisation, context["pool"])
    finder = HolderFinder([_asked(row) for row in rows], by, Permission.LECTURE_RUN)
    query = select(Lecturer.person_id).where(Lecturer.organisation_id == pool.id)
    known, seen = set(session.scalars(query)), dict[int, int]()
    outcomes = []
    for row in rows:
        person, facts, term = _person(row, finder), _facts(row), _term(row)
        effect = Effect.NEW
        if person is not None:
            if (earlier := seen.setdefault(person.id, row.number)) != row.number:
                row.fault("name", f"与第 {earlier} 行是同一个人，只填一行。")
            if term is not None and person.id == by.person_id:
                row.fault("name", "这一行是您本人，聘任请由其他经办人导入。")
            if person.id in known:
                row.notice("name", "已在讲师库里，这一行不改动他；要修改的请在档案里改。")
                effect = Effect.SAME
        outcomes.append(Outcome(row, row["name"] or "", effect, found=(pool, person, facts, term)))
    return outcomes


def apply_row(outcome: Outcome, by: Account, _context: dict[str, Any]) -> Applied:
    """Take the lecturer into the pool, and appoint him where the row says a term."""
    pool, person, facts, term = outcome.found
    lecturer = create_lecturer(pool, person, facts, by=by)
    if term is not None:
        appoint_lecturer(lecturer, term, outcome.row["document"] or "表格导入", address="", by=by)
    return Applied(lecturer)


def undo_row(item: ImportItem, by: Account) -> None:
    """Take the lecturer out again; refused once his file was changed or something refers to it."""
    lecturer = session.get(Lecturer, item.record_id)
    if lecturer is None:
        raise Refused("这条记录已不存在。")
    refuse_if_changed_since(item, lock(lecturer).row_version)
    if references_to(lecturer, ignoring=MADE_WITH_IT):
        raise Refused("讲师已经有可讲时间、培训、排期或其他记录，不能撤销；不再聘用的请办理退出。")
    audit.record("undo_import", lecturer, by=by)
    for kind in (LecturerTopic, LecturerStep, LecturerTerm):
        session.execute(delete(kind).where(kind.lecturer_id == lecturer.id))
    session.expire(lecturer)
    session.delete(lecturer)
    session.flush()


def pool_workbook(lecturers: Iterable[Lecturer]) -> bytes:
    """The lecturers as the list shows them, with what they speak about and when they can; no document numbers."""
    return export_workbook("讲师库", EXPORT_COLUMNS, _rows(lecturers))


def _rows(lecturers: Iterable[Lecturer]) -> Iterator[dict[str, Any]]:
    same = ("headline", "travel_km", "fee", "fee_rule", "yearly_cap", "rest_days", "rating", "ratings")
    for one in lecturers:
        yield {key: getattr(one, key) for key in same} | {
            "name": one.person.name,
            "unit": one.person.employer.name if one.person.employer else None,
            "pool": one.organisation.name,
            "themes": "、".join(sorted({topic.theme for topic in one.topics})),
            "topics": "；".join(topic.title for topic in one.topics),
            "audiences": "、".join(AUDIENCE_TITLES[audience] for audience in one.audiences),
            "languages": "、".join(one.languages),
            "hours": hours_in_words(one.weekly_hours) or "任何时间",
            "state": LECTURER_STATE_TITLES[one.state],
        }


def _asked(row: Row) -> Asked:
    return Asked(HolderKind.PERSON, row["name"] or "", row["unit"] or "", row["number"] or "")


def _person(row: Row, finder: HolderFinder) -> Person | None:
    if row.faults:
        return None
    found = finder.find(_asked(row))
    if isinstance(found, Fault):
        row.fault(found.field, found.message)
        return None
    if found.person is None:
        row.fault("name", "这个单位的人员里没有此人，请先在“人员”里登记。")
    return found.person


def _facts(row: Row) -> LecturerFacts | None:
    audiences = [AUDIENCE_BY_TITLE.get(title) for title in parts(row["audiences"])]
    if None in audiences:
        row.fault("audiences", f"有不认识的听众，可选：{'、'.join(AUDIENCE_BY_TITLE)}。")
    if row["yearly_cap"] is not None and not 1 <= row["yearly_cap"] <= 500:
        row.fault("yearly_cap", "应在 1 至 500 之间；不限的不填。")
    if row.faults:
        return None
    minutes = 60 if row["minutes"] is None else row["minutes"]
    titles = [title.strip() for title in re.split("[；;]", row["topics"]) if title.strip()]
    facts = LecturerFacts(
        headline=row["headline"],
        audiences=[one for one in audiences if one],
        languages=parts(row["languages"]) or ["普通话"],
        yearly_cap=row["yearly_cap"],
        fee_rule=row["fee_rule"] or "",
        topics=[Topic(title, row["theme"], minutes) for title in titles],
    )
    for reason in facts.faults():
        row.fault("topics", reason)
    return None if row.faults else facts


def _term(row: Row) -> Term | None:
    if row["begins"] is None:
        if row["months"] is not None:
            row.fault("begins", "填了聘期长短的，也请填聘期从哪一天起。")
        return None
    term = Term(row["begins"], USUAL_TERM_MONTHS if row["months"] is None else row["months"])
    for reason in reasons_against_term(term, [], clock.today()):
        row.fault("begins", reason)
    return term


LECTURERS = imports.register(
    ImportKind(
        name="lecturers",
        title="讲师名单",
        columns=COLUMNS,
        endpoint="lectures.lecturers.list_lecturers",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
        whole=True,
    )
)
