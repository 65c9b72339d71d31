"""Who may enter, and the states of an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from competitions.planning.rules import FORMAT_TITLES, TEAMS, EventFormat
from foundation.workflow import Workflow
from people.honours.rules import HONOUR_TITLES, HonourKind
from people.persons.rules import age_on


class EntryState(StrEnum):
    """The states of an entry (报名)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


ENTRY_STATE_TITLES = {
    EntryState.DRAFT: "草稿",
    EntryState.SUBMITTED: "待审核",
    EntryState.RETURNED: "退回修改",
    EntryState.ACCEPTED: "审核通过",
    EntryState.REJECTED: "未通过",
    EntryState.WITHDRAWN: "已撤回",
}
HOLDS_A_PLACE = frozenset({EntryState.SUBMITTED, EntryState.RETURNED, EntryState.ACCEPTED})


class MemberPart(StrEnum):
    """What a person is in an entry."""

    CONTESTANT = "contestant"
    CAPTAIN = "captain"
    SUBSTITUTE = "substitute"


PART_TITLES = {MemberPart.CONTESTANT: "选手", MemberPart.CAPTAIN: "队长", MemberPart.SUBSTITUTE: "替补"}

ENTRY_WORKFLOW = Workflow(
    name="报名",
    table={
        (EntryState.DRAFT, "submit_entry"): EntryState.SUBMITTED,
        (EntryState.RETURNED, "submit_entry"): EntryState.SUBMITTED,
        (EntryState.SUBMITTED, "accept_entry"): EntryState.ACCEPTED,
        (EntryState.SUBMITTED, "return_entry"): EntryState.RETURNED,
        (EntryState.SUBMITTED, "reject_entry"): EntryState.REJECTED,
        (EntryState.DRAFT, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.RETURNED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.SUBMITTED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.ACCEPTED, "withdraw_entry"): EntryState.WITHDRAWN,
        (EntryState.ACCEPTED, "correct_entry"): EntryState.SUBMITTED,
        (EntryState.REJECTED, "correct_entry"): EntryState.SUBMITTED,
        (EntryState.SUBMITTED, "substitute_member"): EntryState.SUBMITTED,
        (EntryState.ACCEPTED, "substitute_member"): EntryState.SUBMITTED,
    },
    titles=ENTRY_STATE_TITLES,
    corrections=frozenset({"return_entry", "reject_entry", "correct_entry", "withdraw_entry", "substitute_member"}),
)
EDITABLE = frozenset({EntryState.DRAFT, EntryState.RETURNED})
ACTION_TITLES = {
    "create_entry": "填写报名",
    "edit_entry": "修改报名",
    "submit_entry": "提交审核",
    "withdraw_entry": "撤回报名",
    "accept_entry": "审核通过",
    "return_entry": "退回修改",
    "reject_entry": "审核不通过",
    "correct_entry": "重新审核",
    "substitute_member": "换人",
    "change_members": "更换名单",
    "swap_substitute": "替补上场",
}


@dataclass(frozen=True)
class Requirements:
    """What an event asks of its entries (竞赛通知“参赛条件”). Ages are full years on `contest_day`."""

    format: EventFormat
    occupation_code: str
    smallest_team: int
    largest_team: int
    most_substitutes: int
    youngest: int | None
    oldest: int | None
    barred_honours: frozenset[HonourKind]
    unrewarded_honours: frozenset[HonourKind]
    contest_day: date
    opens: datetime
    closes: datetime
    published: bool
    drawn: bool


@dataclass(frozen=True)
class Contestant:
    """What the requirements ask about one member of an entry."""

    name: str
    birth_date: date
    part: MemberPart = MemberPart.CONTESTANT
    employed_here: bool = True
    honours: frozenset[HonourKind] = frozenset()
    has_photo: bool = True
    occupation_code: str = ""


def reasons_against_contestant(contestant: Contestant, requirements: Requirements) -> list[str]:
    """参赛选手资格：竞赛首日的年龄、不得参赛的荣誉、须为报名单位职工。返回全部不符合之处；空列表即合格。"""
    reasons = []
    age = age_on(contestant.birth_date, requirements.contest_day)
    if requirements.youngest is not None and age < requirements.youngest:
        reasons.append(_wrong_age(age, requirements, f"年满 {requirements.youngest} 周岁"))
    if requirements.oldest is not None and age > requirements.oldest:
        reasons.append(_wrong_age(age, requirements, f"不超过 {requirements.oldest} 周岁"))
    for honour in sorted(contestant.honours & requirements.barred_honours):
        reasons.append(f"已获“{HONOUR_TITLES[honour]}”，按竞赛通知不能报名本赛项。")
    if not contestant.employed_here:
        reasons.append("不是报名单位的职工，请由其所在单位报名，或先在“人员”里更新工作单位。")
    return [f"{contestant.name}：{reason}" for reason in reasons]


def reasons_against_team(contestants: Sequence[Contestant], requirements: Requirements) -> list[str]:
    """人数与分工：选手（含队长）人数、替补人数在限额之内；团体赛设队长一名，个人赛不设队长。"""
    parts = [contestant.part for contestant in contestants]
    substitutes, captains = parts.count(MemberPart.SUBSTITUTE), parts.count(MemberPart.CAPTAIN)
    competing = len(parts) - substitutes
    reasons = []
    if not requirements.smallest_team <= competing <= requirements.largest_team:
        reasons.append(f"选手 {competing} 人，本赛项要求{_team_size(requirements)}（不含替补）。")
    if substitutes > requirements.most_substitutes:
        allowed = f"最多 {requirements.most_substitutes} 人" if requirements.most_substitutes else "不设替补"
        reasons.append(f"替补 {substitutes} 人，本赛项{allowed}。")
    if requirements.format in TEAMS and captains != 1:
        reasons.append(f"{FORMAT_TITLES[requirements.format]}须有 1 名队长，现有 {captains} 名。")
    elif captains > (requirements.format is not EventFormat.INDIVIDUAL):
        reasons.append("个人赛不设队长。" if requirements.format is EventFormat.INDIVIDUAL else "队长最多 1 名。")
    return reasons


def reasons_against_entry(contestants: Sequence[Contestant], requirements: Requirements) -> list[str]:
    """参赛资格（竞赛通知“参赛条件”）。返回全部不符合之处；空列表即合格。"""
    reasons = reasons_against_team(contestants, requirements)
    for contestant in contestants:
        reasons += reasons_against_contestant(contestant, requirements)
    return reasons


def reasons_against_time(at: datetime, requirements: Requirements, *, returned: bool = False) -> list[str]:
    """报名时间：发布之后、报名期之内、抽签之前。`returned`：退回修改的报名已占名额，抽签前均可再次提交。"""
    if not requirements.published:
        return ["竞赛还没有发布，不能报名。"]
    if requirements.drawn:
        return ["本赛项已经抽签，不能再提交或更改报名。"]
    if returned:
        return []
    if at < requirements.opens:
        return ["报名还没有开始。"]
    return ["报名已经截止。确需补报的，请联系竞赛主办单位调整报名时间。"] if at >= requirements.closes else []


def doubts_about_entry(contestants: Sequence[Contestant], requirements: Requirements) -> list[str]:
    """不妨碍提交、但请审核人留意之处：缺照片（准考证要用）、本人职业与赛项职业不同。"""
    doubts = [
        f"{contestant.name}：还没有照片，准考证上要用。" for contestant in contestants if not contestant.has_photo
    ]
    return doubts + [
        f"{contestant.name}：登记的职业（{contestant.occupation_code}）与赛项职业（{requirements.occupation_code}）不同。"
        for contestant in contestants
        if contestant.occupation_code not in ("", requirements.occupation_code)
    ]


def award_bar(contestants: Sequence[Contestant], requirements: Requirements) -> str:
    """可以参赛但不受奖、名次由后面的选手依次递补的原因；空即可以受奖。团体中任一选手（替补除外）不受奖，全队不受奖。"""
    bars = [
        f"{contestant.name}已获“{HONOUR_TITLES[honour]}”"
        for contestant in contestants
        if contestant.part is not MemberPart.SUBSTITUTE
        for honour in sorted(contestant.honours & requirements.unrewarded_honours)
    ]
    return f"{'、'.join(bars)}，可以参赛，不受奖，名次依次递补。" if bars else ""


def _wrong_age(age: int, requirements: Requirements, wanted: str) -> str:
    return f"竞赛首日（{requirements.contest_day:%Y年%m月%d日}）{age} 周岁，本赛项要求{wanted}。"


def _team_size(requirements: Requirements) -> str:
    least, most = requirements.smallest_team, requirements.largest_team
    return f" {least} 人" if least == most else f" {least} 至 {most} 人"
