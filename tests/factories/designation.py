"""Calls and applications for tests, stored at once."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from foundation.database import session
from people.organisations.models import Organisation
from studios.designation.models import Designation, DesignationCall
from studios.designation.rules import CallState, DesignationState
from studios.registry.models import Studio
from studios.registry.rules import NamingLevel


def picture(colour: str = "red") -> bytes:
    """A small photo, as evidence."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def call(organiser: Organisation, **facts: Any) -> DesignationCall:
    """A published call of a city level by the plain conditions, open all through 2026."""
    given: dict[str, Any] = {
        "title": "关于申报 2026 年市级创新工作室的通知",
        "level": NamingLevel.CITY,
        "naming_title": "示例市劳模和工匠人才创新工作室",
        "condition_set": "plain",
        "apply_from": date(2026, 1, 1),
        "apply_to": date(2026, 12, 31),
        "site_weight": Decimal(40),
        "paper_weight": Decimal(60),
        "notice_days": 5,
        "state": CallState.PUBLISHED,
        **facts,
    }
    made = DesignationCall(organiser=organiser, **given)
    session.add(made)
    session.commit()
    return made


def designation(
    call: DesignationCall, studio: Studio, state: DesignationState = DesignationState.DRAFT, **facts: Any
) -> Designation:
    """An application as it begins; for later states give what they need (`facts`, `submitted_at`, ...)."""
    made = Designation(call=call, studio=studio, proposed_name=studio.name, state=state, **facts)
    session.add(made)
    session.commit()
    return made
