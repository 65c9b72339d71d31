"""Pages for typing paper sheets twice: the queue, the typing page, settling differences, pictures of the paper."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.judging.forms_transcribing import TypingForm, typed_values
from competitions.judging.models import ModulePanel
from competitions.judging.queries import judge_labels, stages_transcribed_by
from competitions.judging.routes import bp
from competitions.judging.transcribing import next_paper, paper_panels
from competitions.planning.models import Module, Stage
from foundation.database import fetch, session, transaction
from foundation.errors import NotFound
from foundation.forms import ConfirmForm, JiangxinForm, answering
from marking.schemes.operations import criterion_facts
from marking.schemes.wording import written_hint
from marking.sheets.models import Sheet
from marking.transcripts import operations
from marking.transcripts.models import Transcript
from marking.transcripts.queries import PaperSheet, paper_sheets_of
from marking.transcripts.rules import TranscriptState, TypingStep, differing
from people.accounts.access import acting, requires
from people.accounts.rules import Permission


@bp.get("/stages/<int:stage_id>/transcripts")
@requires(Permission.SHEET_TRANSCRIBE)
def list_transcripts(stage_id: int) -> ResponseReturnValue:
    """The queue: what is still to be typed, typed again, or settled."""
    stage = _stage(stage_id)
    asked = request.args.get("step", "")
    return render_template(
        "competitions/judging/list_transcripts.html",
        stage=stage,
        panels=paper_panels(stage),
        step=TypingStep(asked) if asked in set(TypingStep) else None,
        steps=TypingStep,
    )


@bp.route("/stages/<int:stage_id>/sheets/<int:sheet_id>/transcribe", methods=["GET", "POST"])
@requires(Permission.SHEET_TRANSCRIBE)
def transcribe_sheet(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """Type a paper sheet, the first or the second time; what the other typed is never shown."""
    stage = _stage(stage_id)
    paper, form = _paper(stage, sheet_id), TypingForm()
    texts = typed_values(request.form) if form.is_submitted() else _own_values(paper)
    if form.validate_on_submit():
        content, name = (form.scan.data.read(), form.scan.data.filename) if form.scan.data else (b"", "")
        with answering(form), transaction():
            form.claim()
            step = paper.step
            transcript = operations.transcribe_sheet(paper.sheet, form.typed(texts), by=acting())
            if content:
                operations.attach_scan(transcript, content, name=name, by=acting())
            flash(_outcome(transcript), "success" if transcript.state is not TranscriptState.DIFFERING else "warning")
            return _onwards(stage, sheet_id, step)
    return _typing_page("transcribe_sheet", stage, paper, form, texts=texts)


@bp.route("/stages/<int:stage_id>/sheets/<int:sheet_id>/settle", methods=["GET", "POST"])
@requires(Permission.SHEET_TRANSCRIBE)
def settle_transcript(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """A third person settles what differs; those who typed do not see each other's values here either."""
    stage = _stage(stage_id)
    paper, form = _paper(stage, sheet_id), ConfirmForm()
    texts = typed_values(request.form)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.settle_transcript(paper.sheet, texts, by=acting())
            flash(f"{paper.sheet.subject.label}的差异已裁定，评分表已封存。", "success")
            return _onwards(stage, sheet_id, TypingStep.THIRD)
    shown = paper.transcript if paper.step is TypingStep.THIRD and not paper.reason_against(acting()) else None
    values = [value for value in shown.values if value.first != value.second] if shown else []
    return _typing_page("settle_transcript", stage, paper, form, texts=texts, values=values)


@bp.get("/stages/<int:stage_id>/sheets/<int:sheet_id>/scan")
@requires(Permission.SHEET_TRANSCRIBE)
def download_scan(stage_id: int, sheet_id: int) -> ResponseReturnValue:
    """The picture of the paper sheet."""
    paper = _paper(_stage(stage_id), sheet_id)
    scan = paper.transcript.scan if paper.transcript else None
    if scan is None:
        raise NotFound
    return send_file(BytesIO(scan.read()), scan.media_type, as_attachment=True, download_name=scan.name)


def _stage(stage_id: int) -> Stage:
    return fetch(stages_transcribed_by(acting()).where(Stage.id == stage_id))


def _paper(stage: Stage, sheet_id: int) -> PaperSheet:
    own = session.scalars(select(ModulePanel.panel_id).join(ModulePanel.module).where(Module.stage_id == stage.id))
    found = session.execute(paper_sheets_of(own.all()).where(Sheet.id == sheet_id)).one_or_none()
    if found is None:
        raise NotFound
    return PaperSheet(*found)


def _own_values(paper: PaperSheet) -> dict[int, str]:
    """One's own first typing, to be corrected before the second person has typed; never anybody else's."""
    typed = paper.transcript
    if typed is None or typed.first_by != acting().id or typed.state is not TranscriptState.TYPED:
        return {}
    return {value.criterion_id: f"{value.first:f}" for value in typed.values}


def _outcome(transcript: Transcript) -> str:
    label = transcript.sheet.subject.label
    if transcript.state is TranscriptState.TYPED:
        return f"{label}：第一次录入已保存，等另一人复录。"
    if transcript.state is TranscriptState.AGREED:
        return f"{label}：两次录入一致，评分表已封存。"
    first = {value.criterion_id: value.first for value in transcript.values}
    second = {value.criterion_id: value.second for value in transcript.values if value.second is not None}
    return f"{label}：有 {len(differing(first, second))} 项与第一次录入不同，已转第三人对照纸质评分表裁定。"


def _onwards(stage: Stage, sheet_id: int, step: TypingStep) -> ResponseReturnValue:
    """To the next sheet of the same kind, so that a stack of paper is typed without a look at the list."""
    following = next_paper(stage, sheet_id, step, acting())
    if following is None:
        return redirect(url_for(".list_transcripts", stage_id=stage.id))
    page = ".settle_transcript" if step is TypingStep.THIRD else ".transcribe_sheet"
    return redirect(url_for(page, stage_id=stage.id, sheet_id=following.sheet.id))


def _typing_page(
    verb: str, stage: Stage, paper: PaperSheet, form: JiangxinForm, **facts: object
) -> ResponseReturnValue:
    panel = paper.sheet.subject.panel
    criteria = {criterion.id: criterion_facts(criterion) for criterion in panel.scheme.criteria}
    page = render_template(
        f"competitions/judging/{verb}.html",
        stage=stage,
        paper=paper,
        form=form,
        criteria=panel.scheme.criteria,
        hints={key: written_hint(facts) for key, facts in criteria.items()},
        plain=not any(facts.rule or facts.scale for facts in criteria.values()),
        judge=judge_labels(panel).get(paper.sheet.member_id, ""),
        refused=paper.reason_against(acting()),
        **facts,
    )
    return page, 422 if form.errors else 200
