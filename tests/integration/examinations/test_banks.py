"""Question banks by workbook: preview by row, versions that are never edited, undo, and who may look."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from examinations.banks.models import Question, QuestionBank
from examinations.banks.workbooks import COLUMNS
from foundation.audit import AuditEntry
from foundation.database import session
from foundation.import_batches import ImportBatch
from foundation.workbooks import read_table
from people.accounts.rules import Role
from people.organisations.models import Organisation
from tests.factories import examinations, people
from tests.factories.workbooks import workbook

HEADER = [column.title for column in COLUMNS]
GOOD = [
    "A001",
    "单选题",
    "工会会员大会多久一次？",
    "每年",
    "每两年",
    "每三年",
    "",
    "",
    "",
    "A",
    "工会知识",
    "易",
    "见章程",
]
MANY = ["A002", "多选题", "工会的职责有哪些？", "维权", "服务", "经商", "建设", "", "", "A、B D", "工会知识", "", ""]
TRUE = ["A003", "判断题", "判断题有两个选项？", "", "", "", "", "", "", "√", "", "难", ""]
BAD = [
    ["A001", "单选题", "编号重复", "甲", "乙", "", "", "", "", "A", "", "", ""],
    ["B002", "单选题", "两个答案", "甲", "乙", "", "", "", "", "AB", "", "", ""],
    ["B003", "多选题", "答案没有选项", "甲", "乙", "", "", "", "", "AD", "", "", ""],
    ["B004", "问答题", "没有这种题型", "甲", "乙", "", "", "", "", "A", "", "", ""],
    ["B005", "单选题", "中间空着", "甲", "", "乙", "", "", "", "A", "", "", ""],
    ["B006", "判断题", "看不懂的答案", "", "", "", "", "", "", "也许", "", "", ""],
]


@pytest.fixture
def district(app: Flask) -> Organisation:
    return people.organisation()


@pytest.fixture
def officer(client: FlaskClient, district: Organisation) -> FlaskClient:
    return people.sign_in(client, people.account(Role.DISTRICT_OFFICER, district))


@pytest.fixture
def bank(district: Organisation) -> QuestionBank:
    return examinations.bank(district)


def upload(client: FlaskClient, bank: QuestionBank, *rows: list[str]) -> ImportBatch:
    file = (io.BytesIO(workbook(HEADER, *rows)), "题库.xlsx")
    answer = client.post(f"/question-banks/{bank.id}/import", data={"file": file})
    assert answer.status_code == 302, answer.text
    return session.get_one(ImportBatch, int(answer.location.rpartition("/")[2]))


def take_in(client: FlaskClient, bank: QuestionBank, *rows: list[str]) -> ImportBatch:
    batch = upload(client, bank, *rows)
    assert client.post(f"/imports/{batch.id}/apply").status_code == 302
    return batch


def in_use(bank: QuestionBank) -> list[tuple[str, int, str]]:
    query = select(Question.code, Question.version, Question.stem).where(
        Question.bank_id == bank.id, Question.in_use.is_(True)
    )
    return [(code, version, stem) for code, version, stem in session.execute(query.order_by(Question.code))]


def test_create_bank_opens_one_bank_of_a_title(officer: FlaskClient, district: Organisation):
    typed = {"title": "安全生产", "organisation_id": district.id}
    assert officer.post("/question-banks/new", data=typed).status_code == 302
    again = officer.post("/question-banks/new", data=typed)
    assert again.status_code == 422
    assert "已有同名的题库" in again.text


def test_import_questions_takes_in_every_kind(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD, MANY, TRUE)
    stored = session.scalars(select(Question).order_by(Question.code)).all()
    assert [(one.kind.value, one.answer, len(one.options), one.difficulty.value) for one in stored] == [
        ("single", "A", 3, "easy"),
        ("multiple", "ABD", 4, "medium"),
        ("true-false", "A", 2, "hard"),
    ]
    page = officer.get(f"/question-banks/{bank.id}").text
    assert "工会的职责有哪些？" in page
    assert "在用题目 3 道" in page


def test_import_questions_names_every_bad_row_and_leaves_it_out(officer: FlaskClient, bank: QuestionBank):
    batch = upload(officer, bank, GOOD, MANY, *BAD)
    faults = {item.row: [fault[1] for fault in item.faults] for item in batch.items if item.faults}
    assert faults == {2: ["编号"], 4: ["编号"], 5: ["答案"], 6: ["答案"], 7: ["题型"], 8: ["选项B"], 9: ["答案"]}
    officer.post(f"/imports/{batch.id}/apply")
    assert [code for code, *_ in in_use(bank)] == ["A002"]
    header, rows = read_table(officer.get(f"/imports/{batch.id}/marked").data)
    assert header[-1] == "问题"
    assert "单选题只能有一个答案" in rows[3][1][-1]


def test_a_question_is_replaced_and_never_edited(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD, TRUE)
    first = session.scalar(select(Question).where(Question.code == "A001"))
    batch = take_in(officer, bank, [*GOOD[:9], "B", *GOOD[10:]], TRUE)
    assert [item.effect.value for item in batch.items] == ["changed", "same"]
    session.refresh(first)
    assert (first.answer, first.version, first.in_use) == ("A", 1, None)
    assert in_use(bank)[0][:2] == ("A001", 2)


def test_undo_brings_the_version_before_back(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD)
    batch = take_in(officer, bank, [*GOOD[:2], "换了题干", *GOOD[3:]], MANY)
    officer.post(f"/imports/{batch.id}/undo", data={"reason": "传错了"})
    assert in_use(bank) == [("A001", 1, GOOD[2])]


def test_undo_leaves_a_question_that_was_drawn(officer: FlaskClient, bank: QuestionBank, district: Organisation, clock):
    clock("2026-11-10 09:00")
    batch = take_in(officer, bank, GOOD)
    quiz = examinations.quiz(bank, draws=(1, 0, 0))
    worker = people.sign_in(officer.application.test_client(), examinations.worker(district))
    assert worker.post(f"/my-quizzes/{quiz.id}/begin").status_code == 302
    answer = officer.post(f"/imports/{batch.id}/undo", data={"reason": "传错了"}, follow_redirects=True)
    assert "已有 1 份答卷抽到了这道题" in answer.text
    assert len(in_use(bank)) == 1


def test_withdraw_question_takes_it_out_of_use_with_a_reason(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD)
    question = session.scalar(select(Question))
    officer.post(f"/questions/{question.id}/withdraw", data={"reason": " "})
    assert len(in_use(bank)) == 1
    officer.post(f"/questions/{question.id}/withdraw", data={"reason": "题目过时"})
    assert in_use(bank) == []
    take_in(officer, bank, GOOD)
    assert in_use(bank) == [("A001", 2, GOOD[2])]


def test_export_questions_gives_what_can_be_imported_again(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD, MANY, TRUE)
    header, rows = read_table(officer.post(f"/question-banks/{bank.id}/export").data)
    batch = upload(officer, bank, *[[str(value) for value in row] for _, row in rows])
    assert header == HEADER
    assert {item.effect.value for item in batch.items} == {"same"}
    assert session.scalar(select(AuditEntry.id).where(AuditEntry.action == "export_questions"))


def test_the_log_never_tells_a_question_or_its_answer(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, GOOD)
    take_in(officer, bank, [*GOOD[:2], "换了题干", *GOOD[3:]])
    entries = session.scalars(select(AuditEntry)).all()
    said = "".join(f"{entry.subject_label}{entry.changes}" for entry in entries)
    assert "A001" in said
    assert GOOD[2] not in said and "换了题干" not in said


@pytest.mark.parametrize("role", [Role.WORKER, Role.ENTERPRISE_OFFICER, Role.JUDGE, Role.SYSTEM_ADMINISTRATOR])
def test_only_those_who_set_questions_see_a_bank(client: FlaskClient, district: Organisation, role: Role):
    bank = examinations.bank(district, single=1)
    people.sign_in(client, people.account(role, district))
    for page in ("", "/import"):
        assert client.get(f"/question-banks/{bank.id}{page}").status_code == 403


def test_banks_of_other_federations_are_not_found(officer: FlaskClient):
    elsewhere = examinations.bank(people.organisation("另一区总工会"), single=1)
    question = session.scalar(select(Question))
    assert officer.get(f"/question-banks/{elsewhere.id}").status_code == 404
    assert officer.post(f"/question-banks/{elsewhere.id}/export").status_code == 404
    assert officer.post(f"/questions/{question.id}/withdraw", data={"reason": "x"}).status_code == 404


def test_question_texts_are_shown_as_text(officer: FlaskClient, bank: QuestionBank):
    take_in(officer, bank, [GOOD[0], GOOD[1], "<script>alert(1)</script><b>粗体</b>", *GOOD[3:]])
    page = officer.get(f"/question-banks/{bank.id}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>粗体" not in page


def test_show_bank_and_list_banks_ask_as_much_for_many_as_for_few(officer, district: Organisation, query_count):
    few, many = examinations.bank(district, single=3), examinations.bank(district, single=40)
    counts = []
    for bank in (few, many):
        with query_count() as statements:
            assert officer.get(f"/question-banks/{bank.id}").status_code == 200
        counts.append(len(statements))
    with query_count() as statements:
        officer.get("/question-banks")
    listed = len(statements)
    for _ in range(20):
        examinations.bank(district)
    with query_count() as statements:
        officer.get("/question-banks")
    assert (counts[0], listed) == (counts[1], len(statements))
