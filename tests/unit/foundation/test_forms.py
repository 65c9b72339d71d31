"""Forms: what they say is Chinese in every row too, and no date that the database cannot hold gets through."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DecimalField, FormField, IntegerField, SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional

from foundation.forms import MomentField, RowForm, RowsField, RowsForm


class Row(RowForm):
    count = IntegerField("人数", validators=[NumberRange(1, 50)])
    kind = SelectField("类型", choices=[SelectChoice("a", "甲")])
    share = DecimalField("份额", validators=[Optional(), NumberRange(0, 100)])


class Sample(RowsForm):
    rows_of = RowsField(FormField(Row), label="行", min_entries=1)
    at = MomentField("时间", format="%Y-%m-%dT%H:%M")


@pytest.fixture
def sent():
    def form(**values):
        with Flask(__name__).test_request_context(method="POST"):
            return Sample(MultiDict(values), meta={"csrf": False})

    return form


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "-Infinity"])
def test_what_is_no_number_is_refused(sent, typed):
    form = sent(**{"rows_of-0-count": "1", "rows_of-0-kind": "a", "rows_of-0-share": typed})
    assert not form.rows_of.validate(form)
    assert form.rows_of.entries[0].form.share.errors[0] == "请填写数字。"


@pytest.mark.parametrize("typed", ["0", "abc", "99"])
def test_a_row_complains_in_chinese(sent, typed):
    form = sent(**{"rows_of-0-count": typed, "rows_of-0-kind": "x"})

    assert not form.rows_of.validate(form)
    faults = [message for cell in form.rows_of.entries[0].form for message in cell.errors]
    assert len(faults) >= 2
    assert all(not character.isascii() or not character.isalpha() for fault in faults for character in fault)


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_at_the_edge_of_the_calendar_is_refused(sent, typed):
    form = sent(at=typed)

    assert not form.at.validate(form)
    assert form.at.errors == ["年份不对，请检查日期。"]
    assert form.at.data is None
