"""抽签：由公布的种子算出参赛号、场次和工位，任何人都可以复算（方法见 docs/draw.md）。"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

METHOD = "sha256-2026"


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
