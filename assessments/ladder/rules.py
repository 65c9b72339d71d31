"""新八级工：五级至一级以外、考核以外的取得方式，各自的条件（人社部发〔2022〕14号；湖北省新八级工指引）。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.grants.rules import GROUND_TITLES, Ground
from assessments.grants.rules_levels import Held, higher, highest_held
from foundation.workflow import Workflow
from people.persons.rules import LEVEL_TITLES, Level


class RecognitionState(StrEnum):
    """A level is proposed by one person and confirmed by another; an appointment ends."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OVER = "over"


RECOGNITION_STATE_TITLES = {
    RecognitionState.PROPOSED: "待审定",
    RecognitionState.CONFIRMED: "已审定",
    RecognitionState.REJECTED: "不予认定",
    RecognitionState.WITHDRAWN: "已撤回",
    RecognitionState.OVER: "聘任已结束",
}

RECOGNITION_WORKFLOW = Workflow(
    name="等级认可",
    table={
        (RecognitionState.PROPOSED, "confirm_recognition"): RecognitionState.CONFIRMED,
        (RecognitionState.PROPOSED, "reject_recognition"): RecognitionState.REJECTED,
        (RecognitionState.PROPOSED, "withdraw_recognition"): RecognitionState.WITHDRAWN,
        (RecognitionState.CONFIRMED, "withdraw_recognition"): RecognitionState.WITHDRAWN,
        (RecognitionState.CONFIRMED, "end_appointment"): RecognitionState.OVER,
    },
    titles=RECOGNITION_STATE_TITLES,
    corrections=frozenset({"reject_recognition", "withdraw_recognition", "end_appointment"}),
)

WAYS = (Ground.APPRENTICESHIP, Ground.APPOINTMENT, Ground.DIRECT, Ground.EXCEPTIONAL)
LEVELS: dict[Ground, tuple[Level, ...]] = {
    Ground.APPRENTICESHIP: (Level.APPRENTICE,),
    Ground.APPOINTMENT: (Level.SPECIAL, Level.CHIEF),
    Ground.DIRECT: (Level.THREE, Level.TWO, Level.ONE),
    Ground.EXCEPTIONAL: (Level.FOUR, Level.THREE, Level.TWO, Level.ONE),
}
"""学徒工由企业转正定级；特级、首席技师只聘任；直接认定从高级工起；破格晋升到一级为止。"""

NEEDED: dict[Level, Level] = {Level.SPECIAL: Level.ONE, Level.CHIEF: Level.SPECIAL}
"""聘任之前应有的等级：特级技师从高级技师中聘任，首席技师从特级技师中聘任。"""

LARGE_ENTERPRISE = "用人单位是规模以上企业（特级技师只在规模以上企业聘任）。"
SPECIAL_PRACTISED = "本单位已经实行特级技师岗位聘任（首席技师只在已有特级技师的单位聘任）。"
FRONT_LINE = "长期在生产服务一线岗位，业绩突出，单位评审通过并已公示（不受学历、资历、年龄、比例限制）。"
AWARD_CHECKED = "获奖或荣誉的证书、文件原件已核对，与本职业相关。"


@dataclass(frozen=True)
class Proposed:
    """What is proposed. `awards`: prizes and honours of provincial level or above that are on record.

    `special_practised`: the unit has appointed a 特级技师 before. `renewal`: it follows an appointment to this level.
    """

    ground: Ground
    level: Level
    held: Sequence[Held]
    employed: bool
    grounds: str
    document: str
    has_evidence: bool
    post: str = ""
    begins: date | None = None
    ends: date | None = None
    awards: Sequence[str] = ()
    special_practised: bool = False
    renewal: bool = False


def reasons_against_recognition(proposed: Proposed, day: date) -> list[str]:
    """不能认定的全部原因；空列表即可以提出、可以审定。"""
    way, level = GROUND_TITLES[proposed.ground], LEVEL_TITLES[proposed.level]
    if proposed.level not in LEVELS[proposed.ground]:
        allowed = "、".join(LEVEL_TITLES[one] for one in LEVELS[proposed.ground])
        return [f"{way}只用于{allowed}，不用于{level}。"]
    reasons = [] if proposed.employed else ["他没有在用人单位任职，请先登记工作单位。"]
    if not proposed.grounds.strip():
        reasons.append("请写明理由和业绩。")
    if not proposed.document.strip():
        reasons.append("请填写依据文件的文号或名称。")
    if not proposed.has_evidence and proposed.ground is not Ground.APPRENTICESHIP:
        reasons.append("请上传证明材料（评审、聘任文件，获奖证书等）。")
    if proposed.ground is Ground.EXCEPTIONAL and not proposed.awards:
        reasons.append("没有省级及以上竞赛奖项或荣誉的记录，不能破格晋升；确有的，请先在人员页面登记荣誉。")
    if proposed.ground is Ground.APPOINTMENT:
        reasons += _reasons_against_term(proposed)
    return reasons + _reasons_against_level(proposed, day)


def to_confirm(proposed: Proposed) -> tuple[str, ...]:
    """须由审定人逐条确认、系统不能代为判断的条件。"""
    if proposed.ground is Ground.DIRECT:
        return (FRONT_LINE,)
    if proposed.ground is Ground.EXCEPTIONAL:
        return (AWARD_CHECKED,)
    if proposed.level is Level.SPECIAL:
        return (LARGE_ENTERPRISE,)
    if proposed.level is Level.CHIEF and not proposed.special_practised:
        return (SPECIAL_PRACTISED,)
    return ()


def _reasons_against_term(proposed: Proposed) -> list[str]:
    reasons = [] if proposed.post.strip() else ["请填写聘任的岗位。"]
    if proposed.begins is None or proposed.ends is None:
        return [*reasons, "请填写聘期的起止日期。"]
    if proposed.ends <= proposed.begins:
        reasons.append("聘期的止日应在起日之后。")
    return reasons


def _reasons_against_level(proposed: Proposed, day: date) -> list[str]:
    now = highest_held(proposed.held, day)
    needed = NEEDED.get(proposed.level)
    if needed is not None and (now is None or higher(needed, now.level)):
        return [f"聘任{LEVEL_TITLES[proposed.level]}须先有{LEVEL_TITLES[needed]}，他在这个职业还没有。"]
    if now is not None and not higher(proposed.level, now.level) and not proposed.renewal:
        return [f"他在这个职业已有{LEVEL_TITLES[now.level]}，不用再认定{LEVEL_TITLES[proposed.level]}。"]
    return []
