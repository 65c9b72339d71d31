"""Forms of designs."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Self

from flask import request, url_for
from markupsafe import Markup
from wtforms import BooleanField, Field, FormField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import html_params

from certificates.designs.operations import LONGEST_NAME
from certificates.designs.pictures import keep_picture, usable_picture
from certificates.designs.rules import (
    BORDERS,
    DIRECTION_TITLES,
    LONGEST_PARAGRAPH,
    LONGEST_SIGNING,
    LONGEST_TITLE,
    DesignSettings,
    IssuerSeal,
    SignaturePlace,
)
from certificates.kinds import all_kinds
from certificates.printing.content import Direction, Paper
from certificates.printing.styles import STYLES
from foundation.errors import Refused
from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm
from people.accounts.models import Account

LONGEST_TRIED = 60


class PictureWidget:
    """What was uploaded already, as a small picture, and a place to choose another file."""

    def __call__(self, field: "PictureField", **kwargs: Any) -> Markup:
        chooser = {"type": "file", "accept": "image/png,image/jpeg", "name": f"{field.name}-file", "id": field.id}
        parts = [f"<input {html_params(**(chooser | kwargs))}>"]
        if field.data:
            design_id = (request.view_args or {})["design_id"]
            address = url_for("certificates.designs.show_picture", design_id=design_id, file_id=field.data)
            parts.append(f"<img {html_params(src=address, alt=f'已上传的{field.label.text}', class_='kept-picture')}>")
            parts.append(f"<input {html_params(type='hidden', name=field.name, value=field.data)}>")
            drop = {"type": "submit", "name": "rows", "value": f"pictures:drop:{field.name}", "formnovalidate": True}
            parts.append(f"<button {html_params(class_='btn btn-outline-secondary', **drop)}>去掉图片</button>")
        return Markup("".join(parts))  # html_params escapes every value


class PictureField(Field):
    """A picture: `data` is the id of its stored file. A file sent with the form waits in `sent` to be kept."""

    widget = PictureWidget()
    sent: bytes | None = None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        files = formdata.getlist(f"{self.name}-file") if formdata else []
        self.sent = next((file.read() for file in files if getattr(file, "filename", "")), None)

    def process_formdata(self, valuelist: list[Any]) -> None:
        dropped = request.form.get("rows") == f"pictures:drop:{self.name}"
        kept = [value for value in valuelist if isinstance(value, str) and value.isdecimal() and len(value) < 18]
        self.data = int(kept[0]) if kept and not dropped else None

    def keep(self, *, by: Account) -> None:
        """Store the file that was sent; what is wrong with it is said beside the field."""
        try:
            self.data = keep_picture(self.sent or b"", by=by).id
        except Refused as refusal:
            self.complain(refusal.message)

    def complain(self, message: str) -> None:
        """Say what is wrong beside the field, also after validation."""
        self.process_errors = [message]
        self.errors = [message]


class CopyDesignForm(JiangxinForm):
    """A design like another, under a name of its own."""

    organisation = SelectField("适用单位", coerce=int)
    name = StringField("模板名称", validators=[DataRequired("请给模板起一个名称。"), Length(max=LONGEST_NAME)])

    @classmethod
    def offering(cls, organisations: dict[int, str]) -> Self:
        """The form with the organisations that may be chosen."""
        form = cls()
        form.organisation.choices = organisations
        return form


class CreateDesignForm(CopyDesignForm):
    """A new design of some kind."""

    kind = SelectField("证书种类")

    @classmethod
    def offering(cls, organisations: dict[int, str]) -> Self:
        form = super().offering(organisations)
        form.kind.choices = {code: kind.NAME for code, kind in all_kinds().items()}
        return form


class ParagraphRow(RowForm):
    """One paragraph of the body."""

    style = SelectField("样式", choices={code: style.title for code, style in STYLES.items()}, default="text")
    text = TextAreaField("文字", validators=[DataRequired("请填写文字，或删去这一段。"), Length(max=LONGEST_PARAGRAPH)])


class SealRow(RowForm):
    """The seal of one unit."""

    issuer = StringField("单位全称", validators=[DataRequired("请填写落款单位的全称。"), Length(max=100)])
    picture = PictureField("印章图片", validators=[DataRequired("请上传印章图片，或删去这一行。")])


class SignatureRow(RowForm):
    """Somebody who signs."""

    post = StringField("职务", validators=[Length(max=LONGEST_SIGNING)])
    name = StringField("姓名", validators=[DataRequired("请填写签名人的姓名。"), Length(max=LONGEST_SIGNING)])
    picture = PictureField("签名图片")


class DesignForm(RowsForm):
    """The editor. `tried` is a name to preview with; `longest` and `rarest` are those that were found in the list."""

    title = StringField("标题", validators=[DataRequired("请填写标题。"), Length(max=LONGEST_TITLE)])
    body = RowsField(FormField(ParagraphRow), "正文段落")
    paper = SelectField("纸张", choices=list(Paper), coerce=Paper, default=Paper.A4)
    direction = SelectField("方向", choices=DIRECTION_TITLES, coerce=Direction, default=Direction.LANDSCAPE)
    border = RadioField("边框", choices=BORDERS)
    logo = PictureField("标志")
    sealed = BooleanField("印上印章")
    seals = RowsField(FormField(SealRow), "印章")
    signatures = RowsField(FormField(SignatureRow), "签名")
    longest = HiddenField()
    rarest = HiddenField()
    tried = StringField("自己填一个姓名", validators=[Length(max=LONGEST_TRIED)])
    shown = SelectField("用谁的姓名预览")

    @classmethod
    def opened_on(cls, settings: DesignSettings, names: Sequence[str], number: int) -> Self:
        """The form with what `settings` say; `number` is the version that is the newest now."""
        form = cls(
            shown="longest" if names else "example",
            title=settings.title,
            body=[{"style": style, "text": text} for style, text in settings.body],
            paper=settings.paper,
            direction=settings.direction,
            border=settings.border,
            logo=settings.logo,
            sealed=settings.sealed,
            seals=[{"issuer": seal.issuer, "picture": seal.file_id} for seal in settings.seals],
            signatures=[{"post": one.post, "name": one.name, "picture": one.file_id} for one in settings.signatures],
            longest=names[0] if names else "",
            rarest=names[1] if names else "",
        )
        if not form.is_submitted():
            form.row_version.data = number
        form.shown.choices = form.previews()
        return form

    def previews(self) -> dict[str, str]:
        """With whose name the page can be shown."""
        named = {"longest": ("最长的姓名", self.longest.data), "rarest": ("最生僻的姓名", self.rarest.data)}
        listed = {code: f"{title}：{name}" for code, (title, name) in named.items() if name}
        return {**listed, "example": "示例里的姓名", "tried": "自己填一个姓名"}

    def settings(self) -> DesignSettings:
        """What was typed."""
        return DesignSettings(
            title=(self.title.data or "").strip(),
            body=tuple((row.form.style.data, (row.form.text.data or "").strip()) for row in self.body),
            paper=self.paper.data,
            direction=self.direction.data,
            border=self.border.data or "",
            logo=self.logo.data,
            sealed=bool(self.sealed.data),
            seals=tuple(
                IssuerSeal((row.form.issuer.data or "").strip(), row.form.picture.data)
                for row in self.seals
                if row.form.picture.data
            ),
            signatures=tuple(
                SignaturePlace(
                    (row.form.post.data or "").strip(), (row.form.name.data or "").strip(), row.form.picture.data
                )
                for row in self.signatures
            ),
        )

    @property
    def unsaved(self) -> bool:
        """Whether the form was sent only to be shown again: rows moved, a picture uploaded, a look at the page."""
        return self.arranging or (self.is_submitted() and "try" in request.form)

    @property
    def shown_name(self) -> str:
        """The name to preview with; empty: the kind's own example."""
        return self._names.get(self.shown.data or "", "")

    @property
    def names(self) -> list[str]:
        """All names with which the page is checked."""
        return [name for name in self._names.values() if name]

    @property
    def _names(self) -> dict[str, str]:
        fields = {"longest": self.longest, "rarest": self.rarest, "tried": self.tried}
        return {code: (field.data or "").strip()[:LONGEST_TRIED] for code, field in fields.items()}

    @property
    def brings_pictures(self) -> bool:
        """Whether files were sent with the form, to be kept by `keep_pictures`."""
        return any(picture.sent is not None for picture in self._pictures())

    def keep_pictures(self, *, by: Account) -> None:
        """Store the pictures that were sent with the form, so that showing it again loses none."""
        for picture in self._pictures():
            if picture.sent is not None:
                picture.keep(by=by)

    def drop_strange_pictures(self, known: Collection[int], *, by: Account) -> None:
        """Forget numbers that are neither among `known`, the design's own pictures, nor uploaded by `by`."""
        for picture in self._pictures():
            if picture.data and not usable_picture(picture.data, known, by):
                picture.data = None
                picture.complain("这张图片找不到了，请重新上传。")

    def _pictures(self) -> Iterator[PictureField]:
        yield self.logo
        yield from (row.form.picture for rows in (self.seals, self.signatures) for row in rows)
