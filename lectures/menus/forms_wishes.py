"""Forms about wishes."""

from collections.abc import Iterable

from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.forms import JiangxinForm
from lectures.menus.models import Menu, MenuItem
from lectures.menus.operations_wishes import WishFacts
from lectures.menus.rules import Channel, ItemFacts, ItemKind

TAKE, DECLINE = "take", "decline"
DECISIONS = {TAKE: "列入菜单草稿", DECLINE: "不采纳"}
USUAL_MINUTES = 60
NEW_ITEM = 0


class WishForm(JiangxinForm):
    """What somebody wishes for."""

    theme = StringField(
        "想听、想学、想要什么", validators=[InputRequired("请填写。"), Length(min=2, max=60, message="2 至 60 个字。")]
    )
    why = TextAreaField("为什么", validators=[InputRequired("请填写。"), Length(max=500, message="最多 500 个字。")])
    people = IntegerField(
        "大约多少人参加",
        validators=[InputRequired("请填写人数。"), NumberRange(1, 100_000, message="人数应为 1 至 100000。")],
    )
    wanted = StringField("希望什么时候", validators=[Length(max=60, message="最多 60 个字。")])

    def facts(self) -> WishFacts:
        """What was typed."""
        theme, why, wanted = ((self[name].data or "").strip() for name in ("theme", "why", "wanted"))
        return WishFacts(theme=theme, why=why, people=self.people.data or 0, wanted=wanted)


class WishAnswerForm(JiangxinForm):
    """An answer to one or more wishes: an item of the draft, there already or new, or the reason why not."""

    decision = RadioField("答复", choices=DECISIONS, validators=[InputRequired("请选择。")])
    menu = SelectField("哪一份草稿", coerce=int, validators=[Optional()])
    item = SelectField("列为", coerce=int, validators=[Optional()])
    title = StringField("新内容的名称", validators=[Length(max=60, message="最多 60 个字。")])
    large_class = StringField("新内容的大类", validators=[Length(max=30, message="最多 30 个字。")])
    answer = TextAreaField("答复（不采纳的必填原因）", validators=[Length(max=500, message="最多 500 个字。")])

    def offer(self, menus: Iterable[Menu], items: Iterable[MenuItem]) -> None:
        """The drafts, and the items that are on them."""
        self.menu.choices = {menu.id: f"{menu.title}（第 {menu.number} 版）" for menu in menus}
        self.item.choices = {NEW_ITEM: "新的内容"} | {item.id: item.title for item in items}

    def new_item(self) -> ItemFacts:
        """The new item, for every channel; the rest is filled in on the draft."""
        return ItemFacts(
            kind=ItemKind.TOPIC,
            large_class=(self.large_class.data or "").strip(),
            title=(self.title.data or "").strip(),
            minutes=USUAL_MINUTES,
            channels=tuple(channel.value for channel in Channel),
        )
