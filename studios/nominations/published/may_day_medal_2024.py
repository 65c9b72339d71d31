"""全国五一劳动奖章推荐评选的结构比例，2024 年起增加重点产业。"""

from studios.nominations.published import may_day_medal_2022
from studios.nominations.rules import Category, ShareRule, ShareScheme

SCHEME = ShareScheme(
    code="may-day-medal-2024",
    title="五一劳动奖章（2024，增加重点产业）",
    source="全国五一劳动奖推荐评选（2024），163.com IQ73N2Q0；其余比例沿用 2022 年",
    rules=(*may_day_medal_2022.SCHEME.rules, ShareRule(Category.KEY_INDUSTRY, least=35)),
)
