"""证书编号第 16 位的等级代码。写在 `level_codes.csv` 里，别处不写死：确认了新的代码，只改那一行和它的出处。

学徒工由用人单位转正定级，不发职业技能等级证书，表里没有。
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from people.persons.rules import LEVEL_TITLES, Level

SOURCE = Path(__file__).with_name("level_codes.csv")


@cache
def level_codes() -> Mapping[Level, str]:
    """The code of each level that certificates are made for; empty where none is known yet."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return {Level(row["level"]): row["code"] for row in csv.DictReader(file)}


def level_of_code(code: str) -> Level | None:
    """The level that the 16th character of a number stands for, if any does."""
    return next((level for level, known in level_codes().items() if code and known == code), None)


def fault_of_level(level: Level) -> str:
    """Why this level can have no number, in words; empty if it can."""
    if level not in level_codes():
        return f"{LEVEL_TITLES[level]}由用人单位转正定级，不发职业技能等级证书，不编号。"
    if not level_codes()[level]:
        return f"{LEVEL_TITLES[level]}的等级代码还没有查到，不能编号。请向省级人社部门问明，登记到等级代码表后再编。"
    return ""
