"""竞赛结束后 2 小时内书面向监督仲裁组提出，裁决为终局。未规定成绩公布后的申诉、次数和答复期限。

出处：深圳 2016，news.wto168.net 1444634_4。
"""

from datetime import timedelta

from competitions.appeals.rules import AppealRules

RULES = AppealRules(
    code="shenzhen_2016",
    title="竞赛结束后 2 小时内（深圳 2016）",
    source="news.wto168.net 1444634_4",
    on_site=timedelta(hours=2),
)
