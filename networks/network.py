"""The network of a scenario: places as indices, travel matrices per profile, the timetable, the itineraries."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from networks.itineraries import Breadth, Counts, Itinerary, ItineraryFinder, collect_rides
from networks.roads import UNREACHABLE, IntMatrix, Profile, road_graph, travel_matrices
from networks.timetable import Timetable, build_timetable
from scenarios.faults import Fault, ScenarioError
from scenarios.types import Place, PlaceKind, Scenario

EXHAUSTIVE = Breadth(exhaustive=True, layovers=1_000)

_SMALL = (12, 40)
"""Up to so many consignments and runs, every itinerary is kept: an exact search may then claim its proof."""


class NetworkError(ScenarioError):
    """The roads and timetables do not reach every place that has parcels; carries one fault for each."""


@dataclass(frozen=True, eq=False)
class Network:
    """Everything about where and when.

    ``places``: hubs, stations, villages and stops in file order (junctions are gone). ``travel_s[k]`` and
    ``travel_m[k]`` are (n, n) int32 matrices of profile ``profiles[k]``. ``itineraries[o, d]`` lists the ways of
    every pair that has a consignment. ``unreachable``: pairs with a consignment and no way at all.
    ``breadth``: how widely itineraries were searched.
    """

    places: tuple[Place, ...]
    index: dict[str, int]
    profiles: tuple[Profile, ...]
    travel_s: tuple[IntMatrix, ...]
    travel_m: tuple[IntMatrix, ...]
    timetable: Timetable
    itineraries: dict[tuple[int, int], tuple[Itinerary, ...]]
    unreachable: tuple[tuple[str, str], ...]
    breadth: Breadth
    counts: Counts = field(default_factory=Counts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            (self.places, self.profiles, self.timetable, self.itineraries)
            == (other.places, other.profiles, other.timetable, other.itineraries)
            and all(map(np.array_equal, self.travel_s, other.travel_s))
            and all(map(np.array_equal, self.travel_m, other.travel_m))
        )

    __hash__ = None  # type: ignore[assignment]  # it holds arrays


def build_network(scenario: Scenario, breadth: Breadth | None = None) -> Network:
    """Build matrices, timetable and itineraries for the scenario's strategy.

    Raises:
        NetworkError: places with parcels cannot be reached by any van or bus, and the scenario does not say
            `unreachable = "leave"`. Every such place is named.
    """
    places = tuple(place for place in scenario.places if place.kind is not PlaceKind.JUNCTION)
    index = {place.id: number for number, place in enumerate(places)}
    profiles = tuple(sorted({Profile.of(van) for van in scenario.vans}))
    graphs = {Profile.of(van): van for van in scenario.vans}
    matrices = [
        travel_matrices(road_graph(scenario, graphs[profile]), [place.id for place in places]) for profile in profiles
    ]
    timetable = build_timetable(scenario, index)
    pairs = dict.fromkeys((index[c.origin], index[c.destination]) for c in scenario.consignments)
    _refuse_unreachable(scenario, places, timetable, [seconds for seconds, _ in matrices], pairs)

    chosen = breadth or _breadth(scenario, timetable)
    finder = _finder(scenario, places, timetable, [seconds for seconds, _ in matrices], frozenset(pairs), chosen)
    itineraries = {pair: finder.find(*pair) for pair in pairs}
    return Network(
        places,
        index,
        profiles,
        tuple(seconds for seconds, _ in matrices),
        tuple(metres for _, metres in matrices),
        timetable,
        itineraries,
        tuple((places[o].id, places[d].id) for (o, d), ways in itineraries.items() if not ways),
        chosen,
        finder.counts,
    )


def _breadth(scenario: Scenario, timetable: Timetable) -> Breadth:
    consignments, runs = _SMALL
    small = len(scenario.consignments) <= consignments and len(timetable.runs) <= runs
    return EXHAUSTIVE if small else Breadth()


def _finder(
    scenario: Scenario,
    places: tuple[Place, ...],
    timetable: Timetable,
    seconds: list[IntMatrix],
    pairs: frozenset[tuple[int, int]],
    breadth: Breadth,
) -> ItineraryFinder:
    riding = timetable if scenario.strategy.uses_buses else Timetable((), (), ())
    quickest = np.minimum.reduce(seconds) if seconds and scenario.strategy.uses_vans else None
    rides = collect_rides(riding, places, pairs, breadth)
    finder = ItineraryFinder(places, scenario.settings, rides, quickest, breadth)
    finder.counts.rides = sum(map(len, rides.between.values()))
    return finder


def _refuse_unreachable(
    scenario: Scenario,
    places: tuple[Place, ...],
    timetable: Timetable,
    seconds: list[IntMatrix],
    pairs: dict[tuple[int, int], None],
) -> None:
    """Raise for places with parcels where no bus calls and to which no van type's roads lead, there and back."""
    if scenario.settings.leave_unreachable:
        return
    index = {place.id: number for number, place in enumerate(places)}
    reached = np.zeros(len(places), dtype=bool)
    profiles = sorted({Profile.of(van) for van in scenario.vans})
    for van in scenario.vans:
        matrix, base = seconds[profiles.index(Profile.of(van))], index[van.base]
        reached |= (matrix[base, :] < UNREACHABLE) & (matrix[:, base] < UNREACHABLE)
    lost = sorted({place for pair in pairs for place in pair if place not in timetable.calls_at and not reached[place]})
    if lost:
        raise NetworkError(tuple(_unreachable_fault(scenario, places[place]) for place in lost))


def _unreachable_fault(scenario: Scenario, place: Place) -> Fault:
    linked = any(place.id in (link.from_place, link.to_place) for link in scenario.links)
    found = "has links, but none that a van may use all the way" if linked else "has no link at all"
    return Fault(
        file="links.csv",
        row=None,
        column="from, to",
        value=f"{place.id} ({place.name})",
        expected=f"a road or a bus call for a place with parcels; it {found}",
        hint='check weight limits and one-ways, or set unreachable = "leave" under [policy]: its parcels stay behind',
    )
