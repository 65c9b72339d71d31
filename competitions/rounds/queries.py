"""Reading side-against-side contests: rounds with their matches, standings, final places, speakers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from competitions.judging.queries import stages_arranged_by, stages_overseen_by
from competitions.planning.models import Competition, Event, Stage
from competitions.planning.plan import scoring_plan
from competitions.planning.queries import stages_planned_by, stages_visible_to
from competitions.planning.rules import EventFormat
from competitions.registration.models import Entry, EntryMember
from competitions.rounds.models import Match, Round, SideContest, SpeakerScore, StandingDecision
from competitions.rounds.rules import MatchState, Phase, RoundState
from foundation.database import session
from people.accounts.models import Account
from scoring.matches.pairing import Side
from scoring.matches.places import Knocked, Level, SpeakerMean, final_places, give_prizes, rank_speakers
from scoring.matches.standings import Played, Points, SideStanding, Standing, rank_by_side, rank_teams

SIDES = Stage.event.has(Event.format == EventFormat.SIDES)
WHOLE_STAGE = (
    joinedload(SideContest.stage)
    .joinedload(Stage.event)
    .joinedload(Event.competition)
    .joinedload(Competition.organisation)
)
WHOLE_MEMBER = joinedload(SpeakerScore.member).options(
    joinedload(EntryMember.person), joinedload(EntryMember.entry).joinedload(Entry.organisation)
)


def stages_with_matches(user: Account) -> Select[Stage]:
    """The side-against-side stages that `user` arranges: those of the competitions of his organisations."""
    return stages_arranged_by(user).where(SIDES)


def stages_with_matches_planned_by(user: Account) -> Select[Stage]:
    """Those whose terms `user` sets."""
    return stages_planned_by(user).where(SIDES)


def stages_with_matches_seen_by(user: Account) -> Select[Stage]:
    """Those whose judging `user` may watch."""
    return stages_overseen_by(user).where(SIDES)


def public_contests() -> Select[SideContest]:
    """The drawn contests of published competitions, for everybody."""
    stages = stages_visible_to(None).with_only_columns(Stage.id)
    drawn = select(SideContest).where(SideContest.stage_id.in_(stages), SideContest.seed != "")
    return drawn.options(WHOLE_STAGE)


def contest_of(stage: Stage) -> SideContest | None:
    """The terms of the contest of a stage, once they are set."""
    query = select(SideContest).where(SideContest.stage_id == stage.id)
    return session.scalars(query.options(WHOLE_STAGE)).one_or_none()


def matches_arranged_by(user: Account) -> Select[Match]:
    """The matches of the stages that `user` arranges."""
    return _matches_of(stages_with_matches(user))


def matches_seen_by(user: Account) -> Select[Match]:
    """The matches of the stages that `user` oversees."""
    return _matches_of(stages_with_matches_seen_by(user))


def rounds_of(contest: SideContest, *, closed: bool = False) -> Sequence[Round]:
    """The rounds in order, with matches and teams in a fixed number of statements; `closed`: without the open ones."""
    matches = selectinload(Round.matches)
    query = select(Round).where(Round.contest_id == contest.id)
    if closed:
        query = query.where(Round.state == RoundState.CLOSED)
    return session.scalars(
        query.options(
            matches.joinedload(Match.worker).joinedload(Entry.organisation),
            matches.joinedload(Match.employer).joinedload(Entry.organisation),
            joinedload(Round.resting),
        ).order_by(Round.number)
    ).all()


def teams_of(contest: SideContest) -> dict[str, Entry]:
    """The drawn teams by key."""
    keys = [int(key) for key in contest.drawn]
    query = select(Entry).where(Entry.id.in_(keys)).options(joinedload(Entry.organisation)).order_by(Entry.id)
    return {str(entry.id): entry for entry in session.scalars(query)}


def decisions_of(contest: SideContest) -> Sequence[StandingDecision]:
    """The decisions about ties that stand."""
    query = select(StandingDecision).where(
        StandingDecision.contest_id == contest.id, StandingDecision.withdrawn_at.is_(None)
    )
    return session.scalars(query.options(joinedload(StandingDecision.decider)).order_by(StandingDecision.id)).all()


def standings_of(contest: SideContest, rounds: Sequence[Round]) -> list[Standing]:
    """The ranks after the preliminary matches of `rounds` that are decided."""
    points = Points(contest.win_points, contest.draw_points, contest.loss_points)
    decided = {str(key): at for one in decisions_of(contest) for at, key in enumerate(one.order, start=1)}
    return rank_teams(contest.drawn, _played(rounds, Phase.PRELIMINARY), points, decided)


def sides_of(contest: SideContest, rounds: Sequence[Round]) -> dict[Side, list[SideStanding]]:
    """The two sides ranked apart, over the preliminary matches of `rounds`."""
    rounding = scoring_plan(contest.stage).rounding
    played = _played(rounds, Phase.PRELIMINARY)
    return {side: rank_by_side(contest.drawn, played, side, rounding) for side in Side}


@dataclass(frozen=True)
class Outcome:
    """What a contest came to: the places with their prizes, and the speakers with theirs."""

    places: list[tuple[int, str]]
    team_prizes: dict[str, str]
    speakers: list[SpeakerMean]
    speaker_prizes: dict[str, str]
    members: dict[str, EntryMember]


def outcome_of(contest: SideContest, rounds: Sequence[Round], standings: Sequence[Standing]) -> Outcome:
    """Final places and prizes as the closed rounds give them."""
    knocked = [
        [Knocked(str(m.winning.id), str(m.losing.id), m.third_place) for m in one.matches if m.winning and m.losing]
        for one in rounds
        if one.phase is Phase.KNOCK_OUT
    ]
    places = final_places(knocked, {one.key: one.rank for one in standings})
    barred = [key for key, entry in teams_of(contest).items() if entry.award_barred]
    members = _speakers(contest)
    lines = rank_speakers(
        {key: [score for _, score in own] for key, own in members.items()},
        least_matches=contest.least_matches,
        rounding=scoring_plan(contest.stage).rounding,
    )
    speaking = {key: own[0][0] for key, own in members.items()}
    unpaid = [key for key, member in speaking.items() if member.entry.award_barred]
    ranked = [(line.rank, line.key) for line in lines if line.rank is not None]
    return Outcome(
        places,
        give_prizes(places, _levels(contest.team_prizes), barred),
        lines,
        give_prizes(ranked, _levels(contest.speaker_prizes), unpaid),
        speaking,
    )


def speakers_of(match: Match) -> Sequence[SpeakerScore]:
    """The scores of the speakers of one match."""
    query = select(SpeakerScore).where(SpeakerScore.match_id == match.id).options(WHOLE_MEMBER)
    return session.scalars(query.order_by(SpeakerScore.member_id)).all()


def _speakers(contest: SideContest) -> dict[str, list[tuple[EntryMember, Decimal]]]:
    """Every speaker with a score: by member id, the member and the score of each match."""
    query = (
        select(SpeakerScore)
        .join(SpeakerScore.match)
        .join(Match.round)
        .where(Round.contest_id == contest.id, Round.state == RoundState.CLOSED)
        .options(WHOLE_MEMBER)
        .order_by(SpeakerScore.id)
    )
    found: dict[str, list[tuple[EntryMember, Decimal]]] = {}
    for one in session.scalars(query):
        found.setdefault(str(one.member_id), []).append((one.member, one.score))
    return found


def _played(rounds: Sequence[Round], phase: Phase) -> list[Played]:
    return [
        Played(str(one.worker_id), str(one.employer_id), one.winner, one.worker_score, one.employer_score)
        for round_ in rounds
        if round_.phase is phase
        for one in round_.matches
        if one.state is MatchState.DECIDED
    ]


def _levels(prizes: Sequence[dict[str, object]]) -> list[Level]:
    return [Level(str(prize["title"]), int(str(prize["count"]))) for prize in prizes]


def _matches_of(stages: Select[Stage]) -> Select[Match]:
    contests = select(SideContest.id).where(SideContest.stage_id.in_(stages.with_only_columns(Stage.id).order_by(None)))
    return (
        select(Match)
        .join(Match.round)
        .where(Round.contest_id.in_(contests))
        .options(
            joinedload(Match.round).joinedload(Round.contest).options(WHOLE_STAGE),
            joinedload(Match.worker).joinedload(Entry.organisation),
            joinedload(Match.employer).joinedload(Entry.organisation),
        )
    )
