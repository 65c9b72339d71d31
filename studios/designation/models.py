"""Calls for applications, the applications, opinions of each level, materials, ticks of the formal check, bars."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.files import StoredFile
from people.organisations.models import Organisation
from studios.designation.rules import (
    CALL_WORKFLOW,
    DESIGNATION_WORKFLOW,
    CallState,
    DesignationState,
    MaterialKind,
)
from studios.designation.rules_recommending import Decision
from studios.registry.models import Studio
from studios.registry.rules import NamingLevel


class DesignationCall(Keyed, Versioned, Base):
    """A call for applications to one level (申报通知).

    `condition_set` is a code of the catalogue, `thresholds` what the editable default set asks for. `naming_title` is
    what the name is called, such as "示例市劳模和工匠人才创新工作室". Weights in percent; site weight 0: no visits.
    """

    __tablename__ = "designation_calls"
    __table_args__ = (
        CheckConstraint("apply_to >= apply_from", name="ends_after_it_begins"),
        CheckConstraint("notice_days >= 1", name="notice_lasts"),
        CheckConstraint("site_weight >= 0 AND paper_weight >= 0", name="weights_possible"),
        CheckConstraint("site_weight + paper_weight = 100000000", name="weights_make_a_whole"),
        CheckConstraint(
            "(places IS NULL OR places > 0) AND (unit_quota IS NULL OR unit_quota > 0)"
            " AND (recommender_quota IS NULL OR recommender_quota > 0)",
            name="quotas_positive",
        ),
    )
    workflow = CALL_WORKFLOW

    organiser_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    level: Mapped[NamingLevel] = enum_column(NamingLevel)
    naming_title: Mapped[str]
    condition_set: Mapped[str]
    thresholds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    apply_from: Mapped[date]
    apply_to: Mapped[date]
    places: Mapped[int | None]
    unit_quota: Mapped[int | None]
    recommender_quota: Mapped[int | None]
    site_weight: Mapped[Decimal] = mapped_column(default=Decimal(40))
    paper_weight: Mapped[Decimal] = mapped_column(default=Decimal(60))
    notice_days: Mapped[int] = mapped_column(default=5)
    term_years: Mapped[int | None]
    remarks: Mapped[str] = mapped_column(default="")
    state: Mapped[CallState] = enum_column(CallState, default=CallState.DRAFT)

    organiser: Mapped[Organisation] = relationship(lazy="joined")
    quotas: Mapped[list["RecommenderQuota"]] = relationship(back_populates="call", cascade="all, delete-orphan")

    @property
    def organisation_path(self) -> str:
        return self.organiser.path

    @property
    def audit_label(self) -> str:
        return self.title


class RecommenderQuota(Keyed, Base):
    """The quota of one recommender, where it is not the call's general one."""

    __tablename__ = "recommender_quotas"
    __table_args__ = (
        UniqueConstraint("call_id", "organisation_id"),
        CheckConstraint("places >= 0", name="places_possible"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey("designation_calls.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    places: Mapped[int]

    call: Mapped[DesignationCall] = relationship(back_populates="quotas")
    organisation: Mapped[Organisation] = relationship()


class Designation(Keyed, Versioned, Base):
    """One studio's application in a call, from its draft to the name.

    `facts` is what the studio's file said when it was submitted, frozen. `awaited` is the organisation whose opinion
    is due while it is being recommended. `correct_by` is the last day of a correction, `correction` what is missing.
    `corrections` counts them.
    """

    __tablename__ = "designations"
    __table_args__ = (
        Index(
            "uq_designations_studio_in_call",
            "call_id",
            "studio_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        CheckConstraint("awaited_id IS NULL OR state = 'recommending'", name="awaited_while_recommending"),
        CheckConstraint("state <> 'correcting' OR correct_by IS NOT NULL", name="correction_has_its_day"),
        CheckConstraint("state = 'draft' OR state = 'withdrawn' OR submitted_at IS NOT NULL", name="submitted_once"),
    )
    workflow = DESIGNATION_WORKFLOW

    call_id: Mapped[int] = mapped_column(ForeignKey("designation_calls.id"), index=True)
    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    proposed_name: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    plan: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submitted_at: Mapped[datetime | None]
    awaited_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    correct_by: Mapped[date | None]
    correction: Mapped[str] = mapped_column(default="")
    corrections: Mapped[int] = mapped_column(default=0)
    state: Mapped[DesignationState] = enum_column(DesignationState, default=DesignationState.DRAFT)

    call: Mapped[DesignationCall] = relationship()
    studio: Mapped[Studio] = relationship()
    awaited: Mapped[Organisation | None] = relationship()
    opinions: Mapped[list["LevelOpinion"]] = relationship(back_populates="designation", order_by="LevelOpinion.id")
    materials: Mapped[list["DesignationMaterial"]] = relationship(
        back_populates="designation", order_by="DesignationMaterial.id"
    )
    checks: Mapped[list["FormalCheck"]] = relationship(back_populates="designation", order_by="FormalCheck.id")

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.proposed_name}（{self.call.title}）"


class LevelOpinion(Keyed, Base):
    """The opinion of one level: what it decided, why, who signed it, when, and the paper with the seal.

    `given_by` wrote it down; where he is of another organisation he did so for it, from the signed paper.
    """

    __tablename__ = "designation_opinions"
    __table_args__ = (
        CheckConstraint("decision = 'recommend' OR opinion <> ''", name="no_needs_its_reason"),
        Index(
            "uq_designation_opinions_once",
            "designation_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("decision = 'recommend'"),
            postgresql_where=text("decision = 'recommend'"),
        ),
    )

    designation_id: Mapped[int] = mapped_column(ForeignKey("designations.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    decision: Mapped[Decision] = enum_column(Decision)
    opinion: Mapped[str]
    signer: Mapped[str]
    signed_on: Mapped[date]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    given_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    for_another: Mapped[bool] = mapped_column(default=False)

    designation: Mapped[Designation] = relationship(back_populates="opinions")
    organisation: Mapped[Organisation] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class DesignationMaterial(Keyed, Base):
    """A file that belongs to an application."""

    __tablename__ = "designation_materials"

    designation_id: Mapped[int] = mapped_column(ForeignKey("designations.id"), index=True)
    kind: Mapped[MaterialKind] = enum_column(MaterialKind)
    title: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)

    designation: Mapped[Designation] = relationship(back_populates="materials")
    file: Mapped[StoredFile] = relationship()


class FormalCheck(Keyed, Base):
    """What an officer says about one condition or material, beside what the machine found."""

    __tablename__ = "designation_checks"
    __table_args__ = (UniqueConstraint("designation_id", "item"),)

    designation_id: Mapped[int] = mapped_column(ForeignKey("designations.id"))
    item: Mapped[str]
    met: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)

    designation: Mapped[Designation] = relationship(back_populates="checks")


class StudioBar(Keyed, Base):
    """A studio may not apply until the end of a day (禁报期); `source` is the record that it rests on."""

    __tablename__ = "studio_bars"
    __table_args__ = (CheckConstraint("until >= begins", name="ends_after_it_begins"),)

    studio_id: Mapped[int] = mapped_column(ForeignKey("studios.id"), index=True)
    begins: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str]
    source: Mapped[str] = mapped_column(default="")

    studio: Mapped[Studio] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.studio.organisation_path
