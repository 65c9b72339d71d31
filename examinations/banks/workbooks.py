"""Questions as a workbook: template, import, export. A row whose code the bank has already is its next version."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from examinations.banks.models import Question, QuestionBank
from examinations.banks.operations import QuestionFacts, add_questions, replace_question
from examinations.banks.queries import banks_visible_to, current_by_code, latest_versions
from examinations.banks.rules import (
    DIFFICULTY_TITLES,
    LETTERS,
    MOST_CODE,
    MOST_TOPIC,
    QUESTION_KIND_TITLES,
    TRUE_FALSE,
    Difficulty,
    answer_fault,
    option_faults,
    read_answer,
)
from foundation import audit, imports
from foundation.database import fetch, lock, session
from foundation.errors import Refused
from foundation.imports import Applied, Effect, ImportItem, ImportKind, Outcome
from foundation.references import references_to
from foundation.workbooks import Column, Row
from people.accounts.models import Account
from scoring.answers import QuestionKind

KIND_BY_TITLE = {title: kind for kind, title in QUESTION_KIND_TITLES.items()}
DIFFICULTY_BY_TITLE = {title: difficulty for difficulty, title in DIFFICULTY_TITLES.items()}
OPTION_NOTE = "判断题留空；单选、多选从 A 起依次填写。"

COLUMNS = (
    Column(
        "code",
        "编号",
        required=True,
        width=12,
        note="固定编号；再次导入同一编号即换成新的一版。",
        example="A001",
    ),
    Column("kind", "题型", required=True, width=10, choices=tuple(KIND_BY_TITLE), example="单选题"),
    Column("stem", "题干", required=True, width=60, example="工会会员大会至少多久召开一次？"),
    *(
        Column(f"option_{letter}", f"选项{letter}", width=20, note=OPTION_NOTE, example=example)
        for letter, example in zip(LETTERS, ("每年一次", "每两年一次", "每三年一次", "每五年一次", "", ""), strict=True)
    ),
    Column("answer", "答案", required=True, width=10, note="字母，多选连写；判断题写“正确”或“错误”。", example="A"),
    Column("topic", "主题", width=16, note="组卷时按主题抽题，可以不填。", example="工会知识"),
    Column("difficulty", "难度", width=8, choices=tuple(DIFFICULTY_BY_TITLE), note="不填为“中”。", example="易"),
    Column("explanation", "解析", width=40, note="允许公布答案时，考后显示。", example="见选举工作条例。"),
)


def check_rows(rows: list[Row], by: Account, context: dict[str, Any]) -> list[Outcome]:
    """What each row would do: a new question, a new version of one, or nothing."""
    bank = fetch(banks_visible_to(by).where(QuestionBank.id == context["bank_id"]))
    known = current_by_code(bank.id)
    versions = latest_versions(bank.id)
    codes = Counter(row["code"] for row in rows)
    stems = {question.stem: code for code, question in known.items()}
    return [_check_row(row, known, versions, codes, stems) for row in rows]


def apply_row(outcome: Outcome, by: Account, context: dict[str, Any]) -> Applied:
    """Register the question of a row, or its next version."""
    bank = fetch(banks_visible_to(by).where(QuestionBank.id == context["bank_id"]))
    facts, version, earlier = outcome.found
    if earlier is None:
        return Applied(add_questions(bank, [(facts, version)], by=by)[0])
    return Applied(replace_question(earlier, facts, by=by), before={"question_id": earlier.id})


def undo_row(item: ImportItem, by: Account) -> None:
    """Remove a version that no paper has drawn, and bring back the one before it."""
    question = session.get(Question, item.record_id)
    if question is None or not lock(question).in_use:
        raise Refused("导入之后又换过新的一版或已停用，请直接再导入一次。")
    if count := references_to(question):
        raise Refused(f"已有 {count} 份答卷抽到了这道题，不能撤销；可以停用它。")
    audit.record("undo_import", question, by=by)
    session.delete(question)
    session.flush()
    before = item.before_values()
    if before is not None:
        session.get_one(Question, before["question_id"]).in_use = True
        session.flush()


def export_rows(questions: Iterable[Question]) -> Iterator[dict[str, Any]]:
    """Questions as rows of an export, in the columns of the import."""
    for one in questions:
        options = ("",) * 6 if one.kind is QuestionKind.TRUE_FALSE else one.options
        yield {
            "code": one.code,
            "kind": QUESTION_KIND_TITLES[one.kind],
            "stem": one.stem,
            **{f"option_{letter}": option for letter, option in zip(LETTERS, options, strict=False)},
            "answer": TRUE_FALSE["AB".index(one.answer)] if one.kind is QuestionKind.TRUE_FALSE else one.answer,
            "topic": one.topic,
            "difficulty": DIFFICULTY_TITLES[one.difficulty],
            "explanation": one.explanation,
        }


def _check_row(
    row: Row, known: dict[str, Question], versions: dict[str, int], codes: Counter[str], stems: dict[str, str]
) -> Outcome:
    if row["code"] and codes[row["code"]] > 1:
        row.fault("code", "本表中有重复的编号，请改成不同的编号。")
    for key, most in (("code", MOST_CODE), ("topic", MOST_TOPIC)):
        if len(row[key] or "") > most:
            row.fault(key, f"最多 {most} 个字。")
    facts = _facts(row)
    if facts is None or row.faults:
        return Outcome(row, row["code"] or "", Effect.FAULTY)
    if stems.setdefault(facts.stem, facts.code) != facts.code:
        row.notice("stem", f"与编号 {stems[facts.stem]} 的题干相同，请核对是不是同一道题。")
    earlier = known.get(facts.code)
    effect = Effect.NEW if earlier is None else Effect.SAME if facts.same_as(earlier) else Effect.CHANGED
    version = versions.get(facts.code, 0) + 1
    return Outcome(row, f"{facts.code} {facts.stem[:20]}", effect, found=(facts, version, earlier))


def _facts(row: Row) -> QuestionFacts | None:
    if not (row["code"] and row["kind"] and row["stem"]):
        return None
    kind = KIND_BY_TITLE[row["kind"]]
    written = [row[f"option_{letter}"] or "" for letter in LETTERS]
    for letter, message in option_faults(kind, written).items():
        row.fault(f"option_{letter}", message)
    options = TRUE_FALSE if kind is QuestionKind.TRUE_FALSE else tuple(option for option in written if option)
    answer = read_answer(kind, row["answer"] or "")
    if answer is None:
        expected = "“正确”或“错误”" if kind is QuestionKind.TRUE_FALSE else "A 至 F 的字母，例如 A 或 ACD"
        row.fault("answer", f"看不懂，请填写{expected}。")
        return None
    if fault := answer_fault(kind, options, answer):
        row.fault("answer", fault)
    return QuestionFacts(
        code=row["code"],
        kind=kind,
        stem=row["stem"],
        options=options,
        answer=answer,
        topic=row["topic"] or "",
        difficulty=DIFFICULTY_BY_TITLE.get(row["difficulty"], Difficulty.MEDIUM),
        explanation=row["explanation"] or "",
    )


QUESTIONS = imports.register(
    ImportKind(
        name="questions",
        title="题库",
        columns=COLUMNS,
        endpoint="examinations.banks.show_bank",
        check=check_rows,
        apply=apply_row,
        undo=undo_row,
    )
)
