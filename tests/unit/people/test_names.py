"""Names of persons: what is kept as written, what is refused, what is doubted."""

import pytest

from people.persons.rules import doubts_about_name, normalise_name, reasons_against_name

ORDINARY_NAMES = [
    "张示例",
    "欧阳示例",
    "买买提·吐尔逊·阿不都热合曼",
    "𬱖䶮㛃",
    "刘〇",
    "\ufa0e示例",
    "Anna-Maria O'Neil",
    "José Núñez",
    "A.示例",
    "\U0003134a示例",
]

REFUSED_NAMES = [
    ("", "姓名为空，请填写。"),
    ("王\ue863", "U+E863是造字区字符，各系统显示不同，请改用该字的国家标准编码。"),
    ("王\U000f0000", "U+F0000是造字区字符，各系统显示不同，请改用该字的国家标准编码。"),
    ("⽅示例", "“⽅”（U+2F45）是部首符号，不是汉字，请重新录入这个字。"),
    ("张\u200b示例", "U+200B是看不见的控制字符，请删去后重新录入。"),
    ("葛\U000e0100示例", "“\U000e0100”（U+E0100）是异体选择符，请删去，只保留汉字本身。"),
    ("Ａnna", "“Ａ”（U+FF21）是全角字符，请改用半角字母或间隔号“·”。"),
    ("张1", "“1”（U+0031）不能用在姓名里，请核对。"),
    ("<b>", "“<”（U+003C）不能用在姓名里，请核对。"),
    ("·张示例", "间隔号“·”只能单个用在两段名字之间，请核对。"),
    ("买买提··吐尔逊", "间隔号“·”只能单个用在两段名字之间，请核对。"),
    ("买买提.吐尔逊", "汉字后面用了西文标点；民族姓名的间隔请用“·”（U+00B7）。"),
    ("张  示例", "姓名首尾有空格或连续空格，请删去。"),
    ("张 示例", "汉字之间有空格，请删去；证书上的对齐由系统处理。"),
    ("张" * 61, "姓名有 61 个字，最多 60 个字，请核对是否多录了内容。"),
]


@pytest.mark.parametrize("dot", list("\u0387\u16eb\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\uff65\u00b7"))
def test_normalise_name_turns_every_middle_dot_into_one(dot: str) -> None:
    assert normalise_name(f" 买买提{dot}吐尔逊\u3000") == "买买提\u00b7吐尔逊"


def test_normalise_name_keeps_a_compatibility_ideograph() -> None:
    assert normalise_name("\uf9e4示例") == "\uf9e4示例"


@pytest.mark.parametrize("name", ORDINARY_NAMES)
def test_reasons_against_name_are_none_for_real_names(name: str) -> None:
    assert reasons_against_name(name) == []
    assert doubts_about_name(name) == []


@pytest.mark.parametrize(("name", "reason"), REFUSED_NAMES)
def test_reasons_against_name_say_what_and_what_to_do(name: str, reason: str) -> None:
    assert reasons_against_name(name)[0] == reason


def test_reasons_against_name_list_every_fault_once() -> None:
    assert len(reasons_against_name("王\ue863\ue863\u200b1")) == 3


def test_doubts_about_name_ask_for_the_identity_card() -> None:
    name = "\uf9e4示例"
    assert reasons_against_name(name) == []
    assert doubts_about_name(name) == [
        "“\uf9e4”（U+F9E4）是兼容汉字，与常用字外形相同而编码不同，请对照身份证核对。",
    ]
