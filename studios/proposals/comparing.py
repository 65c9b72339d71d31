"""Finding what may have been entered before: the same number, title or authors, and texts that are alike.

A person judges every candidate; nothing is refused by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from studios.proposals.models_achievements import Achievement, AchievementAuthor, DuplicateCandidate
from studios.proposals.operations_achievements import require_other
from studios.proposals.rules_achievements import AchievementState, Ground, Verdict
from studios.proposals.rules_likeness import alike

UNCOMPARED = (AchievementState.DRAFT, AchievementState.WITHDRAWN)
ROWS_AT_ONCE = 1000


@dataclass
class Finding:
    """Why another achievement may be the same one."""

    grounds: list[Ground] = field(default_factory=list)
    likeness: int = 0


def find_duplicates(achievement: Achievement) -> dict[int, Finding]:
    """What may be the same achievement, by its id. Only reads: two seconds for 10,000 texts, so not while writing."""
    found: dict[int, Finding] = {}
    for ground, ids in _exact(achievement).items():
        for other_id in ids:
            found.setdefault(other_id, Finding()).grounds.append(ground)
    for other_id, percent in _alike(achievement).items():
        finding = found.setdefault(other_id, Finding())
        finding.grounds.append(Ground.ALIKE)
        finding.likeness = percent
    return found


def compare_achievement(achievement: Achievement, found: Mapping[int, Finding], *, by: Account) -> int:
    """Write down the candidates that `find_duplicates` found; judgements stay. Returns how many."""
    lock(achievement)
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    query = select(DuplicateCandidate).where(DuplicateCandidate.achievement_id == achievement.id)
    known = {one.other_id: one for one in session.scalars(query)}
    for other_id, finding in found.items():
        candidate = known.get(other_id) or DuplicateCandidate(achievement_id=achievement.id, other_id=other_id)
        candidate.grounds, candidate.likeness = [ground.value for ground in finding.grounds], finding.likeness
        session.add(candidate)
    for other_id, candidate in known.items():
        if other_id not in found and candidate.verdict is None:
            session.delete(candidate)
    achievement.compared_at = clock.now()
    audit.record("compare_achievement", achievement, by=by, changes={"candidates": (None, len(found))})
    return len(found)


def judge_duplicate(candidate: DuplicateCandidate, verdict: Verdict, note: str, *, by: Account) -> None:
    """A person says whether the two are the same achievement, and why. May be judged again until it is graded."""
    lock(candidate)
    achievement = candidate.achievement
    require_other(achievement, by, Permission.PROPOSAL_RUN, achievement.selection.organisation_path)
    if not note.strip():
        raise Refused("请写明判断的理由：对照了什么，哪里相同或不同。", field="note")
    if achievement.state not in {AchievementState.RECOMMENDED, AchievementState.CHECKED}:
        raise Refused("这项成果已经不在形审阶段，判断不再改动。")
    candidate.verdict, candidate.note, candidate.judged_by = verdict, note.strip(), by.id
    audit.record("judge_duplicate", candidate, by=by, changes=audit.pending_changes(candidate))


def _exact(achievement: Achievement) -> dict[Ground, list[int]]:
    others = select(Achievement.id).where(Achievement.id != achievement.id, Achievement.state.not_in(UNCOMPARED))
    found = {Ground.SAME_TITLE: list(session.scalars(others.where(Achievement.title_key == achievement.title_key)))}
    if achievement.ip_key:
        found[Ground.SAME_IP] = list(session.scalars(others.where(Achievement.ip_key == achievement.ip_key)))
    persons = [author.person_id for author in achievement.authors if author.person_id]
    if persons and len(persons) == len(achievement.authors):
        team = func.count(AchievementAuthor.id)
        of_these = team.filter(or_(*(AchievementAuthor.person_id == one for one in persons)))
        same = (
            select(AchievementAuthor.achievement_id)
            .group_by(AchievementAuthor.achievement_id)
            .having(team == len(persons), of_these == len(persons))
        )
        same_team = others.where(Achievement.id.in_(same), Achievement.kind == achievement.kind)
        found[Ground.SAME_AUTHORS] = list(session.scalars(same_team))
    return found


def _alike(achievement: Achievement) -> dict[int, int]:
    columns = (Achievement.id, Achievement.title, Achievement.content)
    rows = session.execute(
        select(*columns)
        .where(Achievement.id != achievement.id, Achievement.state.not_in(UNCOMPARED))
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    texts = ((row.id, row.title + row.content) for row in rows)
    return alike(achievement.title + achievement.content, texts)
