"""The register of certificates (发放登记表): who got which paper, unit by unit, with room for a signature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from certificates.issuing.models import Certificate
from certificates.kinds import all_kinds
from foundation import clock
from foundation.database import session
from foundation.errors import Refused
from people.organisations.models import Organisation

AT_ONCE = 500
PRINTED_AT_MOST = 500
"""Rows of a printed register: some twenty pages, made while a person waits (6 seconds)."""


@dataclass(frozen=True)
class RegisterLine:
    """One certificate in the printed register."""

    place: int
    number: str
    holder: str
    kind: str


@dataclass(frozen=True)
class RegisterPart:
    """The certificates of one organisation."""

    organisation: str
    lines: Sequence[RegisterLine]


@dataclass(frozen=True)
class Register:
    """All that the printed register says."""

    title: str
    printed_on: date
    count: int
    parts: Sequence[RegisterPart]


def pages_of(query: Select[Certificate], size: int = AT_ONCE) -> Iterator[Sequence[Certificate]]:
    """The certificates of `query` in the order in which they were numbered, page by page: memory holds one page."""
    last = 0
    while page := session.scalars(query.where(Certificate.id > last).order_by(Certificate.id).limit(size)).all():
        last = page[-1].id
        yield page


def count_of(query: Select[Certificate]) -> int:
    """How many certificates there are in `query`."""
    return session.scalar(query.with_only_columns(func.count(Certificate.id)).order_by(None)) or 0


def printed_register(query: Select[Certificate]) -> Register:
    """What the register of `query` says on paper. Raises Refused for none, and for too many to print at once."""
    by_unit = (
        select(Certificate)
        .join(Certificate.organisation)
        .where(Certificate.id.in_(query.with_only_columns(Certificate.id)))
        .options(contains_eager(Certificate.organisation), joinedload(Certificate.batch))
        .options(defer(Certificate.facts), defer(Certificate.wording))
        .order_by(Organisation.path, Certificate.number, Certificate.version)
    )
    certificates = session.scalars(by_unit.limit(PRINTED_AT_MOST + 1)).all()
    if not certificates:
        raise Refused("这里没有证书可以登记。请放宽筛选条件再打印。")
    if len(certificates) > PRINTED_AT_MOST:
        raise Refused(f"一次最多打印 {PRINTED_AT_MOST} 张证书的登记表。请先按批次或单位筛选，或改为导出表格。")
    titles = {one.batch.title for one in certificates}
    title = titles.pop() if len(titles) == 1 else "多个批次的证书"
    return Register(title, clock.today(), len(certificates), tuple(_parts(certificates)))


def _parts(certificates: Sequence[Certificate]) -> Iterator[RegisterPart]:
    kinds = all_kinds()
    for unit, members in groupby(certificates, key=lambda one: one.organisation):
        lines = [
            RegisterLine(place, one.number, one.holder_name, kinds[one.kind].NAME)
            for place, one in enumerate(members, 1)
        ]
        yield RegisterPart(unit.name, lines)
