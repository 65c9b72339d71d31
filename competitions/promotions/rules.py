"""Winners go on to a competition of a higher level: who may be recommended, and where to."""

from collections.abc import Collection

DEFAULT_NUMBER = 3
MOST_NUMBER = 200


def goes_higher(award_rank: int | None, number: int) -> bool:
    """评奖名次在推荐名额以内的可以推荐；末位并列的一并列出，由经办人取舍。不参加评奖者不推荐。"""
    return award_rank is not None and award_rank <= number


def reasons_against_recommending(names: Collection[str]) -> list[str]:
    """没有选中任何人时不能推荐。"""
    return [] if names else ["还没有选择要推荐的选手。"]
