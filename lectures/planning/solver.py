"""The plan by Google's OR-Tools: as many lectures as possible, and of these plans the one with the shortest ways."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from ortools.sat.python import cp_model

from lectures.planning.greedy import plan_greedily, reasons_left_out
from lectures.planning.rules import Option, Plan, Wanted, day_of, go_together, km_of, room_left, saved_by
from lectures.tours.rules_clashes import FARTHEST

TENTHS = 10
"""The solver counts in whole tenths of a kilometre."""

WORKERS = 2


def plan_well(wanted: Sequence[Wanted], options: Sequence[Option], seconds: float) -> Plan:
    """The best plan found in so many seconds; never worse than the baseline, from which it sets out."""
    baseline = plan_greedily(wanted, options)
    if not options:
        return baseline
    hinted = {id(option) for option in baseline.chosen}
    numbers = frozenset(number for number, option in enumerate(options) if id(option) in hinted)
    model, takes = _model(len(wanted), options, numbers)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return baseline
    chosen = [option for option, take in zip(options, takes, strict=True) if solver.boolean_value(take)]
    found = Plan(tuple(chosen), reasons_left_out(wanted, options, chosen), km_of(chosen))
    return max(found, baseline, key=lambda plan: (len(plan.chosen), -plan.km))


def _model(
    wanted: int, options: Sequence[Option], hinted: frozenset[int]
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
