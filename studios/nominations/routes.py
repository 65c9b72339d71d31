"""Selections for honours: the list, one selection with its shares, its nominees and what each level says of them."""

from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from foundation import clock
from foundation.database import fetch, page_by_key, session, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import ReasonForm, answering
from people.accounts.access import acting, requires
from people.accounts.rules import Permission
from people.honours.holders import Fault, Holder, HolderFinder
from people.honours.rules import HONOUR_HOLDERS
from people.organisations.models import Organisation
from people.organisations.queries import active_in
from studios.nominations import operations
from studios.nominations.forms import NominationForm, NomineeFactsForm, NomineeForm, OpinionForm
from studios.nominations.models import Nomination, Nominee, NomineeOpinion
from studios.nominations.queries import (
    awaiting,
    chains_of,
    count_nominees,
    lines_of,
    nominations_run_by,
    nominations_visible_to,
    nominees_of,
    nominees_visible_to,
    obstacles,
    schemes,
    unplaced_in,
)
from studios.nominations.rules import NominationState

bp = Blueprint("nominations", __name__)
OFFERED_UNITS = 300


@bp.get("/honours/nominations")
@requires(Permission.HONOUR_READ)
def list_nominations() -> ResponseReturnValue:
    """The selections that one runs, or may propose for."""
    query = nominations_visible_to(acting())
    page = page_by_key(query, Nomination, after=request.args.get("after", type=int))
    counts = count_nominees([one.id for one in page.rows])
    return render_template("studios/nominations/list_nominations.html", page=page, counts=counts)


@bp.get("/honours/nominations/<int:nomination_id>")
@requires(Permission.HONOUR_READ)
def show_nomination(nomination_id: int) -> ResponseReturnValue:
    """One selection: how the shares stand, the nominees, what is to be done next."""
    nomination = visible(nomination_id)
    runs = acting().may_at(Permission.HONOUR_EDIT, nomination.organisation_path)
    nominees = nominees_of(nomination, acting())
    is_open = nomination.state is NominationState.OPEN
    return render_template(
        "studios/nominations/show_nomination.html",
        nomination=nomination,
        runs=runs,
        is_open=is_open,
        awaiting=awaiting(nomination, acting().organisation) if is_open else [],
        scheme=schemes().get(nomination.scheme),
        lines=lines_of(nomination) if runs else [],
        nominees=nominees,
        chains=chains_of(nomination, nominees),
        obstacles=obstacles(nomination) if runs and is_open else [],
        unplaced=unplaced_in(nomination.notice) if runs and nomination.notice else [],
        is_over=nomination.notice is not None and nomination.notice.closes_at <= clock.now(),
    )


@bp.route("/honours/nominations/new", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def create_nomination() -> ResponseReturnValue:
    """Call a selection; the shares begin with a published scheme."""
    known = schemes()
    scheme = known.get(request.args.get("scheme", ""))
    form = NominationForm(shares=[_row(asdict(rule)) for rule in scheme.rules] if scheme else [])
    if request.method == "GET":
        form.year.data = clock.today().year
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(scheme.code if scheme else "")
            nomination = operations.create_nomination(acting().organisation, facts, by=acting())
            flash("评选已发起，下级单位现在可以推荐人选。", "success")
            return redirect(url_for(".show_nomination", nomination_id=nomination.id))
    return _page("create_nomination", form, schemes=known, scheme=scheme)


@bp.route("/honours/nominations/<int:nomination_id>/edit", methods=["GET", "POST"])
@requires(Permission.HONOUR_EDIT)
def edit_nomination(nomination_id: int) -> ResponseReturnValue:
    """Change what a selection is about."""
    nomination = run(nomination_id)
    form = NominationForm(shares=[_row(one) for one in nomination.shares])
    if request.method == "GET":
        form.show(nomination)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            facts = form.facts(nomination.scheme)
            operations.edit_nomination(nomination, facts, version=form.version, by=acting())
            flash("已保存。", "success")
            return redirect(url_for(".show_nomination", nomination_id=nomination_id))
    return _page("edit_nomination", form, nomination=nomination)


@bp.post("/honours/nominations/<int:nomination_id>/cancel")
@requires(Permission.HONOUR_EDIT)
def cancel_nomination(nomination_id: int) -> ResponseReturnValue:
    """Give a selection up."""
    nomination, reason = run(nomination_id), ReasonForm().reason.data or ""
    with transaction():
        operations.cancel_nomination(nomination, reason=reason, by=acting())
    return done(nomination_id, "评选已取消。")


@bp.route("/honours/nominations/<int:nomination_id>/nominees/new", methods=["GET", "POST"])
@requires(Permission.HONOUR_NOMINATE)
def add_nominee(nomination_id: int) -> ResponseReturnValue:
    """Propose somebody."""
    nomination = visible(nomination_id)
    form = NomineeForm()
    if request.method == "GET" and acting().organisation.id != nomination.organisation_id:
        form.unit.data = acting().organisation.name
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.add_nominee(nomination, _holder(form, nomination), form.facts(), by=acting())
            return done(nomination_id, "人选已推荐，请逐级签署意见。")
    units = session.scalars(active_in(acting().scope(Permission.HONOUR_NOMINATE)).limit(OFFERED_UNITS)).all()
    return _page("add_nominee", form, nomination=nomination, units=units)


@bp.route("/honours/nominees/<int:nominee_id>/edit", methods=["GET", "POST"])
@requires(Permission.HONOUR_NOMINATE)
def edit_nominee(nominee_id: int) -> ResponseReturnValue:
    """Change what is said of a nominee."""
    nominee = nominee_in_sight(nominee_id)
    form = NomineeFactsForm()
    if request.method == "GET":
        form.show(nominee)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            operations.edit_nominee(nominee, form.facts(), version=form.version, by=acting())
            return done(nominee.nomination_id, "已保存。")
    return _page("edit_nominee", form, nominee=nominee)


@bp.post("/honours/nominees/<int:nominee_id>/remove")
@requires(Permission.HONOUR_NOMINATE)
def remove_nominee(nominee_id: int) -> ResponseReturnValue:
    """Take a nominee out of an open list."""
    nominee = nominee_in_sight(nominee_id)
    nomination_id = nominee.nomination_id
    with transaction():
        operations.remove_nominee(nominee, by=acting())
    return done(nomination_id, "已移出人选。")


@bp.route("/honours/nominees/<int:nominee_id>/opinion", methods=["GET", "POST"])
@requires(Permission.HONOUR_NOMINATE)
def give_opinion(nominee_id: int) -> ResponseReturnValue:
    """Write down what a level says of a nominee."""
    nominee = nominee_in_sight(nominee_id)
    chain = chains_of(nominee.nomination, [nominee])[nominee.id]
    levels = _own_levels(chain)
    form = OpinionForm()
    form.offer(levels)
    if request.method == "GET":
        said = {one.organisation_id for one in nominee.opinions}
        form.signed_on.data = clock.today()
        form.level.data = next((str(level.id) for level in levels if level.id not in said), None)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            level = next(one for one in levels if str(one.id) == form.level.data)
            operations.give_opinion(nominee, level, form.facts(), by=acting())
            return done(nominee.nomination_id, "意见已签署。")
    return _page("give_opinion", form, nominee=nominee, chain=chain)


@bp.get("/honours/opinions/<int:opinion_id>/paper")
@requires(Permission.HONOUR_READ)
def show_opinion_paper(opinion_id: int) -> ResponseReturnValue:
    """The signed and sealed paper of an opinion, never kept by the browser."""
    nominees = nominees_visible_to(acting()).with_only_columns(Nominee.id)
    opinion = fetch(
        select(NomineeOpinion).where(NomineeOpinion.id == opinion_id, NomineeOpinion.nominee_id.in_(nominees))
    )
    if opinion.file is None:
        raise NotFound
    return send_file(BytesIO(opinion.file.read()), opinion.file.media_type, max_age=0)


@bp.post("/honours/nominations/<int:nomination_id>/agree")
@requires(Permission.HONOUR_NOMINATE)
def agree_nominees(nomination_id: int) -> ResponseReturnValue:
    """Agree, as one's own level, to all whom the levels below recommend."""
    nomination = visible(nomination_id)
    with transaction():
        count = operations.agree_nominees(nomination, by=acting())
    return done(nomination_id, f"已对 {count} 个人选签署“同意推荐”。")


def visible(nomination_id: int) -> Nomination:
    """A selection that one sees."""
    return fetch(nominations_visible_to(acting()).where(Nomination.id == nomination_id))


def run(nomination_id: int) -> Nomination:
    """A selection that one runs."""
    return fetch(nominations_run_by(acting()).where(Nomination.id == nomination_id))


def nominee_in_sight(nominee_id: int) -> Nominee:
    """A nominee of a unit in one's care."""
    return fetch(nominees_visible_to(acting()).where(Nominee.id == nominee_id))


def done(nomination_id: int, message: str) -> ResponseReturnValue:
    """Back to the selection, saying what was done."""
    flash(message, "success")
    return redirect(url_for(".show_nomination", nomination_id=nomination_id))


def _own_levels(chain: Sequence[Organisation]) -> list[Organisation]:
    mine = [level for level in chain if acting().may_at(Permission.HONOUR_NOMINATE, level.path)]
    if not mine:
        raise NotFound
    return mine


def _holder(form: NomineeForm, nomination: Nomination) -> Holder:
    asked = form.asked(HONOUR_HOLDERS[nomination.kind])
    found = HolderFinder([asked], acting(), Permission.HONOUR_NOMINATE).find(asked)
    if isinstance(found, Fault):
        raise Refused(found.message, field=found.field)
    return found


def _row(rule: dict[str, object]) -> dict[str, object]:
    return rule | {"of": rule["of"] or ""}


def _page(name: str, form: object, **shown: object) -> ResponseReturnValue:
    failed = bool(getattr(form, "errors", None))
    return render_template(f"studios/nominations/{name}.html", form=form, **shown), 422 if failed else 200
