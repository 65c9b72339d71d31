"""泉州 2025：2024 年以来的成果，已实际应用并产生效益；五个专题；五种情形不予受理。

出处：泉州市总工会 2025 年职工“五小”创新成果征集（S53，转载件）。五小的定义从全国征集文本（S52）。
"""

from datetime import date

from studios.proposals.rules_schemes import Exclusion, Scheme
from studios.proposals.schemes.anhui_2024 import DEFINITIONS

SCHEME = Scheme(
    code="quanzhou_2025",
    title="泉州 2025 年“五小”征集",
    source="泉州市总工会 2025 年征集通知（S53，转载件）",
    kinds=DEFINITIONS,
    results_since=date(2024, 1, 1),
    in_use=True,
    benefit_needed=True,
    topics=("节能降耗", "设备改造", "工艺改进", "产品升级", "管理建议"),
    exclusions=frozenset(Exclusion),
)
