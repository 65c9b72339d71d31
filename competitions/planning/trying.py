"""What a rule would make of a value, before it is saved: for the preview on the plan's pages."""

from decimal import Decimal

from competitions.planning.forms_scoring import ConversionForm
from competitions.planning.models import Module
from competitions.planning.rules import conversion_fault
from marking.schemes.forms_rules import CriterionForm
from marking.schemes.rules import CriterionFacts, awarded_mark, rule_fault, value_fault
from marking.sheets.rules import read_mark
from scoring.conversions import CONVERSIONS
from scoring.numbers import as_text, round_half_up

NOT_YET = "请先把规则填完整。"


def tried_value(form: CriterionForm, criterion: CriterionFacts) -> str:
    """What the mark of the value typed in `tried` would be, as a sentence; empty if nothing was typed."""
    text = (form.tried.data or "").strip()
    if not text:
        return ""
    if any(field.errors for field in form if field.short_name != "tried") or not form.validate():
        return NOT_YET
    facts, value = form.facts(criterion), read_mark(text)
    if fault := rule_fault(facts):
        return fault
    if value is None:
        return "请写一个数，例如 9.95。"
    if fault := value_fault(facts, value):
        return f"写 {text}：{fault}"
    return f"写 {text}，得 {as_text(awarded_mark(facts, value))} 分。"


def tried_conversion(form: ConversionForm, module: Module) -> list[tuple[str, str]]:
    """Each score (or time) typed in `tried` with what it would be converted to; empty if nothing can be said."""
    texts = (form.tried.data or "").replace("，", " ").replace("、", " ").replace(",", " ").split()
    raws = [read_mark(text) for text in texts]
    if not form.RULE or not texts or None in raws or not form.validate():
        return []
    if conversion_fault(form.RULE, form.parameters(), full_mark=module.full_mark, timed=module.timed):
        return []
    field = {str(place): raw for place, raw in enumerate(raws) if raw is not None}
    converted = CONVERSIONS[form.RULE].convert(field, form.parameters(), module.full_mark)
    return [(text, _score(converted[str(place)].score)) for place, text in enumerate(texts)]


def _score(score: Decimal) -> str:
    return as_text(round_half_up(score, 2).normalize() + 0)
