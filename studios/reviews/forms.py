"""Forms about reviews. `OpenReviewForm` is for every stage that has something scored."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.database import session
from foundation.errors import Refused
from foundation.forms import JiangxinForm, TicksField
from people.accounts.models import Account
from people.organisations.models import Organisation
from studios.reviews.models import Review
from studios.reviews.operations import ReviewFacts
from studios.reviews.queries import experts_for
from studios.reviews.rules import METHOD_TITLES, ReviewKind, ScoreMethod
from studios.rubrics.models import RubricVersion
from studios.rubrics.operations import rubric_in_use
from studios.rubrics.published import published_rubrics
from studios.rubrics.queries import rubrics_visible_to
from studios.rubrics.rules import ItemKind

PUBLISHED = "published:"


class OpenReviewForm(JiangxinForm):
    """How a round of review is held, and by which experts."""

    title = StringField("名称", validators=[InputRequired("请填写名称。"), Length(max=100)])
    rubric = SelectField("评分标准")
    experts = TicksField("专家", coerce=int)
    method = SelectField("合成方法", choices=METHOD_TITLES)
    least_raters = IntegerField(
        "每个对象最少几位专家评分",
        default=3,
        validators=[InputRequired("请填写人数。"), NumberRange(1, 99, message="应在 1 到 99 之间。")],
    )
    odd = BooleanField("专家须为单数")
    anonymous = BooleanField("匿名评审：专家只看到“作品 001”这样的编号")
    due_on = DateField("请专家在哪天前完成", validators=[Optional()])

    def offer(self, organisation: Organisation, user: Account, *, likely: str = "") -> None:
        """Offer the tables and experts of `organisation`; `likely` is the code of the table that fits."""
        own = session.scalars(rubrics_visible_to(user)).all()
        published = {f"{PUBLISHED}{code}": f"{one.title}（公布）" for code, one in published_rubrics().items()}
        self.rubric.choices = {str(one.id): one.audit_label for one in own} | published
        self.experts.choices = {
            one.id: f"{one.display_name}（{one.organisation.name}）"
            for one in session.scalars(experts_for(organisation))
        }
        if not self.is_submitted() and likely:
            held = next((one for one in own if one.code == likely), None)
            self.rubric.data = str(held.id) if held else f"{PUBLISHED}{likely}"

    def chosen_experts(self, organisation: Organisation) -> Sequence[Account]:
        """The experts ticked."""
        return session.scalars(experts_for(organisation).where(Account.id.in_(self.experts.data or []))).all()

    def facts(self, organisation: Organisation, kind: ReviewKind, reference: str, *, by: Account) -> ReviewFacts:
        """How the round is held, as typed. A published table becomes the organisation's own copy."""
        return ReviewFacts(
            self.title.data.strip(),
            organisation,
            self._version(organisation, by),
            kind,
            reference,
            anonymous=self.anonymous.data,
            method=ScoreMethod(self.method.data),
            least_raters=self.least_raters.data,
            odd=self.odd.data,
            due_on=self.due_on.data,
        )

    def _version(self, organisation: Organisation, by: Account) -> RubricVersion:
        choice = self.rubric.data or ""
        if choice.startswith(PUBLISHED):
            return rubric_in_use(choice.removeprefix(PUBLISHED), organisation, by=by)
        version = session.scalars(rubrics_visible_to(by).where(RubricVersion.id == int(choice))).one_or_none()
        if version is None:
            raise Refused("没有这份评分标准，请重新选择。", field="rubric")
        return version


class VetoForm(JiangxinForm):
    """A veto with its ground."""

    item = SelectField("哪一条")
    ground = TextAreaField("依据", validators=[InputRequired("请写明什么事实、有什么材料证明。"), Length(max=1000)])

    def offer(self, review: Review) -> None:
        """Offer the vetoes of the review's table."""
        items = review.rubric_version.rubric.items
        self.item.choices = {one.code: one.title for one in items if one.kind is ItemKind.VETO}


class FindingForm(JiangxinForm):
    """What was found, with a photo."""

    text = TextAreaField("看到的情况", validators=[Length(max=1000)])
    photo = FileField("照片（JPG、PNG，10 MB 以内）")


class ExpertForm(JiangxinForm):
    """One more expert."""

    expert = SelectField("增加专家", coerce=int)

    def offer(self, review: Review) -> None:
        """Offer the experts who are not on it yet."""
        seated = {member.account_id for member in review.panel.members}
        found = session.scalars(experts_for(review.organisation))
        self.expert.choices = {one.id: one.display_name for one in found if one.id not in seated}
