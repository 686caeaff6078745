"""The frozen integer problem that engines see, and how it is made from a scenario and its network."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from networks import Itinerary, Network, Profile, Ride
from networks.itineraries import transfer_times
from networks.roads import UNREACHABLE, IntMatrix
from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Place, PlaceKind, Scenario, Strategy, VanType


@dataclass(frozen=True, slots=True)
class Item:
    """A consignment in indices. ``available_s`` is its ready time plus the cut-off of its origin (alpha_c).

    ``serve_urmb``: sorting and commission per parcel, paid however it travels.
    """

    index: int
    consignment: str
    brand: str
    origin: int
    destination: int
    goods: Goods
    parcels: int
    parcel_g: int
    parcel_ml: int
    heaviest_g: int
    longest_cm: int
    available_s: int
    due_s: int
    unserved_urmb: int
    serve_urmb: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """A van type in indices. ``urmb_per_m`` includes the price of CO2; ``number`` counts per brand in `separate`."""

    index: int
    type: VanType
    base: int
    profile: int
    urmb_per_m: int

    @property
    def number(self) -> int:
        """How many there are."""
        return self.type.number


@dataclass(frozen=True, eq=False)
class Instance:
    """All that an engine needs, in integers: items, fleets, matrices, rides and rates.

    ``timed_days`` and ``_ways`` only remember what follows from the rest.
    """

    strategy: Strategy
    settings: Settings
    network: Network
    items: tuple[Item, ...]
    fleets: tuple[Fleet, ...]
    timed_days: dict[tuple[object, ...], object] = field(default_factory=dict, repr=False)
    _ways: dict[tuple[object, ...], tuple[Itinerary, ...]] = field(default_factory=dict, repr=False)

    @property
    def places(self) -> tuple[Place, ...]:
        """Places by index."""
        return self.network.places

    @cached_property
    def latest_s(self) -> int:
        """A time that no event of any sensible plan passes."""
        closing = max((place.closes_s for place in self.places), default=0)
        return max(closing, 172_800) + 86_400

    def seconds(self, fleet: Fleet) -> IntMatrix:
        """Travel seconds between places for a fleet, `UNREACHABLE` where there is no road."""
        return self.network.travel_s[fleet.profile]

    def metres(self, fleet: Fleet) -> IntMatrix:
        """Travel metres between places for a fleet, `UNREACHABLE` where there is no road."""
        return self.network.travel_m[fleet.profile]

    def can_carry(self, fleet: Fleet, item: Item) -> bool:
        """True if a van of this fleet may carry the item's goods and has room for one parcel."""
        van = fleet.type
        return (item.goods is not Goods.COLD or van.cold) and (
            item.parcel_g <= van.capacity_g and item.parcel_ml <= van.capacity_ml
        )

    def can_reach(self, fleet: Fleet, place: int) -> bool:
        """True if a van of this fleet can drive from its base to the place and back."""
        return self._in_reach[fleet.profile, fleet.base][place]

    @cached_property
    def _in_reach(self) -> dict[tuple[int, int], list[bool]]:
        """For the profile and base of each fleet, which places one can drive to and back from."""
        found: dict[tuple[int, int], list[bool]] = {}
        for fleet in self.fleets:
            seconds = self.seconds(fleet)
            there_and_back = np.maximum(seconds[fleet.base], seconds[:, fleet.base]) < UNREACHABLE
            found[fleet.profile, fleet.base] = there_and_back.tolist()
        return found

    def put_down_limit_s(self, place: int, depart_s: int, parcels: int) -> int:
        """Latest time at which a load may be put down at a transfer place to leave it at ``depart_s``."""
        fixed_s, per_parcel_s = transfer_times(self.settings, self.places[place])
        return depart_s - fixed_s - per_parcel_s * parcels

    def ready_after_s(self, place: int, put_down_s: int, parcels: int) -> int:
        """Time from which a load put down at a transfer place may leave it again."""
        fixed_s, per_parcel_s = transfer_times(self.settings, self.places[place])
        return put_down_s + fixed_s + per_parcel_s * parcels

    def on_ride(self, ride: Ride, item: Item) -> bool:
        """True if the item's goods may be on every run of the ride and one parcel fits their empty holds."""
        settings, runs = self.settings, self.network.timetable.runs
        if item.goods is Goods.BARRED or item.heaviest_g > settings.bus_max_piece_g:
            return False
        if item.longest_cm > settings.bus_max_side_cm:
            return False
        for leg in ride.legs:
            run = runs[leg.run]
            if item.goods not in run.goods or run.usable_pieces == 0:
                return False
            if item.parcel_g > run.usable_g or item.parcel_ml > run.usable_ml:
                return False
        return True

    def ways(self, item: Item) -> tuple[Itinerary, ...]:
        """The itineraries that suit one parcel of the item: goods, availability, transfers, hard due, cold waits.

        Van legs are only checked against roads, classes and the quickest conceivable times.
        """
        key = (
            item.origin, item.destination, item.goods, item.available_s, item.due_s,
            item.heaviest_g, item.longest_cm, item.parcel_g, item.parcel_ml,
        )  # fmt: skip
        if key not in self._ways:
            known = self.network.itineraries.get((item.origin, item.destination), ())
            carriers = [fleet for fleet in self.fleets if self.can_carry(fleet, item)]
            self._ways[key] = tuple(way for way in known if self._suits(way, item, carriers))
        return self._ways[key]

    def _suits(self, way: Itinerary, item: Item, carriers: list[Fleet]) -> bool:
        for leg in (way.first_mile, way.last_mile):
            if leg is not None and not any(
                self.can_reach(fleet, leg.from_place)
                and self.can_reach(fleet, leg.to_place)
                and self.seconds(fleet)[leg.from_place, leg.to_place] < UNREACHABLE
                for fleet in carriers
            ):
                return False
        if way.by_van_only:
            return True
        return self._bus_times_suit(way, item, carriers)

    def _bus_times_suit(self, way: Itinerary, item: Item, carriers: list[Fleet]) -> bool:
        first, last = way.rides[0], way.rides[-1]
        if first.depart_s < item.available_s or way.max_parcels < 1:
            return False
        earliest_s = item.available_s
        if way.first_mile is not None:
            leg = way.first_mile
            driving_s = min(int(self.seconds(fleet)[leg.from_place, leg.to_place]) for fleet in carriers)
            earliest_s = self.ready_after_s(leg.to_place, earliest_s + driving_s, 1)
        if first.depart_s < earliest_s:
            return False
        if way.last_mile is None and self.settings.late_urmb_per_s is None and last.arrive_s > item.due_s:
            return False
        if not all(self.on_ride(ride, item) for ride in way.rides):
            return False
        return item.goods is not Goods.COLD or self._cold_waits_suit(way)

    def _cold_waits_suit(self, way: Itinerary) -> bool:
        """Cold goods: bus to bus the wait must be short or at a cold store; bus to van only at a cold store."""
        if way.first_mile is not None and not self.places[way.first_mile.to_place].cold_store:
            return False
        if way.last_mile is not None and not self.places[way.last_mile.from_place].cold_store:
            return False
        for before, after in zip(way.rides, way.rides[1:], strict=False):
            wait_s = after.depart_s - before.arrive_s
            if not self.places[before.to_place].cold_store and wait_s > self.settings.cold_max_wait_s:
                return False
        return True


def build_instance(scenario: Scenario, network: Network) -> Instance:
    """Translate a scenario and its network into the integer problem, for the scenario's strategy."""
    items = tuple(
        _item(number, consignment, scenario, network) for number, consignment in enumerate(scenario.consignments)
    )
    vans = scenario.vans if scenario.strategy.uses_vans else ()
    fleets = tuple(_fleet(number, van, scenario, network) for number, van in enumerate(vans))
    return Instance(scenario.strategy, scenario.settings, network, items, fleets)


def _item(number: int, consignment: Consignment, scenario: Scenario, network: Network) -> Item:
    origin, destination = network.index[consignment.origin], network.index[consignment.destination]
    ends = (network.places[origin].kind, network.places[destination].kind)
    settings = scenario.settings
    return Item(
        index=number,
        consignment=consignment.id,
        brand=consignment.brand,
        origin=origin,
        destination=destination,
        goods=consignment.goods,
        parcels=consignment.parcels,
        parcel_g=consignment.parcel_g,
        parcel_ml=consignment.parcel_ml,
        heaviest_g=max(consignment.heaviest_g, consignment.parcel_g),
        longest_cm=consignment.longest_cm,
        available_s=consignment.ready_s + _cutoff_s(settings, ends[0]),
        due_s=consignment.due_s,
        unserved_urmb=consignment.unserved_urmb,
        serve_urmb=settings.sorting_urmb * ends.count(PlaceKind.HUB)
        + settings.commission_urmb * ends.count(PlaceKind.VILLAGE),
    )


def _cutoff_s(settings: Settings, kind: PlaceKind) -> int:
    return {
        PlaceKind.HUB: settings.hub_cutoff_s,
        PlaceKind.STATION: settings.station_cutoff_s,
        PlaceKind.VILLAGE: settings.village_cutoff_s,
    }.get(kind, 0)


def _fleet(number: int, van: VanType, scenario: Scenario, network: Network) -> Fleet:
    co2_urmb_per_m = -(-van.co2_g_per_km * scenario.settings.co2_urmb_per_kg // 1_000_000)
    return Fleet(
        number,
        van,
        network.index[van.base],
        network.profiles.index(Profile.of(van)),
        van.urmb_per_m + co2_urmb_per_m,
    )


def quickest_s(instance: Instance) -> IntMatrix:
    """Element-wise least travel seconds over all fleets; all `UNREACHABLE` without fleets."""
    count = len(instance.places)
    matrices = [instance.network.travel_s[profile] for profile in sorted({fleet.profile for fleet in instance.fleets})]
    empty: IntMatrix = np.full((count, count), UNREACHABLE, dtype=np.int32)
    least: IntMatrix = np.minimum.reduce([empty, *matrices])
    return least
