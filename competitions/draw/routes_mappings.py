"""Pages about the sealed mappings of a draw: appointing, sealing, looking, and opening before a witness."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from competitions.draw import sealing
from competitions.draw.forms import AnonymiserForm, WitnessForm
from competitions.draw.models import Place, SealedMapping
from competitions.draw.queries import places_of
from competitions.draw.queries_mappings import (
    anonymisers_available_to,
    awaiting_witness,
    mappings_drawn_by,
    mappings_kept_by,
    mappings_visible_to,
    mappings_witnessed_by,
)
from competitions.draw.routes import bp
from competitions.draw.rules import Layer
from foundation.database import fetch, session, transaction
from foundation.forms import answering
from people.accounts.access import acting, requires
from people.accounts.lockout import limiter
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.accounts.signing_in import prove_identity

AROUND_A_DRAW = (Permission.SHEET_MARK, Permission.DRAW_MAKE, Permission.JUDGING_OVERSEE)
WITHOUT_A_LOG_IN = "30 per minute"


@bp.get("/mappings")
@requires(*AROUND_A_DRAW)
def list_my_mappings() -> ResponseReturnValue:
    """The mappings that this account keeps, and those that wait for it as a witness."""
    return render_template(
        "competitions/draw/list_my_mappings.html",
        kept=session.scalars(mappings_kept_by(acting())).all(),
        asked=session.scalars(awaiting_witness(acting())).all(),
    )


@bp.get("/mappings/<int:mapping_id>")
@requires(*AROUND_A_DRAW)
def show_mapping(mapping_id: int) -> ResponseReturnValue:
    """Who keeps the mapping, who looked at it, who opened it; what it says only once it is open."""
    return _page(fetch(mappings_visible_to(acting()).where(SealedMapping.id == mapping_id)))


@bp.post("/mappings/<int:mapping_id>/anonymiser")
@requires(Permission.DRAW_MAKE)
def appoint_anonymiser(mapping_id: int) -> ResponseReturnValue:
    """Name the officer who is to keep the mapping."""
    mapping = fetch(mappings_drawn_by(acting()).where(SealedMapping.id == mapping_id))
    form = _anonymiser_form()
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            account = fetch(anonymisers_available_to(acting()).where(Account.id == form.account.data))
            sealing.appoint_anonymiser(mapping, account, by=acting())
            flash(f"已请{account.display_name}保管，由他本人登录后封存。", "success")
            return redirect(url_for(".show_mapping", mapping_id=mapping_id))
    return _page(mapping, appointing=form)


@bp.post("/mappings/<int:mapping_id>/seal")
@requires(*AROUND_A_DRAW)
def seal_mapping(mapping_id: int) -> ResponseReturnValue:
    """The officer seals the mapping."""
    mapping = _kept(mapping_id)
    with transaction():
        sealing.seal_mapping(mapping, by=acting())
    flash("已封存。打开之前只有您能查看，每次查看都会记入日志。", "success")
    return redirect(url_for(".show_mapping", mapping_id=mapping_id))


@bp.post("/mappings/<int:mapping_id>/look")
@requires(*AROUND_A_DRAW)
def look_at_mapping(mapping_id: int) -> ResponseReturnValue:
    """The same page once with the mapping itself; the look is written down."""
    mapping = _kept(mapping_id)
    with transaction():
        places = sealing.look_at_mapping(mapping, by=acting())
    return _page(mapping, places)


@bp.post("/mappings/<int:mapping_id>/reseal")
@requires(Permission.DRAW_MAKE)
def reseal_mapping(mapping_id: int) -> ResponseReturnValue:
    """Relieve the officer, with a reason."""
    mapping = fetch(mappings_drawn_by(acting()).where(SealedMapping.id == mapping_id))
    with transaction():
        sealing.reseal_mapping(mapping, reason=request.form.get("reason", ""), by=acting())
    flash("已解除原加密裁判的保管。请另行指定，由新的加密裁判重新封存。", "success")
    return redirect(url_for(".show_mapping", mapping_id=mapping_id))


@bp.post("/mappings/<int:mapping_id>/ask")
@requires(*AROUND_A_DRAW)
def ask_opening(mapping_id: int) -> ResponseReturnValue:
    """Ask for a witness who confirms with a log-in of his own."""
    mapping = fetch(mappings_visible_to(acting()).where(SealedMapping.id == mapping_id))
    with transaction():
        sealing.ask_opening(mapping, by=acting())
    flash("请见证人十分钟之内在自己的登录里确认：首页会提示他。", "success")
    return redirect(url_for(".show_mapping", mapping_id=mapping_id))


@bp.post("/mappings/<int:mapping_id>/open")
@limiter.limit(WITHOUT_A_LOG_IN, deduct_when=lambda response: response.status_code == 422)
@requires(*AROUND_A_DRAW)
def open_mapping(mapping_id: int) -> ResponseReturnValue:
    """Open the mapping; the witness gives his own name and password on this page."""
    mapping, form = fetch(mappings_visible_to(acting()).where(SealedMapping.id == mapping_id)), WitnessForm()
    if form.validate_on_submit():
        with answering(form):
            witness = prove_identity(form.name.data, form.password.data)
            with transaction():
                form.claim()
                sealing.open_mapping(mapping, witness=witness, by=acting())
            flash(f"{mapping.title}的对应关系已经打开，见证人{witness.display_name}。", "success")
            return redirect(url_for(".show_mapping", mapping_id=mapping_id))
    return _page(mapping, witnessing=form)


@bp.post("/mappings/<int:mapping_id>/witness")
@requires(*AROUND_A_DRAW)
def witness_opening(mapping_id: int) -> ResponseReturnValue:
    """The witness confirms what another has asked for."""
    mapping = fetch(mappings_witnessed_by(acting()).where(SealedMapping.id == mapping_id))
    with transaction():
        sealing.witness_opening(mapping, by=acting())
    flash(f"{mapping.title}的对应关系已经打开，见证人是您。", "success")
    return redirect(url_for(".show_mapping", mapping_id=mapping_id))


def _kept(mapping_id: int) -> SealedMapping:
    return fetch(mappings_kept_by(acting()).where(SealedMapping.id == mapping_id))


def _page(
    mapping: SealedMapping,
    places: Sequence[Place] = (),
    *,
    appointing: AnonymiserForm | None = None,
    witnessing: WitnessForm | None = None,
) -> ResponseReturnValue:
    draws = _among(mappings_drawn_by(acting()), mapping)
    page = render_template(
        "competitions/draw/show_mapping.html",
        mapping=mapping,
        stage=mapping.draw.stage,
        named=not mapping.draw.hides(Layer.CONTEST_NUMBER),
        places=places_of(mapping.draw) if mapping.opened_at else places,
        looks=mapping.looks if draws else [],
        draws=draws,
        keeps=mapping.officer_id == acting().id,
        asked=_among(awaiting_witness(acting()), mapping),
        appointing=appointing or _anonymiser_form(),
        witnessing=witnessing or WitnessForm(),
    )
    faulty = any(form is not None and form.errors for form in (appointing, witnessing))
    return page, 422 if faulty else 200


def _anonymiser_form() -> AnonymiserForm:
    form = AnonymiserForm()
    available = session.scalars(anonymisers_available_to(acting()))
    form.offer({one.id: f"{one.display_name}（{one.username}）" for one in available})
    return form


def _among(query: Select[SealedMapping], mapping: SealedMapping) -> bool:
    return session.scalars(query.where(SealedMapping.id == mapping.id)).one_or_none() is not None
