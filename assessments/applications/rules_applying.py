"""申报和审核：什么情况下不受理，缺什么不能提交，谁不能审核。"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assessments.applications.rules import EVIDENCE_KIND_TITLES, EvidenceKind
from assessments.grants.rules_levels import higher
from assessments.standards.conditions import JUDGEMENT_TITLES, ConditionResult, Judgement
from people.persons.rules import LEVEL_TITLES, Level

YOUNGEST, OLDEST = 16, 100


@dataclass(frozen=True)
class Applying:
    """What is known of a person who wants to be assessed for `level` of an occupation.

    `age`: in full years. `outside`: why the plan takes no applications, or not his. `held`: the levels he has in this
    occupation and trade. `here`, `elsewhere`: whether he stands in this plan, and the title of another plan where he
    stands for the same occupation and trade, with the level there. `taken`, `places`: of the item.
    """

    level: Level
    age: int
    outside: Sequence[str]
    held: Collection[Level]
    here: bool
    elsewhere: tuple[str, Level] | None
    taken: int
    places: int


def reasons_against_applying(applying: Applying) -> list[str]:
    """不受理申报的原因；空列表即可以申报。同一职业（工种）不论等级，同时只能在一个计划里申报。"""
    reasons = [*applying.outside, *reasons_against_age(applying.age)]
    if applying.here:
        reasons.append("此人在这个认定计划里已有一份申报，一个计划只能申报一项。")
    if applying.elsewhere:
        title, level = applying.elsewhere
        same = "同一等级" if level is applying.level else f"的{LEVEL_TITLES[level]}"
        reasons.append(f"此人已在“{title}”申报同一职业{same}，不能同时在两个计划里申报。")
    reasons += reasons_against_level(applying.level, applying.held)
    return reasons + reasons_against_place(applying.taken, applying.places)


def reasons_against_age(age: int) -> list[str]:
    """申报人须年满 16 周岁，不超过 100 周岁；审核时按申报之日再查一次。"""
    if age < YOUNGEST:
        return [f"申报人 {age} 周岁，年满 {YOUNGEST} 周岁才能申报。请核对证件号码和出生日期。"]
    if age > OLDEST:
        return [f"申报人 {age} 周岁，超过 {OLDEST} 周岁的不受理。请核对证件号码和出生日期。"]
    return []


def reasons_against_level(level: Level, held: Collection[Level]) -> list[str]:
    """已经持有本职业（工种）同级或更高等级的，不再申报、不再审核通过、不再授予；申报之后取得的也算。"""
    top = max(held, key=list(Level).index, default=None)
    if top is None or higher(level, top):
        return []
    return [f"已经持有本职业{LEVEL_TITLES[top]}证书，不能再申报{LEVEL_TITLES[level]}。"]


def reasons_against_place(taken: int, places: int) -> list[str]:
    """名额按提交先后计，待审核和审核通过的都算。"""
    return [] if taken < places else [f"这一项的 {places} 个名额已经报满，请联系评价机构或改报其他计划。"]


def reasons_against_condition(result: ConditionResult | None) -> list[str]:
    """所依据的申报条件须由档案证明；档案不全的，先补登再申报。"""
    if result is None:
        return ["还没有选择依据哪一项申报条件。"]
    return [f"不符合申报条件 {result.condition.code}：{reason}" for reason in result.reasons]


def missing_materials(materials: Sequence[str], given: Collection[EvidenceKind], *, photo: bool) -> list[str]:
    """还没有交的材料和照片。"""
    missing = [EVIDENCE_KIND_TITLES[kind] for kind in map(EvidenceKind, materials) if kind not in given]
    return [f"还没有上传{title}。" for title in missing] + ([] if photo else ["还没有上传申报照片。"])


def unconfirmed(asked: Sequence[Judgement], confirmed: Collection[str]) -> list[str]:
    """审核通过之前须由审核人逐项确认的、机器不能判断的事项，还缺哪些。"""
    return [f"请先核对并确认：{JUDGEMENT_TITLES[one]}。" for one in asked if one.value not in confirmed]


def reasons_against_reviewer(reviewer_id: int, *, filled_in_by: Collection[int | None], his_own: bool) -> list[str]:
    """填写（包括中途改过）、提交和审核是两个人；自己的申报由别人审核。"""
    if his_own:
        return ["这是您本人的申报，请由其他审核人审核。"]
    if reviewer_id in filled_in_by:
        return ["这份申报是您填写或提交的，请由其他审核人审核。"]
    return []


def reasons_against_resit(
    parts: Sequence[str], part: str, *, same_item: bool, accepted: bool, is_resit: bool, taken: bool
) -> list[str]:
    """补考：同一职业（工种）同一等级，只补一个部分，只补一次；成绩是否可以补考由成绩环节判断。"""
    reasons = [] if accepted else ["原来的申报没有审核通过，不能补考。"]
    if not same_item:
        reasons.append("补考须报同一职业（工种）、同一等级，请改选项目。")
    if part not in parts or len(parts) < 2:
        reasons.append("原来的申报不含这个部分，或只有这一个部分，请重新申报。")
    if is_resit:
        reasons.append("这次已经是补考，只能补考一次，请重新申报全部部分。")
    if taken:
        reasons.append("已经申请过补考，补考只有一次。")
    return reasons
