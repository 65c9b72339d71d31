"""评分标准写得对不对：一次列出全部问题。"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.numbers import as_text, exact_sum
from studios.rubrics.rules import COUNTED, ItemKind, Rubric, RubricItem, choices_of

MOST_CHOICES = 60
MOST_DEDUCTIONS = 4


def rubric_faults(rubric: Rubric) -> list[str]:
    """为什么不能用这份评分标准打分；没有问题的为空列表。"""
    faults = [] if any(item.kind in COUNTED for item in rubric.items) else ["还没有计分的项目。"]
    codes = [item.code for item in rubric.items]
    faults += [f"项目代码“{code}”重复，请改为不同代码。" for code in sorted({c for c in codes if codes.count(c) > 1})]
    for item in rubric.items:
        faults += [f"项目“{item.title or item.code}”{fault}" for fault in _item_faults(item)]
    total = exact_sum(item.points for item in rubric.items if item.kind in COUNTED)
    if not faults and total != rubric.full:
        faults.append(f"各计分项满分合计 {as_text(total)}，与总满分 {as_text(rubric.full)} 不一致，请调整。")
    has_bonus = any(item.kind is ItemKind.BONUS for item in rubric.items)
    if has_bonus != (rubric.bonus_cap > 0):
        faults.append("有加分项的写明加分上限，没有加分项的上限为 0。")
    return faults


def _item_faults(item: RubricItem) -> Iterator[str]:
    if not item.code or not item.title:
        yield "没有代码或名称。"
    if (item.kind is ItemKind.VETO) != (item.points == 0) or item.points < 0:
        yield "的满分应大于 0；一票否决不计分，写 0。"
    if (item.kind is ItemKind.BANDS) != bool(item.bands):
        yield "分档打分的写明各档，其他的不写。"
    elif item.bands:
        yield from _band_faults(item)
    if (item.kind is ItemKind.PER_MISSING) != (item.per_unit is not None):
        yield "每缺一个扣分的写明扣几分，其他的不写。"
    if item.per_unit is not None and item.per_unit <= 0:
        yield "每缺一个应扣大于 0 的分。"
    yield from _deduction_faults(item)


def _band_faults(item: RubricItem) -> Iterator[str]:
    bands = sorted(item.bands)
    edges = [edge for band in bands for edge in band[:2]]
    if any(edge != int(edge) for edge in edges) or any(band.low > band.high for band in bands):
        yield "的各档应是整数分，下限不高于上限。"
        return
    if edges != sorted(edges) or _touching(edges) or edges[0] < 0 or edges[-1] != item.points:
        yield f"的各档不能重叠，最低不低于 0，最高一档到满分 {as_text(item.points)}。"
    elif len(choices_of(item)) > MOST_CHOICES:
        yield f"的各档合计超过 {MOST_CHOICES} 个分数，请改为直接打分，或减少分数。"


def _touching(edges: Sequence[Decimal]) -> bool:
    """Whether a band begins where the one below it ends."""
    return any(edges[at] == edges[at + 1] for at in range(1, len(edges) - 1, 2))


def _deduction_faults(item: RubricItem) -> Iterator[str]:
    if item.deductions and item.kind not in (ItemKind.NONE_IS_ZERO, ItemKind.PER_MISSING):
        yield "不能写定额扣分：只有“没有即为零分”和“每缺一个扣分”的可以写。"
    if any(one.points <= 0 or one.points > item.points for one in item.deductions):
        yield "的定额扣分应大于 0，不超过满分。"
    if len(item.deductions) > MOST_DEDUCTIONS:
        yield f"的定额扣分最多 {MOST_DEDUCTIONS} 条。"
