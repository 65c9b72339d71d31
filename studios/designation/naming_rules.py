"""考察、评审之后：按权重合计、排名、按名额取舍，公示期满命名。

出处：合肥 2022 通知“实地考察与集中评审……发文命名、授牌并颁发证书”；异议只影响被提异议的一间，见各地公示办法。
权重由申报通知写明；名额边上并列的不抽签，由人裁定。
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from studios.designation.conditions import years_later
from studios.reviews.rules import combine

FULL = Decimal(100)
LEAST_VISITORS = 2
LEAST_EXPERTS = 3


@dataclass(frozen=True, slots=True)
class Scored:
    """一份申报的考察得分和评审得分；没有这一部分的为 None。`vetoed`：查实的否决写成一句话。"""

    key: int
    site: Decimal | None
    paper: Decimal | None
    vetoed: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """合计、名次和是否在名额内；名额边上并列的 `within` 为 None，由人裁定。被否决的没有名次。"""

    scored: Scored
    total: Decimal
    place: int | None
    within: bool | None
    working: str


def rank_scored(
    scored: Sequence[Scored], site_weight: Decimal, paper_weight: Decimal, places: int | None
) -> list[Ranked]:
    """按权重合计从高到低排名，同分同名次，其后名次空出；被否决的不排名，列在最后。"""
    totals = {
        one.key: combine([(site_weight, one.site or Decimal(0)), (paper_weight, one.paper or Decimal(0))])
        for one in scored
    }
    standing = sorted((one for one in scored if not one.vetoed), key=lambda one: -totals[one.key].score)
    values = [totals[one.key].score for one in standing]
    ranked = []
    for one in standing:
        made = totals[one.key]
        place, tied = values.index(made.score) + 1, values.count(made.score)
        ranked.append(Ranked(one, made.score, place, _within(place, tied, places), made.working))
    out = [Ranked(one, Decimal(0), None, False, one.vetoed) for one in scored if one.vetoed]
    return [*ranked, *out]


def reasons_against_settling(
    scored: Sequence[tuple[str, Scored]], site_weight: Decimal, paper_weight: Decimal
) -> list[str]:
    """权重大于 0 的部分都要有得分；被否决的不用。"""
    reasons = []
    for label, one in scored:
        parts = (("实地考察", site_weight, one.site), ("评审", paper_weight, one.paper))
        missing = [title for title, weight, score in parts if weight and score is None]
        reasons += [] if one.vetoed else [f"“{label}”还没有{title}得分。" for title in missing]
    return reasons


def reasons_against_noticing(chosen: int, already: int, places: int | None) -> list[str]:
    """公示的不超过名额（连同已在公示和已命名的）。"""
    if not chosen:
        return ["请选出要公示的工作室。"]
    if places is not None and chosen + already > places:
        return [f"名额 {places} 个，已公示或命名 {already} 个，这次选了 {chosen} 个，超出名额。"]
    return []


def reasons_against_document(document: str, named_on: date, noticed_until: date, today: date) -> list[str]:
    """命名文件写明文号；命名日期在公示期满之后，不晚于今天。"""
    reasons = [] if document.strip() else ["请填写命名文件的文号。"]
    if named_on <= noticed_until:
        reasons.append(f"公示到 {noticed_until} 为止，命名日期应在这之后。")
    return [*reasons, "命名日期不能晚于今天。"] if named_on > today else reasons


def term_end(named_on: date, years: int | None) -> date | None:
    """有效期满之日：命名日起若干周年的前一日；没有规定有效年数的为 None。"""
    return None if years is None else years_later(named_on, years) - timedelta(days=1)


def _within(place: int, tied: int, places: int | None) -> bool | None:
    if places is None or place + tied - 1 <= places:
        return True
    return None if place <= places else False
