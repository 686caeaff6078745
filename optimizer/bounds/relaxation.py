"""A lower bound on the cost of every valid plan, by a relaxation in which vans need no routes.

`docs/model.md`, section 6, argues why it is valid; the tests compare it with the optimum of small scenarios.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array

from networks import UNREACHABLE
from optimizer.bounds.pools import pools
from optimizer.instance import Instance
from optimizer.sections import accepts, sections
from scenarios.types import PlaceKind

_SAFETY = 1e-6
"""Share of the solver's value given up against rounding in floating point."""

_RMB = 1_000_000


def visits_bound_urmb(instance: Instance, time_limit_s: float = 20.0) -> int:
    """No valid plan of the instance costs less than this many micro-RMB."""
    model = _Relaxation(instance)
    return model.solve(time_limit_s)


class _Rows:
    """A sparse matrix under construction with bounds for each row."""

    def __init__(self) -> None:
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, terms: list[tuple[int, float]], lower: float, upper: float) -> None:
        for column, value in terms:
            self._row.append(len(self.lower))
            self._column.append(column)
            self._value.append(value)
        self.lower.append(lower)
        self.upper.append(upper)

    def constraint(self, columns: int) -> LinearConstraint:
        matrix = coo_array((self._value, (self._row, self._column)), shape=(len(self.lower), columns))
        return LinearConstraint(matrix.tocsr(), np.array(self.lower), np.array(self.upper))


class _Relaxation:
    """The variables and rows of docs/model.md section 6. Money in RMB, time in hours, to keep numbers near one."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._cost: list[float] = []
        self._upper: list[float] = []
        self._rows = _Rows()
        self._days: list[int] = []
        self._pools = pools(instance)
        self._van_parcels: dict[int, int] = {}
        self._visits: dict[int, int] = {}
        self._goods()
        if instance.fleets:
            self._vans()

    def _variable(self, cost: float, upper: float = np.inf) -> int:
        self._cost.append(cost)
        self._upper.append(upper)
        return len(self._cost) - 1

    def _goods(self) -> None:
        """Every pool's parcels are left, go by bus to (or from) its anchor, or by van; holds bind by segment."""
        segments: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
        weights: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
        for number, pool in enumerate(self._pools):
            item, served = pool.like, pool.like.serve_urmb / _RMB
            terms = [(self._variable(item.unserved_urmb / _RMB, pool.parcels), 1.0)]
            carriers = [fleet for fleet in self._instance.fleets if self._instance.can_carry(fleet, item)]
            if any(self._instance.can_reach(fleet, pool.anchor) for fleet in carriers):
                column = self._variable(served, pool.parcels)
                self._van_parcels[number] = column
                terms.append((column, 1.0))
            for section in sections(self._instance, item, pool.anchor, bool(carriers)):
                column = self._variable(served + section.urmb / _RMB, pool.parcels)
                terms.append((column, 1.0))
                for segment in range(section.board, section.leave):
                    segments[section.run, segment].append((column, item.parcel_ml / 1000))
                    weights[section.run, segment].append((column, item.parcel_g / 1000))
            self._rows.add(terms, pool.parcels, pool.parcels)
        runs = self._instance.network.timetable.runs
        for (run, _), terms in segments.items():
            self._rows.add(terms, 0, runs[run].usable_ml / 1000)
        for (run, _), terms in weights.items():
            self._rows.add(terms, 0, runs[run].usable_g / 1000)

    def _vans(self) -> None:
        """Van days must be long enough for the stops, the handling and the driving, and trips large enough."""
        instance = self._instance
        settings = instance.settings
        self._visit_rows()
        day = self._days = [self._variable(f.type.fixed_urmb / _RMB, f.number) for f in instance.fleets]
        trip = [self._variable(f.type.trip_urmb / _RMB, f.number * f.type.max_trips) for f in instance.fleets]
        hours = [self._variable(f.type.urmb_per_s * 3600 / _RMB) for f in instance.fleets]
        over = [self._variable(f.type.overtime_urmb_per_s * 3600 / _RMB) for f in instance.fleets]
        km = [self._variable(f.urmb_per_m * 1000 / _RMB) for f in instance.fleets]
        for fleet, d, t, h, o in zip(instance.fleets, day, trip, hours, over, strict=True):
            van = fleet.type
            self._rows.add([(h, 1.0), (d, -(van.shift_s + van.max_overtime_s) / 3600)], -np.inf, 0)
            self._rows.add([(o, 1.0), (h, -1.0), (d, van.shift_s / 3600)], 0, np.inf)
            self._rows.add([(t, 1.0), (d, -van.max_trips)], -np.inf, 0)
            self._rows.add([(t, 1.0), (d, -1.0)], 0, np.inf)
        self._driving_rows(hours, km, settings.van_stop_s)
        self._capacity_rows(trip)

    def _visit_rows(self) -> None:
        """A village whose goods need a van is visited at least once: `visit >= share by van`."""
        for number, column in self._van_parcels.items():
            pool = self._pools[number]
            if self._instance.places[pool.anchor].kind is PlaceKind.VILLAGE:
                if pool.anchor not in self._visits:
                    self._visits[pool.anchor] = self._variable(0.0, 1.0)
                self._rows.add([(self._visits[pool.anchor], pool.parcels), (column, -1.0)], 0, np.inf)

    def _driving_rows(self, hours: list[int], km: list[int], stop_s: int) -> None:
        near_s, near_m = _half_arcs(self._instance, sorted(self._visits))
        parcel_h = self._instance.settings.van_parcel_s / 3600
        handled = [column for number, column in self._van_parcels.items() if self._pools[number].anchor in self._visits]
        work = [(h, 1.0) for h in hours]
        work += [(column, -(stop_s + near_s[place]) / 3600) for place, column in self._visits.items()]
        work += [(column, -parcel_h) for column in handled]
        self._rows.add(work, 0, np.inf)
        driven = [(k, 1.0) for k in km]
        driven += [(column, -near_m[place] / 1000) for place, column in self._visits.items()]
        self._rows.add(driven, 0, np.inf)

    def _capacity_rows(self, trip: list[int]) -> None:
        """Goods that start (or end) at one hub and cannot go by bus fill at most one van a trip."""
        runs = self._instance.network.timetable.runs if self._instance.strategy.uses_buses else ()
        for end in ("origin", "destination"):
            loads: dict[int, list[tuple[int, float]]] = defaultdict(list)
            for number, column in self._van_parcels.items():
                item = self._pools[number].like
                if not any(accepts(self._instance, run, item) for run in runs):
                    loads[getattr(item, end)].append((column, -item.parcel_ml / 1000))
            for place, terms in loads.items():
                if self._instance.places[place].kind is PlaceKind.HUB:
                    room = [
                        (column, fleet.type.capacity_ml / 1000)
                        for column, fleet in zip(trip, self._instance.fleets, strict=True)
                    ]
                    self._rows.add(room + terms, 0, np.inf)

    def solve(self, time_limit_s: float) -> int:
        """The bound in micro-RMB; 0 if the solver did not finish in time.

        The least cost is a convex function of the total number of vans, and that number is whole: the bound is the
        better of the two whole numbers beside the best fractional one.
        """
        if not self._cost:
            return 0
        free = self._least(time_limit_s / 3, 0.0, np.inf)
        if free is None:
            return 0
        value, vans = free
        below, above = math.floor(vans + _SAFETY), math.ceil(vans - _SAFETY)
        if below < above:
            sides = [self._least(time_limit_s / 3, low, high) for low, high in ((0.0, below), (above, np.inf))]
            value = min((side[0] for side in sides if side is not None), default=value)
        return max(0, int(value * _RMB * (1 - _SAFETY)) - 1)

    def _least(self, time_limit_s: float, low: float, high: float) -> tuple[float, float] | None:
        """(least cost, vans) with the number of vans between two limits; None if there is none.

        Raises nothing: a solver that stops early gives (0, 0), which is a bound too.
        """
        columns = len(self._cost)
        vans = coo_array(([1.0] * len(self._days), ([0] * len(self._days), self._days)), shape=(1, columns))
        found = milp(
            np.array(self._cost),
            bounds=(np.zeros(columns), np.array(self._upper)),  # type: ignore[arg-type]
            constraints=[self._rows.constraint(columns), LinearConstraint(vans.tocsr(), low, high)],
            options={"time_limit": time_limit_s},
        )
        if found.status == 2:
            return None
        if found.status != 0:
            return 0.0, 0.0
        return float(found.fun), float(found.x[self._days].sum())


def _half_arcs(instance: Instance, places: list[int]) -> tuple[dict[int, float], dict[int, float]]:
    """Half the quickest way in plus half the quickest way out of each place, in seconds and in metres.

    In and out are from and to any other place with goods; every visit has both, and each arc is shared by two.
    """
    transfer = [
        number for number, place in enumerate(instance.places) if place.kind in (PlaceKind.HUB, PlaceKind.STATION)
    ]
    ends = {place for item in instance.items for place in (item.origin, item.destination)}
    others = np.array(sorted({*ends, *transfer, *(fleet.base for fleet in instance.fleets)}))
    spots = np.array(places, dtype=np.int64)
    near_s = _nearest([instance.seconds(fleet) for fleet in instance.fleets], spots, others)
    near_m = _nearest([instance.metres(fleet) for fleet in instance.fleets], spots, others)
    return dict(zip(places, near_s.tolist(), strict=True)), dict(zip(places, near_m.tolist(), strict=True))


def _nearest(
    matrices: list[NDArray[np.int32]], spots: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.float64]:
    best = np.minimum.reduce(matrices).astype(np.int64)
    same = spots[:, None] == others[None, :]
    out = np.where(same, UNREACHABLE, best[np.ix_(spots, others)]).min(axis=1, initial=UNREACHABLE)
    into = np.where(same, UNREACHABLE, best[np.ix_(others, spots)].T).min(axis=1, initial=UNREACHABLE)
    half = (out + into) / 2
    return np.asarray(np.where(half >= UNREACHABLE / 2, 0.0, half), dtype=np.float64)
