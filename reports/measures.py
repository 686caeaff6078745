"""What a plan achieves, in figures: `measure(scenario, plan)`. Money is not here, but in `optimizer.costs`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from pydantic import TypeAdapter, ValidationError

from optimizer.costs import cost_of
from optimizer.costs.loads import OnBus
from optimizer.costs.reading import Reading
from optimizer.plan import Plan
from reports.ways import Way, ways_of
from scenarios.types import PlaceKind, Run, Scenario, Strategy


@dataclass(frozen=True, slots=True)
class VanUse:
    """What the vans of one type do in the day.

    ``available``: how many there are (in `separate`: of all brands together). ``hours_s``: sum of the days' spans,
    from the first departure to the last return of each van.
    """

    type: str
    kind: str
    available: int
    used: int
    trips: int
    metres: int
    hours_s: int
    overtime_s: int
    parcels: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What a plan achieves.

    ``villages``: those with parcels, in or out. ``villages_served``: those of which nothing is left behind;
    ``villages_partly``: those of which something is. ``villages_by_mode``: those reached, by what reaches them:
    ``bus``, ``van`` or ``both``. ``parcels_by_way``: by the keys of `Way`. ``on_time``: delivered when due or before.
    ``to_villages``, ``within_target``: delivered in villages, and of these the ones delivered within the policy's
    hours after they were ready. ``hold_peak_pct``, ``hold_mean_pct``: fill of the fullest segment, and mean of all
    segments, of the runs used; the tightest of litres, kg and pieces counts. ``left_reasons``: by rule, the parcels
    left behind of which at least one way was stopped by it.
    """

    villages: int
    villages_served: int
    villages_partly: int
    villages_by_mode: dict[str, int]
    coverage_target_pct: int
    parcels: int
    parcels_by_way: dict[str, int]
    on_time: int
    to_villages: int
    within_target: int
    hours_target_s: int
    vans: tuple[VanUse, ...]
    runs_used: int
    runs_today: int
    hold_peak_pct: float
    hold_mean_pct: float
    co2_g: int
    left_reasons: dict[str, int]

    @property
    def carried(self) -> int:
        """Parcels delivered."""
        return self.parcels - self.left

    @property
    def left(self) -> int:
        """Parcels left behind."""
        return self.parcels_by_way.get(Way.LEFT, 0)

    @property
    def coverage(self) -> Fraction:
        """Share of villages served; 1 if none has parcels."""
        return Fraction(self.villages_served, self.villages) if self.villages else Fraction(1)

    @property
    def meets_target(self) -> bool:
        """True if the share of villages served is at least the policy's."""
        return self.coverage * 100 >= self.coverage_target_pct

    def van_sum(self, field: str) -> int:
        """Sum of one figure over all van types."""
        return sum(int(getattr(van, field)) for van in self.vans)

    def as_dict(self) -> dict[str, object]:
        """The measures as plain values, such as JSON holds."""
        plain: dict[str, object] = _adapter().dump_python(self, mode="json")
        return plain

    @staticmethod
    def from_dict(plain: Mapping[str, object]) -> Measures | None:
        """The measures from plain values, or None if these are no measures (of another version, perhaps)."""
        try:
            return _adapter().validate_python(plain)
        except ValidationError:
            return None


@cache
def _adapter() -> TypeAdapter[Measures]:
    return TypeAdapter(Measures)


def measure(scenario: Scenario, plan: Plan) -> Measures:
    """What a plan achieves, worked out from the scenario and the plan alone."""
    reading = Reading(scenario, plan)
    ways = ways_of(reading)
    by_way = Counter(dict.fromkeys(Way, 0))
    for found in ways.values():
        by_way.update(found)
    left = {name: found[Way.LEFT] for name, found in ways.items() if found[Way.LEFT]}
    ends = _villages_with_parcels(scenario)
    reached = _reached(reading)
    modes = Counter(reached.values())
    fills = [fill for loads in _by_run(reading) for fill in _fills(loads)]
    target_s = scenario.settings.hours_to_village_s
    to_villages = [move for move in reading.deliveries() if move.to_place in ends]
    return Measures(
        villages=len(ends),
        villages_served=sum(not names & left.keys() for names in ends.values()),
        villages_partly=sum(bool(names & left.keys()) and place in reached for place, names in ends.items()),
        villages_by_mode={mode: modes[mode] for mode in ("bus", "van", "both")},
        coverage_target_pct=scenario.settings.coverage_pct,
        parcels=by_way.total(),
        parcels_by_way={way.value: by_way[way] for way in Way},
        on_time=sum(move.parcels for move in reading.deliveries() if move.arrives_s <= move.consignment.due_s),
        to_villages=sum(move.parcels for move in to_villages),
        within_target=sum(
            move.parcels for move in to_villages if move.arrives_s <= move.consignment.ready_s + target_s
        ),
        hours_target_s=target_s,
        vans=tuple(_van_uses(reading)),
        runs_used=len({load.run.id for load in reading.on_bus}),
        runs_today=len(scenario.runs_today()),
        hold_peak_pct=_percent(max(fills, default=Fraction(0))),
        hold_mean_pct=_percent(sum(fills, Fraction(0)) / len(fills) if fills else Fraction(0)),
        co2_g=cost_of(reading).co2_g,
        left_reasons=_left_reasons(plan, left),
    )


def _villages_with_parcels(scenario: Scenario) -> dict[str, set[str]]:
    """The consignments that start or end at each village that has any."""
    kinds = {place.id: place.kind for place in scenario.places}
    ends: dict[str, set[str]] = defaultdict(set)
    for consignment in scenario.consignments:
        for place in (consignment.origin, consignment.destination):
            if kinds.get(place) is PlaceKind.VILLAGE:
                ends[place].add(consignment.id)
    return ends


def _reached(reading: Reading) -> dict[str, str]:
    """What reaches each village that is reached: ``bus``, ``van`` or ``both``."""
    vehicles: dict[str, set[str]] = defaultdict(set)
    for move in reading.moves:
        vehicle = "bus" if move.by_bus else "van"
        if move.put_on and move.from_place == move.consignment.origin:
            vehicles[move.from_place].add(vehicle)
        if move.taken_off and move.to_place == move.consignment.destination:
            vehicles[move.to_place].add(vehicle)
    return {
        place: "both" if len(found) > 1 else next(iter(found))
        for place, found in vehicles.items()
        if reading.places[place].kind is PlaceKind.VILLAGE
    }


def _by_run(reading: Reading) -> Iterable[list[OnBus]]:
    loads: dict[str, list[OnBus]] = defaultdict(list)
    for load in reading.on_bus:
        loads[load.run.id].append(load)
    return loads.values()


def _fills(loads: list[OnBus]) -> Iterator[Fraction]:
    """How full each segment of a run is: the tightest of litres, kg and pieces; a room of nothing is full."""
    run: Run = loads[0].run
    for segment in range(len(run.calls) - 1):
        aboard = [load for load in loads if load.board <= segment < load.leave]
        uses = (
            (sum(load.parcels * load.consignment.parcel_ml for load in aboard), run.usable_ml),
            (sum(load.parcels * load.consignment.parcel_g for load in aboard), run.usable_g),
            (sum(load.parcels for load in aboard), run.usable_pieces),
        )
        yield max(
            (Fraction(used, room) if room else Fraction(bool(used)) for used, room in uses if room is not None),
            default=Fraction(0),
        )


def _percent(share: Fraction) -> float:
    return round(float(share * 100), 1)


def _van_uses(reading: Reading) -> Iterator[VanUse]:
    """One row for every van type of the scenario, if the plan's strategy uses vans."""
    if not reading.strategy.uses_vans:
        return
    brands = len({consignment.brand for consignment in reading.scenario.consignments})
    fleets = brands if reading.strategy is Strategy.SEPARATE else 1
    for van in reading.scenario.vans:
        days = [day for day in reading.days if day.van.id == van.id]
        yield VanUse(
            type=van.id,
            kind=van.kind,
            available=van.number * fleets,
            used=len(days),
            trips=sum(len(day.trips) for day in days),
            metres=sum(day.metres(reading.paths) for day in days),
            hours_s=sum(day.span_s for day in days),
            overtime_s=sum(max(0, day.span_s - van.shift_s) for day in days),
            parcels=sum(load.parcels for day in days for trip in day.trips for load in trip.loads),
        )


def _left_reasons(plan: Plan, left: Mapping[str, int]) -> dict[str, int]:
    rules = {(row.rule, row.consignment) for row in plan.unserved}
    reasons: Counter[str] = Counter()
    for rule, consignment in sorted(rules):
        reasons[rule] += left.get(consignment, 0)
    return dict(reasons.most_common())
