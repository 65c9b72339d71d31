"""Pages about results: reading them, and how each was made. The steps of publication are in routes_publishing."""

import io

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from certificates.printing.papers import print_document
from competitions.planning.models import Stage
from competitions.planning.rules import StageState
from competitions.results.announcing import printed_announcement
from competitions.results.awarding import certificate_requests
from competitions.results.holding import waits_of
from competitions.results.models import ResultLine, ResultVersion
from competitions.results.queries import (
    blockers,
    distribution,
    latest_versions,
    lines_of,
    lines_visible_to,
    own_lines_visible_to,
    result_stages_corrected_by,
    result_stages_visible_to,
    results_visible_to,
    unit_lines_visible_to,
    versions_of,
)
from competitions.results.queries_corrections import corrections_of
from competitions.results.queries_effects import batch_of, count_certificates, holds_on, versions_to_certify
from competitions.results.queries_spot_checks import check_of, lacking_for_publication
from competitions.results.rules import STANDING, STEP_TITLES, Blocker, BlockerKind, ResultState, steps_done
from competitions.results.standings import (
    decision_words,
    organisation_award,
    standing_of,
    standings_of,
    team_of,
    teams_of,
    unit_names,
)
from competitions.results.wording import award_words, decided_by, gives_medals, module_scores, readable
from competitions.results.workbooks import result_workbook
from foundation.database import fetch, page_by_key, session
from foundation.errors import NotFound
from foundation.workbook_writing import MEDIA_TYPE
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from scoring.methods import METHODS
from scoring.team_rules import TEAM_RULES

bp = Blueprint("results", __name__)

BLOCKER_PAGES = {
    BlockerKind.DRAW: "competitions.draw.show_draw",
    BlockerKind.JUDGING: "competitions.judging.show_judging_progress",
    BlockerKind.MAPPING: "competitions.draw.show_draw",
    BlockerKind.CHECK_IN: "competitions.judging.list_appearances",
    BlockerKind.SCORING: "competitions.judging.show_judging_progress",
    BlockerKind.TIE: "competitions.judging.list_ties",
}


@bp.get("/results")
@requires(Permission.RESULT_READ)
def list_results():
    """The stages in scope with the state of their results and the next step."""
    page = page_by_key(result_stages_visible_to(acting()), Stage, after=request.args.get("after", type=int))
    versions = latest_versions([stage.id for stage in page.rows])
    return render_template(
        "competitions/results/list_results.html",
        page=page,
        versions=versions,
        to_certify=versions_to_certify(versions.values()),
    )


@bp.get("/results/<int:stage_id>")
@requires(Permission.RESULT_READ)
def show_result(stage_id: int):
    """One version of a stage's result (the newest, or `?number=`), what stands against the next step, and the step."""
    stage = fetch(result_stages_visible_to(acting()).where(Stage.id == stage_id))
    versions = versions_of(stage)
    version = _wanted(versions, request.args.get("number", type=int))
    newest = version is None or version is versions[0]
    state = version.state if version else None
    final = version if version and state is ResultState.FINAL else None
    certificates = count_certificates(stage) if final else 0
    lines = lines_of(version) if version else []
    return render_template(
        "competitions/results/show_result.html",
        stage=stage,
        versions=versions,
        version=version,
        newest=newest,
        lines=lines,
        standings=standings_of(version, lines) if version else [],
        medals=gives_medals(version) if version else False,
        bins=distribution([line.total for line in lines if line.total is not None]),
        blockers=_blockers_with_pages(stage) if newest and state not in STANDING else [],
        steps=STEP_TITLES,
        done=steps_done(state, judged=stage.state is StageState.JUDGED, certificates=certificates),
        certificates=certificates,
        batch=batch_of(final) if final else None,
        certified=final is not None and certificates > 0 and not certificate_requests(final),
        corrections=corrections_of(stage),
        check=check_of(version) if version else None,
        waiting=_waiting(stage) if state is ResultState.NOTICED else [],
        lacking=lacking_for_publication(version) if version and state is ResultState.FROZEN else [],
        may_correct=_may_correct(stage),
        may_publish=acting().may_at(Permission.RESULT_PUBLISH, stage.organisation_path),
        may_certify=acting().may_at(Permission.CERTIFICATE_ISSUE, stage.organisation_path),
        decided_by=decided_by,
        module_scores=module_scores,
    )


@bp.get("/results/lines/<int:line_id>")
@requires(Permission.RESULT_READ, Permission.ENTRY_READ, Permission.OWN_READ)
def show_working(line_id: int):
    """How one result was made, from every judge's total to the award."""
    line = fetch(lines_visible_to(acting()).where(ResultLine.id == line_id))
    overseeing = session.scalar(results_visible_to(acting()).where(ResultVersion.id == line.version_id)) is not None
    return render_template(
        "competitions/results/show_working.html",
        line=line,
        overseeing=overseeing,
        methods=METHODS,
        readable=readable,
        award_words=award_words(line),
        team=team_of(line),
    )


@bp.get("/results/lines/<int:line_id>/team")
@requires(Permission.RESULT_READ, Permission.ENTRY_READ, Permission.OWN_READ)
def show_team_working(line_id: int):
    """How the result of the team in which a line is was made. Who may see the line may see its team."""
    line = fetch(lines_visible_to(acting()).where(ResultLine.id == line_id))
    standing = standing_of(line, lines_of(line.version))
    if standing is None:
        raise NotFound
    team = standing.facts
    decisions = [one for one in (team["against_ahead"], team["against_behind"]) if one]
    names = unit_names(key for one in decisions for key in (one["ahead"], one["behind"]))
    return render_template(
        "competitions/results/show_team_working.html",
        line=line,
        standing=standing,
        rule=TEAM_RULES[line.version.facts["teams"]["plan"]["ranking"]["rule"]],
        decisions=[decision_words(one, names) for one in decisions],
    )


@bp.get("/my/results")
@requires(Permission.OWN_READ)
def list_my_results():
    """My own published results."""
    lines = session.scalars(own_lines_visible_to(acting())).all()
    return render_template("competitions/results/list_my_results.html", lines=lines)


@bp.get("/unit/results")
@requires(Permission.ENTRY_READ)
def list_unit_results():
    """The published results of the units in one's care."""
    page = page_by_key(unit_lines_visible_to(acting()), ResultLine, after=request.args.get("after", type=int))
    teams = [(line, team, organisation_award(line.version, team)) for line, team in teams_of(page.rows)]
    return render_template("competitions/results/list_unit_results.html", page=page, teams=teams)


@bp.get("/results/versions/<int:version_id>/result.xlsx")
@requires(Permission.RESULT_READ)
def export_result(version_id: int):
    """The ranking as a workbook."""
    version = _version(version_id)
    lines = lines_of(version)
    content = result_workbook(version, lines, standings_of(version, lines))
    return download(content, f"{version.audit_label}.xlsx", MEDIA_TYPE)


@bp.get("/results/versions/<int:version_id>/notice.pdf")
@requires(Permission.RESULT_READ)
def print_notice(version_id: int):
    """The public notice on paper: the very facts that were frozen with it."""
    version = _version(version_id)
    if version.notice is None:
        raise NotFound
    address = url_for("notices.show_notice", notice_id=version.notice.id, _external=True)
    facts = printed_announcement(version.notice, address)
    content = print_document("competitions/results/print_notice.html", facts)
    return download(content, f"{version.notice.title}.pdf", "application/pdf")


def _waiting(stage: Stage) -> list[str]:
    """What keeps a published result from becoming final yet, beside its notice."""
    return [*(hold.text for hold in holds_on(stage)), *waits_of(stage)]


def _may_correct(stage: Stage) -> bool:
    return session.scalar(result_stages_corrected_by(acting()).where(Stage.id == stage.id)) is not None


def _version(version_id: int) -> ResultVersion:
    return fetch(results_visible_to(acting()).where(ResultVersion.id == version_id))


def _wanted(versions, number: int | None) -> ResultVersion | None:
    """The version with this number, or the newest; an unknown number is not found."""
    if number is None:
        return versions[0] if versions else None
    found = next((version for version in versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


def _blockers_with_pages(stage: Stage) -> list[tuple[Blocker, str | None]]:
    """Each blocker with the page where it is dealt with."""
    pages = {kind: url_for(endpoint, stage_id=stage.id) for kind, endpoint in BLOCKER_PAGES.items()}
    pages[BlockerKind.REGISTRATION] = url_for("competitions.registration.list_entries", event_id=stage.event_id)
    pages[BlockerKind.TEAMS] = url_for("competitions.planning.edit_teams", event_id=stage.event_id)
    pages[BlockerKind.NOTICE] = url_for("notices.list_notices")
    return [(blocker, pages.get(blocker.kind)) for blocker in blockers(stage)]


def download(content: bytes, name: str, media_type: str) -> ResponseReturnValue:
    """A file to be saved under `name`."""
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
