"""Orders: what a unit wants, the times that suit it, who was asked, and each step it went through."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import clock
from foundation.database import Base, Keyed, Versioned, enum_column
from foundation.secrets import EncryptedText
from lectures.lecturers.models import Lecturer
from lectures.lecturers.rules import Audience
from lectures.menus.models import MenuItem
from lectures.menus.rules import Channel, LectureMode
from lectures.orders.rules import (
    INVITATION_WORKFLOW,
    ORDER_WORKFLOW,
    InvitationState,
    OrderState,
    Step,
    step_of,
    steps_done,
)
from lectures.orders.rules_facts import Period
from lectures.places.models import Place
from lectures.tours.models import Lecture, LectureTour
from lectures.tours.rules import LectureState
from people.accounts.models import Account
from people.organisations.models import Organisation


class LectureOrder(Keyed, Versioned, Base):
    """What a unit ordered: an item of the menu, or a wish in its own words. `organisation` is the federation that
    receives it, `orderer` the unit. `theme` is what lecturers are found by.

    `chosen_rank` names the candidate time that lecturers were asked for; `lecture` is the session that came of it, or
    `tour` the plan of the training class that meets it, and `taught_on` the last day of a class that is finished.
    `due_on` is the last day of the present step, and `reason` why it was last sent back, rejected or cancelled.
    """

    __tablename__ = "lecture_orders"
    __table_args__ = (
        UniqueConstraint("lecture_id"),
        UniqueConstraint("tour_id"),
        CheckConstraint("(item_id IS NULL) = (wish <> '')", name="item_or_wish"),
        CheckConstraint("mode = 'online' OR place_id IS NOT NULL OR place_text <> ''", name="on_site_somewhere"),
        CheckConstraint("people > 0", name="people_possible"),
        CheckConstraint("chosen_rank IS NULL OR chosen_rank BETWEEN 1 AND 3", name="chosen_rank_possible"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_possible"),
        CheckConstraint("(rating IS NULL) = (rated_at IS NULL)", name="rated_at_a_time"),
        CheckConstraint(
            "state NOT IN ('scheduled', 'reporting', 'done') OR (lecture_id IS NULL) <> (tour_id IS NULL)",
            name="scheduled_is_met",
        ),
        CheckConstraint("tour_id IS NULL OR state IN ('scheduled', 'reporting', 'done')", name="class_while_scheduled"),
        CheckConstraint("taught_on IS NULL OR tour_id IS NOT NULL", name="taught_by_a_class"),
        CheckConstraint(
            "state NOT IN ('asked', 'taken', 'scheduled', 'reporting', 'done') "
            "OR chosen_rank IS NOT NULL OR tour_id IS NOT NULL",
            name="asked_for_a_time",
        ),
        CheckConstraint("state NOT IN ('rejected', 'cancelled') OR reason <> ''", name="ended_with_reason"),
        CheckConstraint("state <> 'done' OR report <> ''", name="done_with_report"),
        Index("ix_lecture_orders_organisation_id_state_due_on", "organisation_id", "state", "due_on"),
    )
    workflow = ORDER_WORKFLOW
    audit_hidden = frozenset({"contact_name", "contact_phone"})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    orderer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    ordered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    ordered_on: Mapped[date] = mapped_column(default=clock.today, index=True)
    channel: Mapped[Channel] = enum_column(Channel)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("menu_items.id"), index=True)
    wish: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    audience: Mapped[Audience] = enum_column(Audience)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    place_text: Mapped[str] = mapped_column(default="")
    people: Mapped[int]
    mode: Mapped[LectureMode] = enum_column(LectureMode, default=LectureMode.ON_SITE)
    contact_name: Mapped[str] = mapped_column(EncryptedText)
    contact_phone: Mapped[str] = mapped_column(EncryptedText)
    remarks: Mapped[str] = mapped_column(default="")
    chosen_rank: Mapped[int | None]
    lecture_id: Mapped[int | None] = mapped_column(ForeignKey("lectures.id"))
    tour_id: Mapped[int | None] = mapped_column(ForeignKey("lecture_tours.id"))
    taught_on: Mapped[date | None]
    due_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    rating: Mapped[int | None]
    rating_words: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime | None]
    report: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[datetime | None]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[OrderState] = enum_column(OrderState, default=OrderState.DRAFT)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id], lazy="joined")
    orderer: Mapped[Organisation] = relationship(foreign_keys=[orderer_id], lazy="joined")
    ordered_by: Mapped[Account] = relationship(foreign_keys=[ordered_by_id])
    reported_by: Mapped[Account | None] = relationship(foreign_keys=[reported_by_id])
    item: Mapped[MenuItem | None] = relationship(lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")
    lecture: Mapped[Lecture | None] = relationship()
    tour: Mapped[LectureTour | None] = relationship()
    times: Mapped[list["OrderTime"]] = relationship(
        back_populates="order", order_by="OrderTime.rank", cascade="all, delete-orphan"
    )
    invitations: Mapped[list["OrderInvitation"]] = relationship(back_populates="order", order_by="OrderInvitation.id")
    steps: Mapped[list["OrderStep"]] = relationship(back_populates="order", order_by="OrderStep.id")

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        return self.item.title if self.item else self.wish[:40]

    @property
    def where(self) -> str:
        """The place, as it was chosen or typed."""
        return self.place.name if self.place else self.place_text or "线上"

    @property
    def chosen_time(self) -> "OrderTime | None":
        """The candidate time that lecturers were asked for."""
        return next((one for one in self.times if one.rank == self.chosen_rank), None)

    @property
    def held(self) -> bool:
        """Whether the session took place, or the class was finished."""
        return self.taught_on is not None or (self.lecture is not None and self.lecture.state is LectureState.HELD)

    @property
    def class_title(self) -> str:
        """What the training class that meets it is called; empty: none does."""
        return self.tour.title if self.tour else ""

    @property
    def done_steps(self) -> int:
        """How many steps of the line are behind it."""
        return steps_done(self.state, self.held)

    @property
    def next_step(self) -> Step | None:
        """What it waits for on the line; None where nothing is awaited."""
        return step_of(self.state, self.held)

    def late_on(self, day: date) -> bool:
        """Whether the term of the present step is over; a session that lies ahead is not late."""
        return self.due_on is not None and self.due_on < day

    @property
    def organisation_path(self) -> str:
        return self.orderer.path

    @property
    def audit_label(self) -> str:
        return f"{self.orderer.name}：{self.title}"


class OrderTime(Keyed, Base):
    """A time that would suit the unit; 1 is the one it likes best."""

    __tablename__ = "lecture_order_times"
    __table_args__ = (
        UniqueConstraint("order_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 3", name="rank_possible"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("lecture_orders.id"))
    rank: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]

    order: Mapped[LectureOrder] = relationship(back_populates="times")

    @property
    def period(self) -> Period:
        """As the rules read it."""
        return Period(self.starts_at, self.ends_at)


class OrderInvitation(Keyed, Base):
    """A lecturer who was asked, or who grabbed the order. Nobody is asked twice at once, and one alone grabs."""

    __tablename__ = "lecture_order_invitations"
    __table_args__ = (
        Index(
            "uq_lecture_order_invitations_standing",
            "order_id",
            "lecturer_id",
            unique=True,
            sqlite_where=text("state IN ('asked', 'accepted')"),
            postgresql_where=text("state IN ('asked', 'accepted')"),
        ),
        Index(
            "uq_lecture_order_invitations_grabbed",
            "order_id",
            unique=True,
            sqlite_where=text("grabbed AND state = 'accepted'"),
            postgresql_where=text("grabbed AND state = 'accepted'"),
        ),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered_at_a_time"),
        CheckConstraint("state NOT IN ('declined', 'withdrawn') OR reason <> ''", name="ended_with_reason"),
    )
    workflow = INVITATION_WORKFLOW

    order_id: Mapped[int] = mapped_column(ForeignKey("lecture_orders.id"))
    lecturer_id: Mapped[int] = mapped_column(ForeignKey("lecturers.id"), index=True)
    grabbed: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[InvitationState] = enum_column(InvitationState, default=InvitationState.ASKED)

    order: Mapped[LectureOrder] = relationship(back_populates="invitations")
    lecturer: Mapped[Lecturer] = relationship()

    @property
    def organisation_path(self) -> str:
        return self.order.organisation_path

    @property
    def audit_label(self) -> str:
        return f"{self.order.title}（{self.lecturer.person.name}）"


class OrderStep(Keyed, Base):
    """When an order came to a state, and until when that was to be done. Append-only: how long steps take."""

    __tablename__ = "lecture_order_steps"

    order_id: Mapped[int] = mapped_column(ForeignKey("lecture_orders.id"), index=True)
    state: Mapped[OrderState] = enum_column(OrderState)
    entered_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_on: Mapped[date | None]

    order: Mapped[LectureOrder] = relationship(back_populates="steps")
