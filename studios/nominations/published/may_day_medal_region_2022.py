"""某自治区五一劳动奖章评选的结构比例（2022）：在全国比例之外，限制企业负责人和县处级干部。"""

from studios.nominations.published import may_day_medal_2022
from studios.nominations.rules import Category, ShareRule, ShareScheme

SCHEME = ShareScheme(
    code="may-day-medal-region-2022",
    title="五一劳动奖章（某自治区 2022，限企业负责人、县处级）",
    source="某自治区总工会 2022 年推荐评选通知（转载）：frafty.com 202202；地区为推断",
    rules=(
        *may_day_medal_2022.SCHEME.rules,
        ShareRule(Category.UNIT_HEAD, most=13),
        ShareRule(Category.COUNTY_OFFICIAL, most=20, of=Category.PUBLIC_INSTITUTION),
    ),
)
