"""Where parcels that are left behind could go: every way, every van day, the most gainful first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from optimizer.instance import Item
from optimizer.routing.book import Spot
from optimizer.routing.draft import Draft, Piece, Placement
from optimizer.routing.pricer import can_serve
from optimizer.routing.ways import Leg, Way
from optimizer.solution import VanDay


@dataclass(frozen=True, slots=True)
class Mood:
    """What a round of placing favours, so that rounds differ.

    ``open_pct``: share of its fixed cost at which another van counts. ``skips`` and ``bus_skips``: chances that an
    option, or one with a bus, is not looked at. ``cuts``: chance that parcels are placed in two parts. ``barred``:
    fleets that send out no more vans.
    """

    open_pct: int = 100
    skips: float = 0.0
    bus_skips: float = 0.0
    cuts: float = 0.0
    barred: frozenset[int] = frozenset()


PLAIN = Mood()


@dataclass(frozen=True, slots=True)
class _Offer:
    """A way and a day for its first van leg, if it has one, with an upper bound on the biased gain."""

    way: Way
    parcels: int
    bound_urmb: int
    number: int
    day: VanDay | None


class Placer:
    """Finds placements for what a draft leaves behind."""

    def __init__(self, draft: Draft, rng: random.Random) -> None:
        self.draft = draft
        self._rng = rng
        self._fleets = draft.instance.fleets
        self._idle = [VanDay(fleet.index, ()) for fleet in self._fleets]
        self._able: dict[Leg, list[bool]] = {}
        self._dearest_van = max((fleet.type.fixed_urmb for fleet in self._fleets), default=0)

    def refill(self, mood: Mood) -> None:
        """Place what is left, item by item, each time by the way that gains most."""
        order = self.draft.items_left()
        self._rng.shuffle(order)
        how = self._rng.random()
        if how < 0.3:
            order.sort(key=lambda item: -self.draft.left[item.index] * item.unserved_urmb)
        elif how < 0.6:
            order.sort(key=lambda item: len(self.draft.ways[item.index]))
        for item in order:
            while self.draft.left[item.index] and self._place_some(item, mood):
                pass

    def _place_some(self, item: Item, mood: Mood) -> bool:
        """Place some of what is left of an item; False if nothing gains."""
        most = self.draft.left[item.index]
        if most > 1 and self._rng.random() < mood.cuts:
            most = self._rng.randint(1, most - 1)
        for placement in self._placements(self._offers(item, mood, most), mood):
            before = self.draft.snapshot()
            self.draft.add(placement)
            over = self.draft.overfull()
            if not over:
                return True
            self.draft.restore(before)
            rest = placement.piece.parcels - max(over.values())
            if rest > 0 and self._place_fewer(item, placement.piece.way, rest, mood):
                return True
        return False

    def _place_fewer(self, item: Item, way: Way, most: int, mood: Mood) -> bool:
        """Place at most so many parcels on one way, for which the shelves may have room."""
        offers = list(self._offers_of(item, way, mood, most))
        for placement in self._placements(iter(offers), mood):
            before = self.draft.snapshot()
            self.draft.add(placement)
            if not self.draft.overfull():
                return True
            self.draft.restore(before)
        return False

    def _offers(self, item: Item, mood: Mood, most: int) -> Iterator[_Offer]:
        for way in self.draft.ways[item.index]:
            skips = max(mood.skips, mood.bus_skips) if way.rides else mood.skips
            for offer in self._offers_of(item, way, mood, most):
                if not skips or self._rng.random() >= skips:
                    yield offer

    def _offers_of(self, item: Item, way: Way, mood: Mood, most: int) -> Iterator[_Offer]:
        """A way, with every day for its first van leg, that could gain something."""
        worth = item.unserved_urmb - way.parcel_urmb
        fits = min(most, self.draft.room(way)) if worth > 0 else 0
        if fits and not way.legs:
            yield _Offer(way, fits, worth * fits, -1, None)
        elif fits:
            for number, day in self._days_for(way.legs[0], mood):
                least = self.draft.pricer.book(day).least_extra_urmb(way.legs[0])
                if least is None:
                    continue
                bound = worth * fits - least - self._opening_urmb(number, mood)
                if bound > 0:
                    yield _Offer(way, fits, bound, number, day)

    def _opening_urmb(self, number: int, mood: Mood) -> int:
        """What opening a day counts: a share of the fixed cost of another van."""
        return 0 if number >= 0 else self._fleets[-1 - number].type.fixed_urmb * mood.open_pct // 100

    def _placements(self, offers: Iterator[_Offer], mood: Mood) -> Iterator[Placement]:
        """The placements that offers come to, most biased gain first; only gains above 0."""
        known = sorted(offers, key=lambda offer: -offer.bound_urmb)
        ready: list[tuple[int, int, Placement]] = []
        for rank, offer in enumerate(known):
            while ready and -ready[0][0] >= offer.bound_urmb:
                yield heappop(ready)[2]
            for at, (gain, placement) in enumerate(self._taken_up(offer, mood)):
                if gain > 0:
                    heappush(ready, (-gain, rank * 1000 + at, placement))
        while ready:
            yield heappop(ready)[2]

    def _taken_up(self, offer: _Offer, mood: Mood) -> Iterator[tuple[int, Placement]]:
        """The placements that an offer comes to, with their biased gains."""
        way, number, day = offer.way, offer.number, offer.day
        if day is None:
            yield offer.bound_urmb, Placement(Piece(offer.parcels, way, ()), (), offer.bound_urmb)
            return
        pricer = self.draft.pricer
        worth = self.draft.instance.items[way.item].unserved_urmb - way.parcel_urmb
        spot = pricer.best_spot(day, way.legs[0], offer.parcels, worth)
        if spot is None:
            return
        gain = worth * spot.task.parcels - (spot.cost_urmb - pricer.cost_urmb(day))
        bonus = self._bonus_urmb(number, mood)
        if len(way.legs) == 1:
            piece = Piece(spot.task.parcels, way, (spot.task,))
            yield gain + bonus, Placement(piece, ((max(number, -1), spot.day),), gain, spot.replaced)
        else:
            yield from self._second_leg(way, spot, number, (gain, bonus), mood)

    def _second_leg(
        self, way: Way, first: Spot, taken: int, gained: tuple[int, int], mood: Mood
    ) -> Iterator[tuple[int, Placement]]:
        """The placements of a way with two van legs, the first of which has its spot on day number ``taken``."""
        pricer, leg, parcels = self.draft.pricer, way.legs[1], first.task.parcels
        for number, day in self._days_for(leg, mood):
            same = number == taken
            base = first.day if same else day
            spot = pricer.best_spot(base, leg, parcels, 10**9)
            if spot is None or spot.task.parcels < parcels:
                continue
            gain = gained[0] - (spot.cost_urmb - pricer.cost_urmb(base))
            changes: tuple[tuple[int, VanDay], ...] = ((max(number, -1), spot.day),)
            bonus = gained[1]
            if not same:
                changes = ((max(taken, -1), first.day), *changes)
                bonus += self._bonus_urmb(number, mood)
            piece = Piece(parcels, way, (first.task, spot.task))
            yield gain + bonus, Placement(piece, changes, gain, first.replaced)

    def _bonus_urmb(self, number: int, mood: Mood) -> int:
        """The part of a new van's fixed cost that does not count."""
        return 0 if number >= 0 else self._fleets[-1 - number].type.fixed_urmb * (100 - mood.open_pct) // 100

    def _days_for(self, leg: Leg, mood: Mood) -> Iterator[tuple[int, VanDay]]:
        """Days that could take a leg, by number; negative numbers are vans still at their base, one a fleet."""
        if leg not in self._able:
            self._able[leg] = [can_serve(self.draft.instance, fleet, leg) for fleet in self._fleets]
        able = self._able[leg]
        for number, day in enumerate(self.draft.days):
            if able[day.fleet]:
                yield number, day
        for fleet in self._fleets:
            if able[fleet.index] and fleet.index not in mood.barred and self.draft.spare(fleet.index) > 0:
                yield -1 - fleet.index, self._idle[fleet.index]
