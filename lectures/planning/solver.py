"""The plan by Google's OR-Tools: as many lectures as possible, and of these plans the one with the shortest ways.

What is not too much is planned at once. With more, the plan is improved group by group: the lectures of some
lecturers who live near each other are dealt anew together with what is left out, as long as there is time.
"""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from itertools import islice

from ortools.sat.python import cp_model

from lectures.places.rules import km_between
from lectures.planning.greedy import plan_greedily, reasons_left_out
from lectures.planning.rules import Option, Plan, Teacher, Wanted, day_of, go_together, km_of, room_left, saved_by
from lectures.tours.rules_clashes import FARTHEST

TENTHS = 10
"""The solver counts in whole tenths of a kilometre."""

FEW = 8_000
"""So many options are solved at once; of more, those of `GROUP` lecturers at a time."""

GROUP = 8
SECONDS_A_GROUP = 0.5
WORKERS = 2


def plan_well(wanted: Sequence[Wanted], options: Sequence[Option], seconds: float) -> Plan:
    """The best plan found in so many seconds; never worse than the baseline, from which it sets out."""
    ends = time.monotonic() + seconds
    best = plan_greedily(wanted, options)
    teachers = list({option.teacher.id: option.teacher for option in options}.values())
    at_once = len(options) <= FEW
    for group in _groups(teachers, at_once):
        left = ends - time.monotonic()
        if left <= 0:
            break
        found = _dealt_anew(options, best.chosen, group, left if at_once else SECONDS_A_GROUP)
        plan = Plan(tuple(found), reasons_left_out(wanted, options, found), km_of(found))
        best = max(best, plan, key=lambda plan: (len(plan.chosen), -plan.km))
    return best


def _groups(teachers: Sequence[Teacher], at_once: bool) -> Iterator[frozenset[int]]:
    """All of them `at_once`; else for ever groups who live near one of them, drawn with a fixed seed."""
    if at_once:
        yield from [frozenset(teacher.id for teacher in teachers)] if teachers else []
        return
    draw = random.Random(0)  # the same plan for the same facts, as far as the clock lets it
    while True:
        centre = draw.choice(teachers)
        near = sorted(teachers, key=lambda teacher: (_apart(centre, teacher), teacher.id))
        yield frozenset(teacher.id for teacher in islice(near, GROUP))


def _apart(one: Teacher, other: Teacher) -> float:
    here, there = one.facts.home, other.facts.home
    return float(km_between(here, there)) if here and there else 0.0


def _dealt_anew(
    options: Sequence[Option], chosen: Sequence[Option], group: Collection[int], seconds: float
) -> list[Option]:
    """What is chosen once the lecturers of `group` are planned anew; what the others give stays."""
    fixed = [option for option in chosen if option.teacher.id not in group]
    placed = {option.wanted.key for option in fixed}
    beside = defaultdict(list)
    for option in fixed:
        beside[option.wanted.place].append(option)
    free = [
        option
        for option in options
        if option.teacher.id in group
        and option.wanted.key not in placed
        and (option.wanted.place is None or all(go_together(option, other) for other in beside[option.wanted.place]))
    ]
    kept = {id(option) for option in chosen}
    numbers = frozenset(number for number, option in enumerate(free) if id(option) in kept)
    return fixed + _solved(free, numbers, seconds)


def _solved(options: Sequence[Option], hinted: Collection[int], seconds: float) -> list[Option]:
    if not options:
        return []
    model, takes = _model(len({option.wanted.key for option in options}), options, hinted)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return [options[number] for number in hinted]
    return [option for option, take in zip(options, takes, strict=True) if solver.boolean_value(take)]


def _model(
    wanted: int, options: Sequence[Option], hinted: Collection[int]
) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    takes = [model.new_bool_var("") for _ in options]
    for number, take in enumerate(takes):
        model.add_hint(take, number in hinted)
    for group in _grouped(options, lambda option: option.wanted.key):
        model.add_at_most_one(takes[number] for number in group)
    teachers = _grouped(options, lambda option: option.teacher.id)
    for group in [*teachers, *_grouped(options, lambda option: option.wanted.place)]:
        for one, other in _close_pairs(options, group):
            if not go_together(options[one], options[other]):
                model.add_at_most_one(takes[one], takes[other])
    _keep_caps(model, options, takes, teachers)
    trips = [int(2 * option.km * TENTHS) for option in options]
    worth = 1 + wanted * max(trips)  # one more lecture is worth any way
    shared = _shared_ways(model, options, takes, teachers)
    terms = [*takes, *(follows for follows, _ in shared)]
    weights = [*(worth - trip for trip in trips), *(saved for _, saved in shared)]
    model.maximize(cp_model.LinearExpr.weighted_sum(terms, weights))
    return model, takes


def _grouped(options: Sequence[Option], key: Callable[[Option], Hashable]) -> list[list[int]]:
    """The numbers of the options of each key, by time; options without a key are in no group."""
    groups = defaultdict(list)
    for number, option in enumerate(options):
        if key(option) is not None:
            groups[key(option)].append(number)
    return [sorted(group, key=lambda number: options[number].slot.starts_at) for group in groups.values()]


def _close_pairs(options: Sequence[Option], group: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs so close in time that they can be in each other's way."""
    for place, one in enumerate(group):
        apart = FARTHEST * (1 + options[one].teacher.facts.rest_days)
        for other in group[place + 1 :]:
            if options[other].slot.starts_at > options[one].slot.ends_at + apart:
                break
            yield one, other


def _keep_caps(
    model: cp_model.CpModel,
    options: Sequence[Option],
    takes: Sequence[cp_model.IntVar],
    teachers: Sequence[Sequence[int]],
) -> None:
    for group in teachers:
        years = defaultdict(list)
        for number in group:
            years[day_of(options[number]).year].append(takes[number])
        for year, taken in years.items():
            left = room_left(options[group[0]].teacher, year)
            if left is not None:
                model.add(sum(taken) <= left)


def _shared_ways(
    model: cp_model.CpModel,
    options: Sequence[Option],
    takes: Sequence[cp_model.IntVar],
    teachers: Sequence[Sequence[int]],
) -> list[tuple[cp_model.IntVar, int]]:
    """Where one lecture follows another on the same day, and what that saves: the way home between them."""
    shared = []
    for group in teachers:
        after, before = defaultdict(list), defaultdict(list)
        for one, other in _close_pairs(options, group):
            saved = int(saved_by(options[one], options[other]) * TENTHS)
            if day_of(options[one]) != day_of(options[other]) or not saved:
                continue
            if go_together(options[one], options[other]):
                follows = model.new_bool_var("")
                model.add_implication(follows, takes[one])
                model.add_implication(follows, takes[other])
                after[one].append(follows)
                before[other].append(follows)
                shared.append((follows, saved))
        for chain in [*after.values(), *before.values()]:
            model.add_at_most_one(chain)
    return shared
