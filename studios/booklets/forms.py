"""The form of a booklet: a row for each project."""

from wtforms import BooleanField, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from foundation.forms import RowForm, RowsField, RowsForm
from studios.booklets.models import BookletItem
from studios.booklets.operations import ItemFacts
from studios.contests.rules_submissions import FileKind


class ItemForm(RowForm):
    """What is said of one project."""

    item_id = HiddenField()
    words = TextAreaField("介绍", validators=[Length(max=2000)])
    picture = SelectField("图片", coerce=int, validate_choice=False)
    offered = BooleanField("单位可以点单")
    offer = StringField("怎样点：形式、人数、要提前几天", validators=[Length(max=200)])

    def facts(self) -> ItemFacts | None:
        """What was filled in; None where the row names no project."""
        key = str(self.item_id.data or "")
        if not key.isdecimal():
            return None
        return ItemFacts(
            int(key), self.words.data or "", self.picture.data or None, bool(self.offered.data), self.offer.data or ""
        )


class BookletForm(RowsForm):
    """The booklet as a whole."""

    title = StringField("展示册名称", validators=[DataRequired("请填写展示册名称。"), Length(max=60)])
    foreword = TextAreaField("前言", validators=[Length(max=2000)])
    items = RowsField(FormField(ItemForm))

    def offer(self, items: dict[int, BookletItem]) -> None:
        """Each project's own pictures to choose from."""
        for row in self.items:
            key = str(row.form.item_id.data or "")
            item = items.get(int(key)) if key.isdecimal() else None
            pictures = [one for one in item.submission.files if one.kind is FileKind.PICTURE] if item else []
            row.form.picture.choices = [(0, "不放图片"), *((one.id, one.title) for one in pictures)]
            row.item = item
