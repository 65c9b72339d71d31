"""The rounds of the knock-out: made one after the other from the winners of the one before."""

from collections import Counter
from collections.abc import Sequence

from competitions.rounds.models import Match, Round, SideContest
from competitions.rounds.rules import MatchState, Phase
from foundation.database import session
from foundation.errors import Refused
from scoring.matches.brackets import Tie, first_ties, give_sides, next_ties, round_title


def first_round(contest: SideContest, before: Sequence[Round], ranked: Sequence[str]) -> Round:
    """The first round, after the preliminary `before`, of the teams that go on, best first."""
    return _round(contest, before, first_ties(ranked, seed=contest.knock_out_seed))


def add_next_round(contest: SideContest, before: Sequence[Round], closed: Round) -> None:
    """The round after a closed one; none after the final."""
    ties = [match for match in closed.matches if not match.third_place]
    if len(ties) == 1:
        return
    winners = [str(match.winning.id) for match in ties if match.winning]
    third = None
    if len(ties) == 2 and contest.third_place:
        losers = [str(match.losing.id) for match in ties if match.losing]
        third = (losers[0], losers[1])
    _round(contest, before, next_ties(winners), third)


def remove_later_rounds(rounds: Sequence[Round], reopened: Round) -> None:
    """Take away what followed from `reopened`. Raises `Refused` if it has begun."""
    later = [one for one in rounds if one.number > reopened.number]
    refuse_touched(later)
    for one in later:
        session.delete(one)


def refuse_touched(rounds: Sequence[Round]) -> None:
    """Raises `Refused` if a match of these rounds has its judges or its outcome: it cannot vanish any more."""
    begun = [
        f"{match.title}：{match.worker.title} 对 {match.employer.title}"
        for one in rounds
        for match in one.matches
        if match.team_panel_id is not None or match.state is MatchState.DECIDED
    ]
    if begun:
        raise Refused("下列场次已经组建裁判组或已定胜负，不能作废。", reasons=begun)


def _round(contest: SideContest, before: Sequence[Round], ties: Sequence[Tie], third: Tie | None = None) -> Round:
    number = len(before) + 1
    made = Round(contest=contest, number=number, phase=Phase.KNOCK_OUT, title=round_title(2 * len(ties)))
    worked: Counter[str] = Counter()
    for match in (match for one in before for match in one.matches):
        worked[str(match.worker_id)] += 1
        worked[str(match.employer_id)] -= 1
    for at, tie in enumerate([*ties, third] if third else ties, start=1):
        pairing = give_sides(tie, seed=contest.knock_out_seed, number=number, worked=worked)
        sides = {"worker_id": int(pairing.worker), "employer_id": int(pairing.employer)}
        made.matches.append(Match(position=at, third_place=tie is third, **sides))
    session.add(made)
    session.flush()
    return made
