"""Line breaking and the fit of texts into their places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.printing.breaking import NOT_FIRST, broken, pieces
from certificates.printing.composing import Overlong, Slot, VerticalAlign, compose
from certificates.printing.content import Line
from certificates.printing.fonts import MILLIMETRES_IN_A_POINT
from certificates.printing.shaping import width_in_ems
from certificates.printing.styles import STYLES
from tests.factories.sheets import LATIN_NAME, MINORITY_NAME

BODY = Slot("body", 40, 60, 200, 80, VerticalAlign.MIDDLE)
LETTER = (
    Line("unit", "示例重型机械有限公司工会委员会"),
    Line("addressee", "张示例同志："),
    Line("text", "在“渝永江融合发展示范区首届职工职业技能竞赛”焊工赛项（职工组）中，获得第一名，荣获"),
    Line("emphasis", "一等奖"),
)


def one_each(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("在“渝永”中，获《奖》。", ("在", "“渝", "永”", "中，", "获", "《奖》。")),
        ("编号YYJ-2026-000001，共3.5%", ("编", "号", "YYJ-2026-000001，", "共", "3.5%")),
        ("买提·吐尔", ("买", "提·", "吐", "尔")),
        ("（（甲））——", ("（（甲））——",)),
        ("John Smith's 奖", ("John", " ", "Smith's", " ", "奖")),
    ],
)
def test_pieces_keep_words_and_punctuation_together(text: str, expected: tuple[str, ...]) -> None:
    assert pieces(text) == expected


def test_broken_lines_are_full_and_lose_the_spaces_at_their_ends() -> None:
    assert broken("一二三四五六七", 3, 2, one_each) == ["一二", "三四五", "六七"]
    assert broken("ab cd ef", 5, 5, one_each) == ["ab cd", "ef"]
    assert broken("一二，三", 2, 2, one_each) == ["一", "二，", "三"]
    assert broken("一abcdef", 5, 5, one_each) is None


@settings(max_examples=200, deadline=None)
@given(st.text("一二三，。（）“”《》ab1 ·", min_size=1, max_size=40), st.integers(6, 20))
def test_broken_lines_obey_the_rules(text: str, width: int) -> None:
    lines = broken(text, width, width, one_each)
    if lines is None:
        assert max(map(len, pieces(text))) > width
        return
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(len, lines)) <= width
    closing = set(NOT_FIRST) - {"\\"}
    assert [line for line in lines[1:] if line and line[0] in closing and lines[0].strip()] == []


def test_compose_takes_the_largest_sizes_and_stands_in_the_middle() -> None:
    placed = compose(BODY, LETTER)
    assert [paragraph.lines[0].size for paragraph in placed] == [STYLES[line.style].largest for line in LETTER]
    assert [len(paragraph.lines) for paragraph in placed] == [1, 1, 2, 1]
    first, last = placed[0].lines[0], placed[-1].lines[-1]
    assert first.x == BODY.x
    assert placed[2].lines[0].x == pytest.approx(BODY.x + 2 * 20 * MILLIMETRES_IN_A_POINT)
    assert BODY.y < first.y < last.y < BODY.y + BODY.height
    above, below = first.y - BODY.y, BODY.y + BODY.height - last.y
    assert above == pytest.approx(below, abs=8)


def test_compose_centres_and_justifies() -> None:
    placed = compose(BODY, LETTER)
    prize, text = placed[3].lines[0], placed[2].lines[0]
    em = prize.size * MILLIMETRES_IN_A_POINT
    width = (width_in_ems("一等奖", True) + 2 * prize.spacing) * em
    assert prize.x + width / 2 == pytest.approx(BODY.x + BODY.width / 2)
    em = text.size * MILLIMETRES_IN_A_POINT
    width = (width_in_ems(text.text, False) + (len(text.text) - 1) * text.spacing) * em
    assert text.x + width == pytest.approx(BODY.x + BODY.width)
    assert placed[2].lines[1].spacing == 0


def test_compose_shrinks_a_name_before_it_wraps() -> None:
    sizes = {}
    for name in ("张示例", LATIN_NAME, MINORITY_NAME, MINORITY_NAME * 2):
        (paragraph,) = compose(BODY, (Line("addressee", f"{name}同志："),))
        sizes[len(paragraph.lines)] = paragraph.lines[0].size
    assert sizes == {1: sizes[1], 2: STYLES["addressee"].smallest, 3: STYLES["addressee"].smallest}
    assert STYLES["addressee"].smallest <= sizes[1] < STYLES["addressee"].largest


def test_compose_balances_the_lines_of_a_long_name() -> None:
    (paragraph,) = compose(BODY, (Line("addressee", f"{MINORITY_NAME}同志："),))
    widths = [width_in_ems(line.text, True) for line in paragraph.lines]
    assert len(widths) == 2
    assert widths[0] - widths[1] == pytest.approx(0, abs=4)


def test_compose_leaves_no_character_alone_on_the_last_line() -> None:
    ems = BODY.width / (STYLES["text"].largest * MILLIMETRES_IN_A_POINT)
    for text in ("示" * (int(ems) - 2) + "例。", "示" * (int(ems) - 2 + int(ems)) + "例。"):
        (paragraph,) = compose(BODY, (Line("text", text),))
        assert len(paragraph.lines[-1].text) > 2
        assert STYLES["text"].largest - 2 <= paragraph.lines[0].size < STYLES["text"].largest


def test_compose_squeezes_all_paragraphs_into_a_low_place() -> None:
    low = Slot("body", 40, 60, 200, 45)
    placed = compose(low, LETTER)
    assert placed[3].lines[0].size < STYLES["emphasis"].largest
    assert placed[-1].lines[-1].y < low.y + low.height


def test_compose_names_the_paragraph_that_does_not_fit() -> None:
    with pytest.raises(Overlong, match="“在“渝永江") as refused:
        compose(Slot("body", 0, 0, 60, 20), LETTER)
    assert refused.value.slot == "body"
    with pytest.raises(Overlong) as refused:
        compose(Slot("number", 0, 0, 20, 10), (Line("number", "YYJ-2026-000001-000002-000003"),))
    assert refused.value.text == "YYJ-2026-000001-000002-000003"


def test_compose_leaves_out_empty_paragraphs() -> None:
    assert compose(BODY, (Line("unit", ""),)) == ()
