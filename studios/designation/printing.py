"""The application form as a paper (申报表): everything from the studio's file, with room for opinions and seals."""

from dataclasses import dataclass

from studios.designation.conditions import ConditionResult
from studios.designation.models import Designation
from studios.designation.rules_recommending import CHAIN_LEVEL_TITLES, ChainStep, Decision
from studios.registry.printing import PrintedFile, printed_file
from studios.registry.queries_hub import StudioFile


@dataclass(frozen=True)
class PrintedOpinion:
    """The box of one level: what it said, or room to write; `skipped` where there is no such level."""

    level: str
    place: str
    text: str
    signed: str
    skipped: bool


@dataclass(frozen=True)
class PrintedDesignation:
    """What the form says; `file` is the studio's file as it is printed elsewhere."""

    name: str
    call: str
    level: str
    organiser: str
    summary: str
    plan: str
    conditions: list[tuple[str, str, str]]
    opinions: list[PrintedOpinion]
    file: PrintedFile


def printed_designation(
    designation: Designation,
    level: str,
    file: StudioFile,
    results: list[ConditionResult],
    steps: list[ChainStep],
) -> PrintedDesignation:
    """The form of an application, with the opinions given so far."""
    said = {None: "由人判断", True: "符合", False: "不符合"}
    return PrintedDesignation(
        name=designation.proposed_name,
        call=designation.call.title,
        level=level,
        organiser=designation.call.organiser.name,
        summary=designation.summary,
        plan=designation.plan,
        conditions=[(one.condition.text, one.found, said[one.met]) for one in results],
        opinions=[_box(designation, step) for step in steps],
        file=printed_file(file),
    )


def _box(designation: Designation, step: ChainStep) -> PrintedOpinion:
    title = CHAIN_LEVEL_TITLES[step.level]
    if step.place is None:
        return PrintedOpinion(title, "", "", "", skipped=True)
    given = next(
        (
            one
            for one in designation.opinions
            if one.organisation_id == step.place.organisation_id and one.decision is Decision.RECOMMEND
        ),
        None,
    )
    text, signed = (given.opinion, f"{given.signer}　{given.signed_on:%Y年%m月%d日}") if given else ("", "")
    return PrintedOpinion(title, step.place.name, text, signed, skipped=False)
