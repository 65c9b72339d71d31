"""Teams of lecturers (巡讲团): who belongs to one, since when, with what duty."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules_teams import Seat, TeamDuty
from people.organisations.models import Organisation


class LectureTeam(Keyed, Versioned, Base):
    """A team of a federation for one term (届), from `begins` to `ends`, both days included."""

    __tablename__ = "lecture_teams"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("ends >= begins", name="ends_after_it_begins"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    introduction: Mapped[str] = mapped_column(default="")
    begins: Mapped[date]
    ends: Mapped[date]

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    members: Mapped[list["LectureTeamMember"]] = relationship(
        back_populates="team", order_by="LectureTeamMember.begins, LectureTeamMember.id"
    )

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.name


class LectureTeamMember(Keyed, Base):
    """A lecturer's time in a team. An open end means: as long as the team."""

    __tablename__ = "lecture_team_members"
    __table_args__ = (
        UniqueConstraint("team_id", "lecturer_id", "begins"),
        CheckConstraint("ends IS NULL OR ends >= begins", name="ends_after_it_begins"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("lecture_teams.id"))
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"), index=True)
    duty: Mapped[TeamDuty] = enum_column(TeamDuty, default=TeamDuty.MEMBER)
    begins: Mapped[date]
    ends: Mapped[date | None]

    team: Mapped[LectureTeam] = relationship(back_populates="members")
    lecturer: Mapped[Lecturer] = relationship()

    @property
    def seat(self) -> Seat:
        """The membership as the rules read it."""
        return Seat(self.lecturer_id, self.duty, self.begins, self.ends)

    @property
    def organisation_path(self) -> str:
        return self.team.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.team.name} {self.lecturer.audit_label}"
