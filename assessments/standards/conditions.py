"""申报条件：条文、机器能查的要求、要人确认的事项、要交的证明材料。各版条文在 `condition_sets/`。"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assessments.standards.service_years import Period
from people.careers.rules import DiplomaKind, TitleGrade
from people.persons.rules import Level


class Judgement(StrEnum):
    """What no machine can judge and a person therefore confirms (人工确认)."""

    RELATED_OCCUPATION = "related_occupation"
    RELATED_SUBJECT = "related_subject"
    EVALUATED_SUBJECT = "evaluated_subject"
    MATCHING_TITLE = "matching_title"
    CERTIFICATE_DATE = "certificate_date"


JUDGEMENT_TITLES = {
    Judgement.RELATED_OCCUPATION: "从事的工作、所持的证书属于本职业或相关职业",
    Judgement.RELATED_SUBJECT: "所学专业是本专业或相关专业",
    Judgement.EVALUATED_SUBJECT: "所学专业已经评估论证",
    Judgement.MATCHING_TITLE: "职称与本职业有专业对应关系",
    Judgement.CERTIFICATE_DATE: "证书没有登记发证日期，已对照证书核对年限",
}


@dataclass(frozen=True)
class HeldLevel:
    """A skill level held; `title` is its occupation's, `awarded` is None where the day was not written down."""

    occupation_code: str
    title: str
    level: Level
    awarded: date | None


@dataclass(frozen=True)
class HeldDiploma:
    """A diploma; a day of graduation in the future is a student's."""

    kind: DiplomaKind
    school: str
    subject: str
    graduated: date


@dataclass(frozen=True)
class HeldTitle:
    """A professional title."""

    grade: TitleGrade
    title: str
    awarded: date


@dataclass(frozen=True)
class Records:
    """The dated records of one person. Which work is of the occupation, or of a related one, nobody knows from them."""

    birth_date: date
    employments: tuple[Period, ...] = ()
    levels: tuple[HeldLevel, ...] = ()
    diplomas: tuple[HeldDiploma, ...] = ()
    titles: tuple[HeldTitle, ...] = ()

    def known_on(self, day: date) -> "Records":
        """Without what happened only after `day`; diplomas still to come stay: they tell a student."""
        return replace(
            self,
            employments=tuple(one for one in self.employments if one.begins <= day),
            levels=tuple(one for one in self.levels if one.awarded is None or one.awarded <= day),
            titles=tuple(one for one in self.titles if one.awarded <= day),
        )


@dataclass(frozen=True)
class Finding:
    """What one requirement comes to: what it rests on, why it is not met, and what a person has to confirm."""

    basis: str = ""
    reasons: tuple[str, ...] = ()
    to_confirm: tuple[Judgement, ...] = ()


Requirement = Callable[[Records, str, date], Finding]
"""(records, occupation code, day) -> finding."""


@dataclass(frozen=True)
class Condition:
    """One condition of a level. `materials` are values of `applications.rules.EvidenceKind`: what proves it."""

    code: str
    level: Level
    text: str
    requirements: tuple[Requirement, ...]
    materials: tuple[str, ...] = ()
    judged: tuple[Judgement, ...] = ()

    def check(self, records: Records, occupation_code: str, day: date) -> "ConditionResult":
        """Whether the records meet it on `day`, as far as a machine can tell."""
        findings = [requirement(records, occupation_code, day) for requirement in self.requirements]
        reasons = tuple(reason for finding in findings for reason in finding.reasons)
        asked = (*self.judged, *(judgement for finding in findings for judgement in finding.to_confirm))
        basis = tuple(finding.basis for finding in findings if finding.basis)
        return ConditionResult(self, not reasons, reasons, tuple(dict.fromkeys(asked)), basis)


@dataclass(frozen=True)
class ConditionResult:
    """What a condition comes to for one person: `basis` says which records it rests on, `reasons` why it is not met."""

    condition: Condition
    met: bool
    reasons: tuple[str, ...]
    to_confirm: tuple[Judgement, ...]
    basis: tuple[str, ...]
