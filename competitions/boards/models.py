"""What the public board of a stage shows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.boards.rules import PublicContent
from competitions.planning.models import Stage
from foundation.database import Base, Keyed, enum_column


class Board(Keyed, Base):
    """The public board of one stage. While frozen it shows `frozen_page`, the picture of that moment."""

    __tablename__ = "boards"
    __table_args__ = (CheckConstraint("(frozen_at IS NULL) = (frozen_page = '')", name="frozen_has_its_page"),)

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), unique=True)
    content: Mapped[PublicContent] = enum_column(PublicContent, default=PublicContent.NOTHING)
    frozen_at: Mapped[datetime | None]
    frozen_page: Mapped[str] = mapped_column(default="")

    stage: Mapped[Stage] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.stage.audit_label} · 看板"
