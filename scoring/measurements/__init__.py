"""测量规则：一条规则一个文件，自动发现。裁判写下什么，怎样变成一个评分项的得分。

What a judge writes is what is stored; the mark is computed from it when scores are computed. So that a tablet can show
the same mark, the parameters are plain JSON and every number in them is text with at most six decimals ("0.05").
In whole millionths (F full mark, W what is written, both × 1,000,000; marks come out × 1,000,000):

`full_or_zero`  {}
    Written and mark are 0 or F.
`benchmarks`    {"marks": [{"mark": "0", "description": "…"}, {"mark": "2.5", "description": "…"}, …]}
    Written is one of the marks listed, and is the mark.
`deduction`     {"each": "0.5"}
    Written is the number of faults n, a whole number. Mark = max(F - E×n, 0), E being `each`.
`table`         {"bands": [{"from": "9.9", "below": "10.1", "mark": "5"}, …], "otherwise": "0"}
    Mark of the first band that holds W; `otherwise` if none does. Edges: `from` included, `above` excluded (lower);
    `to` included, `below` excluded (upper); an edge left out is open.
`linear`        {"nominal": "50", "tolerance": "0.02", "unit": "0.01", "each": "1", "count": "exact"}
    X = |W - nominal| - tolerance. X <= 0: F. count "ceil": max(F - E×ceil(X/U), 0), U being `unit`;
    count "exact": N = F×U - E×X; N <= 0: 0; else floor((2×N + U) / (2×U)), which is N/U rounded half up.

No rule (`Criterion.rule` empty): the mark is W. A judgement with a scale S (`Criterion.scale`) is written 0..S in whole
levels and counts F×level/S; scores keep that exact, a tablet shows it to two decimals.

Worked examples that both sides compute: `tests/printed_rules/measurements.csv`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from foundation.catalogue import find
from scoring.marks import Measurement

MEASUREMENTS = cast(Mapping[str, Measurement], {rule.CODE: rule for rule in find(sys.modules[__name__])})
"""Every rule of measurement by its code."""
