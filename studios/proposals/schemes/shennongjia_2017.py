"""神农架 2017：近三年的成果；先进操作法须有一年以上的成效；单位负责人不参加；逐级推荐。

出处：神农架林区总工会 2017 年征集通知（S41）。五小的定义从全国征集文本（S52）。
"""

from studios.proposals.rules_achievements import AchievementKind
from studios.proposals.rules_schemes import Scheme
from studios.proposals.schemes.anhui_2024 import DEFINITIONS

SCHEME = Scheme(
    code="shennongjia_2017",
    title="神农架 2017 年“五小”和先进操作法征集",
    source="神农架林区总工会 2017 年征集通知（S41）",
    kinds={**DEFINITIONS, AchievementKind.METHOD: "应用一年以上、成效明显的先进操作法"},
    recent_years=3,
    least_use_months={AchievementKind.METHOD: 12},
    heads_excluded=True,
)
