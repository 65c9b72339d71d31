"""Rows of a form: added, moved and removed with everything that was typed."""

import pytest
from werkzeug.datastructures import MultiDict

from foundation.forms import arranged

TYPED = [
    ("title", "焊工"),
    ("rows-like", "x"),
    ("awards-0-title", "一等奖"),
    ("awards-3-title", "二等奖"),
    ("awards-3-count", "2"),
]
AS_TYPED = [("awards-0-title", "一等奖"), ("awards-1-title", "二等奖"), ("awards-1-count", "2")]
TURNED = [("awards-0-title", "二等奖"), ("awards-0-count", "2"), ("awards-1-title", "一等奖")]


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("awards:add", [*AS_TYPED, ("awards-2-", "")]),
        ("awards:remove:0", [("awards-0-title", "二等奖"), ("awards-0-count", "2")]),
        ("awards:up:3", TURNED),
        ("awards:down:0", TURNED),
        ("awards:remove:9", AS_TYPED),
        ("awards", AS_TYPED),
    ],
)
def test_arranged_keeps_what_was_typed_and_numbers_rows_anew(button, expected):
    kept = list(arranged(MultiDict([*TYPED, ("rows", button)])).items(multi=True))
    assert kept == [("title", "焊工"), ("rows-like", "x"), ("rows", button), *expected]
