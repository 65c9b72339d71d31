"""Projects of studios: what is to be solved, who takes part with which share, who works on it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.database import Base, Keyed, Versioned, enum_column
from people.organisations.models import Organisation
from people.persons.models import Person
from studios.alliances.models import Alliance
from studios.projects.rules import PROJECT_WORKFLOW, Difficulty, ProjectSource, ProjectState, TeamRole
from studios.registry.models import Studio


class Project(Keyed, Versioned, Base):
    """A project (攻关项目) led by a studio. `organisation` is the unit of the lead studio when it began: it approves.

    `budget` in 元. `shared` is the sum of the shares of `studios` in per cent, written with them, so that the database
    itself refuses more than 100. `started_on` and `accepted_on` are the days that figures count by.
    """

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("budget >= 0", name="budget_possible"),
        CheckConstraint("shared >= 0 AND shared <= 100000000", name="shared_at_most_whole"),
        CheckConstraint("(state = 'accepted') = (accepted_on IS NOT NULL)", name="accepted_has_its_day"),
        CheckConstraint("source <> 'alliance' OR alliance_id IS NOT NULL", name="alliance_named"),
        Index("ix_projects_started_on", "started_on"),
    )
    workflow = PROJECT_WORKFLOW

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    lead_studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliances.id"), index=True)
    head_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    title: Mapped[str]
    source: Mapped[ProjectSource] = enum_column(ProjectSource)
    difficulty: Mapped[Difficulty] = enum_column(Difficulty, default=Difficulty.ORDINARY)
    problem: Mapped[str] = mapped_column(default="")
    target: Mapped[str] = mapped_column(default="")
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    budget: Mapped[Decimal] = mapped_column(default=Decimal(0))
    shared: Mapped[Decimal] = mapped_column(default=Decimal(0))
    started_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    state: Mapped[ProjectState] = enum_column(ProjectState, default=ProjectState.DRAFT)

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    lead_studio: Mapped[Studio] = relationship()
    alliance: Mapped[Alliance | None] = relationship()
    head: Mapped[Person] = relationship()
    studios: Mapped[list["ProjectStudio"]] = relationship(back_populates="project", order_by="ProjectStudio.id")
    team: Mapped[list["TeamMember"]] = relationship(back_populates="project", order_by="TeamMember.id")

    @property
    def organisation_path(self) -> str:
        return self.organisation.path

    @property
    def audit_label(self) -> str:
        return self.title


class ProjectStudio(Keyed, Base):
    """A studio that takes part in a project, and its share in what comes of it, in per cent; 0 until it is agreed."""

    __tablename__ = "project_studios"
    __table_args__ = (
        UniqueConstraint("project_id", "studio_id"),
        CheckConstraint("share >= 0 AND share <= 100000000", name="share_is_per_cent"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    share: Mapped[Decimal] = mapped_column(default=Decimal(0))

    project: Mapped[Project] = relationship(back_populates="studios")
    studio: Mapped[Studio] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.project.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.project.title} {self.studio.name}"


class TeamMember(Keyed, Base):
    """Somebody who works on a project beside its head; `left_on` is his last day."""

    __tablename__ = "project_team_members"
    __table_args__ = (
        UniqueConstraint("project_id", "person_id"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joining"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[TeamRole] = enum_column(TeamRole, default=TeamRole.MEMBER)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]

    project: Mapped[Project] = relationship(back_populates="team")
    person: Mapped[Person] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.project.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.project.title} {self.person.name}"
