"""全国五一劳动奖状、工人先锋号推荐评选的结构比例：非公有制单位各不低于 35%。"""

from studios.nominations.rules import Category, ShareRule, ShareScheme

SCHEME = ShareScheme(
    code="may-day-collective-2022",
    title="五一劳动奖状、工人先锋号（2022）",
    source="全国五一劳动奖推荐评选通知（2022），央视网转载：lygmedia.com 2022-02-10",
    rules=(ShareRule(Category.NON_PUBLIC, least=35),),
)
