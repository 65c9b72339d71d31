"""合理化建议评分细则：技术水平 30、经济效益 30、应用范围 20、实用性 20，分档打分。

出处：《合理化建议评分细则》（转录），各档分值照录；够不上最低一档的给 0 分是本系统的规定。
"""

from decimal import Decimal

from studios.rubrics.rules import Band, ItemKind, Rubric, RubricItem


def _banded(code: str, title: str, *bands: tuple[int, int, str]) -> RubricItem:
    made = tuple(Band(Decimal(low), Decimal(high), words) for low, high, words in bands)
    return RubricItem(code, title, "", ItemKind.BANDS, made[0].high, bands=made)


RUBRIC = Rubric(
    code="improvement-proposal",
    title="合理化建议评分细则",
    source="合理化建议评分细则（转录）",
    items=(
        _banded("technique", "技术水平", (26, 30, "省或同行业先进"), (21, 25, "较大改进"), (10, 20, "本单位水平")),
        _banded("benefit", "经济效益", (26, 30, "50 万元以上"), (15, 25, "10 万至 50 万元"), (10, 14, "不足 10 万元")),
        _banded("range", "应用范围", (11, 20, "行业"), (5, 10, "局部")),
        _banded("use", "实用性", (15, 20, "关键难题"), (5, 14, "具体工艺")),
    ),
    bonus_cap=Decimal(0),
    full=Decimal(100),
)
"""四项 30、30、20、20。"""
