"""Every kind in both directions, with a hard name, long texts and several issuers: nothing covers anything else."""

from dataclasses import replace
from itertools import combinations, product

import pypdfium2
import pytest

from certificates.kinds import all_kinds, held_by
from certificates.printing.content import Direction
from demo.certificate_kinds import example_of
from tests.integration.certificates.test_printing import text_of

MARGIN = 19 / 25.4 * 72
HARD_NAME = (
    "𬱖䶮㛃\U00020001·买买提艾力·古丽巴哈尔·努尔买买提·热合曼·阿布都克里木·吾布力卡斯木·艾合买提江·托合提·吐尔逊江"
)
HARD = {
    "organisation": "示例市示例区示例街道装备制造与新材料产业园区联合工会委员会下属示例重型机械股份有限公司工会",
    "competition": "渝永江融合发展示范区首届职工职业技能竞赛暨示例省第十六届“示例工匠杯”职工技能大赛选拔赛",
    "event": "工业机器人系统操作员（装调与运维综合应用方向）",
    "issuers": ("示例市总工会", "示例市人力资源和社会保障局", "渝永江融合发展示范区管理委员会"),
}
LOW = "\udc00"
"""PDFium counts a character beyond the first plane twice, in UTF-16: its second half is left out."""

Box = tuple[float, float, float, float]


def page_of(printed: bytes) -> tuple[tuple[float, float], list[tuple[str, Box]]]:
    """The page's width and height, and each visible character with its left, lower, right and upper edge, in points."""
    with pypdfium2.PdfDocument(printed) as document:
        page = document[0]
        text = page.get_textpage()
        said = [chr(pypdfium2.raw.FPDFText_GetUnicode(text, place)) for place in range(text.count_chars())]
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        return page.get_size(), [(one, box) for one, box in zip(said, boxes, strict=True) if one.strip() and one < LOW]


def covers(one: Box, other: Box) -> bool:
    """Whether two characters share more than two fifths of the smaller one's place."""
    if one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]:
        return False
    shared = (min(one[2], other[2]) - max(one[0], other[0])) * (min(one[3], other[3]) - max(one[1], other[1]))
    return shared > 0.4 * min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))


@pytest.mark.parametrize(("code", "direction"), list(product(all_kinds(), Direction)))
def test_nothing_is_covered_or_leaves_the_frame(code: str, direction: Direction) -> None:
    example = all_kinds()[code].EXAMPLE
    hard = {name: value for name, value in HARD.items() if name in example.__dataclass_fields__}
    facts = held_by(replace(example, **hard), HARD_NAME)
    printed = example_of(code, facts, direction)
    assert facts.number in text_of(printed)
    assert HARD_NAME in text_of(printed)
    (width, height), characters = page_of(printed)
    outside = [text for text, box in characters if not _inside(box, width, height)]
    covered = [a + b for (a, one), (b, other) in combinations(characters, 2) if covers(one, other)]
    assert (outside, covered) == ([], [])


def _inside(box: Box, width: float, height: float) -> bool:
    left, lower, right, upper = box
    return left > MARGIN and lower > MARGIN and right < width - MARGIN and upper < height - MARGIN
