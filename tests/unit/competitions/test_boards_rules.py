"""What a board points out: a judge who leans, judges far apart."""

from decimal import Decimal

from competitions.boards.rules import (
    PublicContent,
    is_wide,
    leanings,
    provisional_places,
    reasons_against_content,
    share,
    spread_of,
)

HUNDRED = Decimal(100)


def test_leanings_compare_a_judge_with_the_others_on_the_same_contestants():
    totals = [{1: Decimal(90), 2: Decimal(80), 3: Decimal(82)} for _ in range(5)]
    leans = leanings(totals, HUNDRED)
    assert {judge: lean.deviation for judge, lean in leans.items()} == {1: 9, 2: -6, 3: -3}
    assert {judge: lean.marked for judge, lean in leans.items()} == {1: True, 2: True, 3: False}
    assert leans[1].meaning == "偏宽：5 份评分表平均比同组其他裁判高 9.00 分（满分 100）"
    assert leans[2].meaning == "偏严：5 份评分表平均比同组其他裁判低 6.00 分（满分 100）"


def test_leanings_do_not_mistake_good_contestants_for_a_lenient_judge():
    strong = [{1: Decimal(95), 2: Decimal(95)} for _ in range(5)]
    weak = [{2: Decimal(40), 3: Decimal(40)} for _ in range(5)]
    assert {judge: lean.deviation for judge, lean in leanings([*strong, *weak], HUNDRED).items()} == {1: 0, 2: 0, 3: 0}


def test_leanings_say_nothing_on_few_sheets_or_without_company():
    assert leanings([{1: Decimal(90), 2: Decimal(60)} for _ in range(4)], HUNDRED) == {}
    assert leanings([{1: Decimal(90)} for _ in range(20)], HUNDRED) == {}


def test_spread_is_wide_beyond_a_tenth_of_the_full_mark():
    assert spread_of({1: Decimal(90)}) is None
    assert spread_of({1: Decimal(90), 2: Decimal(80), 3: Decimal(85)}) == 10
    assert not is_wide(Decimal(10), HUNDRED)
    assert is_wide(Decimal("10.5"), HUNDRED)
    assert not is_wide(None, HUNDRED)


def test_share_is_a_hundred_only_when_all_is_done():
    assert [share(0, 0), share(0, 3), share(2, 3), share(299, 300), share(300, 300)] == [100, 0, 66, 99, 100]


def test_content_of_a_blind_stage_is_never_live():
    assert reasons_against_content(PublicContent.LIVE, blind=True)
    assert reasons_against_content(PublicContent.LIVE, blind=False) == []
    assert reasons_against_content(PublicContent.PROGRESS, blind=True) == []


def test_provisional_places_are_shared_by_equal_totals():
    totals = {"12 号": Decimal(80), "3 号": Decimal(90), "7 号": Decimal(80), "9 号": Decimal(70)}
    assert provisional_places(totals) == [
        (1, "3 号", Decimal(90)),
        (2, "12 号", Decimal(80)),
        (2, "7 号", Decimal(80)),
        (4, "9 号", Decimal(70)),
    ]
