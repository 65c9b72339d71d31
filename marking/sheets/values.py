"""What a judge wrote, read and checked against its criterion, and the mark that it counts for."""

from dataclasses import replace
from decimal import Decimal

from foundation.outbox import Declined
from marking.schemes.models import Criterion
from marking.schemes.operations import criterion_facts
from marking.schemes.rules import awarded_mark, value_fault
from marking.sheets.rules import number_fault, quick_marks, read_mark


def read_written(text: str | None, criterion: Criterion) -> Decimal | None:
    """What a judge wrote at this criterion; None: he cleared it. Raises `Declined` if it cannot stand there."""
    if text is None:
        return None
    value = read_mark(text)
    if value is None:
        code, sentence = number_fault(text)
        raise Declined(code, f"“{criterion.title}”{sentence}")
    facts = criterion_facts(criterion)
    if fault := value_fault(facts, value):
        in_range = value_fault(replace(facts, step=Decimal(0)), value) is None
        raise Declined("step" if in_range else "out-of-range", f"“{criterion.title}”{fault}")
    return value


def awarded(criterion: Criterion, written: Decimal | None) -> Decimal | None:
    """The mark that what was written counts for, not rounded; nothing for nothing."""
    return None if written is None else awarded_mark(criterion_facts(criterion), written)


def written_choices(criterion: Criterion) -> list[Decimal]:
    """All that can be written at this criterion, if it is little enough to tap on."""
    if criterion.scale is not None:
        return quick_marks(Decimal(criterion.scale), Decimal(1))
    return [] if criterion.rule else quick_marks(criterion.full_mark, criterion.step)
