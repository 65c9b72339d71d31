"""The form of a stage and its modules: weights, methods, where marks come from, who knows what."""

from decimal import Decimal
from typing import Self

from wtforms import DecimalField, Field, FormField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from competitions.planning.forms_events import REASON
from competitions.planning.models import Stage
from competitions.planning.operations_events import ModuleFacts
from competitions.planning.rules import ANONYMITY_TITLES, Anonymity
from foundation.forms import RowForm, RowsField, RowsForm
from marking.panels.rules import SOURCE_TITLES, MarkSource
from marking.schemes.forms import POSITIVE, two_places
from scoring.methods import METHODS
from scoring.panel import MissingJudge

MISSING_TITLES = {MissingJudge.REFUSE: "补齐后才能计算", MissingJudge.EXCLUDE: "不计入，其余求平均"}
METHOD_TITLES = {code: rule.TITLE for code, rule in METHODS.items()} | {"": "不打分，按用时计分"}


class ModuleRow(RowForm):
    """One module. `id` is that of the module as it was."""

    id = HiddenField()
    code = StringField("代码", validators=[InputRequired("请填写代码。"), Length(max=20)])
    title = StringField("模块名称", validators=[InputRequired("请填写模块名称。"), Length(max=100)])
    weight = DecimalField("权重（%）", places=None, validators=[InputRequired("请填写权重。"), POSITIVE, two_places])
    full_mark = DecimalField("满分", places=None, validators=[InputRequired("请填写满分。"), POSITIVE, two_places])
    source = SelectField("评分来源", choices=SOURCE_TITLES, default=MarkSource.TABLET)
    method = SelectField("评分方法", choices=METHOD_TITLES)
    minimum_panel = IntegerField("最少裁判", validators=[InputRequired("请填写最少裁判人数。"), NumberRange(1, 50)])
    missing_judge = SelectField("缺裁判时", choices=MISSING_TITLES)
    widest_spread = IntegerField("等级最多相差几级", default=1, validators=[Optional(), NumberRange(0, 10)])
    anonymity = SelectField("评分方式", choices=ANONYMITY_TITLES, default=Anonymity.WORKSTATION)

    def validate_method(self, field: Field) -> None:
        """A module that nobody marks has no sheets to type or import."""
        if not field.data and self.source.data != MarkSource.TABLET:
            raise ValidationError("按用时计分的模块没有评分表，评分来源请选“平板评分”。")


class StageForm(RowsForm):
    """A stage and its modules."""

    title = StringField("阶段名称", validators=[InputRequired("请填写阶段名称。"), Length(max=50)])
    cut_off = IntegerField("晋级下一阶段的名次", validators=[Optional(), NumberRange(1, 10000)])
    modules = RowsField(FormField(ModuleRow), "模块")
    reason = StringField("修改原因", validators=REASON)

    @classmethod
    def opened_on(cls, stage: Stage) -> Self:
        """The form with what the stage says now."""
        names = ("id", "code", "title", "weight", "full_mark", "method", "minimum_panel", "widest_spread")
        chosen = ("missing_judge", "anonymity", "source")
        rows = [
            {name: getattr(module, name) for name in names} | {name: getattr(module, name).value for name in chosen}
            for module in stage.modules
        ]
        form = cls(title=stage.title, cut_off=stage.cut_off, modules=rows or [{"code": "A", "weight": Decimal(100)}])
        if not form.is_submitted():
            form.row_version.data = stage.event.row_version
        return form

    def facts(self) -> list[ModuleFacts]:
        """The modules as typed."""
        return [_module(row.form) for row in self.modules]


def _module(row: ModuleRow) -> ModuleFacts:
    return ModuleFacts(
        id=int(row.id.data) if str(row.id.data or "").isdigit() else None,
        code=row.code.data.strip(),
        title=row.title.data.strip(),
        weight=row.weight.data,
        full_mark=row.full_mark.data,
        method=row.method.data,
        minimum_panel=row.minimum_panel.data,
        missing_judge=MissingJudge(row.missing_judge.data),
        anonymity=Anonymity(row.anonymity.data),
        source=MarkSource(row.source.data),
        widest_spread=1 if row.widest_spread.data is None else row.widest_spread.data,
    )
