"""Writing and copying marking schemes. The caller writes the audit entry: a scheme is part of somebody's plan."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from foundation.database import session
from foundation.errors import Refused
from marking.schemes.models import Criterion, Scheme
from marking.schemes.rules import CriterionFacts, reasons_against_criteria


def replace_criteria(scheme: Scheme, criteria: Sequence[CriterionFacts]) -> None:
    """Give `scheme` these criteria, in this order, in place of what it had.

    Raises `Refused` with every fault at once, and when marks have been given by the present criteria.
    """
    faults = reasons_against_criteria(criteria)
    if faults:
        raise Refused("评分细则不能保存。", reasons=faults)
    try:
        with session.begin_nested():
            scheme.criteria.clear()
            session.flush()  # the old codes go before the new ones come
    except IntegrityError as error:
        raise Refused("已有裁判按这份评分细则打分，评分项不能再修改。") from error
    scheme.criteria.extend(_criterion(position, facts) for position, facts in enumerate(criteria, start=1))
    session.flush()


def copy_scheme(scheme: Scheme) -> Scheme:
    """A new scheme with the same title and criteria."""
    made = Scheme(title=scheme.title)
    made.criteria.extend(_criterion(criterion.position, criterion_facts(criterion)) for criterion in scheme.criteria)
    return made


def criterion_facts(criterion: Criterion) -> CriterionFacts:
    """A stored criterion as facts."""
    return CriterionFacts(
        criterion.code,
        criterion.title,
        criterion.kind,
        criterion.full_mark,
        criterion.step,
        tuple(str(text) for text in criterion.descriptors),
        criterion.rule,
        criterion.parameters,
        criterion.scale,
        criterion.group,
    )


def _criterion(position: int, facts: CriterionFacts) -> Criterion:
    return Criterion(
        position=position,
        code=facts.code,
        title=facts.title,
        kind=facts.kind,
        full_mark=facts.full_mark,
        step=facts.step,
        descriptors=list(facts.descriptors),
        rule=facts.rule,
        parameters=dict(facts.parameters),
        scale=facts.scale,
        group=facts.group,
    )
