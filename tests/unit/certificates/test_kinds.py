"""The catalogue of certificate kinds, and what each kind's example says."""

import json
from dataclasses import MISSING, FrozenInstanceError, fields, replace
from datetime import date
from pathlib import Path

import pytest

from certificates.kinds import (
    all_kinds,
    appointment,
    award,
    coach_award,
    expires_on,
    facts_from_json,
    facts_to_json,
    held_by,
    honour,
    lecture,
    printed_values,
    project_grade,
    public_facts,
    public_values,
    sentence_of,
    skill_level,
)
from certificates.kinds.facts import IssuedFacts
from certificates.kinds.wording import paragraphs, quoted_fields
from foundation.errors import Refused

TEMPLATES = Path(__file__).parents[3] / "templates"
GIVEN = {one.name for one in fields(IssuedFacts)}


def test_all_kinds_finds_each_module_by_its_code() -> None:
    assert {code: kind.NAME for code, kind in all_kinds().items()} == {
        "appointment": "聘书",
        "attendance": "培训证明",
        "award": "获奖证书",
        "coach_award": "优秀指导教师证书",
        "honour": "荣誉称号证书",
        "lecture": "巡讲讲师证书",
        "organisation_award": "优秀组织奖证书",
        "participation": "参赛证明",
        "project_grade": "项目等级证书",
        "skill_level": "职业技能等级证书",
        "studio_certificate": "创新工作室命名证书",
        "studio_plaque": "创新工作室牌匾",
    }


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


@pytest.mark.parametrize("code", all_kinds())
def test_every_fact_that_a_person_supplies_has_a_chinese_name(code: str) -> None:
    kind = all_kinds()[code]
    named = {*kind.LABELS, *kind.FIELDS.values()}
    assert [one.name for one in fields(kind.Facts) if one.name not in named | GIVEN] == []


@pytest.mark.parametrize("code", all_kinds())
def test_every_text_quotes_fields_of_its_kind_and_names_the_holder(code: str) -> None:
    kind = all_kinds()[code]
    texts = [text for place in (kind.BODY, *kind.SLOTS.values()) for _, text in place]
    quoted = {name for text in texts for name in quoted_fields(text)}
    assert quoted <= set(kind.FIELDS)
    printed = "".join(
        text
        for place in (kind.BODY, *kind.SLOTS.values())
        for _, text in paragraphs(place, printed_values(code, kind.EXAMPLE))
    )
    assert kind.EXAMPLE.holder in printed
    assert kind.EXAMPLE.number in printed


@pytest.mark.parametrize("code", all_kinds())
def test_a_paper_without_optional_facts_has_no_empty_quotes_or_brackets(code: str) -> None:
    kind = all_kinds()[code]
    optional = [one.name for one in fields(kind.Facts) if one.default == "" and one.default is not MISSING]
    facts = replace(kind.EXAMPLE, **dict.fromkeys(optional, ""))
    assert [pair for pair in ("“”", "《》", "（）", "，，", "。。", "：。") if pair in sentence_of(code, facts)] == []


@pytest.mark.parametrize("code", all_kinds())
def test_a_name_in_the_facts_is_never_read_as_a_field(code: str) -> None:
    assert "{证书编号}" in "".join(printed_values(code, held_by(all_kinds()[code].EXAMPLE, "{证书编号}")).values())


def test_the_identity_number_is_printed_and_stays_inside() -> None:
    number = skill_level.EXAMPLE.identity_number
    assert printed_values("skill_level", skill_level.EXAMPLE)["证件号码"] == number
    assert public_values("skill_level", skill_level.EXAMPLE)["证件号码"] == "500***********0000"
    assert number not in str(public_facts("skill_level", skill_level.EXAMPLE))
    assert "identity_number" not in skill_level.LABELS
    assert number not in sentence_of("skill_level", skill_level.EXAMPLE)


def test_private_facts_have_no_label() -> None:
    assert [code for code, kind in all_kinds().items() if set(kind.LABELS) & kind.PRIVATE] == []


def test_photo_and_term_are_facts_about_the_kind() -> None:
    assert {code for code, kind in all_kinds().items() if kind.PHOTO} == {"skill_level"}
    assert {code: kind.VALID_MONTHS for code, kind in all_kinds().items() if kind.VALID_MONTHS} == {
        "appointment": 36,
        "lecture": 24,
    }


def test_expires_on_is_what_the_paper_says() -> None:
    assert expires_on("appointment", appointment.EXAMPLE) == date(2029, 11, 30)
    assert expires_on("lecture", lecture.EXAMPLE) == date(2028, 11, 19)
    assert "有效期至2028年11月19日" in sentence_of("lecture", lecture.EXAMPLE)
    assert expires_on("award", award.EXAMPLE) is None


def test_skill_level_writes_two_dashes_for_no_trade() -> None:
    assert printed_values("skill_level", replace(skill_level.EXAMPLE, trade=""))["工种/职业方向"] == "--"


@pytest.mark.parametrize("level", ["三级", "高级工", "3", "学徒工", "三级／高级工"])
def test_skill_level_refuses_another_way_to_write_the_level(level: str) -> None:
    with pytest.raises(Refused, match="应为其中之一：五级/初级工、四级/中级工、三级/高级工、二级/技师、一级/高级技师"):
        replace(skill_level.EXAMPLE, level=level)


def test_coach_award_without_contestants_names_none() -> None:
    assert replace(coach_award.EXAMPLE, contestants=()).opening.endswith("焊工赛项中，指导选手取得优异成绩，被评为")


def test_honour_names_its_decision() -> None:
    facts = replace(honour.EXAMPLE, decision="示例市总工会关于表彰2026年先进的决定")
    assert "，根据《示例市总工会关于表彰2026年先进的决定》，授予示例市五一劳动奖章。" in sentence_of("honour", facts)


def test_project_grade_puts_quotes_inside_quotes() -> None:
    assert "在“示例市职工‘五小’创新成果评选”中被评为一等成果。" in sentence_of("project_grade", project_grade.EXAMPLE)


def test_award_sentence_with_placing_and_group() -> None:
    assert sentence_of("award", award.EXAMPLE) == (
        "张示例同志：在“渝永江融合发展示范区首届职工职业技能竞赛”焊工赛项（职工组）中，获得第一名，荣获一等奖。特颁此证，以资鼓励。"
    )


def test_award_sentence_without_placing_and_group() -> None:
    facts = replace(award.EXAMPLE, placing="", group="", event="电工赛项", award="优胜奖")
    assert sentence_of("award", facts) == (
        "张示例同志：在“渝永江融合发展示范区首届职工职业技能竞赛”电工赛项中，成绩优异，荣获优胜奖。特颁此证，以资鼓励。"
    )


def test_award_sentence_of_a_team_names_its_members() -> None:
    facts = replace(award.EXAMPLE, team="示例区总工会代表队", holders=("张示例", "李示例"))
    assert facts.addressee == "示例区总工会代表队："
    assert sentence_of("award", facts).endswith("队员：张示例、李示例。")
