"""How far events are: 报名 -> 审核 -> 抽签 -> 评分 -> 成绩 -> 公示 -> 证书, gathered from every stage of the work."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from certificates.issuing.models import CertificateBatch
from competitions.planning.models import Event
from competitions.planning.rules import StageState
from competitions.registration.models import Entry
from competitions.registration.rules import HOLDS_A_PLACE, EntryState
from competitions.results.models import ResultVersion
from competitions.results.rules import ResultState
from foundation import clock
from foundation.database import session

JUDGING = "judging.show_judging_progress"
SHOWN = (ResultState.FROZEN, ResultState.NOTICED, ResultState.FINAL)


@dataclass(frozen=True)
class Step:
    """One step: its name, how it stands ("done", "now", "later"), a word about it, and the page where it is done."""

    title: str
    state: str
    detail: str
    address: str


@dataclass(frozen=True)
class _Facts:
    """What the line of one event rests on."""

    entries: Mapping[EntryState, int]
    stages: Sequence[StageState]
    result: ResultState | None
    certificates: bool


def progress_of(events: Sequence[Event]) -> dict[int, list[Step]]:
    """The line of each event, by its id; three queries for however many events."""
    entries, results = _entry_counts(events), _last_results(events)
    batches = _batches([version.id for version in results.values()])
    lines = {}
    for event in events:
        version = results.get(event.id)
        facts = _Facts(
            entries[event.id],
            [stage.state for stage in event.stages],
            version.state if version else None,
            version is not None and version.id in batches,
        )
        lines[event.id] = _line(event, facts)
    return lines


def _line(event: Event, facts: _Facts) -> list[Step]:
    held = sum(facts.entries.get(state, 0) for state in HOLDS_A_PLACE)
    waiting = held - facts.entries.get(EntryState.ACCEPTED, 0)
    drawn = sum(state is not StageState.PLANNED for state in facts.stages)
    closed = drawn > 0 or event.competition.registration_closes <= clock.now()
    judged = sum(state is StageState.JUDGED for state in facts.stages)
    first, last = (event.stages[0].id, event.stages[-1].id) if event.stages else (0, 0)
    everything = len(facts.stages)
    result = _address("results.show_result", stage_id=last)
    review = _address("registration.review_entries", event_id=event.id)
    steps = [
        ("报名", closed, f"{held} 项", _address("registration.list_entries", event_id=event.id)),
        ("审核", closed and held > 0 and not waiting, f"待审 {waiting}", review),
        ("抽签", 0 < everything == drawn, f"{drawn}/{everything}", _address("draw.show_draw", stage_id=first)),
        ("评分", 0 < everything == judged, f"{judged}/{everything}", _address(JUDGING, stage_id=first)),
        ("成绩", facts.result in SHOWN, "", result),
        ("公示", facts.result is ResultState.FINAL, "", result),
        ("证书", facts.certificates, "", result),
    ]
    now = next((place for place, (_, done, *_rest) in enumerate(steps) if not done), len(steps))
    return [
        Step(title, "done" if done else "now" if place == now else "later", detail, address)
        for place, (title, done, detail, address) in enumerate(steps)
    ]


def _entry_counts(events: Sequence[Event]) -> Mapping[int, Mapping[EntryState, int]]:
    query = (
        select(Entry.event_id, Entry.state, func.count())
        .where(Entry.event_id.in_([event.id for event in events]))
        .group_by(Entry.event_id, Entry.state)
    )
    counts: defaultdict[int, dict[EntryState, int]] = defaultdict(dict)
    for event_id, state, count in session.execute(query):
        counts[event_id][state] = count
    return counts


def _last_results(events: Sequence[Event]) -> dict[int, ResultVersion]:
    """The newest result version of each event's last stage."""
    last_stages = {event.stages[-1].id: event.id for event in events if event.stages}
    query = select(ResultVersion).where(ResultVersion.stage_id.in_(last_stages)).order_by(ResultVersion.number)
    return {last_stages[version.stage_id]: version for version in session.scalars(query)}


def _batches(version_ids: Sequence[int]) -> set[int]:
    sources = {f"result-version:{version_id}": version_id for version_id in version_ids}
    query = select(CertificateBatch.source).where(CertificateBatch.source.in_(sources))
    return {sources[source] for source in session.scalars(query)}


def _address(page: str, **arguments: Any) -> str:
    return url_for(f"competitions.{page}", **arguments)
