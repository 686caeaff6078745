"""Prices of van days, remembered: a search meets the same days again and again."""

from __future__ import annotations

from networks import UNREACHABLE
from optimizer.instance import Fleet, Instance
from optimizer.routing.book import DayBook, Roads, Spot
from optimizer.routing.ways import Leg
from optimizer.solution import VanDay
from optimizer.vans import Day, Task, Trip

_MOST_REMEMBERED = 30_000


class Pricer:
    """Knows what van days cost and where one more task would fit in them best."""

    def __init__(self, instance: Instance, most_tried: int) -> None:
        self.instance = instance
        self._most_tried = most_tried
        self._roads = [Roads(instance, fleet) for fleet in instance.fleets]
        self._books: dict[VanDay, DayBook] = {}
        self._by_id: dict[int, tuple[VanDay, DayBook]] = {}

    def book(self, day: VanDay) -> DayBook:
        """All that is known about a day."""
        # Days are long to hash, and the same object is asked for most of the time.
        known = self._by_id.get(id(day))
        if known is not None:
            return known[1]
        if len(self._by_id) > _MOST_REMEMBERED:
            self._books.clear()
            self._by_id.clear()
        book = self._books.get(day)
        if book is None:
            book = DayBook(self.instance, self._roads[day.fleet], day, self._most_tried)
            self._books[day] = book
        self._by_id[id(day)] = (day, book)
        return book

    def timed(self, day: VanDay) -> Day | None:
        """The day with its times, or None if it is impossible."""
        return self.book(day).timed

    def cost_urmb(self, day: VanDay) -> int:
        """Cost of a possible day."""
        timed = self.timed(day)
        assert timed is not None, day
        return timed.cost_urmb

    def best_spot(self, day: VanDay, leg: Leg, parcels: int, worth_urmb: int) -> Spot | None:
        """The spot for a leg that gains most if a parcel is worth so much; part of the parcels if not all fit."""
        return self.book(day).best_spot(leg, parcels, worth_urmb)


def without_task(fleet: Fleet, day: VanDay, task: Task) -> VanDay | None:
    """The day without a task, its visit and its trip if nothing else needs them; None if it is not in the day."""
    for at, trip in enumerate(day.trips):
        if task in trip.tasks:
            spot = trip.tasks.index(task)
            tasks = (*trip.tasks[:spot], *trip.tasks[spot + 1 :])
            needed = {place for one in tasks for place in (one.from_place, one.to_place)}
            visits = tuple(place for place in trip.visits if place in needed)
            kept = (Trip(visits, tasks),) if tasks else ()
            return VanDay(day.fleet, (*day.trips[:at], *kept, *day.trips[at + 1 :]))
    return None


def can_serve(instance: Instance, fleet: Fleet, leg: Leg) -> bool:
    """True if vans of the fleet may carry the goods and can drive to both ends and between them."""
    seconds = instance.seconds(fleet)
    return (
        instance.can_carry(fleet, instance.items[leg.item])
        and instance.can_reach(fleet, leg.from_place)
        and instance.can_reach(fleet, leg.to_place)
        and seconds.item(leg.from_place, leg.to_place) < UNREACHABLE
    )
