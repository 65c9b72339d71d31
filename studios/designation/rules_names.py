"""命名规则：领衔人＋创新工作室；领衔人＋专业；或者单位自己的名称。

出处：荆州 2018“以领衔人姓名＋创新工作室命名”；昌飞“以领衔人姓名或工作内容命名”；见于文件的名称如
“叶秀英不孕不育劳模创新工作室”“曾卿华智慧城管职工创新工作室”“微光创新工作室”。
"""

import re
from enum import StrEnum

from studios.registry.rules import STUDIO_KIND_TITLES, StudioKind

SHORTEST, LONGEST = 5, 40
_ALLOWED = re.compile(r"[\u4e00-\u9fff\u3007A-Za-z0-9·“”（）、—-]+")
_KIND_WORDS = {
    "劳模": StudioKind.MODEL_WORKER,
    "劳动模范": StudioKind.MODEL_WORKER,
    "工匠": StudioKind.CRAFTSPERSON,
    "职工": StudioKind.WORKERS,
    "传统工艺": StudioKind.TRADITIONAL_CRAFT,
    "技能大师": StudioKind.SKILL_MASTER,
}
_PLAIN_WORDS = re.compile("|".join((*_KIND_WORDS, "人才", "创新", "示范", "工作室", "大师", "和", "[（）“”、·]")))


class NameForm(StrEnum):
    """名称由什么组成。"""

    LEADER = "leader"
    LEADER_SPECIALITY = "leader-speciality"
    OWN = "own"


NAME_FORM_TITLES = {
    NameForm.LEADER: "领衔人＋创新工作室",
    NameForm.LEADER_SPECIALITY: "领衔人＋专业＋创新工作室",
    NameForm.OWN: "单位自己的名称",
}


def name_form(name: str, leader: str) -> NameForm:
    """名称属于哪一种；`leader` 是领衔人姓名，没有领衔人的为空。"""
    if not leader or leader not in name:
        return NameForm.OWN
    return NameForm.LEADER_SPECIALITY if _PLAIN_WORDS.sub("", name.partition(leader)[2]) else NameForm.LEADER


def names_offered(leader: str, speciality: str, kind: StudioKind, present: str) -> list[str]:
    """可以选的名称：现名、领衔人＋类型、领衔人＋专业＋类型；不合规则的不列。"""
    title = STUDIO_KIND_TITLES[kind]
    made = [present, *([f"{leader}{title}", f"{leader}{speciality}{title}"] if leader else [])]
    return [name for name in dict.fromkeys(made) if not reasons_against_name(name, leader, kind)]


def reasons_against_name(name: str, leader: str, kind: StudioKind) -> list[str]:
    """名称以“工作室”结尾，5 至 40 个字，只用汉字、字母、数字和常用标点；除类型用语外要有自己的内容；
    写了类型的要与工作室类型一致。"""
    reasons = []
    if not SHORTEST <= len(name) <= LONGEST:
        reasons.append(f"名称应为 {SHORTEST} 至 {LONGEST} 个字，现在是 {len(name)} 个字。")
    if not name.endswith("工作室"):
        reasons.append("名称应以“工作室”结尾。")
    if not _ALLOWED.fullmatch(name):
        reasons.append("名称里有不能用的符号或空格，请删去。")
    if not _PLAIN_WORDS.sub("", name):
        example = f"“{leader}{STUDIO_KIND_TITLES[kind]}”" if leader else "“微光创新工作室”"
        reasons.append(f"名称只有类型，没有领衔人姓名、专业或自己的名称。例如：{example}。")
    said = {meant for word, meant in _KIND_WORDS.items() if word in name}
    if said and kind not in said:
        reasons.append(f"名称里的类型与工作室类型“{STUDIO_KIND_TITLES[kind]}”不一致，请改名称，或先改工作室档案。")
    return reasons
