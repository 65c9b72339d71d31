"""Which paper sheets of a stage are still to be typed, module by module, and which one comes next for a person."""

from collections import Counter
from dataclasses import dataclass

from competitions.judging.models import ModulePanel
from competitions.judging.queries import excused_references, judge_labels, panels_of
from competitions.planning.models import Stage
from marking.panels.rules import MarkSource
from marking.transcripts.queries import PaperSheet, read_paper_sheets
from marking.transcripts.rules import TypingStep
from people.accounts.models import Account


@dataclass(frozen=True)
class PaperPanel:
    """The paper sheets of one module, without those of entries that need none, and what each judge is called."""

    seated: ModulePanel
    papers: list[PaperSheet]
    labels: dict[int, str]

    @property
    def steps(self) -> Counter[TypingStep]:
        """How many sheets are at each step."""
        return Counter(paper.step for paper in self.papers)

    def waiting_for(self, account: Account) -> int:
        """How many sheets `account` could type now."""
        return sum(paper.waits_for(account) for paper in self.papers)


def paper_panels(stage: Stage) -> list[PaperPanel]:
    """The panels of `stage` whose sheets are typed from paper or imported, with their sheets."""
    seated = [one for one in panels_of(stage) if one.panel.source is not MarkSource.TABLET]
    excused = {one.panel_id: excused_references(stage, one.module) for one in seated}
    papers: dict[int, list[PaperSheet]] = {one.panel_id: [] for one in seated}
    for paper in read_paper_sheets(list(papers)):
        subject = paper.sheet.subject
        if subject.reference not in excused[subject.panel_id]:
            papers[subject.panel_id].append(paper)
    return [PaperPanel(one, papers[one.panel_id], judge_labels(one.panel)) for one in seated]


def next_paper(stage: Stage, after: int, step: TypingStep, account: Account) -> PaperSheet | None:
    """The next sheet of the same panel at the same step that `account` can type, after the sheet `after`; or None."""
    for panel in paper_panels(stage):
        keys = [paper.sheet.id for paper in panel.papers]
        if after in keys:
            place = keys.index(after)
            ordered = panel.papers[place + 1 :] + panel.papers[:place]
            return next((one for one in ordered if one.step is step and one.waits_for(account)), None)
    return None
