"""How experts' scores become one, and parts become a whole: every worked example as printed."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from scoring.numbers import ScoringError
from scoring.panel import MarkUse
from studios.reviews.rules import ScoreMethod, combine, combine_raters, labels_of, reasons_against_review
from studios.rubrics.published import published_rubrics
from studios.rubrics.rules import RubricScore

EXAMPLES = Path(__file__).parents[2] / "printed_rules"
RUBRIC = published_rubrics()["service-project"]


def read_examples(name):
    with (EXAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def scored(totals):
    """What experts with these totals gave."""
    return {
        f"专家{at}": RubricScore(Decimal(total), (), (), Decimal(total), Decimal(0), Decimal(0))
        for at, total in enumerate(totals.split(), start=1)
    }


@pytest.mark.parametrize("example", read_examples("review_scores"), ids=lambda row: row["例"])
def test_experts_are_combined_as_printed(example):
    def made():
        given, method = scored(example["专家总分"]), ScoreMethod(example["方法"])
        return combine_raters(RUBRIC, given, method, int(example["最少"]), example["否决"].split())

    if not example["得分"]:
        with pytest.raises(ScoringError):
            made()
        return
    assert (made().score, made().raters) == (Decimal(example["得分"]), len(example["专家总分"].split()))
    assert made().working.endswith("不参加排名" if example["否决"] else f"得 {example['得分']}")


@pytest.mark.parametrize("example", read_examples("combined_scores"), ids=lambda row: row["例"])
def test_parts_are_combined_as_printed(example):
    pairs = [one.split(":") for one in example["权重和得分"].split()]
    parts = [(Decimal(weight), Decimal(score)) for weight, score in pairs]
    if example["合计"]:
        assert str(combine(parts).score) == example["合计"]
        assert combine(parts).working.endswith(f"= {example['合计']}（合计四舍五入到两位小数）")
    else:
        with pytest.raises(ScoringError, match="合计应为 100%"):
            combine(parts)


def test_who_was_dropped_is_told():
    made = combine_raters(RUBRIC, scored("95 88 60"), ScoreMethod.TRIMMED_MEAN, 3)
    assert [one.use for one in made.lines] == [MarkUse.DROPPED_HIGHEST, MarkUse.USED, MarkUse.DROPPED_LOWEST]
    assert (made.working.count("去掉）"), made.spread) == (2, Decimal(35))


def test_anonymous_numbers_do_not_follow_the_order_of_submission():
    references = [f"proposal:{number}" for number in range(1, 21)]
    labels = labels_of(references, "seed")
    assert sorted(labels.values()) == [f"作品 {number:03}" for number in range(1, 21)]
    assert [labels[one] for one in references] != sorted(labels.values())
    assert labels_of(list(reversed(references)), "seed") == labels
    assert labels_of(references, "other") != labels


def test_what_a_round_lacks_is_told_at_once():
    assert reasons_against_review(3, 1, 3, ScoreMethod.MEAN, odd=True) == []
    faults = reasons_against_review(2, 0, 2, ScoreMethod.TRIMMED_MEAN, odd=True)
    assert [fault[:4] for fault in faults] == ["还没有要", "专家 2", "去掉最高"]
    assert reasons_against_review(2, 1, 3, ScoreMethod.MEAN, odd=False) == ["专家 2 人，少于规定的 3 人。"]
