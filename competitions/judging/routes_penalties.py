"""Pages of the floor: deductions with their reason, who did not sit a module, and the time used in it."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from competitions.draw.models import Place
from competitions.draw.queries import handle_of, in_marking_order, marking_label, place_at
from competitions.judging import penalties
from competitions.judging.floor_records import absences_in, penalties_in, times_in
from competitions.judging.forms import TimeForm
from competitions.judging.forms_transcribing import AbsenceForm, PenaltyForm
from competitions.judging.models import ModuleAbsence, Penalty
from competitions.judging.progress import attendance, settled_heats
from competitions.judging.queries import stages_on_the_floor_of
from competitions.judging.routes import bp
from competitions.judging.routes_check_in import AT_THE_DOOR
from competitions.judging.rules import AppearanceStatus
from competitions.planning.models import Module, Stage
from competitions.planning.rules import Anonymity
from foundation.database import fetch, transaction
from foundation.errors import NotFound, Refused
from foundation.forms import JiangxinForm, answering
from marking.panels.rules import Duty
from people.accounts.access import acting, requires


@bp.get("/modules/<int:module_id>/penalties")
@requires(*AT_THE_DOOR)
def list_penalties(module_id: int) -> ResponseReturnValue:
    """What was stated on the floor of one module, with the forms to state more."""
    return _page(_module(module_id), PenaltyForm(prefix="penalty"), AbsenceForm(prefix="absence"))


@bp.post("/modules/<int:module_id>/penalties")
@requires(*AT_THE_DOOR)
def add_penalty(module_id: int) -> ResponseReturnValue:
    """Take points from one entry."""
    module, form = _module(module_id), PenaltyForm(prefix="penalty")
    form.entry.choices = _labels(module)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            points, reason = form.points.data, form.reason.data
            penalties.add_penalty(module, _entry_id(module, form.entry.data), points, reason=reason, by=acting())
            flash(f"已登记扣分：{_labels(module)[form.entry.data]} 扣 {points:f} 分。", "success")
            return _back(module_id)
    return _page(module, form, AbsenceForm(None, prefix="absence"))


@bp.post("/modules/<int:module_id>/penalties/<int:penalty_id>/withdraw")
@requires(*AT_THE_DOOR)
def withdraw_penalty(module_id: int, penalty_id: int) -> ResponseReturnValue:
    """Take a penalty back, with a reason."""
    module = _module(module_id)
    penalty = fetch(select(Penalty).where(Penalty.id == penalty_id, Penalty.module_id == module.id))
    with transaction():
        penalties.withdraw_penalty(penalty, reason=request.form.get("reason", ""), by=acting())
    flash("扣分已撤回，记录保留。", "success")
    return _back(module_id)


@bp.post("/modules/<int:module_id>/absences")
@requires(*AT_THE_DOOR)
def state_absence(module_id: int) -> ResponseReturnValue:
    """State that one entry did not sit this module."""
    module, form = _module(module_id), AbsenceForm(prefix="absence")
    form.entry.choices = _labels(module)
    if form.validate_on_submit():
        with answering(form), transaction():
            form.claim()
            penalties.state_absence(module, _entry_id(module, form.entry.data), reason=form.reason.data, by=acting())
            flash(f"已登记缺考：{_labels(module)[form.entry.data]}。", "success")
            return _back(module_id)
    return _page(module, PenaltyForm(None, prefix="penalty"), form)


@bp.post("/modules/<int:module_id>/absences/<int:absence_id>/withdraw")
@requires(*AT_THE_DOOR)
def withdraw_absence(module_id: int, absence_id: int) -> ResponseReturnValue:
    """Take an absence back, with a reason."""
    module = _module(module_id)
    absence = fetch(select(ModuleAbsence).where(ModuleAbsence.id == absence_id, ModuleAbsence.module_id == module.id))
    with transaction():
        penalties.withdraw_absence(absence, reason=request.form.get("reason", ""), by=acting())
    flash("缺考登记已撤回，须补齐评分表。", "success")
    return _back(module_id)


@bp.post("/modules/<int:module_id>/times/<handle>")
@requires(*AT_THE_DOOR)
def record_module_time(module_id: int, handle: str) -> ResponseReturnValue:
    """The time one entry used in this module."""
    module, form = _module(module_id), TimeForm()
    if not form.validate_on_submit() or form.seconds.data is None:
        raise Refused("用时应是 0 到 604800 秒之间的数，没有保存。请重新填写。")
    with transaction():
        penalties.record_module_time(module, _entry_id(module, handle), Decimal(form.seconds.data), by=acting())
    return redirect(url_for(".list_penalties", module_id=module_id, _anchor=f"entry-{handle}"))


def _module(module_id: int) -> Module:
    stages = stages_on_the_floor_of(acting()).with_only_columns(Stage.id).order_by(None)
    return fetch(select(Module).where(Module.id == module_id, Module.stage_id.in_(stages)))


def _known_as(module: Module) -> Anonymity:
    return Anonymity.WORKSTATION if module.blind else Anonymity.OPEN  # the floor sees stations, not work numbers


def _entry_id(module: Module, handle: str) -> int:
    """Whom the page spoke of: by workstation where it shows no names, or a probe would find out who works there."""
    if module.blind != ("-" in handle):
        raise NotFound
    return place_at(module.stage, handle).entry_id


def _present(module: Module) -> dict[str, Place]:
    """The places of those who came, by the handle of which this module's floor speaks, in its order."""
    stage, known_as = module.stage, _known_as(module)
    entries = attendance(stage)
    settled = settled_heats(stage, entries)
    came = [
        one.place
        for one in entries
        if one.appearance is not None
        and one.appearance.status is AppearanceStatus.PRESENT
        and (one.place.heat_id in settled or not module.blind)
    ]
    return {handle_of(place, anonymity=known_as): place for place in in_marking_order(came, anonymity=known_as)}


def _labels(module: Module) -> dict[str, str]:
    """What the floor calls those who came, by handle."""
    return {handle: marking_label(place, anonymity=_known_as(module)) for handle, place in _present(module).items()}


def _back(module_id: int) -> ResponseReturnValue:
    return redirect(url_for(".list_penalties", module_id=module_id))


def _page(module: Module, penalty: JiangxinForm, absence: JiangxinForm) -> ResponseReturnValue:
    present, labels = _present(module), _labels(module)
    penalty.entry.choices = absence.entry.choices = labels
    page = render_template(
        "competitions/judging/list_penalties.html",
        module=module,
        stage=module.stage,
        penalty=penalty,
        absence=absence,
        labels={place.entry_id: labels[handle] for handle, place in present.items()},
        handles={place.entry_id: handle for handle, place in present.items()},
        penalties=penalties_in(module),
        absences=absences_in(module),
        times=times_in(module),
        judges=penalties.has_duty(module, acting(), Duty.CHIEF, Duty.FLOOR),
        heads=penalties.has_duty(module, acting(), Duty.CHIEF),
    )
    return page, 422 if penalty.errors or absence.errors else 200
