"""The catalogue of certificate kinds, and what each kind's example says."""

import json
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from certificates.kinds import all_kinds, award, facts_from_json, facts_to_json

TEMPLATES = Path(__file__).parents[3] / "templates"


def test_all_kinds_finds_each_module_by_its_code() -> None:
    assert all_kinds()["award"].NAME == "获奖证书"


@pytest.mark.parametrize("code", all_kinds())
def test_kind_has_its_template(code: str) -> None:
    template = all_kinds()[code].TEMPLATE
    assert template == f"certificates/pdf/{code}.html"
    assert (TEMPLATES / template).is_file()


@pytest.mark.parametrize("code", all_kinds())
def test_facts_come_back_from_json_unchanged(code: str) -> None:
    example = all_kinds()[code].EXAMPLE
    stored = json.loads(json.dumps(facts_to_json(example), ensure_ascii=False))
    assert facts_from_json(code, stored) == example


def test_facts_from_json_refuses_a_missing_fact() -> None:
    stored = facts_to_json(award.EXAMPLE)
    del stored["award"]
    with pytest.raises(TypeError, match="award"):
        facts_from_json("award", stored)


def test_facts_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        award.EXAMPLE.award = "特等奖"  # type: ignore[misc]


def test_award_sentence_with_placing_and_group() -> None:
    assert award.EXAMPLE.sentence == (
        "张示例同志：在“渝永江融合发展示范区首届职工职业技能竞赛”焊工赛项（职工组）中，获得第一名，荣获一等奖。特颁此证，以资鼓励。"
    )


def test_award_sentence_without_placing_and_group() -> None:
    facts = replace(award.EXAMPLE, placing="", group="", event="电工赛项", award="优胜奖")
    assert facts.sentence == (
        "张示例同志：在“渝永江融合发展示范区首届职工职业技能竞赛”电工赛项中，成绩优异，荣获优胜奖。特颁此证，以资鼓励。"
    )


def test_award_sentence_of_a_team_names_its_members() -> None:
    facts = replace(award.EXAMPLE, team="示例区总工会代表队", holders=("张示例", "李示例"))
    assert facts.addressee == "示例区总工会代表队："
    assert facts.sentence.endswith("队员：张示例、李示例。")
