"""更正通知: what was changed, why, and what follows, on one paper for the chief judge to sign."""

from typing import Any

from competitions.results.impact import Difference, TeamDifference
from competitions.results.models_corrections import Correction
from competitions.results.queries_corrections import effects_of
from competitions.results.rules_corrections import BASIS_TITLES
from foundation import clock

COLUMNS = ("选手", "总分", "成绩名次", "奖项", "晋级", "作废的证书")
TEAM_COLUMNS = ("代表队", "团体总分", "团体名次", "团体奖", "优秀组织奖")


def correction_notice(correction: Correction) -> dict[str, Any]:
    """The facts of the printed notice of an applied correction."""
    event = correction.stage.event
    effects = effects_of(correction)
    made, at = correction.made, correction.decided_at
    assert made is not None and at is not None
    pairs = (
        ("竞赛", event.competition.audit_label),
        ("赛项", f"{event.title} · {correction.stage.title}"),
        ("原成绩", f"第 {correction.version.number} 版（指纹 {correction.version.digest[:16]}）"),
        ("更正后", f"第 {made.number} 版（指纹 {made.digest[:16]}）"),
        ("依据", BASIS_TITLES[correction.basis]),
        ("原因", correction.reason),
        ("提出", correction.proposed_by.display_name),
        ("批准", correction.decided_by.display_name if correction.decided_by else ""),
    )
    return {
        "title": "成绩更正通知",
        "number": f"更正 {correction.id}",
        "pairs": pairs,
        "changes": [change["words"] for change in correction.changes],
        "columns": COLUMNS,
        "rows": [_row(effect) for effect in effects.entries],
        "team_columns": TEAM_COLUMNS,
        "team_rows": [_team_row(effect) for effect in effects.teams],
        "organisation": event.competition.organisation.name,
        "on": clock.in_shanghai(at).date(),
    }


def _row(effect: Difference) -> tuple[str, ...]:
    before, after = effect.before, effect.after
    promotion = "晋级" if effect.gains_promotion else "不再晋级" if effect.loses_promotion else "不变"
    return (
        effect.label,
        _changed(before.total or "—", after.total or "—"),
        _changed(str(before.score_rank or before.status), str(after.score_rank or after.status)),
        _changed(before.award or "无", after.award or "无"),
        promotion,
        "、".join(effect.certificates) or "无",
    )


def _team_row(effect: TeamDifference) -> tuple[str, ...]:
    before, after = effect.before, effect.after
    return (
        effect.label,
        _changed(before.total or "—", after.total or "—"),
        _changed(str(before.rank or "无"), str(after.rank or "无")),
        _changed(before.award or "无", after.award or "无"),
        _changed(before.organisation_award or "无", after.organisation_award or "无"),
    )


def _changed(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"
