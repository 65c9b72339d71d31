"""Forms about competitions: what the public notice says."""

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from competitions.planning.cloning import EditionDates, next_dates
from competitions.planning.models import Competition
from competitions.planning.operations import CompetitionFacts
from competitions.planning.rules import (
    CLASS_TITLES,
    LEVEL_TITLES,
    PARTNER_TITLES,
    CompetitionClass,
    CompetitionLevel,
    PartnerRole,
)
from foundation.forms import JiangxinForm, MomentField, RowForm, RowsField, RowsForm

TITLE = [InputRequired("请填写竞赛名称。"), Length(max=100)]
EDITION = [Length(max=30)]


class PartnerRow(RowForm):
    """A unit on the notice."""

    role = SelectField("角色", choices=PARTNER_TITLES)
    name = StringField("单位名称", validators=[InputRequired("请填写单位名称。"), Length(max=100)])


class CompetitionForm(RowsForm):
    """Everything on the notice but the attachments."""

    title = StringField("竞赛名称", validators=TITLE)
    edition = StringField("届次", validators=EDITION)
    theme = StringField("主题", validators=[Length(max=100)])
    organisation_id = SelectField("举办工会", coerce=int)
    level = SelectField("竞赛级别", choices=LEVEL_TITLES, default=CompetitionLevel.DISTRICT.value)
    competition_class = SelectField("竞赛类别", choices=CLASS_TITLES, default=CompetitionClass.NONE.value)
    partners = RowsField(FormField(PartnerRow), "单位")
    registration_opens = MomentField("报名开始", validators=[InputRequired("请填写报名开始时间。")])
    registration_closes = MomentField("报名截止", validators=[InputRequired("请填写报名截止时间。")])
    contest_begins = DateField("竞赛开始", validators=[InputRequired("请填写竞赛开始日期。")])
    contest_ends = DateField("竞赛结束", validators=[InputRequired("请填写竞赛结束日期。")])
    notice_days = IntegerField("成绩公示天数（自然日）", default=5, validators=[InputRequired(), NumberRange(1, 60)])
    notice_text = TextAreaField("竞赛通知", validators=[Length(max=20000)])

    @classmethod
    def opened_on(cls, competition: Competition):
        """The form with what the competition says now."""
        form = cls(
            obj=competition,
            level=competition.level.value,
            competition_class=competition.competition_class.value,
            partners=[{"role": partner.role.value, "name": partner.name} for partner in competition.partners],
        )
        if not form.is_submitted():
            form.row_version.data = competition.row_version
        return form

    def facts(self) -> CompetitionFacts:
        """What was typed."""
        return CompetitionFacts(
            title=self.title.data.strip(),
            edition=(self.edition.data or "").strip(),
            theme=(self.theme.data or "").strip(),
            level=CompetitionLevel(self.level.data),
            competition_class=CompetitionClass(self.competition_class.data),
            notice_text=(self.notice_text.data or "").replace("\r\n", "\n").strip(),
            registration_opens=self.registration_opens.data,
            registration_closes=self.registration_closes.data,
            contest_begins=self.contest_begins.data,
            contest_ends=self.contest_ends.data,
            notice_days=self.notice_days.data,
            partners=[(PartnerRole(row.form.role.data), row.form.name.data.strip()) for row in self.partners],
        )


class AttachmentForm(JiangxinForm):
    """One file for the notice."""

    file = FileField("附件", validators=[FileRequired("请选择文件。")])


class CloneForm(JiangxinForm):
    """What differs in the new edition."""

    title = StringField("竞赛名称", validators=TITLE)
    edition = StringField("新的届次", validators=EDITION)
    registration_opens = MomentField("报名开始", validators=[InputRequired("请填写报名开始时间。")])
    registration_closes = MomentField("报名截止", validators=[InputRequired("请填写报名截止时间。")])
    contest_begins = DateField("竞赛开始", validators=[InputRequired("请填写竞赛开始日期。")])
    contest_ends = DateField("竞赛结束", validators=[InputRequired("请填写竞赛结束日期。")])

    @classmethod
    def proposed_for(cls, source: Competition):
        """The form with the dates a year on."""
        return cls(obj=next_dates(source), title=source.title)

    def dates(self) -> EditionDates:
        """When the new edition takes place."""
        return EditionDates(
            self.registration_opens.data,
            self.registration_closes.data,
            self.contest_begins.data,
            self.contest_ends.data,
        )
