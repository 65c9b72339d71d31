"""Setting the terms of a contest, drawing it, and its rounds from drawing to closing."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from competitions.draw.queries import entrants, entries_under_review, log_of
from competitions.planning import operations_events as planning
from competitions.planning.models import Stage
from competitions.planning.operations_events import ModuleFacts
from competitions.planning.plan import plan_reasons
from competitions.planning.rules import Anonymity, StageState
from competitions.registration.models import Entry
from competitions.rounds.knock_out import add_next_round, first_round, refuse_touched, remove_later_rounds
from competitions.rounds.models import Match, Round, SideContest
from competitions.rounds.queries import contest_of, rounds_of, standings_of, teams_of
from competitions.rounds.rules import (
    ContestState,
    MatchState,
    Phase,
    RoundState,
    default_criteria,
    default_speaker_criteria,
    reasons_against_closing_round,
    reasons_against_knock_out,
    reasons_against_pairing,
)
from foundation import audit, chain
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from foundation.lifecycle import advance
from marking.schemes.models import Scheme
from marking.schemes.operations import replace_criteria
from marking.schemes.rules import CriterionFacts
from people.accounts.models import Account
from people.accounts.rules import Permission
from scoring.matches.pairing import METHOD, pair_rounds
from scoring.matches.standings import undecided_ties
from scoring.methods import trimmed_mean
from scoring.panel import MissingJudge

SEED_BYTES = 8


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a contest. Prizes are [{"title", "count"}]."""

    rounds: int
    qualifiers: int
    third_place: bool
    win_points: int
    draw_points: int
    loss_points: int
    draws_stand: bool
    speakers_marked: bool
    least_matches: int
    team_prizes: list[dict[str, str]]
    speaker_prizes: list[dict[str, str]]


def set_terms(stage: Stage, terms: Terms, *, version: int | None, by: Account) -> SideContest:
    """Set or change the terms; the first time a stage without modules gets one with the usual criteria.

    Raises `Refused` for anything but prizes once the contest is drawn.
    """
    if not stage.event.side_against_side:
        raise Refused("这个赛项不是对抗赛。")
    if not terms.win_points >= terms.draw_points >= terms.loss_points:
        raise Refused("积分应是胜不低于平、平不低于负。", field="draw_points")
    contest = contest_of(stage) or _new_contest(stage, by)
    lock(contest).expect_version(version)
    for one in fields(terms):
        setattr(contest, one.name, getattr(terms, one.name))
    changes = audit.pending_changes(contest)
    if contest.state is not ContestState.PLANNED and set(changes) - {"team_prizes", "speaker_prizes"}:
        raise Refused("已经抽签，只有奖项还能修改。确需修改其他设置的，请先作废抽签并写明原因。")
    audit.record("set_terms", contest, by=by, changes=changes)
    return contest


def edit_speaker_scheme(contest: SideContest, criteria: Sequence[CriterionFacts], *, by: Account) -> None:
    """Change by what speakers are marked, as long as nobody has been."""
    before = len(contest.speaker_scheme.criteria)
    replace_criteria(contest.speaker_scheme, criteria)
    audit.record("edit_speaker_scheme", contest, by=by, changes={"criteria": (before, len(criteria))})


def draw_preliminary(contest: SideContest, *, seed: str = "", by: Account) -> None:
    """Draw all rounds of the preliminary at once. Without a `seed` (such as a lottery number) a random one is taken."""
    stage = _drawn_by(contest, by)
    drawn = entrants(lock(stage))
    if reasons := _reasons_against_drawing(contest, drawn):
        raise Refused("还不能抽签，请先处理下列事项。", reasons=reasons)
    advance(lock(contest), "draw_preliminary", by=by)
    advance(stage, "make_draw", by=by)
    contest.seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    contest.drawn = [str(entry.id) for entry in drawn]
    paired = pair_rounds(contest.drawn, seed=contest.seed, rounds=contest.rounds)
    for number, one in enumerate(paired, start=1):
        made = Round(contest=contest, number=number, phase=Phase.PRELIMINARY, title=f"第{number}轮")
        made.resting_id = int(one.resting) if one.resting else None
        made.matches.extend(
            Match(position=at, worker_id=int(match.worker), employer_id=int(match.employer))
            for at, match in enumerate(one.pairings, start=1)
        )
        session.add(made)
    session.flush()
    facts = {"method": METHOD, "seed": contest.seed, "keys": contest.drawn, "rounds": contest.rounds}
    pairs = [[[match.worker, match.employer] for match in one.pairings] for one in paired]
    chain.append(log_of(stage), "draw_preliminary", facts | {"pairings": pairs})


def void_preliminary(contest: SideContest, *, reason: str, by: Account) -> None:
    """Take the draw back, for a reason, as long as no match has begun. What was drawn stays in the chained log."""
    stage = _drawn_by(contest, by)
    rounds = rounds_of(contest)
    refuse_touched(rounds)
    advance(lock(contest), "void_preliminary", by=by, reason=reason)
    advance(lock(stage), "void_draw", by=by, reason=reason)
    for one in rounds:
        session.delete(one)
    contest.seed, contest.drawn = "", []
    chain.append(log_of(stage), "void_preliminary", {})


def draw_knock_out(contest: SideContest, *, seed: str = "", by: Account) -> None:
    """Draw the knock-out among the first of the preliminary, once its rounds are closed and the places are clear."""
    stage = _drawn_by(contest, by)
    rounds = rounds_of(contest)
    standings, teams = standings_of(contest, rounds), teams_of(contest)
    ties = [[teams[key].title for key in tie] for tie in undecided_ties(standings, places=contest.qualifiers)]
    open_rounds = [one.title for one in rounds if one.state is RoundState.OPEN]
    if reasons := reasons_against_knock_out(open_rounds, ties):
        raise Refused("还不能抽淘汰赛的签。", reasons=reasons)
    advance(lock(contest), "draw_knock_out", by=by)
    contest.knock_out_seed = seed.strip() or secrets.token_hex(SEED_BYTES)
    ranked = [one.key for one in standings[: contest.qualifiers]]
    made = first_round(contest, rounds, ranked)
    facts = {"method": METHOD, "seed": contest.knock_out_seed, "ranked": ranked}
    pairs = [[str(match.worker_id), str(match.employer_id)] for match in made.matches]
    chain.append(log_of(stage), "draw_knock_out", facts | {"pairings": pairs})


def void_knock_out(contest: SideContest, *, reason: str, by: Account) -> None:
    """Take the knock-out back, for a reason, as long as none of its matches has begun."""
    stage = _drawn_by(contest, by)
    knock_out = [one for one in rounds_of(contest) if one.phase is Phase.KNOCK_OUT]
    refuse_touched(knock_out)
    advance(lock(contest), "void_knock_out", by=by, reason=reason)
    for one in knock_out:
        session.delete(one)
    contest.knock_out_seed = ""
    chain.append(log_of(stage), "void_knock_out", {})


def close_round(round_: Round, *, by: Account) -> None:
    """End a round: it counts, and is public. The next round of the knock-out follows from its winners."""
    contest = lock(round_.contest)
    lock(round_)
    undecided = [match.title for match in round_.matches if lock(match).state is MatchState.OPEN]
    if reasons := reasons_against_closing_round(undecided):
        raise Refused("本轮还不能结束。", reasons=reasons)
    advance(round_, "close_round", by=by)
    if round_.phase is Phase.KNOCK_OUT:
        add_next_round(contest, rounds_of(contest), round_)
    chain.append(log_of(contest.stage), "close_round", {"round": round_.number})


def reopen_round(round_: Round, *, reason: str, by: Account) -> None:
    """Open a closed round again, for a reason. What was drawn from its outcome must not have begun, and goes."""
    contest = lock(round_.contest)
    expected = ContestState.PRELIMINARY if round_.phase is Phase.PRELIMINARY else ContestState.KNOCK_OUT
    if contest.state is not expected:
        raise Refused("淘汰赛已经抽签，或对抗赛已经结束。请先作废淘汰赛的抽签，或重新打开对抗赛，并写明原因。")
    advance(lock(round_), "reopen_round", by=by, reason=reason)
    if round_.phase is Phase.KNOCK_OUT:
        remove_later_rounds(rounds_of(contest), round_)
    chain.append(log_of(contest.stage), "reopen_round", {"round": round_.number})


def end_contest(contest: SideContest, *, by: Account) -> None:
    """End the contest after the final: final places and prizes are public."""
    lock(contest)
    played = [one for one in rounds_of(contest)[-1:] if one.phase is Phase.KNOCK_OUT and one.state is RoundState.CLOSED]
    if sum(not match.third_place for one in played for match in one.matches) != 1:
        raise Refused("决赛一轮结束之后，对抗赛才能结束。")
    advance(contest, "end_contest", by=by)
    chain.append(log_of(contest.stage), "end_contest", {})


def reopen_contest(contest: SideContest, *, reason: str, by: Account) -> None:
    """Open an ended contest again, for a reason; its prizes are no longer public."""
    advance(lock(contest), "reopen_contest", by=by, reason=reason)
    chain.append(log_of(contest.stage), "reopen_contest", {})


def _drawn_by(contest: SideContest, by: Account) -> Stage:
    if not by.may_at(Permission.DRAW_MAKE, contest.organisation_path):
        raise NotAllowed
    lock(contest.stage.event)  # a change of the plan holds it too
    return contest.stage


def _reasons_against_drawing(contest: SideContest, drawn: Sequence[Entry]) -> list[str]:
    stage = contest.stage
    waiting = [f"{entry.organisation.name} {entry.title}（编号 {entry.id}）" for entry in entries_under_review(stage)]
    return reasons_against_pairing(
        plan=plan_reasons(stage.event),
        under_review=waiting,
        teams=len(drawn),
        qualifiers=contest.qualifiers,
        modules=len(stage.modules),
        blind=any(module.blind for module in stage.modules),
    )


def _new_contest(stage: Stage, by: Account) -> SideContest:
    scheme = Scheme(title=f"{stage.event.title} · 个人")
    session.add(scheme)
    replace_criteria(scheme, default_speaker_criteria())
    contest = SideContest(stage=stage, speaker_scheme=scheme, row_version=1)
    session.add(contest)
    session.flush()
    if not stage.modules and stage.state is StageState.PLANNED:
        _add_usual_module(stage, by)
    return contest


def _add_usual_module(stage: Stage, by: Account) -> None:
    """One module for the teams: the usual criteria, marked in the open, without the highest and the lowest."""
    criteria = default_criteria()
    full_mark = sum((one.full_mark for one in criteria), Decimal(0))
    facts = ModuleFacts(
        id=None,
        code="A",
        title="协商对抗",
        weight=Decimal(100),
        full_mark=full_mark,
        method=trimmed_mean.CODE,
        minimum_panel=trimmed_mean.MINIMUM_PANEL,
        missing_judge=MissingJudge.REFUSE,
        anonymity=Anonymity.OPEN,
    )
    planning.edit_stage(stage, [facts], title=stage.title, cut_off=stage.cut_off, version=None, by=by)
    planning.edit_scheme(stage.modules[0], criteria, version=None, by=by)
