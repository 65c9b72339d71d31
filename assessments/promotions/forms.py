"""Forms of promotion: what an officer confirms, and the clauses of a rule set."""

from typing import Any, Self

from wtforms import (
    BooleanField,
    DateField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from assessments.grants.ways import Way
from assessments.promotions.models import RuleSet
from assessments.promotions.operations_rules import RuleSetFacts
from assessments.promotions.rules import GROUP_TITLES, Clause, Group
from foundation.forms import JiangxinForm, RowForm, RowsField, RowsForm, TicksField
from people.careers.rules import CONTEST_TIER_TITLES, ContestTier
from people.persons.rules import LEVEL_TITLES, Level

SHORT, LONG = 60, 500
PLACE = [Optional(), NumberRange(1, 10_000, message="应是 1 以上的整数。")]
LEVELS = {level.value: LEVEL_TITLES[level] for level in (Level.FIVE, Level.FOUR, Level.THREE, Level.TWO, Level.ONE)}


class ConfirmPromotionForm(JiangxinForm):
    """确认晋升：由哪个机构授予，条件逐条勾选。"""

    level = HiddenField()
    way = RadioField("由哪个机构授予", validators=[InputRequired("请选择授予等级的机构和站点。")])
    conditions = TicksField("逐条确认")

    def offer(self, ways: list[Way], conditions: tuple[str, ...]) -> None:
        """What can be chosen and what has to be ticked."""
        self.way.choices = [(way.key, way.title) for way in ways]
        self.conditions.choices = [(text, text) for text in conditions]


class LoadRulesForm(JiangxinForm):
    """载入已公布的规则：由哪个组织执行。"""

    organisation = SelectField("执行的组织", coerce=int, validators=[InputRequired("请选择由哪个组织执行。")])


class ClauseRow(RowForm):
    """规则表的一条。"""

    tiers = TicksField("竞赛层级类别", choices={tier.value: CONTEST_TIER_TITLES[tier] for tier in ContestTier})
    group = SelectField("适用对象", choices={group.value: GROUP_TITLES[group] for group in Group})
    level = SelectField("晋升到", choices=LEVELS)
    one_up = BooleanField("已有本级的，晋升到上一级")
    place_from = IntegerField("名次从", default=1, validators=[InputRequired("请填写。"), *PLACE[1:]])
    place_to = IntegerField("名次到（不填为不限）", validators=PLACE)
    pairs_to = IntegerField("双人赛取到", validators=PLACE)
    trios_to = IntegerField("三人赛取到", validators=PLACE)
    percent = IntegerField("或取前百分之几", validators=[Optional(), NumberRange(1, 100, message="应是 1 至 100。")])
    unshared = BooleanField("不设并列")
    needs_pass = BooleanField("要求成绩合格")
    prizes = StringField("奖项应含（顿号分开）", validators=[Length(max=SHORT)])
    category = StringField("组别应含", validators=[Length(max=SHORT)])
    honour = StringField("同时授予的称号", validators=[Length(max=SHORT)])
    conditions = TextAreaField("须人工确认的条件（每行一条）", validators=[Length(max=LONG)])
    published = HiddenField()


class RuleSetForm(RowsForm):
    """规则表草稿。"""

    contest = StringField("只适用于名称含", validators=[Length(max=SHORT)])
    valid_from = DateField("从哪天起执行", validators=[InputRequired("请填写从哪天起执行。")])
    valid_to = DateField("执行到", validators=[Optional()])
    once_a_year = BooleanField("每人每年最多晋升一次")
    conditions = TextAreaField("每一条都须人工确认的条件（每行一条）", validators=[Length(max=LONG)])
    clauses = RowsField(FormField(ClauseRow), "条款")

    @classmethod
    def opened_on(cls, rule_set: RuleSet) -> Self:
        """The form on a draft."""
        return cls(
            data={
                "contest": rule_set.contest,
                "valid_from": rule_set.valid_from,
                "valid_to": rule_set.valid_to,
                "once_a_year": rule_set.once_a_year,
                "conditions": "\n".join(rule_set.conditions),
                "clauses": [_row(line.clause) for line in rule_set.lines],
                "row_version": rule_set.row_version,
            }
        )

    def facts(self) -> RuleSetFacts:
        """What stands beside the clauses."""
        return RuleSetFacts(
            contest=(self.contest.data or "").strip(),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            once_a_year=self.once_a_year.data,
            conditions=_lines(self.conditions.data),
        )

    def clauses_typed(self) -> list[Clause]:
        """The clauses, numbered as they stand."""
        return [_clause(number, row.form) for number, row in enumerate(self.clauses, start=1)]


def _row(clause: Clause) -> dict[str, Any]:
    names = ("one_up", "place_from", "place_to", "percent", "unshared", "needs_pass", "category", "honour", "published")
    return {name: getattr(clause, name) for name in names} | {
        "tiers": [tier.value for tier in clause.tiers],
        "group": clause.group.value,
        "level": clause.level.value,
        "pairs_to": clause.team_places.get(2),
        "trios_to": clause.team_places.get(3),
        "prizes": "、".join(clause.prizes),
        "conditions": "\n".join(clause.conditions),
    }


def _clause(number: int, row: Any) -> Clause:
    single = row.place_to.data or row.place_from.data
    sizes = {1: single, 2: row.pairs_to.data, 3: row.trios_to.data} if row.pairs_to.data or row.trios_to.data else {}
    return Clause(
        number=number,
        tiers=tuple(ContestTier(tier) for tier in row.tiers.data or ()),
        level=Level(row.level.data),
        group=Group(row.group.data),
        place_from=row.place_from.data,
        place_to=row.place_to.data,
        team_places={size: place for size, place in sizes.items() if place},
        percent=row.percent.data,
        unshared=row.unshared.data,
        prizes=tuple(word.strip() for word in (row.prizes.data or "").split("、") if word.strip()),
        category=(row.category.data or "").strip(),
        needs_pass=row.needs_pass.data,
        one_up=row.one_up.data,
        honour=(row.honour.data or "").strip(),
        conditions=_lines(row.conditions.data),
        published=row.published.data or "",
    )


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
