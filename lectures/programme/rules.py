"""公开节目单：取消的场次还挂多久，一页放多少场。"""

from datetime import timedelta

SHOWS_CANCELLED = timedelta(days=7)
"""取消的场次在节目单上再挂一周，注明已取消。"""

ON_A_PAGE = 40
EPISODES_SHOWN = 100
CARDS_ON_A_PAGE = 24
