"""Changing question banks: opening one, registering questions, taking one out of use."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from examinations.banks.models import Question, QuestionBank
from examinations.banks.rules import Difficulty
from foundation import audit
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from scoring.answers import QuestionKind


@dataclass(frozen=True)
class QuestionFacts:
    """What a question says. `options` of a true-or-false question are 正确 and 错误."""

    code: str
    kind: QuestionKind
    stem: str
    options: Sequence[str]
    answer: str
    topic: str = ""
    difficulty: Difficulty = Difficulty.MEDIUM
    explanation: str = ""

    def same_as(self, question: Question) -> bool:
        """Whether `question` says just this."""
        return all(getattr(question, name) == value for name, value in self.values().items())

    def values(self) -> dict[str, object]:
        """Columns and their values."""
        return asdict(self) | {"options": list(self.options)}


def create_bank(organisation: Organisation, title: str, *, by: Account) -> QuestionBank:
    """Open an empty bank. Raises `Refused` if the organisation has one of this title."""
    if not by.may_at(Permission.QUESTION_EDIT, organisation.path):
        raise NotAllowed
    same = select(QuestionBank.id).where(QuestionBank.organisation_id == organisation.id, QuestionBank.title == title)
    if session.scalar(same) is not None:
        raise Refused("这个单位已有同名的题库，请换一个名称，或在原题库里导入。", field="title")
    bank = QuestionBank(title=title, organisation=organisation)
    session.add(bank)
    audit.record("create_bank", bank, by=by)
    return bank


def add_questions(bank: QuestionBank, listed: Sequence[tuple[QuestionFacts, int]], *, by: Account) -> list[Question]:
    """Register questions that the bank does not have, each with the number of its version."""
    made = [Question(bank=bank, version=version, **facts.values()) for facts, version in listed]
    session.add_all(made)
    audit.record_all("add_question", made, by=by)
    return made


def replace_question(question: Question, facts: QuestionFacts, *, by: Account) -> Question:
    """Register the next version; papers draw it from now on, and those already drawn keep the old one."""
    if not lock(question).in_use:
        raise Refused(f"题目 {question.code} 刚才已被换成新的一版，请重新导入核对。")
    question.in_use = None
    session.flush()
    made = Question(bank_id=question.bank_id, version=question.version + 1, **facts.values())
    session.add(made)
    session.flush()
    audit.record("replace_question", made, by=by, changes={"version": (question.version, made.version)})
    return made


def withdraw_question(question: Question, *, reason: str, by: Account) -> None:
    """Take a question out of use. Papers already drawn keep it; an import brings it back as a new version."""
    if not reason.strip():
        raise Refused("停用题目需要写明原因。", field="reason")
    if not lock(question).in_use:
        raise Refused("这道题已经不在用了。")
    question.in_use = None
    audit.record("withdraw_question", question, by=by, reason=reason)
