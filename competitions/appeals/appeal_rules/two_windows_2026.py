"""竞赛结束后 2 小时内，或成绩公示后 48 小时内提出；每队一次；2 个工作日内答复；同类申诉合并；裁决为终局。

出处：2 小时、终局见深圳 2016（news.wto168.net 1444634_4）；48 小时、每队一次、2 个工作日、合并见
kepudasai2015.cdstm.cn。两处合成一套，采用时以竞赛通知为准。
"""

from datetime import timedelta

from competitions.appeals.rules import AppealRules

RULES = AppealRules(
    code="two_windows_2026",
    title="竞赛结束后 2 小时内，或公示后 48 小时内；每队一次",
    source="news.wto168.net 1444634_4；kepudasai2015.cdstm.cn",
    on_site=timedelta(hours=2),
    online=timedelta(hours=48),
    limit=1,
    answer_days=2,
)
