"""同分排序规则：一条规则一个文件，自动发现。按评分方案写明的先后，第一个分出高下的规则决定名次。"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from foundation.catalogue import find
from scoring.contenders import TieBreak
from scoring.tie_breaks import best_single_place, more_first_places, people_decide, shared_rank

TIE_BREAKS = cast(Mapping[str, TieBreak], {rule.CODE: rule for rule in find(sys.modules[__name__])})
"""Every tie-break by its code. Row order and chance are no tie-breaks."""

LAST_RESORTS = (shared_rank.CODE, people_decide.CODE)
"""Only at the end of a chain: after them there is nothing left to compare."""

TEAM_ONLY = (more_first_places.CODE, best_single_place.CODE)
"""They compare the places of a team's members; a person has no place before the ranking."""
