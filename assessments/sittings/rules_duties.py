"""考务安排：每场要哪些人、谁可以担任、连续与轮换。各项数字都是参数，机构按所在省的规定修改并写明出处。"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assessments.bodies.rules import OFFICIAL_ROLE_TITLES, OfficialRole
from assessments.bodies.rules_officials import Qualification, reasons_against_official
from assessments.sittings.rules import SITTING_DUTY_TITLES, SittingDuty, invigilators_needed
from assessments.standards.rules import PART_TITLES, Part, parts_of
from people.persons.rules import Level

USUAL_SOURCE = "通行做法与原职业技能鉴定考评人员管理的规定"


@dataclass(frozen=True, slots=True)
class DutyParameters:
    """考务安排的参数；`consecutive_most`、`rotation_of` 为 0 表示不限。

    默认值的出处：考评、评审不少于 3 人且为单数，监考与考生 1∶15 且每个考场不少于 2 人，每场至少 1 名督导员，是各地的
    通行做法；同一考评员在同一站点连续考评不超过 3 次、相邻两场轮换不少于三分之一，亲属、师徒、师生须回避，出自原职业
    技能鉴定考评人员管理的规定；同一单位（班组）是否回避由机构规定。
    """

    assessors_least: int = 3
    reviewers_least: int = 3
    odd: bool = True
    candidates_each: int = 15
    invigilators_least: int = 2
    inspectors_least: int = 1
    consecutive_most: int = 3
    rotation_of: int = 3
    same_unit_recused: bool = True

    def raters_least(self, part: Part) -> int:
        """一名考生至少由几人评分。"""
        return self.reviewers_least if part is Part.COMPREHENSIVE else self.assessors_least


ROLES_OF_DUTY: dict[SittingDuty, frozenset[OfficialRole]] = {
    SittingDuty.INVIGILATOR: frozenset({OfficialRole.INVIGILATOR, OfficialRole.ASSESSOR, OfficialRole.SENIOR_ASSESSOR}),
    SittingDuty.ASSESSOR: frozenset({OfficialRole.ASSESSOR, OfficialRole.SENIOR_ASSESSOR}),
    SittingDuty.LEAD_ASSESSOR: frozenset({OfficialRole.ASSESSOR, OfficialRole.SENIOR_ASSESSOR}),
    SittingDuty.REVIEWER: frozenset({OfficialRole.SENIOR_ASSESSOR, OfficialRole.EXPERT}),
    SittingDuty.INSPECTOR: frozenset({OfficialRole.INTERNAL_INSPECTOR, OfficialRole.EXTERNAL_INSPECTOR}),
}
"""哪一种资格可以担任哪一种分工：综合评审由高级考评员和专家担任，督导只由督导员担任。"""

DUTIES_OF_PART: dict[Part, tuple[SittingDuty, ...]] = {
    Part.THEORY: (SittingDuty.INVIGILATOR, SittingDuty.INSPECTOR),
    Part.PRACTICAL: (SittingDuty.LEAD_ASSESSOR, SittingDuty.ASSESSOR, SittingDuty.INSPECTOR),
    Part.COMPREHENSIVE: (SittingDuty.LEAD_ASSESSOR, SittingDuty.REVIEWER, SittingDuty.INSPECTOR),
}
MARKING = frozenset({SittingDuty.LEAD_ASSESSOR, SittingDuty.ASSESSOR, SittingDuty.REVIEWER})


@dataclass(frozen=True, slots=True)
class OnDuty:
    """一名考务人员。`has_account`：有可以用平板评分的账号；`busy_at`：同一时间还在哪些场次。"""

    name: str
    person_id: int
    duty: SittingDuty
    held: Qualification
    active: bool = True
    has_account: bool = True
    busy_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SittingFacts:
    """一场考试的考务。

    `rosters` 是同一站点、同一职业历次考评的人员（按时间排列，含本次），`at` 是本次的位置；
    `recusals` 是每个工位须回避的人数。
    """

    part: Part
    level: Level
    occupation_code: str
    day: date
    on_duty: Sequence[OnDuty] = ()
    candidates: frozenset[int] = frozenset()
    on_tablets: bool = False
    rosters: Sequence[frozenset[int]] = ()
    at: int = 0
    recusals: Mapping[int, int] = field(default_factory=dict)

    @property
    def raters(self) -> list[OnDuty]:
        """本场评分的人。"""
        return [one for one in self.on_duty if one.duty in MARKING]


def reasons_against_duties(sitting: SittingFacts, parameters: DutyParameters) -> list[str]:
    """考务安排还缺什么、有什么不合规定，一次列全；空列表即齐备。"""
    reasons = []
    if sitting.part not in parts_of(sitting.level):
        reasons.append(f"{PART_TITLES[sitting.part]}只用于技师、高级技师，请取消这一场。")
    reasons += _missing(sitting, parameters)
    for one in sitting.on_duty:
        reasons += [f"{one.name}：{reason}" for reason in reasons_against_person(sitting, one)]
        if sitting.on_tablets and one.duty in MARKING and not one.has_account:
            reasons.append(f"{one.name}没有可以评分的账号：请在“账号”中为本人开设账号并授予“考评员”角色，或改派他人。")
    reasons += _rotation(sitting, parameters)
    reasons += _too_few_after_recusal(sitting, parameters)
    return reasons


def reasons_against_person(sitting: SittingFacts, one: OnDuty) -> list[str]:
    """这个人不能在这一场担任这项分工的全部原因：资格、本人是考生、同一时间在别处。空列表即可以。"""
    reasons = []
    if one.duty not in DUTIES_OF_PART[sitting.part]:
        reasons.append(f"{PART_TITLES[sitting.part]}不设{SITTING_DUTY_TITLES[one.duty]}。")
    if not one.active:
        reasons.append("资格已停用。")
    if one.held.role not in ROLES_OF_DUTY[one.duty]:
        title, duty = OFFICIAL_ROLE_TITLES[one.held.role], SITTING_DUTY_TITLES[one.duty]
        reasons.append(f"登记的资格是{title}，不能担任{duty}。")
    if one.duty is not SittingDuty.INVIGILATOR:  # 监考不评分，不受职业、等级限制，但资格须在有效期内
        reasons += reasons_against_official(one.held, sitting.occupation_code, sitting.level, sitting.day)
    elif not one.held.valid_from <= sitting.day <= one.held.valid_to:
        reasons.append(f"资格的有效期是 {one.held.valid_from} 至 {one.held.valid_to}，{sitting.day} 不在有效期内。")
    if one.person_id in sitting.candidates:
        reasons.append("本人是这一场的考生，应当回避。")
    reasons += [f"同一时间已安排在“{title}”，不能同时在两处。" for title in one.busy_at]
    return reasons


def _missing(sitting: SittingFacts, parameters: DutyParameters) -> Iterator[str]:
    counts = {duty: sum(one.duty is duty for one in sitting.on_duty) for duty in SittingDuty}
    if sitting.part is Part.THEORY:
        needed = invigilators_needed(
            len(sitting.candidates), candidates_each=parameters.candidates_each, least=parameters.invigilators_least
        )
        if counts[SittingDuty.INVIGILATOR] < needed:
            yield f"应有监考 {needed} 人，已安排 {counts[SittingDuty.INVIGILATOR]} 人。"
    else:
        yield from _missing_raters(sitting, parameters, counts[SittingDuty.LEAD_ASSESSOR])
    if counts[SittingDuty.INSPECTOR] < parameters.inspectors_least:
        yield f"应有督导员 {parameters.inspectors_least} 人，已安排 {counts[SittingDuty.INSPECTOR]} 人。"


def _missing_raters(sitting: SittingFacts, parameters: DutyParameters, leads: int) -> Iterator[str]:
    least, raters = parameters.raters_least(sitting.part), len(sitting.raters)
    who = "评审委员（含组长）" if sitting.part is Part.COMPREHENSIVE else "考评员（含组长）"
    if raters < least:
        yield f"{who}应不少于 {least} 人，已安排 {raters} 人。"
    elif parameters.odd and raters % 2 == 0:
        yield f"{who}应为单数，现有 {raters} 人，请增加或减少一人。"
    if leads != 1:
        yield f"应有考评组长 1 人，已安排 {leads} 人。"


def _rotation(sitting: SittingFacts, parameters: DutyParameters) -> Iterator[str]:
    """同一站点、同一职业：连续考评不超过规定次数；与上一次相比，轮换不少于规定的份额。"""
    if not sitting.raters or not sitting.rosters:
        return
    for one in sitting.raters:
        run = _run_of(one.person_id, sitting.rosters, sitting.at)
        if parameters.consecutive_most and run > parameters.consecutive_most:
            yield f"{one.name}在本站点连续考评 {run} 次，最多 {parameters.consecutive_most} 次，请轮换。"
    if parameters.rotation_of and sitting.at > 0:
        now, before = sitting.rosters[sitting.at], sitting.rosters[sitting.at - 1]
        needed = -(-len(now) // parameters.rotation_of)
        if len(now - before) < needed:
            yield f"与本站点上一次考评相比应轮换 {needed} 人以上，现只轮换 {len(now - before)} 人。"


def _run_of(person_id: int, rosters: Sequence[frozenset[int]], at: int) -> int:
    """含本次在内，前后连着的次数。"""
    first, last = at, at
    while first > 0 and person_id in rosters[first - 1]:
        first -= 1
    while last + 1 < len(rosters) and person_id in rosters[last + 1]:
        last += 1
    return last - first + 1


def _too_few_after_recusal(sitting: SittingFacts, parameters: DutyParameters) -> Iterator[str]:
    least, raters = parameters.raters_least(sitting.part), len(sitting.raters)
    for number, stepping_aside in sorted(sitting.recusals.items()):
        left = raters - stepping_aside
        if raters >= least > left:
            yield too_few_raters(number, left, least)


def too_few_raters(number: int, raters: int, least: int) -> str:
    """回避之后，一名考生的评分人数少于规定。"""
    return f"{number} 号工位按规定回避后只有 {raters} 人评分，应不少于 {least} 人，请加派考评人员。"


def parameter_faults(parameters: DutyParameters, source: str) -> list[str]:
    """考务规则不能保存的原因：人数至少 1 人，连续与轮换为 0 或正数，须写明出处。"""
    faults = []
    if min(parameters.assessors_least, parameters.reviewers_least, parameters.candidates_each) < 1:
        faults.append("考评员、评审委员和每名监考的考生数至少为 1。")
    limits = (
        parameters.invigilators_least,
        parameters.inspectors_least,
        parameters.consecutive_most,
        parameters.rotation_of,
    )
    if min(limits) < 0:
        faults.append("监考、督导人数和连续、轮换的限制不能是负数；不限的填 0。")
    if parameters.odd and 0 in (parameters.assessors_least % 2, parameters.reviewers_least % 2):
        faults.append("要求单数时，考评员和评审委员的最少人数应填单数。")
    if not source.strip():
        faults.append("请写明这些数字出自哪一份文件。")
    return faults
