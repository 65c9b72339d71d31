"""巡讲团：届期、成员的任职时间和分工。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TeamDuty(StrEnum):
    """在巡讲团里担任什么。"""

    LEADER = "leader"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER = "member"


TEAM_DUTY_TITLES = {
    TeamDuty.LEADER: "团长",
    TeamDuty.DEPUTY: "副团长",
    TeamDuty.SECRETARY: "秘书",
    TeamDuty.MEMBER: "团员",
}


@dataclass(frozen=True)
class Seat:
    """一名讲师在团里的一段时间；没有末日的，到届满为止。"""

    lecturer_id: int
    duty: TeamDuty
    begins: date
    ends: date | None = None


def reasons_against_seat(seat: Seat, others: Iterable[Seat], begins: date, ends: date) -> list[str]:
    """入团的条件：任职时间在本届之内；同一人不重复入团；同一时间只有一名团长。`others` 为本团其他任职。"""
    last = seat.ends or ends
    if last < seat.begins:
        return ["任职的最后一天早于第一天，请核对。"]
    reasons = []
    if seat.begins < begins or last > ends:
        reasons.append(f"任职时间应在本届 {begins} 至 {ends} 之内。")
    for other in others:
        if seat.begins > (other.ends or ends) or other.begins > last:
            continue
        if other.lecturer_id == seat.lecturer_id:
            reasons.append(f"此人从 {other.begins} 起已在团里，先结束那一段任职，再登记新的。")
        elif seat.duty is TeamDuty.LEADER and other.duty is TeamDuty.LEADER:
            reasons.append(f"这段时间已有团长（{other.begins} 起），先结束他的任职，再登记新团长。")
    return reasons


def reasons_against_team(begins: date, ends: date, seats: Iterable[Seat]) -> list[str]:
    """届期的条件：末日不早于首日，不能短于成员已经登记的任职时间。"""
    if ends < begins:
        return ["届期的最后一天早于第一天，请核对。"]
    outside = [one for one in seats if one.begins < begins or (one.ends or one.begins) > ends]
    return [f"有 {len(outside)} 名成员的任职时间在这段届期之外，请先修改他们的任职时间。"] if outside else []
