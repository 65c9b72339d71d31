"""获得技能等级：依据是什么，走到哪一步。考核、直接认定、以赛代评、评聘都在这里汇合，再编号、发证、上报。"""

from enum import StrEnum

from foundation.workflow import Workflow


class Ground(StrEnum):
    """On what ground somebody gets a level (取得方式)."""

    EXAMINATION = "examination"
    AWARD = "award"
    DIRECT = "direct"
    EXCEPTIONAL = "exceptional"
    APPOINTMENT = "appointment"
    APPRENTICESHIP = "apprenticeship"


GROUND_TITLES = {
    Ground.EXAMINATION: "考核认定",
    Ground.AWARD: "以赛代评",
    Ground.DIRECT: "直接认定",
    Ground.EXCEPTIONAL: "破格晋升",
    Ground.APPOINTMENT: "评聘结合",
    Ground.APPRENTICESHIP: "转正定级",
}


class GrantState(StrEnum):
    """How far a level is on its way to a certificate."""

    GRANTED = "granted"
    NUMBERED = "numbered"
    CERTIFIED = "certified"
    WITHDRAWN = "withdrawn"


GRANT_STATE_TITLES = {
    GrantState.GRANTED: "待编号",
    GrantState.NUMBERED: "已编号，待制证",
    GrantState.CERTIFIED: "已发证",
    GrantState.WITHDRAWN: "已撤回",
}

GRANT_WORKFLOW = Workflow(
    name="等级",
    table={
        (GrantState.GRANTED, "number_grant"): GrantState.NUMBERED,
        (GrantState.NUMBERED, "certify_grant"): GrantState.CERTIFIED,
        (GrantState.NUMBERED, "clear_number"): GrantState.GRANTED,
        (GrantState.GRANTED, "withdraw_grant"): GrantState.WITHDRAWN,
        (GrantState.NUMBERED, "withdraw_grant"): GrantState.WITHDRAWN,
        (GrantState.CERTIFIED, "withdraw_grant"): GrantState.WITHDRAWN,
    },
    titles=GRANT_STATE_TITLES,
    corrections=frozenset({"withdraw_grant", "clear_number"}),
)
"""撤回的，编号留在原处，不再给别人。制证之前编号有误的可以清除后重编；本系统编出的号清除后作废，不再使用。"""
