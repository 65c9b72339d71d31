"""Reading which paper sheets are still to be typed, and by whom they may be."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, select
from sqlalchemy.orm import contains_eager, joinedload

from foundation.database import session
from marking.panels.models import PanelMember, Subject
from marking.sheets.models import Sheet
from marking.sheets.rules import SheetState
from marking.transcripts.models import Transcript
from marking.transcripts.rules import NEXT_STEP, TypingStep, reason_against_typing
from people.accounts.models import Account


@dataclass(frozen=True)
class PaperSheet:
    """One paper sheet with what was typed of it so far."""

    sheet: Sheet
    transcript: Transcript | None

    @property
    def step(self) -> TypingStep:
        """What is to be done next; a sheet sealed by other means is done."""
        if self.sheet.state is SheetState.SEALED:
            return TypingStep.DONE
        return NEXT_STEP[self.transcript.state if self.transcript else None]

    def reason_against(self, account: Account) -> str:
        """Why `account` may not take the next step; empty if it may."""
        typed = self.transcript
        return reason_against_typing(
            self.step,
            account.id,
            rater=self.sheet.member.account_id,
            first=typed.first_by if typed else None,
            second=typed.second_by if typed else None,
        )

    def waits_for(self, account: Account) -> bool:
        """Whether `account` can do what is to be done next; to type one's own first typing again is not that."""
        if self.step is TypingStep.SECOND and self.transcript and self.transcript.first_by == account.id:
            return False
        return not self.reason_against(account)


def paper_sheets_of(panel_ids: Collection[int]) -> Select[Sheet, Transcript]:
    """The sheets of these panels, but for recused ones, each with the transcript of its present round or None."""
    current = case((Sheet.state == SheetState.SEALED, Sheet.version), else_=Sheet.version + 1)
    return (
        select(Sheet, Transcript)
        .join(Sheet.member)
        .join(Sheet.subject)
        .outerjoin(Transcript, and_(Transcript.sheet_id == Sheet.id, Transcript.round == current))
        .where(PanelMember.panel_id.in_(panel_ids), Sheet.state != SheetState.RECUSED)
        .options(
            contains_eager(Sheet.member).joinedload(PanelMember.account),
            contains_eager(Sheet.subject),
            joinedload(Transcript.first_person),
            joinedload(Transcript.second_person),
        )
        .order_by(Subject.panel_id, Subject.position, PanelMember.id)
    )


def read_paper_sheets(panel_ids: Collection[int]) -> list[PaperSheet]:
    """The paper sheets of these panels, by panel, subject and rater."""
    return [PaperSheet(sheet, transcript) for sheet, transcript in session.execute(paper_sheets_of(panel_ids))]


def current_transcript(sheet: Sheet) -> Transcript | None:
    """What was typed for the sealing that comes next, as it is now."""
    query = select(Transcript).where(Transcript.sheet_id == sheet.id, Transcript.round == sheet.version + 1)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
