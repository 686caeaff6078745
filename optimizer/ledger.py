"""What is still free on the buses: hold space by segment and handling time by call and run."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

from networks import BusLeg, Ride
from optimizer.instance import Instance, Item
from optimizer.vans import Shortfall

_Group = tuple[int, int, bool, bool, int, int]


class BusLedger:
    """Books loads on rides and says what still fits: rules `hold`, `dwell_call` and `dwell_run` of docs/model.md."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        runs = instance.network.timetable.runs
        self._free_ml = [[run.usable_ml] * (len(run.calls) - 1) for run in runs]
        self._free_g = [[run.usable_g] * (len(run.calls) - 1) for run in runs]
        self._free_pieces = [
            [10**9 if run.usable_pieces is None else run.usable_pieces] * (len(run.calls) - 1) for run in runs
        ]
        self._groups: dict[tuple[int, int], Counter[_Group]] = defaultdict(Counter)
        self._bags: Counter[tuple[int, int]] = Counter()
        self._run_s: Counter[int] = Counter()

    def most(self, rides: tuple[Ride, ...], item: Item) -> int:
        """Parcels of the item, at most all of them, that still fit on all rides together."""
        in_hold = min((self._most_in_hold(leg, item) for ride in rides for leg in ride.legs), default=item.parcels)
        most = min(item.parcels, in_hold)
        # Dwell grows with the parcels, so the numbers that fit are 0..most: find the end by bisection.
        return bisect_left(
            range(1, most + 1), True, key=lambda parcels: self._dwell_shortfall(rides, item, parcels) is not None
        )

    def _most_in_hold(self, leg: BusLeg, item: Item) -> int:
        segments = slice(leg.board, leg.leave)
        return min(
            min(self._free_ml[leg.run][segments]) // max(1, item.parcel_ml),
            min(self._free_g[leg.run][segments]) // max(1, item.parcel_g),
            min(self._free_pieces[leg.run][segments]),
        )

    def shortfall(self, rides: tuple[Ride, ...], item: Item, parcels: int) -> Shortfall | None:
        """The first rule that keeps these parcels off these rides, or None if they fit."""
        runs = self._instance.network.timetable.runs
        for ride in rides:
            for leg in ride.legs:
                segments = slice(leg.board, leg.leave)
                for unit, free, size in (
                    ("ml", self._free_ml, item.parcel_ml),
                    ("g", self._free_g, item.parcel_g),
                    ("parcels", self._free_pieces, 1),
                ):
                    over = parcels * size - min(free[leg.run][segments])
                    if over > 0:
                        return Shortfall("hold", over, unit, f"run {runs[leg.run].id}")
        return self._dwell_shortfall(rides, item, parcels)

    def add(self, rides: tuple[Ride, ...], item: Item, parcels: int) -> None:
        """Book parcels (a negative number gives them back)."""
        for ride in rides:
            for leg in ride.legs:
                for segment in range(leg.board, leg.leave):
                    self._free_ml[leg.run][segment] -= parcels * item.parcel_ml
                    self._free_g[leg.run][segment] -= parcels * item.parcel_g
                    self._free_pieces[leg.run][segment] -= parcels
            for call, group in self._handled(ride, item):
                before_s = self._call_s(call, self._bags[call])
                bags = self._bags[call] + self._more_bags(call, group, parcels)
                self._groups[call][group] += parcels
                self._bags[call] = bags
                if self._counts_for_run(call):
                    self._run_s[call[0]] += self._call_s(call, bags) - before_s

    def _handled(self, ride: Ride, item: Item) -> list[tuple[tuple[int, int], _Group]]:
        """The two calls at which a ride's parcels are handled, each with the group their bags belong to."""
        first, last = ride.legs[0], ride.legs[-1]
        through = len(ride.legs) > 1
        ends = (item.origin, item.destination)
        return [
            ((first.run, first.board), (first.board, first.leave, False, through, *ends)),
            ((last.run, last.leave), (last.board, last.leave, through, False, *ends)),
        ]

    def _more_bags(self, call: tuple[int, int], group: _Group, parcels: int) -> int:
        bag, held = self._instance.settings.parcels_per_bag, self._groups[call][group]
        return -(-(held + parcels) // bag) - -(-held // bag)

    def _call_s(self, call: tuple[int, int], bags: int) -> int:
        settings = self._instance.settings
        return settings.bus_call_s + settings.bus_bag_s * bags if bags else 0

    def _counts_for_run(self, call: tuple[int, int]) -> bool:
        return 0 < call[1] < len(self._instance.network.timetable.runs[call[0]].calls) - 1

    def _dwell_shortfall(self, rides: tuple[Ride, ...], item: Item, parcels: int) -> Shortfall | None:
        """Rules `dwell_call` and `dwell_run` for parcels not booked yet."""
        runs = self._instance.network.timetable.runs
        more_bags: Counter[tuple[int, int]] = Counter()
        for ride in rides:
            for call, group in self._handled(ride, item):
                more_bags[call] += self._more_bags(call, group, parcels)
        more_s: Counter[int] = Counter()
        for call, bags in more_bags.items():
            after_s = self._call_s(call, self._bags[call] + bags)
            limit_s = runs[call[0]].calls[call[1]].dwell_limit_s
            if limit_s is not None and bags and after_s > limit_s:
                return Shortfall("dwell_call", after_s - limit_s, "s", f"run {runs[call[0]].id} call {call[1]}")
            if self._counts_for_run(call):
                more_s[call[0]] += after_s - self._call_s(call, self._bags[call])
        for run, seconds in more_s.items():
            over_s = self._run_s[run] + seconds - runs[run].dwell_budget_s
            if seconds and over_s > 0:
                return Shortfall("dwell_run", over_s, "s", f"run {runs[run].id}")
        return None
