"""What a design may say, and what it then says of a holder."""

import json
from dataclasses import replace

import pytest

from certificates.designs.differences import differences
from certificates.designs.rules import (
    DesignSettings,
    IssuerSeal,
    SignaturePlace,
    default_settings,
    holder_fields,
    settings_doubts,
    settings_faults,
    settings_from_json,
    settings_to_json,
    telling_names,
    wording_of,
)
from certificates.kinds import all_kinds
from certificates.printing.content import Direction, Paper

AWARD = all_kinds()["award"]
USUAL = default_settings("award")


def saying(*body: tuple[str, str]) -> DesignSettings:
    return replace(USUAL, body=body)


@pytest.mark.parametrize("kind", all_kinds())
def test_default_settings_of_every_kind_can_be_saved_as_they_are(kind: str) -> None:
    settings = default_settings(kind)
    assert (settings_faults(kind, settings), settings_doubts(kind, settings)) == ([], [])


def test_settings_come_back_from_json_as_they_were() -> None:
    settings = replace(
        USUAL,
        paper=Paper.A3,
        direction=Direction.PORTRAIT,
        logo=7,
        seals=(IssuerSeal("示例市总工会", 8),),
        signatures=(SignaturePlace("主席", "李示例", 9), SignaturePlace("裁判长", "王示例")),
    )
    assert settings_from_json(json.loads(json.dumps(settings_to_json(settings)))) == settings
    assert settings.file_ids == {7, 8, 9}


def test_wording_of_fills_the_paragraphs_of_the_design_and_the_slots_of_the_kind() -> None:
    wording = wording_of("award", saying(("text", "{持证人}得{奖项}"), ("members", "{队员}")), AWARD.EXAMPLE)
    assert wording["body"] == [["text", "张示例得一等奖"]]  # nobody is in a team: that paragraph is left out
    assert wording["number"] == [["number", "证书编号：YYJ-2026-000001"]]


def test_settings_faults_name_the_unknown_field_and_those_that_exist() -> None:
    (fault,) = settings_faults(
        "award",
        saying(
            ("text", "授予{姓名}同志"),
        ),
    )
    assert fault.startswith("正文第 1 段：“授予{姓名}同志”里的{姓名}不是这种证书的字段。可以用的字段：")
    assert all(f"{{{name}}}" in fault for name in AWARD.FIELDS)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (replace(USUAL, title=" "), "标题为空，请填写。"),
        (replace(USUAL, title="证" * 21), "标题有 21 个字，最多 20 个字。"),
        (replace(USUAL, body=()), "正文一段也没有，请至少写一段。"),
        (saying(("text", " ")), "正文第 1 段：没有文字，请填写或删去这一段。"),
        (saying(("fancy", "特颁此证。")), "正文第 1 段：没有叫“fancy”的样式，请从列出的样式中选择。"),
        (saying(("text", "张\u200b示例")), "正文第 1 段：U+200B是看不见的控制字符，请删去后重新录入。"),
        (replace(USUAL, border="gold"), "没有叫“gold”的边框，请从列出的边框中选择。"),
        (
            replace(USUAL, title="奖状\ue863"),
            "“奖状\ue863”里的U+E863是造字区字符，各系统显示不同，请改用该字的国家标准编码。",
        ),
        (
            replace(USUAL, seals=(IssuerSeal("示例市总工会", 1), IssuerSeal("示例市总工会", 2))),
            "“示例市总工会”有两枚印章，请只留一枚。",
        ),
        (replace(USUAL, signatures=(SignaturePlace("", "李示例"),) * 4), "签名有 4 个，一页最多排 3 个。"),
        (saying(("text", "字" * 501)), "正文第 1 段：有 501 个字，最多 500 个字，请分成几段。"),
    ],
)
def test_settings_faults_say_where_and_what(settings: DesignSettings, fault: str) -> None:
    assert settings_faults("award", settings) == [fault]


def test_settings_doubts_miss_the_holder_s_name() -> None:
    assert holder_fields("award")[0] == "持证人"
    (doubt,) = settings_doubts("award", saying(("text", "特颁此证。")))
    assert doubt.startswith("正文里没有持证人的姓名")


def test_telling_names_are_the_longest_and_the_rarest():
    names = ["张示例", "Alexander Li", "买买提·吐尔逊江", "王㛃", "李\U0002cc56", "赵喆"]
    assert telling_names(names) == ["买买提·吐尔逊江", "李\U0002cc56"]
    assert telling_names(names[:4]) == ["买买提·吐尔逊江", "王㛃"]
    assert telling_names([]) == []


def test_differences_say_what_changed_in_the_words_of_the_page():
    changed = replace(USUAL, title="奖状", border="", body=(*USUAL.body[:-1], ("closing", "以资鼓励。")), logo=5)
    assert differences(USUAL, USUAL) == []
    assert differences(USUAL, changed) == [
        ("标题", "荣誉证书", "奖状"),
        ("边框", "回纹", "不要边框"),
        (f"正文第 {len(USUAL.body)} 段", "（队员名单）{队员}", "（结语）以资鼓励。"),
        ("标志", "", "图片 5"),
    ]
