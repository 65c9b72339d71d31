"""安徽教科文卫体 2024：五小的定义，与全国征集文本相同；小建议须经过试行。

出处：安徽省教科文卫体工会 2024 年征集通知（S52，转载件）。
"""

from studios.proposals.rules_achievements import AchievementKind
from studios.proposals.rules_schemes import Scheme

DEFINITIONS = {
    AchievementKind.INVENTION: "围绕产品、机器设备、仪器装置、工艺流程、检测等进行的革新和改造",
    AchievementKind.CREATION: "对现有设备、工具的小改造，提高效率或利用废旧",
    AchievementKind.REFORM: "对落后的工艺流程、操作方法、陈旧设备的革新，或绝技绝活",
    AchievementKind.DESIGN: "针对关键技术难题提出的可行的解决方案",
    AchievementKind.ADVICE: "在上述各项的基础上提出、经过试行的改进和推广建议，涉及质量、技术、安全、节能、管理等",
}

SCHEME = Scheme(
    code="anhui_2024",
    title="安徽教科文卫体 2024 年“五小”征集",
    source="安徽省教科文卫体工会 2024 年征集通知（S52，转载件）",
    kinds=DEFINITIONS,
    least_use_months={AchievementKind.ADVICE: 1},
)
