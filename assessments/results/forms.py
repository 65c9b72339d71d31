"""Forms about scores and outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wtforms import BooleanField, DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from assessments.results.models import PartScore
from assessments.results.rules import ABSENCES, ScoreState, may_be_entered, score_fault
from assessments.results.rules_checks import FINDING_TITLES
from assessments.sittings.models import Seat
from foundation.forms import JiangxinForm
from marking.sheets.rules import number_fault, read_mark
from scoring.numbers import as_text


@dataclass
class ScoreLine:
    """One candidate's line where scores are typed. `open`: it may be typed; `fault`: why it is not right."""

    seat: Seat
    known: PartScore | None
    text: str
    absent: bool
    open: bool
    fault: str = ""

    @property
    def score(self) -> Decimal | None:
        """The number that was typed; None for an absence."""
        return None if self.absent or not self.text else read_mark(self.text)

    @property
    def stated(self) -> bool:
        """Whether anything is said of this candidate; an empty line waits."""
        return self.open and (self.absent or bool(self.text))

    @property
    def seen(self) -> str:
        """The version of the stored score that the page shows."""
        return str(self.known.row_version) if self.known else ""


class ScoresForm(JiangxinForm):
    """The scores of a sitting, a line a seat: `score-<seat>`, `absent-<seat>` ticked, `seen-<seat>` its version."""


def lines_of(
    seats: Iterable[Seat], scores: Mapping[int, PartScore], sent: Mapping[str, str] | None = None
) -> list[ScoreLine]:
    """The lines as they are stored, or as they were typed where the form was sent."""
    return [_line(seat, scores.get(seat.application_id), sent) for seat in seats]


def versions_seen(lines: Iterable[ScoreLine], sent: Mapping[str, str]) -> dict[int, int | None]:
    """The version of each line's score that the person saw, by seat."""
    seen = {line.seat.id: sent.get(f"seen-{line.seat.id}", "") for line in lines}
    return {seat_id: int(text) if text.isdecimal() else None for seat_id, text in seen.items()}


def _line(seat: Seat, known: PartScore | None, sent: Mapping[str, str] | None) -> ScoreLine:
    away = seat.attendance in ABSENCES
    text = as_text(known.score) if known and known.score is not None else ""
    line = ScoreLine(
        seat,
        known,
        text,
        absent=away or bool(known and known.absent),
        open=may_be_entered(seat.sitting.mode, known.state if known else None),
    )
    if sent is not None and line.open and not away:
        line.text = sent.get(f"score-{seat.id}", "").strip()
        line.absent = f"absent-{seat.id}" in sent
        line.fault = _typing_fault(line)
    return line


def _typing_fault(line: ScoreLine) -> str:
    if line.text and line.absent:
        return "填了分数又勾了缺考，请只留一样。"
    if line.text and read_mark(line.text) is None:
        return number_fault(line.text)[1].removeprefix("的")
    if not line.stated:
        returned = line.known is not None and line.known.state is ScoreState.RETURNED
        return "" if line.known is None or returned else "已经录入的成绩不能改为空白。请填分数，或勾选缺考。"
    return score_fault(line.score, line.seat.attendance)


class BeginCheckForm(JiangxinForm):
    """抽检多少；种子可以现场摇号产生，留空由系统随机产生。"""

    share = DecimalField(
        "抽检比例（%）",
        places=0,
        validators=[InputRequired("请填写抽检比例。"), NumberRange(1, 100, "抽检比例应为 1 至 100。")],
    )
    seed = StringField(
        "抽取种子",
        validators=[
            Length(max=64, message="种子最多 64 个字符。"),
            Regexp(r"^\s*[0-9A-Za-z-]*\s*$", message="种子只用数字、字母和横线。"),
        ],
    )


class CheckScoreForm(JiangxinForm):
    """一份成绩与原始记录核对的结果。"""

    finding = RadioField(
        "与原始记录是否一致",
        choices={finding.value: title for finding, title in FINDING_TITLES.items()},
        validators=[InputRequired("请选择有误或无误。")],
    )
    note = TextAreaField("哪里不一致（有误时必填）", validators=[Length(max=500, message="最多 500 字。")])


class NoticeForm(JiangxinForm):
    """公示哪些人。"""

    passed_only = BooleanField("只公示合格人员（不公示不合格人员的姓名）")


class HoldForm(JiangxinForm):
    """异议涉及这名考生。"""

    objection = SelectField("异议", coerce=int, validators=[InputRequired("请选择异议。")])


class ResitForm(JiangxinForm):
    """在哪个认定计划里补考。"""

    item = SelectField("认定计划", coerce=int, validators=[InputRequired("请选择认定计划。")])
