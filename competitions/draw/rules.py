"""抽签：由公布的种子算出参赛号、场次、工位和作品号，任何人都可以复算（方法见 docs/draw.md）。"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from competitions.planning.rules import Anonymity

METHOD = "sha256-2026b"
FIRST_METHOD = "sha256-2026"
"""Draws of this method have no work numbers and were sealed by nobody."""


class Layer(StrEnum):
    """One mapping of the chain person -> contest number -> workstation -> work number (一次、二次、三次加密)."""

    CONTEST_NUMBER = "contest-number"
    WORKSTATION = "workstation"
    WORK = "work"


LAYER_TITLES = {
    Layer.CONTEST_NUMBER: "选手与参赛号",
    Layer.WORKSTATION: "参赛号与工位号",
    Layer.WORK: "工位号与作品号",
}
LAYERS = tuple(Layer)
OPENING_ORDER = LAYERS[::-1]
REQUEST_LASTS = timedelta(minutes=10)

# No I and O, no L, S, U, V, Z, B, G, Q: a work number is read off a label.
_LETTERS = "ACDEFHJKMNPRTWXY"
_WORK_NUMBERS = len(_LETTERS) * 100 * len(_LETTERS)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one entry competes. `key` is the entry's number in the published list."""

    key: str
    contest_number: int
    heat: int
    workstation: int


def draw(entry_keys: Sequence[str], *, seed: str, station_seed: str, workstations: int) -> list[Placement]:
    """抽签方法 sha256-2026，结果按参赛号排列，与名单的先后无关。

    一、对每个报名序号求“种子:序号”（UTF-8）的 SHA-256，按十六进制摘要从小到大依次为参赛号 1、2、3……
    二、按参赛号每满 `workstations` 人为一场。
    三、每场内对“工位种子:场次:序号”求 SHA-256，按摘要从小到大依次为工位 1、2、3……

    Duplicate keys or fewer than one workstation: `ValueError`.
    """
    if workstations < 1 or len(set(entry_keys)) < len(entry_keys):
        raise ValueError("a draw needs a workstation and distinct keys")
    in_order = sorted(entry_keys, key=lambda key: (digest(f"{seed}:{key}"), key))
    placements = []
    for start in range(0, len(in_order), workstations):
        heat, members = start // workstations + 1, in_order[start : start + workstations]
        by_station = sorted(members, key=lambda key: (digest(f"{station_seed}:{heat}:{key}"), key))
        stations = {key: number for number, key in enumerate(by_station, start=1)}
        placements += [
            Placement(key, number, heat, stations[key]) for number, key in enumerate(members, start=start + 1)
        ]
    return placements


def work_numbers(workstations: Collection[tuple[int, int]], *, work_seed: str) -> dict[tuple[int, int], str]:
    """作品号：由“作品种子:场次:工位:次数”的 SHA-256 得出，形如 A07K，与工位的先后无关。

    按场次、工位从小到大逐个取号；次数从 1 起，号码已被前面的工位取走的，次数加一再取。
    A work number depends on the workstation only, so that its seed alone tells nobody whose work it is.
    """
    if len(workstations) > _WORK_NUMBERS // 2:
        raise ValueError("too many works for distinct work numbers")
    numbers: dict[tuple[int, int], str] = {}
    taken: set[str] = set()
    for heat, workstation in sorted(workstations):
        attempt = 1
        while (number := _work_number(f"{work_seed}:{heat}:{workstation}:{attempt}")) in taken:
            attempt += 1
        taken.add(number)
        numbers[heat, workstation] = number
    return numbers


def _work_number(text: str) -> str:
    left, last = divmod(int(digest(text), 16) % _WORK_NUMBERS, len(_LETTERS))
    first, middle = divmod(left, 100)
    return f"{_LETTERS[first]}{middle:02d}{_LETTERS[last]}"


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def station_label(heat: int, workstation: int) -> str:
    """What a judge of a blind module knows of an entry: 第2场 03号工位."""
    return f"第{heat}场 {workstation:02d}号工位"


def number_text(contest_number: int) -> str:
    """参赛号一律印三位：059。"""
    return f"{contest_number:03d}"


def reasons_against_draw(plan: Sequence[str], under_review: Sequence[str], entrants: int) -> list[str]:
    """方案不完整、还有报名未审结、或没有参赛者的，不能抽签。"""
    reasons = [f"赛项方案不完整：{reason}" for reason in plan]
    reasons += [f"报名未审结：{label}" for label in under_review]
    return reasons if entrants else [*reasons, "没有可以参加抽签的选手。"]


def layers_needed(modules: Collection[Anonymity], *, contest_numbers: bool) -> tuple[Layer, ...]:
    """各模块的评分方式所需要封存的对应关系，由外到内；`contest_numbers`：参赛号也加密。没有盲评模块的不封存。"""
    needed = set()
    if set(modules) - {Anonymity.OPEN}:
        needed = {Layer.WORKSTATION} | ({Layer.CONTEST_NUMBER} if contest_numbers else set())
    if Anonymity.WORK in modules:
        needed.add(Layer.WORK)
    return tuple(layer for layer in LAYERS if layer in needed)


def reasons_against_marking(needed: Sequence[Layer], drawn: Collection[Layer], sealed: Collection[Layer]) -> list[str]:
    """各层对应关系都由加密裁判封存之后，才能开始评分。`drawn`：抽签时已编号的层；`sealed`：其中已封存的。"""
    reasons = [
        f"抽签之后评分方式改过，这次抽签没有{LAYER_TITLES[layer]}的对应关系。请作废抽签，写明原因后重抽。"
        for layer in needed
        if layer not in drawn
    ]
    waiting = [layer for layer in LAYERS if layer in drawn and layer not in sealed]
    return reasons + [f"{LAYER_TITLES[layer]}的对应关系还没有封存，请加密裁判登录后封存。" for layer in waiting]


def reasons_against_opening(layer: Layer, hidden: Collection[Layer], *, judged: bool) -> list[str]:
    """评分结束、成绩锁定之后，才由加密裁判在监督员见证下，按与封存相反的次序逐层解密。`hidden`：还没有打开的层。"""
    reasons = [] if judged else ["评分还没有结束。评分表全部封存、结束评分之后才能打开。"]
    inner = [other for other in OPENING_ORDER[: OPENING_ORDER.index(layer)] if other in hidden]
    return reasons + [f"请先打开{LAYER_TITLES[other]}的对应关系。" for other in inner]


def appointment_fault(*, rates: bool, knows_another: bool) -> str | None:
    """加密裁判不参加评分；每一层由不同的人封存，任何人不同时知道两层。返回不能担任的原因。"""
    if rates:
        return "是本阶段的裁判长或评分裁判，不能担任加密裁判。"
    if knows_another:
        return "已封存或看过另一层对应关系，不能再担任这一层的加密裁判。"
    return None
