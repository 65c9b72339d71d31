"""Setting papers. Whoever uses the package calls these inside operations of its own, which check who may."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from examinations.banks.models import QuestionBank
from examinations.banks.queries import banks_visible_to
from examinations.papers.models import Paper, PaperSection
from examinations.papers.queries import pool_of
from examinations.papers.rules import Reveal, Section, paper_faults
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from scoring.answers import PartialMarks, PartialRule, partial_rule_faults


@dataclass(frozen=True)
class PaperFacts:
    """What is written down about a paper; times are seconds."""

    title: str
    opens_at: datetime
    closes_at: datetime
    seconds: int
    sections: Sequence[Section]
    grace_seconds: int = 10
    shuffles_options: bool = True
    partial: PartialMarks = PartialMarks.FIXED
    partial_points: Decimal = Decimal("0.5")
    reveal: Reveal = Reveal.SCORE

    def values(self) -> dict[str, Any]:
        """Columns and their values, without the sections."""
        return {name: value for name, value in asdict(self).items() if name != "sections"}


def set_paper(paper: Paper | None, facts: PaperFacts) -> Paper:
    """A new paper, or `paper` with these facts. Raises `Refused` while attempts may begin on it."""
    if paper is not None and lock(paper).locked:
        raise Refused("试卷已经启用，不能再改。请先撤回。")
    if facts.closes_at <= facts.opens_at:
        raise Refused("结束时间应晚于开始时间。", field="closes_at")
    if faults := partial_rule_faults(PartialRule(facts.partial, facts.partial_points)):
        raise Refused(faults[0], field="partial_points")
    paper = paper or Paper()
    for name, value in facts.values().items():
        setattr(paper, name, value)
    session.add(paper)
    paper.sections.clear()
    session.flush()
    paper.sections = [PaperSection(position=place, **asdict(one)) for place, one in enumerate(facts.sections, start=1)]
    session.flush()
    return paper


def check_banks(sections: Sequence[Section], *, by: Account) -> None:
    """Raises `Refused` unless `by` sets questions in every bank that is drawn from."""
    visible = set(session.scalars(banks_visible_to(by).with_only_columns(QuestionBank.id)))
    if {section.bank_id for section in sections} - visible:
        raise Refused("所选的题库不存在，或不在您的管理范围，请重新选择。")


def lock_paper(paper: Paper) -> None:
    """Let attempts begin. Raises `Refused` with every row of the specification that the banks cannot fill."""
    if faults := paper_faults(lock(paper).specification, pool_of(paper)):
        raise Refused("试卷还不能启用。", reasons=faults)
    paper.locked = True


def unlock_paper(paper: Paper) -> None:
    """Let the paper be changed again; the caller makes sure that nobody has taken it."""
    lock(paper).locked = False


def postpone_closing(paper: Paper, closes_at: datetime) -> None:
    """Another time of closing; attempts that have begun keep the time they were given."""
    if closes_at <= lock(paper).opens_at:
        raise Refused("结束时间应晚于开始时间。", field="closes_at")
    paper.closes_at = closes_at
