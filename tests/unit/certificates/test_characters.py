"""Characters that cannot be printed as they should, and what every national standard character is printed with."""

from collections.abc import Iterable

import pytest
import segno

from certificates.printing.characters import strange_characters, unprintable
from certificates.printing.fonts import FALLBACK_FAMILIES, characters_without_glyph
from certificates.printing.qr_codes import MASK, QUIET_ZONE, qr_runs, qr_size
from certificates.printing.shaping import face_of

GB18030_LEVEL_3 = (
    range(0x4E00, 0x9FF0),
    range(0x3400, 0x4DB6),
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
    (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
)
"""GB 18030—2022，实现级别 3 的汉字：基本区（至 9FEF）、扩充 A 至 F 和兼容区的十二个字。"""


def characters(parts: Iterable[Iterable[int]]) -> list[str]:
    return [chr(point) for part in parts for point in part]


def test_every_character_of_gb18030_has_a_glyph() -> None:
    everything = characters(GB18030_LEVEL_3)
    assert len(everything) == 87_887
    assert characters_without_glyph(everything) == []


def test_rare_characters_come_from_the_named_fallbacks_in_one_weight() -> None:
    families = [face_of(one, True).family for one in ("张", "䶮", "\u9ff0", "\u9feb", "\U00020001", "\U00031350")]
    assert families == ["Jiangxin Serif", "Noto Serif CJK SC", *(FALLBACK_FAMILIES[2],) * 2, *FALLBACK_FAMILIES[1:]]
    assert not face_of("\U00020001", True).bold


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("王\ue863", "U+E863是造字区字符，各系统显示不同，请改用该字的国家标准编码。"),
        ("\u2f00例", "“\u2f00”（U+2F00）是部首符号，不是汉字，请重新录入这个字。"),
        ("王\u200b例", "U+200B是看不见的控制字符，请删去后重新录入。"),
        ("例\ufe00", "“\ufe00”（U+FE00）是异体选择符，请删去，只保留汉字本身。"),
        ("王\n例", "U+000A是控制字符或特殊的空格，请删去或改用普通空格。"),
        ("买提\u2022吐尔", "汉字之间的间隔号“\u2022”（U+2022）请改用“·”（U+00B7）。"),
    ],
)
def test_strange_characters_are_named_with_advice(text: str, reason: str) -> None:
    assert strange_characters(text) == [reason]
    assert unprintable([text, "好", text]) == [reason]


def test_usual_texts_are_not_strange() -> None:
    texts = ("在“渝永江”（职工组）中，获《奖》！", "买买提·吐尔逊", "Wolf O'Brien–Å", "𬱖䶮㛃", "一\u3000二")
    assert [reason for text in texts for reason in strange_characters(text)] == []
    assert unprintable(texts) == []


def test_a_character_without_glyph_is_named_once() -> None:
    assert unprintable(["\U0002ff00一", "二\U0002ff00"]) == ["打印字体里没有U+2FF00这个字，请核对是否录错。"]


def test_a_qr_code_is_what_its_text_alone_would_give() -> None:
    first = "https://jiangxin.example/v/AAAAAAAAAAAAAAAAAAAAAA"
    second = "https://jiangxin.example/v/z0_-Zk3vQ9sT1nXw7RbD5h"
    assert qr_size(first) == 33 + 2 * QUIET_ZONE
    together = {text: qr_runs(text) for text in (first, second)}
    assert together[second] != together[first]
    alone = [drawn_alone(text) for text in (first, second)]
    assert [set(cells(together[text])) for text in (first, second)] == alone


def cells(runs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    return [(across + step, down) for across, down, length in runs for step in range(length)]


def drawn_alone(text: str) -> set[tuple[int, int]]:
    """The dark modules as segno draws them."""
    matrix = segno.make_qr(text, error="m", mask=MASK, boost_error=False).matrix
    return {
        (across + QUIET_ZONE, down + QUIET_ZONE)
        for down, row in enumerate(matrix)
        for across, module in enumerate(row)
        if module & 1
    }
