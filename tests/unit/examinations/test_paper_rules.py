"""Drawing papers: repeatable, never a question twice, never too few."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examinations.banks.rules import Difficulty
from examinations.papers.rules import (
    Candidate,
    Reveal,
    Section,
    answers_revealed,
    draw_questions,
    full_mark,
    paper_faults,
    score_revealed,
)
from scoring.answers import QuestionKind

SINGLE, TRUE_FALSE = QuestionKind.SINGLE, QuestionKind.TRUE_FALSE
EASY, HARD = Difficulty.EASY, Difficulty.HARD


def candidate(number, kind=SINGLE, topic="工会知识", difficulty=EASY, bank=1):
    return Candidate(number, bank, kind, topic, difficulty, 2 if kind is TRUE_FALSE else 4)


def section(count, kind=SINGLE, **facts):
    return Section(1, kind, count, Decimal(facts.pop("points", 1)), **facts)


POOL = [candidate(number, difficulty=EASY if number % 2 else HARD) for number in range(1, 21)]
CLOSES = datetime(2026, 11, 30, tzinfo=UTC)


@given(st.permutations(POOL), st.text(min_size=1, max_size=20))
def test_a_seed_draws_the_same_paper_from_any_order_of_the_bank(shuffled, seed):
    sections = [section(5, difficulty=EASY), section(10)]
    drawn = draw_questions(sections, shuffled, seed=seed, shuffles_options=True)
    assert drawn == draw_questions(sections, POOL, seed=seed, shuffles_options=True)
    assert len({one.question_id for one in drawn}) == 15
    assert {"".join(sorted(one.option_order)) for one in drawn} == {"ABCD"}


def test_a_drawn_paper_is_what_anybody_can_recompute_by_hand():
    """The smallest SHA-256 of "seed:number", found with sha256sum."""
    drawn = draw_questions([section(3)], POOL, seed="种子", shuffles_options=False)
    assert [(one.question_id, one.option_order) for one in drawn] == [(17, "ABCD"), (8, "ABCD"), (5, "ABCD")]


def test_other_seeds_draw_other_papers_and_other_orders_of_options():
    papers = [draw_questions([section(5)], POOL, seed=str(n), shuffles_options=True) for n in range(20)]
    assert len({tuple(one.question_id for one in paper) for paper in papers}) > 15
    assert len({one.option_order for paper in papers for one in paper}) > 10


def test_true_and_false_keep_their_order():
    pool = [candidate(number, TRUE_FALSE) for number in range(30)]
    drawn = draw_questions([section(30, TRUE_FALSE)], pool, seed="x", shuffles_options=True)
    assert {one.option_order for one in drawn} == {"AB"}


def test_options_keep_their_order_where_told():
    drawn = draw_questions([section(20)], POOL, seed="x", shuffles_options=False)
    assert {one.option_order for one in drawn} == {"ABCD"}


@given(
    st.lists(
        st.builds(
            section,
            st.integers(1, 8),
            difficulty=st.sampled_from([None, EASY, HARD]),
            topic=st.sampled_from(["", "工会知识", "安全"]),
        ),
        max_size=4,
    ),
    st.text(max_size=5),
)
def test_a_paper_without_faults_can_always_be_drawn(sections, seed):
    if not paper_faults(sections, POOL):
        drawn = draw_questions(sections, POOL, seed=seed, shuffles_options=True)
        assert len(drawn) == sum(one.count for one in sections)


def test_paper_faults_name_every_row_that_cannot_be_filled():
    sections = [section(8, difficulty=EASY), section(13), section(1, topic="安全")]
    assert paper_faults(sections, POOL) == [
        "第 2 行“单选题”要抽 13 题，题库里有 20 题，前面各行可能先抽走 8 题，不够。",
        "第 3 行“安全 单选题”要抽 1 题，题库里有 0 题，不够。",
    ]
    assert paper_faults([], POOL) == ["细目表至少要有一行。"]
    with pytest.raises(ValueError, match="too few"):
        draw_questions(sections, POOL, seed="x", shuffles_options=True)


def test_the_full_mark_is_the_sum_of_the_rows():
    assert full_mark([section(10, points=3), section(5, points="2.5")]) == Decimal("42.5")


@pytest.mark.parametrize(
    ("reveal", "during", "afterwards", "score"),
    [
        (Reveal.NOTHING, False, False, False),
        (Reveal.SCORE, False, False, True),
        (Reveal.ANSWERS_AFTER, False, True, True),
        (Reveal.ANSWERS_AT_ONCE, True, True, True),
    ],
)
def test_answers_are_shown_only_as_the_paper_says(reveal, during, afterwards, score):
    later = CLOSES.replace(hour=1)
    shown = [answers_revealed(reveal, closes_at=CLOSES, now=now) for now in (CLOSES, later)]
    assert (*shown, score_revealed(reveal)) == (during, afterwards, score)
