"""What a person types to propose a correction: new values beside those that stand; an untouched field says nothing."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from wtforms import SelectField, TextAreaField
from wtforms.fields import HiddenField
from wtforms.validators import DataRequired, Length

from competitions.judging.rules import APPEARANCE_TITLES, AppearanceStatus
from competitions.results.changes import (
    AppearanceChange,
    Change,
    MarkChange,
    PenaltyChange,
    PenaltyWithdrawal,
    TieChange,
    TimeChange,
)
from competitions.results.dossiers import Dossier, SheetPage
from competitions.results.rules_corrections import BASIS_TITLES, CorrectionBasis, change_words
from foundation.errors import Refused
from foundation.forms import JiangxinForm
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import value_fault
from marking.sheets.queries import SheetLine
from marking.sheets.rules import read_mark

Sent = Mapping[str, str]
LONGEST = 200


class CorrectionForm(JiangxinForm):
    """为什么更正；改什么写在每个选手的评分表里。"""

    basis = SelectField(
        "依据", choices={basis.value: title for basis, title in BASIS_TITLES.items()}, coerce=CorrectionBasis
    )
    reason = TextAreaField(
        "更正原因（写入更正通知和公示）",
        validators=[DataRequired("请写明更正原因。"), Length(max=500, message="原因最多 500 字。")],
    )
    reference = HiddenField(validators=[Length(max=60)])


def read_changes(found: Sequence[Dossier], sent: Sent) -> list[Change]:
    """The changes that were typed. Raises `Refused` with every field that cannot be."""
    changes: list[Change] = []
    faults: list[str] = []
    for dossier in found:
        for reader in (_marks, _appearance, _times, _penalties, _tie):
            for one in reader(dossier, sent):
                (faults if isinstance(one, str) else changes).append(one)  # type: ignore[arg-type]
    if faults:
        raise Refused("有的内容填得不对，没有提出更正。", reasons=faults)
    return changes


def _marks(dossier: Dossier, sent: Sent) -> Iterator[Change | str]:
    for page in dossier.sheets:
        for line in page.lines:
            typed = _typed(sent, f"mark-{page.sheet.id}-{line.criterion.id}")
            if typed:
                yield from _mark(dossier, page, line, typed)


def _mark(dossier: Dossier, page: SheetPage, line: SheetLine, typed: str) -> Iterator[Change | str]:
    title = f"{page.title} · {line.criterion.title}"
    value = read_mark(typed)
    if value is None:
        yield f"{dossier.label}：{title} 的分数“{typed[:20]}”不是数，请用半角数字和小数点，例如 8.5。"
    elif fault := value_fault(criterion_facts(line.criterion), value):
        yield f"{dossier.label}：{title}：{fault}"
    elif value != line.value:
        before = "没有打分" if line.value is None else f"{line.value:f}"
        yield MarkChange(
            entry=str(dossier.line.entry_id),
            words=change_words(dossier.label, title, before, f"{value:f}"),
            module=page.one.module.code,
            judge=page.judge,
            criterion=line.criterion.code,
            sheet_id=page.sheet.id,
            criterion_id=line.criterion.id,
            value=f"{value:f}",
        )


def _appearance(dossier: Dossier, sent: Sent) -> Iterator[Change | str]:
    entry = str(dossier.line.entry_id)
    typed, reason = _typed(sent, f"status-{entry}"), _typed(sent, f"status-reason-{entry}")
    if not typed:
        return
    if dossier.appearance is None or typed not in set(AppearanceStatus):
        yield f"{dossier.label}：到场情况不能这样更正。"
    elif AppearanceStatus(typed) is AppearanceStatus.DISQUALIFIED and not reason:
        yield f"{dossier.label}：取消资格须写明事由。"
    elif typed != dossier.appearance.status:
        status = AppearanceStatus(typed)
        reason = reason if status is AppearanceStatus.DISQUALIFIED else ""
        before, after = APPEARANCE_TITLES[dossier.appearance.status], APPEARANCE_TITLES[status]
        words = change_words(dossier.label, "到场情况", before, f"{after}（{reason}）" if reason else after)
        yield AppearanceChange(entry, words, typed, reason)


def _times(dossier: Dossier, sent: Sent) -> Iterator[Change | str]:
    entry = str(dossier.line.entry_id)
    stated = dossier.appearance.seconds if dossier.appearance else None
    yield from _time(dossier, "用时（秒）", _typed(sent, f"seconds-{entry}"), stated, "", None)
    for time in dossier.times:
        typed = _typed(sent, f"seconds-{entry}-{time.module_id}")
        title = f"{time.module.title} 用时（秒）"
        yield from _time(dossier, title, typed, time.seconds, time.module.code, time.module_id)


def _time(
    dossier: Dossier, title: str, typed: str, stated: Decimal | None, module: str, module_id: int | None
) -> Iterator[Change | str]:
    if not typed:
        return
    value = read_mark(typed)
    if value is None:
        yield f"{dossier.label}：{title}“{typed[:20]}”不是数，请写秒数，例如 1805.5。"
    elif value != stated:
        before = "没有登记" if stated is None else f"{stated:f}"
        words = change_words(dossier.label, title, before, f"{value:f}")
        yield TimeChange(str(dossier.line.entry_id), words, f"{value:f}", module, module_id)


def _penalties(dossier: Dossier, sent: Sent) -> Iterator[Change | str]:
    entry = str(dossier.line.entry_id)
    for penalty in dossier.penalties:
        if sent.get(f"unpenalty-{penalty.id}"):
            words = f"{dossier.label}：撤销扣分 {penalty.points:f}（{penalty.module.title}，{penalty.reason}）"
            code = penalty.module.code
            yield PenaltyWithdrawal(entry, words, code, penalty.id, f"{penalty.points:f}", penalty.reason)
    for module in dossier.line.version.stage.modules:
        typed = _typed(sent, f"penalty-{entry}-{module.id}")
        reason = _typed(sent, f"penalty-reason-{entry}-{module.id}")
        if not typed:
            continue
        points = read_mark(typed)
        if points is None or not 0 < points <= module.full_mark:
            yield f"{dossier.label}：{module.title} 的扣分“{typed[:20]}”应大于 0、不超过 {module.full_mark:f}。"
        elif not reason:
            yield f"{dossier.label}：{module.title} 的扣分须写明事由。"
        else:
            words = f"{dossier.label}：{module.title} 扣 {points:f} 分（{reason}）"
            yield PenaltyChange(entry, words, module.code, module.id, f"{points:f}", reason)


def _tie(dossier: Dossier, sent: Sent) -> Iterator[Change | str]:
    entry = str(dossier.line.entry_id)
    typed, basis = _typed(sent, f"tie-{entry}"), _typed(sent, "tie-basis")
    if not typed:
        return
    if not typed.isdecimal() or not 1 <= int(typed) <= 99:
        yield f"{dossier.label}：裁定次序“{typed[:20]}”应为 1、2、3……"
    elif not basis:
        yield f"{dossier.label}：裁定同分次序须写明依据。"
    else:
        words = f"{dossier.label}：同分裁定为第 {int(typed)}（{basis}）"
        yield TieChange(entry, words, int(typed), basis, dossier.line.category_id)


def _typed(sent: Sent, name: str) -> str:
    return sent.get(name, "").strip()[:LONGEST]
