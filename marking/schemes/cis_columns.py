"""Which column of a CIS marking-scheme sheet holds what: found by the header's text, as columns shift by version."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any


class CisColumn(StrEnum):
    """What a column holds, by the header that people know."""

    SUB_CRITERION_ID = "Sub Criterion ID"
    SUB_CRITERION_NAME = "Sub Criterion Name or Description"
    DAY = "Day of Marking"
    ASPECT_TYPE = "Aspect Type"
    DESCRIPTION = "Aspect - Description"
    SCORE = "Judg Score"
    EXTRA = "Extra Aspect Description"
    REQUIREMENT = "Requirement"
    SECTION = "WSOS Section"
    MAX_MARK = "Max Mark"


NEEDED = (CisColumn.SUB_CRITERION_ID, CisColumn.ASPECT_TYPE, CisColumn.DESCRIPTION, CisColumn.MAX_MARK)

# How a header begins, letters only and in small letters: longer beginnings before shorter ones. Both generations.
_BEGINNINGS = {
    "subcriterionid": CisColumn.SUB_CRITERION_ID,
    "subcriteriaid": CisColumn.SUB_CRITERION_ID,
    "subcriterionname": CisColumn.SUB_CRITERION_NAME,
    "subcriterianame": CisColumn.SUB_CRITERION_NAME,
    "dayofmarking": CisColumn.DAY,
    "aspecttype": CisColumn.ASPECT_TYPE,
    "aspectdescription": CisColumn.DESCRIPTION,
    "extraaspect": CisColumn.EXTRA,
    "addextraaspect": CisColumn.EXTRA,
    "judgementscoredescription": CisColumn.EXTRA,
    "judgscore": CisColumn.SCORE,
    "judgementscore": CisColumn.SCORE,
    "requirement": CisColumn.REQUIREMENT,
    "wsossection": CisColumn.SECTION,
    "wssssection": CisColumn.SECTION,
    "maxmark": CisColumn.MAX_MARK,
}


def columns_of(cells: Sequence[Any]) -> Mapping[CisColumn, int] | None:
    """The place of each column if this row is a header (it has a “Sub Criterion ID”); of two equals, the first."""
    found: dict[CisColumn, int] = {}
    for place, cell in enumerate(cells):
        letters = re.sub("[^a-z]", "", cell.lower()) if isinstance(cell, str) else ""
        column = next((column for start, column in _BEGINNINGS.items() if letters.startswith(start)), None)
        if column is not None:
            found.setdefault(column, place)
    return found if CisColumn.SUB_CRITERION_ID in found else None
