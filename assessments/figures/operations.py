"""Noting official figures beside our own."""

from datetime import date

from sqlalchemy import select

from assessments.figures.models import ExternalFigure
from assessments.figures.rules import MEASURE_TITLES, Measure
from foundation import audit, clock
from foundation.database import session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation


def note_figure(
    organisation: Organisation, measure: Measure, *, as_of: date, value: int, source: str, by: Account
) -> ExternalFigure:
    """Write down what an authority published. Raises `Refused` without a source, or for a figure noted already."""
    if not by.may_at(Permission.FIGURE_EDIT, organisation.path):
        raise NotAllowed
    if not source.strip():
        raise Refused("请填写出处：哪个部门、哪份文件或公报、哪一页。", field="source")
    if as_of > clock.today():
        raise Refused("统计日期不能在今天之后。", field="as_of")
    same = select(ExternalFigure.id).where(
        ExternalFigure.organisation_id == organisation.id,
        ExternalFigure.measure == measure,
        ExternalFigure.as_of == as_of,
    )
    if session.scalar(same) is not None:
        raise Refused(f"这一天的“{MEASURE_TITLES[measure]}”已经登记过。有误的请先删除再登记。", field="measure")
    figure = ExternalFigure(
        organisation=organisation, measure=measure, as_of=as_of, value=value, source=source.strip(), noted_by=by.id
    )
    session.add(figure)
    audit.record("note_figure", figure, by=by, changes={"value": (None, value)})
    return figure


def remove_figure(figure: ExternalFigure, *, by: Account) -> None:
    """Take back a figure noted by mistake."""
    if not by.may_at(Permission.FIGURE_EDIT, figure.organisation_path):
        raise NotAllowed
    audit.record("remove_figure", figure, by=by, changes={"value": (figure.value, None)})
    session.delete(figure)
