"""Forms of reissuing and of revoking many. What can be corrected follows from the facts of the certificate's kind."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from certificates.issuing.rules import REISSUE_TITLES, ReissueReason
from certificates.kinds import CertificateFacts
from certificates.kinds.fields import FactField, fact_fields
from certificates.validity.facts import with_facts
from foundation.forms import JiangxinForm
from people.persons.rules import mask_identity

PREFIX = "fact_"
LONGEST_FACT = 1000


class ReissueForm(JiangxinForm):
    """Why there is to be a further version. `form_for` adds a field for each fact of the kind."""

    reason = RadioField("办理什么", validators=[InputRequired("请选择办理什么。")])
    note = TextAreaField(
        "说明",
        validators=[DataRequired("请写明情况，如何时遗失、错在哪里。"), Length(max=500, message="最多 500 字。")],
    )

    @property
    def chosen_reason(self) -> ReissueReason:
        """Which of them was chosen; the form is valid."""
        return ReissueReason(self.reason.data)

    @property
    def fact_inputs(self) -> list[Any]:
        """The fields of the facts, in the order of the kind."""
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]

    def read_facts(self, facts: CertificateFacts, kind_code: str) -> CertificateFacts:
        """`facts` with what was typed. A private fact is never shown in full: left empty it stays as it is."""
        typed = {one.name: (one, self[PREFIX + one.name].data) for one in fact_fields(kind_code)}
        given = {name: _value(one, data) for name, (one, data) in typed.items() if data or not one.private}
        return with_facts(facts, given)


def form_for(kind_code: str, facts: CertificateFacts, reasons: Sequence[ReissueReason]) -> ReissueForm:
    """The form for a certificate of this kind, filled with `facts` until something else is sent."""
    inputs = {PREFIX + one.name: _input(one, getattr(facts, one.name)) for one in fact_fields(kind_code)}
    made: type[ReissueForm] = type("FactsForm", (ReissueForm,), inputs)
    shown = {PREFIX + one.name: _shown(getattr(facts, one.name)) for one in fact_fields(kind_code) if not one.private}
    form = made(data=shown | {"reason": reasons[0].value if len(reasons) == 1 else None})
    form.reason.choices = [(reason.value, REISSUE_TITLES[reason]) for reason in reasons]
    return form


class RevocationForm(JiangxinForm):
    """Why many certificates are to be revoked."""

    reason = TextAreaField(
        "撤销原因（公开，请不要写个人隐私）",
        validators=[DataRequired("请写明原因。"), Length(max=500, message="原因最多 500 字。")],
    )


def _input(fact: FactField, value: Any) -> Field:
    if fact.private:
        return StringField(
            fact.title, [Optional(), Length(max=40)], description=f"不改请留空；现为 {mask_identity(value)}"
        )
    if fact.type is date:
        return DateField(fact.title, validators=[InputRequired(f"请填写{fact.title}。")])
    if fact.type is int:
        return IntegerField(fact.title, validators=[InputRequired(f"请填写{fact.title}，用数字。")])
    if fact.choices:
        return SelectField(fact.title, choices=list(dict.fromkeys([value, *fact.choices])))
    presence = InputRequired(f"请填写{fact.title}。") if fact.required else Optional()
    checks = [presence, Length(max=LONGEST_FACT, message=f"{fact.title}太长，最多 {LONGEST_FACT} 字。")]
    return StringField(fact.title, validators=checks) if fact.type is str else TextAreaField(fact.title, checks)


def _shown(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, tuple) else value


def _value(fact: FactField, typed: Any) -> Any:
    if fact.type in (date, int):
        return typed
    text = (typed or "").strip()
    return text if fact.type is str else tuple(line.strip() for line in text.splitlines() if line.strip())
