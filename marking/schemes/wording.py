"""A criterion's rule in words: for the plan, for the person who types, and for the paper sheet."""

from collections.abc import Mapping
from typing import Any

from marking.schemes.rules import CriterionFacts
from scoring.measurements import MEASUREMENTS, benchmarks, deduction, full_or_zero, linear, table

COUNTS = {"exact": "按比例", "ceil": "不足一个单位按一个单位计"}


def written_hint(criterion: CriterionFacts) -> str:
    """What is written at this criterion: 满分 10，步长 0.5；测量值；错误处数；0 至 3 级."""
    full = f"满分 {criterion.full_mark:f}"
    if criterion.scale is not None:
        return f"写 0 至 {criterion.scale} 级，{full}"
    if criterion.rule:
        return f"写{MEASUREMENTS[criterion.rule].WRITES}，{full}"
    return f"{full}，步长 {criterion.step:f}"


def rule_text(criterion: CriterionFacts) -> str:
    """How what is written becomes a mark, as one line; empty where the mark itself is written."""
    if criterion.scale is not None:
        return f"按 0 至 {criterion.scale} 级评判，得分 = 级 ÷ {criterion.scale} × 满分"
    if not criterion.rule:
        return ""
    title, parameters = MEASUREMENTS[criterion.rule].TITLE, criterion.parameters
    details = _DETAILS[criterion.rule](parameters)
    return f"{title}：{details}" if details else title


def bands_text(parameters: Mapping[str, Any]) -> str:
    """The bands of a table: 9.9 ≤ 值 < 10.1 得 5；其余得 0."""
    lines = [_band_text(row) for row in parameters["bands"]]
    return "；".join([*lines, f"其余得 {parameters['otherwise']}"])


def _band_text(row: Mapping[str, str]) -> str:
    low = f"{row['from']} ≤ " if "from" in row else f"{row['above']} < " if "above" in row else ""
    high = f" ≤ {row['to']}" if "to" in row else f" < {row['below']}" if "below" in row else ""
    return f"{low}值{high} 得 {row['mark']}"


def _benchmarks_text(parameters: Mapping[str, Any]) -> str:
    return "；".join(f"{row['mark']} 分：{row['description']}" for row in parameters["marks"])


def _linear_text(parameters: Mapping[str, Any]) -> str:
    count = COUNTS[parameters["count"]]
    return (
        f"名义值 {parameters['nominal']}，公差 ±{parameters['tolerance']}，"
        f"每超出 {parameters['unit']} 扣 {parameters['each']} 分（{count}），扣完为止"
    )


_DETAILS = {
    full_or_zero.CODE: lambda parameters: "",
    benchmarks.CODE: _benchmarks_text,
    deduction.CODE: lambda parameters: f"每处扣 {parameters['each']} 分，扣完为止",
    table.CODE: bands_text,
    linear.CODE: _linear_text,
}
