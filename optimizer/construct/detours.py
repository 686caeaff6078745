"""Least detours: what a trip drives more where it also calls at one place, or at one and later at another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from networks.roads import IntMatrix

Calls = tuple[tuple[int, int], ...]
"""(place, position among the visits) of further visits, to be put in one after the other."""

Detour = tuple[int, int, int, int, Calls]
"""Extra metres, number of the van day and of its trip, rank among that trip's detours, and the further visits."""

_SPOTS = 3
"""Cheapest spots of a trip for a visit."""


@dataclass(frozen=True, slots=True)
class End:
    """A place to call at, and the metres to it from every place and from it to every place."""

    place: int
    to_m: list[int]
    from_m: list[int]

    @classmethod
    def at(cls, place: int, metres: IntMatrix) -> End:
        """The end at a place of a matrix."""
        return cls(place, metres[:, place].tolist(), metres[place].tolist())

    def by_leg(self, visits: tuple[int, ...], legs_m: tuple[int, ...], base: int) -> list[tuple[int, int]]:
        """(extra metres, leg) of a call on each leg of a trip, the least first."""
        to_m, from_m = self.to_m, self.from_m
        stops = zip((base, *visits), (*visits, base), legs_m, strict=True)
        return sorted((to_m[a] + from_m[b] - leg_m, leg) for leg, (a, b, leg_m) in enumerate(stops))


def least_detours(
    visits: tuple[int, ...], legs_m: tuple[int, ...], base: int, ends: list[End]
) -> Iterator[tuple[int, Calls]]:
    """(extra metres, further visits) of the cheapest ways for a trip to call at one end or at two in this order.

    ``legs_m``: metres to each visit and back to the base.
    """
    first, last = ends[0], ends[-1]
    at_first: list[tuple[int, int | None]] = [(0, None)]
    if first.place not in visits:
        at_first = [*first.by_leg(visits, legs_m, base)[:_SPOTS]]
    if len(ends) == 1:
        yield from ((extra_m, () if leg is None else ((first.place, leg),)) for extra_m, leg in at_first)
    elif last.place in visits:
        there = visits.index(last.place)
        for extra_m, leg in at_first:
            if (visits.index(first.place) < there) if leg is None else leg <= there:
                yield extra_m, () if leg is None else ((first.place, leg),)
    else:
        known = last.by_leg(visits, legs_m, base)
        for first_m, leg in at_first:
            here = visits.index(first.place) if leg is None else leg
            before: Calls = () if leg is None else ((first.place, leg),)
            for last_m, last_leg in known[:_SPOTS] if leg is None else _later(visits, base, first, last, leg, known):
                if last_leg > here:
                    yield first_m + last_m, (*before, (last.place, last_leg))


def _later(
    visits: tuple[int, ...], base: int, first: End, last: End, leg: int, known: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The least detours for the last end once the first one is on a leg, from those ``known`` without it."""
    before = base if leg == 0 else visits[leg - 1]
    after = base if leg == len(visits) else visits[leg]
    there_m = last.to_m[before] + last.from_m[first.place] - first.to_m[before]
    back_m = last.to_m[first.place] + last.from_m[after] - first.from_m[after]
    others = [(extra_m, other + (other > leg)) for extra_m, other in known[: _SPOTS + 1] if other != leg]
    return sorted([*others, (there_m, leg), (back_m, leg + 1)])[:_SPOTS]
