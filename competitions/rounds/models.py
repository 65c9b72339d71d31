"""Side-against-side contests: their terms, rounds, matches, the scores of speakers, and ties that people decided."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competitions.planning.models import Stage
from competitions.registration.models import Entry, EntryMember
from competitions.rounds.rules import (
    CONTEST_WORKFLOW,
    MATCH_WORKFLOW,
    ROUND_WORKFLOW,
    ContestState,
    Ending,
    MatchState,
    Phase,
    RoundState,
)
from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from marking.panels.models import Panel
from marking.schemes.models import Scheme
from people.accounts.models import Account
from scoring.matches.pairing import Side


class SideContest(Keyed, Versioned, Base):
    """The terms of one stage in which teams meet (对抗赛). `seed` and `knock_out_seed` are those of its two draws.

    `team_prizes`, `speaker_prizes`: [{"title", "count"}]. `drawn`: the keys of the teams that were drawn.
    """

    __tablename__ = "side_contests"
    __table_args__ = (
        CheckConstraint("rounds > 0 AND least_matches > 0", name="rounds_positive"),
        CheckConstraint("qualifiers IN (2, 4, 8, 16)", name="qualifiers_possible"),
        CheckConstraint("win_points >= draw_points AND draw_points >= loss_points", name="points_in_order"),
    )
    workflow = CONTEST_WORKFLOW

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"), unique=True)
    speaker_scheme_id: Mapped[int] = mapped_column(ForeignKey("marking_schemes.id"), unique=True)
    rounds: Mapped[int] = mapped_column(default=3)
    qualifiers: Mapped[int] = mapped_column(default=4)
    third_place: Mapped[bool] = mapped_column(default=True)
    win_points: Mapped[int] = mapped_column(default=2)
    draw_points: Mapped[int] = mapped_column(default=1)
    loss_points: Mapped[int] = mapped_column(default=0)
    draws_stand: Mapped[bool] = mapped_column(default=True)
    speakers_marked: Mapped[bool] = mapped_column(default=True)
    least_matches: Mapped[int] = mapped_column(default=2)
    team_prizes: Mapped[list[Any]] = mapped_column(default=list)
    speaker_prizes: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[ContestState] = enum_column(ContestState, default=ContestState.PLANNED)
    seed: Mapped[str] = mapped_column(default="")
    knock_out_seed: Mapped[str] = mapped_column(default="")
    drawn: Mapped[list[Any]] = mapped_column(default=list)

    stage: Mapped[Stage] = relationship()
    speaker_scheme: Mapped[Scheme] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.stage.organisation_path

    @property
    def audit_label(self) -> str:
        return self.stage.audit_label


class Round(Keyed, Base):
    """One round (轮次); numbered through preliminary and knock-out. `resting`: the team that has nobody to meet."""

    __tablename__ = "side_rounds"
    __table_args__ = (UniqueConstraint("contest_id", "number"),)
    workflow = ROUND_WORKFLOW

    contest_id: Mapped[int] = mapped_column(ForeignKey("side_contests.id"))
    number: Mapped[int]
    phase: Mapped[Phase] = enum_column(Phase)
    title: Mapped[str]
    state: Mapped[RoundState] = enum_column(RoundState, default=RoundState.OPEN)
    resting_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))

    contest: Mapped[SideContest] = relationship()
    resting: Mapped[Entry | None] = relationship()
    matches: Mapped[list["Match"]] = relationship(
        back_populates="round", order_by="Match.position", cascade="all, delete-orphan"
    )

    @property
    def organisation_path(self) -> str:
        return self.contest.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.contest.audit_label} · {self.title}"


class Match(Keyed, Base):
    """A worker side against an employer side (一场). `winner` None when decided: a draw.

    `working`: the judges' totals behind the scores, by side. `basis`: why it was a walkover, or so decided.
    """

    __tablename__ = "side_matches"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("worker_id <> employer_id", name="two_teams"),
        CheckConstraint("(state = 'decided') = (ending IS NOT NULL)", name="decided_by_something"),
        CheckConstraint("(ending IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("ending IS NULL OR ending = 'scores' OR basis <> ''", name="decided_on_a_basis"),
        CheckConstraint("ending IS NULL OR ending = 'scores' OR winner IS NOT NULL", name="draws_by_scores_only"),
        {"sqlite_autoincrement": True},  # a deleted one's number, which logs name, is not used again
    )
    workflow = MATCH_WORKFLOW

    round_id: Mapped[int] = mapped_column(ForeignKey("side_rounds.id"))
    position: Mapped[int]
    third_place: Mapped[bool] = mapped_column(default=False)
    worker_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), index=True)
    room: Mapped[str] = mapped_column(default="")
    begins_at: Mapped[datetime | None]
    team_panel_id: Mapped[int | None] = mapped_column(ForeignKey("marking_panels.id"), unique=True)
    speaker_panel_id: Mapped[int | None] = mapped_column(ForeignKey("marking_panels.id"), unique=True)
    state: Mapped[MatchState] = enum_column(MatchState, default=MatchState.OPEN)
    ending: Mapped[Ending | None] = enum_column(Ending)
    winner: Mapped[Side | None] = enum_column(Side)
    worker_score: Mapped[Decimal | None]
    employer_score: Mapped[Decimal | None]
    basis: Mapped[str] = mapped_column(default="")
    working: Mapped[dict[str, Any]] = mapped_column(default=dict)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="matches")
    worker: Mapped[Entry] = relationship(foreign_keys=[worker_id])
    employer: Mapped[Entry] = relationship(foreign_keys=[employer_id])
    team_panel: Mapped[Panel | None] = relationship(foreign_keys=[team_panel_id])
    speaker_panel: Mapped[Panel | None] = relationship(foreign_keys=[speaker_panel_id])
    speakers: Mapped[list["SpeakerScore"]] = relationship(
        back_populates="match", order_by="SpeakerScore.id", cascade="all, delete-orphan"
    )

    @property
    def sides(self) -> dict[Side, Entry]:
        """Who takes which side."""
        return {Side.WORKER: self.worker, Side.EMPLOYER: self.employer}

    @property
    def winning(self) -> Entry | None:
        """Who won; None: a draw, or not decided yet."""
        return self.sides[self.winner] if self.winner else None

    @property
    def losing(self) -> Entry | None:
        """Who lost."""
        others = {Side.WORKER: self.employer, Side.EMPLOYER: self.worker}
        return others[self.winner] if self.winner else None

    @property
    def score_of(self) -> dict[Side, Decimal | None]:
        """The scores by side; None: a walkover, or not decided yet."""
        return {Side.WORKER: self.worker_score, Side.EMPLOYER: self.employer_score}

    @property
    def organisation_path(self) -> str:
        return self.round.organisation_path

    @property
    def title(self) -> str:
        """What people call it: 第1轮第2场."""
        if self.third_place:
            return "季军赛"
        return self.round.title if self.round.title == "决赛" else f"{self.round.title}第{self.position}场"

    @property
    def audit_label(self) -> str:
        return f"{self.round.contest.audit_label} · {self.title}：{self.worker.title} 对 {self.employer.title}"


class SpeakerScore(Keyed, Base):
    """What one speaker got in one match."""

    __tablename__ = "side_speaker_scores"
    __table_args__ = (UniqueConstraint("match_id", "member_id"),)

    match_id: Mapped[int] = mapped_column(ForeignKey("side_matches.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("entry_members.id"), index=True)
    score: Mapped[Decimal]

    match: Mapped[Match] = relationship(back_populates="speakers")
    member: Mapped[EntryMember] = relationship()


class StandingDecision(Keyed, Base):
    """The order in which people put teams that no rule could separate. `order`: entry ids, best first."""

    __tablename__ = "side_standing_decisions"
    __table_args__ = (
        CheckConstraint("basis <> ''", name="decided_on_a_basis"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="withdrawn_for_a_reason",
        ),
    )

    contest_id: Mapped[int] = mapped_column(ForeignKey("side_contests.id"), index=True)
    order: Mapped[list[Any]]
    basis: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    contest: Mapped[SideContest] = relationship()
    decider: Mapped[Account] = relationship(foreign_keys=[decided_by])

    @property
    def organisation_path(self) -> str:
        return self.contest.organisation_path

    @property
    def audit_label(self) -> str:
        return self.contest.audit_label
