"""公布过的设奖办法：一份一个文件。新建评选时选一份，名额和最低分可以再改，评选留自己的一份。"""

from studios.proposals.gradings import cuts_18_15_13, ranked_1_5_10_15_20, shanghai_1_5_10_30
from studios.proposals.rules_grades import Grading

GRADINGS: dict[str, Grading] = {
    module.GRADING.code: module.GRADING for module in (ranked_1_5_10_15_20, shanghai_1_5_10_30, cuts_18_15_13)
}
