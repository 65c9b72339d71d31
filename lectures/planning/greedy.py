"""The baseline: one after the other, each with the lecturer who has the shortest way, as an officer does it by hand."""

from collections import defaultdict
from collections.abc import Sequence

from lectures.planning.rules import Option, Plan, Wanted, day_of, go_together, km_of, room_left


def plan_greedily(wanted: Sequence[Wanted], options: Sequence[Option]) -> Plan:
    """Take what is wanted in the order of its first time; each gets its nearest possible lecturer and is not moved."""
    possible = defaultdict(list)
    for option in options:
        possible[option.wanted.key].append(option)
    chosen: list[Option] = []
    of_teacher: dict[int, list[Option]] = defaultdict(list)
    of_place: dict[int, list[Option]] = defaultdict(list)
    for one in sorted(wanted, key=lambda one: (min(slot.starts_at for slot in one.slots), one.key)):
        for option in sorted(possible[one.key], key=lambda option: (option.km, option.choice, option.teacher.id)):
            beside = of_teacher[option.teacher.id] + (of_place[one.place] if one.place is not None else [])
            if _room(option, of_teacher[option.teacher.id]) and all(go_together(option, other) for other in beside):
                chosen.append(option)
                of_teacher[option.teacher.id].append(option)
                if one.place is not None:
                    of_place[one.place].append(option)
                break
    return Plan(tuple(chosen), reasons_left_out(wanted, options, chosen), km_of(chosen))


def reasons_left_out(wanted: Sequence[Wanted], options: Sequence[Option], chosen: Sequence[Option]) -> dict[str, str]:
    """Why what was not chosen was not, in words."""
    placed = {option.wanted.key for option in chosen}
    possible = {option.wanted.key for option in options}
    none = "没有讲这个主题、这些时间又有空的讲师。"
    crowded = "有空的讲师和场地都排给了别的场次。"
    return {one.key: crowded if one.key in possible else none for one in wanted if one.key not in placed}


def _room(option: Option, given: Sequence[Option]) -> bool:
    year = day_of(option).year
    left = room_left(option.teacher, year)
    return left is None or sum(day_of(one).year == year for one in given) < left
