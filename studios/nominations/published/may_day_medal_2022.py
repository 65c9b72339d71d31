"""全国五一劳动奖章推荐评选的结构比例（2022）。"""

from studios.nominations.rules import Category, ShareRule, ShareScheme

SCHEME = ShareScheme(
    code="may-day-medal-2022",
    title="五一劳动奖章（2022）",
    source="全国五一劳动奖推荐评选通知（2022），央视网转载：lygmedia.com 2022-02-10",
    rules=(
        ShareRule(Category.INDUSTRIAL_WORKER, least=35),
        ShareRule(Category.FRONT_LINE, least=20),
        ShareRule(Category.SCIENCE_EDUCATION, least=20),
        ShareRule(Category.MIGRANT_WORKER, least=10),
        ShareRule(Category.NON_PUBLIC, least=35),
    ),
)
