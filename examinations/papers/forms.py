"""The part of a form that sets a paper: the specification table and how partial answers are marked."""

from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DecimalField, FormField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from examinations.banks.rules import DIFFICULTY_TITLES, QUESTION_KIND_TITLES, Difficulty
from examinations.papers.models import Paper
from examinations.papers.rules import PARTIAL_TITLES, Section
from foundation.forms import RowForm, RowsField, RowsForm
from scoring.answers import PartialMarks, QuestionKind

MARK = [InputRequired("请填写分数。"), NumberRange(0, 10000, message="应在 0 至 10000 之间。")]
POSITIVE = [InputRequired("请填写分数。"), NumberRange(Decimal("0.01"), 1000, message="应在 0.01 至 1000 之间。")]


class SectionRow(RowForm):
    """One row of the specification table."""

    bank_id = SelectField("题库", coerce=int)
    kind = SelectField("题型", choices=QUESTION_KIND_TITLES)
    topic = StringField("主题（不填为不限）", validators=[Length(max=50)])
    difficulty = SelectField(
        "难度", choices={"": "不限"} | {one.value: title for one, title in DIFFICULTY_TITLES.items()}
    )
    count = IntegerField("题数", default=10, validators=[InputRequired("请填写题数。"), NumberRange(1, 200)])
    points = DecimalField("每题分数", default=Decimal(10), places=None, validators=POSITIVE)


class SpecificationForm(RowsForm):
    """What every form that sets a paper has."""

    partial = SelectField("多选题少选", choices=PARTIAL_TITLES)
    partial_points = DecimalField("少选分数", default=Decimal("0.5"), places=None, validators=MARK)
    shuffles_options = BooleanField("打乱选项次序", default=True)
    sections = RowsField(FormField(SectionRow), "抽题")

    def offer_banks(self, banks: dict[int, str]) -> None:
        """Which banks each row may choose from."""
        for row in self.sections:
            row.form.bank_id.choices = banks

    def specification(self) -> dict[str, Any]:
        """What was typed, by the names of `PaperFacts`."""
        return {
            "sections": [_section(row.form) for row in self.sections],
            "shuffles_options": self.shuffles_options.data,
            "partial": PartialMarks(self.partial.data),
            "partial_points": self.partial_points.data,
        }


def specification_of(paper: Paper) -> dict[str, Any]:
    """What a paper says, by the names of the fields of `SpecificationForm`."""
    return {
        "sections": [_row(section) for section in paper.specification],
        "shuffles_options": paper.shuffles_options,
        "partial": paper.partial.value,
        "partial_points": paper.partial_points,
    }


def _row(section: Section) -> dict[str, Any]:
    return {
        "bank_id": section.bank_id,
        "kind": section.kind.value,
        "topic": section.topic,
        "difficulty": section.difficulty.value if section.difficulty else "",
        "count": section.count,
        "points": section.points,
    }


def _section(row: Any) -> Section:
    return Section(
        bank_id=row.bank_id.data,
        kind=QuestionKind(row.kind.data),
        count=row.count.data,
        points=row.points.data,
        topic=(row.topic.data or "").strip(),
        difficulty=Difficulty(row.difficulty.data) if row.difficulty.data else None,
    )
