"""What comes in about recusal."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from foundation.forms import JiangxinForm
from marking.panels.rules import GROUND_TITLES, ConflictGround


class ConflictForm(JiangxinForm):
    """From whom, and why. Names are written, not chosen: a list would tell who competes."""

    person_name = StringField("对方姓名", validators=[Optional(), Length(max=50)])
    unit_name = StringField(
        "对方单位", validators=[Optional(), Length(min=4, max=100, message="请写单位全称，至少四个字。")]
    )
    ground = SelectField("回避事由", choices=GROUND_TITLES, coerce=ConflictGround, default=ConflictGround.RELATIVE)
    note = StringField("说明", validators=[Optional(), Length(max=200)])

    def facts(self) -> dict[str, Any]:
        """What was written."""
        return {
            "ground": self.ground.data,
            "person_name": self.person_name.data or "",
            "unit_name": self.unit_name.data or "",
            "note": self.note.data or "",
        }
