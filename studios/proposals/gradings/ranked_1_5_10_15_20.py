"""按名次设奖：特等 1、一等 5、二等 10、三等 15、优秀 20。

出处：一次 81 项成果的决赛（57 家企业，6 名评委，陈述加答辩）的设奖（S62）。
"""

from studios.proposals.rules_grades import Grade, Grading

GRADING = Grading(
    code="ranked_1_5_10_15_20",
    title="按名次：特等 1、一等 5、二等 10、三等 15、优秀 20",
    source="81 项成果决赛的设奖（S62）",
    grades=(
        Grade("特等成果", 1),
        Grade("一等成果", 5),
        Grade("二等成果", 10),
        Grade("三等成果", 15),
        Grade("优秀成果", 20),
    ),
)
