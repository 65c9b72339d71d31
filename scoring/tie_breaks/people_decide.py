"""不设并列：各项仍然相同的，由方案指明的人按指明的办法裁定先后，裁定人和依据记入成绩。本规则只能写在最后。

出处：zhjsw.cn show-7604、shicijianshang.com（排名不并列）；由谁、按什么办法裁定，两处均未写明，以竞赛文件为准。
"""

from __future__ import annotations

from decimal import Decimal

from scoring.contenders import Contender, MissingTieFact, SortKey, TieBreakStep

CODE = "people_decide"
TITLE = "不设并列，由人裁定"
NEEDS_MODULES = False


def sort_key(contender: Contender, step: TieBreakStep) -> SortKey:
    """裁定的次序，小者列前。没有裁定，或没有写明裁定人和依据，报 `MissingTieFact`。"""
    if contender.decided_order is None or not contender.decided_basis:
        raise MissingTieFact(
            f"{contender.label}：各项均相同而不设并列，但没有完整的裁定记录。"
            "请按竞赛文件规定的办法裁定先后，并记录次序、裁定人和依据。"
        )
    return (Decimal(contender.decided_order),)


def difference(ahead: Contender, behind: Contender, step: TieBreakStep) -> str:
    """两个次序，以及裁定人和依据。"""
    return f"裁定次序 {ahead.decided_order} 先于 {behind.decided_order}（{ahead.decided_basis}）"
