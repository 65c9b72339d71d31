"""How a stored working is read: numbers short enough to look at, and what decided a rank."""

from typing import Any

from competitions.results.models import ResultLine, ResultVersion
from scoring.ranking import TOTAL

MOST_DECIMALS = 4


def readable(text: str | None) -> str:
    """An exact number as people look at it: 86.33333333333333333333 is 86.3333…; nothing is rounded."""
    if text is None:
        return "—"
    whole, point, decimals = text.partition(".")
    return f"{whole}.{decimals[:MOST_DECIMALS]}…" if len(decimals) > MOST_DECIMALS else whole + point + decimals


def decided_by(line: ResultLine) -> str:
    """What set a rank where totals were equal: shared, or the step of the chain; empty where the total decided."""
    working: dict[str, Any] = line.working
    if line.score_rank is None:
        return ""
    if working["tied"] > 1:
        return f"{working['tied']} 人并列"
    ahead, behind = working["against_ahead"], working["against_behind"]
    if ahead and ahead["code"] != TOTAL:
        return f"与前一名同分：{ahead['title']}"
    if behind and behind["code"] != TOTAL:
        return f"与后一名同分：{behind['title']}"
    return ""


def module_scores(line: ResultLine) -> dict[str, str]:
    """The published score of each module that the entry sat, by module code."""
    return {module["code"]: module["published"] for module in line.working["modules"]}


def gives_medals(version: ResultVersion) -> bool:
    """Whether the plan of `version` gives medals for scores in place of prizes for places."""
    awards = version.facts["plan"]["awards"]
    return awards is not None and "distance" in awards


def award_words(line: ResultLine) -> str:
    """Why the line has its medal, as the working of the medals says; empty where prizes go by place, or there is none.

    For a medal the reason tells whose scores lie close together.
    """
    awards = line.version.facts["categories"][line.category.title]["awards"]
    rows = awards["lines"] if awards else []
    reason = next((row["reason"] for row in rows if row["name"] == line.award), "")
    return f"{line.award}：{reason}。" if reason else ""


def scale_score(line: ResultLine) -> str:
    """The total on the scale that the plan publishes; empty without one."""
    scale = line.working["scale"]
    return str(scale["score"]) if scale else ""
