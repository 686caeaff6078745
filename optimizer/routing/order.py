"""Better orders of the visits of a day: single visits and stretches moved within their trip, stretches turned round."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.routing.pricer import Pricer
from optimizer.solution import VanDay
from optimizer.vans import Trip

_SHORT = 6
"""Up to this many visits every move is timed, since hours may count more than metres."""

_MOST_TIMED = 12


def best_order(pricer: Pricer, day: VanDay) -> VanDay:
    """The day after moves that save money, one after the other until none does."""
    book = pricer.book(day)
    if book.ordered is None:
        now = day
        while (better := _first_better(pricer, now)) is not None:
            now = better
        book.ordered = now
        pricer.book(now).ordered = now
    return book.ordered


def _first_better(pricer: Pricer, day: VanDay) -> VanDay | None:
    cost = pricer.cost_urmb(day)
    roads = pricer.book(day).roads
    for at, trip in enumerate(day.trips):
        known_m = roads.path_m(trip.visits)
        short = len(trip.visits) <= _SHORT
        moves = {visits: known_m - roads.path_m(visits) for visits in _moves(trip.visits)}
        ranked = sorted(moves, key=lambda visits: -moves[visits])
        for visits in ranked if short else ranked[:_MOST_TIMED]:
            if moves[visits] <= 0 and not short:
                break
            tried = VanDay(day.fleet, (*day.trips[:at], Trip(visits, trip.tasks), *day.trips[at + 1 :]))
            timed = pricer.timed(tried)
            if timed is not None and timed.cost_urmb < cost:
                return tried
    return None


def _moves(visits: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    count = len(visits)
    for size in range(1, min(4, count)):
        for at in range(count - size + 1):
            rest, stretch = visits[:at] + visits[at + size :], visits[at : at + size]
            for to in range(len(rest) + 1):
                if to != at:
                    yield rest[:to] + stretch + rest[to:]
    for at in range(count - 1):
        for end in range(at + 2, count + 1):
            yield visits[:at] + visits[at:end][::-1] + visits[end:]
