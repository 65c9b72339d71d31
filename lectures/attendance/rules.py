"""报名、候补、签到、清点、线上收看：各是各的数，从不相加。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from foundation.outbox import CLOCK_TOLERANCE, LONGEST_OFFLINE
from foundation.workflow import Workflow
from lectures.tours.rules import ABOUT_TO_BEGIN

OPENS_BEFORE = ABOUT_TO_BEGIN
CLOSES_AFTER = timedelta(hours=4)
MOST_HEADS = 1_000_000
MOST_VIEWS = 1_000_000_000


class RegistrationState(StrEnum):
    """报上、候补、已取消。"""

    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


REGISTRATION_STATE_TITLES = {
    RegistrationState.REGISTERED: "已报名",
    RegistrationState.WAITING: "候补中",
    RegistrationState.CANCELLED: "已取消报名",
}

REGISTRATION_WORKFLOW = Workflow(
    name="报名",
    table={
        (RegistrationState.WAITING, "move_up_registration"): RegistrationState.REGISTERED,
        (RegistrationState.REGISTERED, "cancel_registration"): RegistrationState.CANCELLED,
        (RegistrationState.WAITING, "cancel_registration"): RegistrationState.CANCELLED,
        (RegistrationState.CANCELLED, "register_again"): RegistrationState.REGISTERED,
        (RegistrationState.CANCELLED, "wait_again"): RegistrationState.WAITING,
    },
    titles=REGISTRATION_STATE_TITLES,
)


class CheckInMethod(StrEnum):
    """扫墙上的码、由接待人员签到、线上收看（平台记录）、事后补登。"""

    WALL = "wall"
    HOST = "host"
    ONLINE = "online"
    LATER = "later"


CHECK_IN_METHOD_TITLES = {
    CheckInMethod.WALL: "扫码签到",
    CheckInMethod.HOST: "现场登记",
    CheckInMethod.ONLINE: "线上签到",
    CheckInMethod.LATER: "事后补登",
}


@dataclass(frozen=True)
class Times:
    """一场从什么时候到什么时候，是否已取消。"""

    starts_at: datetime
    ends_at: datetime
    cancelled: bool = False


def reasons_against_registering(times: Times, now: datetime, *, registers: bool, released: bool) -> list[str]:
    """报名的条件：本场已经发布，接受报名，没有取消，还没有结束。"""
    if not released:
        return ["这一场还没有发布，时间地点还会变，不能报名。请先发布日程。"]
    if times.cancelled:
        return ["这一场已取消，不能报名。请看看其他场次。"]
    if not registers:
        return ["这一场不用报名，到时直接参加并在现场签到即可。"]
    return ["这一场已经结束，不能再报名。"] if now >= times.ends_at else []


def moment_of(made_at: datetime | None, arrived: datetime, opens: datetime) -> datetime:
    """一项操作算什么时候的：现场登记的设备可能断网，以设备记下的时间 `made_at` 为准，7 天之内送达都算。

    设备记的时间晚于送达、早于 7 天前，或者早于可以办的时间 `opens`，说明时钟不准，以送达的时间 `arrived` 为准。
    """
    if made_at is None or made_at < opens or not -CLOCK_TOLERANCE < arrived - made_at < LONGEST_OFFLINE:
        return arrived
    return min(made_at, arrived)


def reasons_against_check_in(times: Times, at: datetime) -> list[str]:
    """签到时间：开讲前 60 分钟起，至结束后 4 小时止；取消的场次不签到。断网登记的算登记的时间，见 `moment_of`。"""
    if times.cancelled:
        return ["这一场已取消，不能签到。如有疑问请问主办单位。"]
    if at < times.starts_at - OPENS_BEFORE:
        return ["还没有到签到时间：开讲前 60 分钟开始签到，请到时再来。"]
    if at > times.ends_at + CLOSES_AFTER:
        return ["签到已经截止：结束后 4 小时内可以签到。确实到场的，请主办单位在签到统计页补登并写明原因。"]
    return []


def reasons_against_count(heads: int, reason: str) -> list[str]:
    """清点人数要写明为什么不逐人签到；清点数与签到人次分开统计。"""
    reasons = []
    if not 0 <= heads <= MOST_HEADS:
        reasons.append(f"清点人数填 0 至 {MOST_HEADS} 的整数。")
    if not reason.strip():
        reasons.append("请写明为什么清点而不逐人签到，例如“居民没有手机”“学生由老师带队”。")
    return reasons


def reasons_against_views(views: int, viewers: int, peak: int | None) -> list[str]:
    """线上收看：独立观众和最高同时在线都不会多于观看次数。"""
    reasons = []
    if not 0 <= views <= MOST_VIEWS:
        reasons.append("观看次数超出范围，请核对平台的数字。")
    if viewers > views:
        reasons.append("独立观众不会多于观看次数，请核对是否填反。")
    if peak is not None and peak > views:
        reasons.append("最高同时在线不会多于观看次数，请核对。")
    return reasons


def places_free(capacity: int | None, registered: int) -> int | None:
    """还能报上几个人；None 为不限。名额减少后已报上的不取消，空名额为 0。"""
    return None if capacity is None else max(capacity - registered, 0)


def crowded(check_ins: int, heads: int, *, capacity: int | None, seats: int | None) -> list[str]:
    """到场人数超过名额或座位时的提示；签到与清点分开比，不相加。"""
    warnings = []
    for name, most in (("报名名额", capacity), ("场所座位", seats)):
        for title, count in (("现场签到", check_ins), ("清点", heads)):
            if most is not None and count > most:
                warnings.append(f"{title} {count} 人，超过{name} {most}：请核对是否重复，或者下次换更大的场地。")
    return warnings
