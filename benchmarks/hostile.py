"""Random scenarios for the test of time limits, a tenth of them built to hang or break an engine."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from scenarios.generate import CountySpec, generate_county
from scenarios.generate.tiny import tiny_scenario
from scenarios.strategies import with_strategy
from scenarios.types import Consignment, PlaceKind, Scenario, Strategy, VanType

Breakage = Literal["", "hang", "crash", "raise", "nonsense", "late"]
BREAKAGES: tuple[Breakage, ...] = ("hang", "crash", "raise", "nonsense", "late")

ENGINES = ("auto", "auto", "auto", "county", "construct", "routing", "exact")
MOST_VILLAGES = {"auto": 600, "county": 600, "construct": 600, "routing": 60, "exact": 6}
"""The routing model is for small scenarios (docs/engines.md). The exact engine refuses more than 12 consignments, so
it gets the tiny scenarios of its own tests."""

_EVERY = 10
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """One random scenario and how it is solved; ``twist`` names what is odd about it, ``breakage`` what is broken."""

    number: int
    seed: int
    villages: int
    demand: str
    strategy: str
    engine: str
    time_limit_s: float
    twist: str
    breakage: Breakage

    def words(self) -> str:
        """The case in one line."""
        odd = ", ".join(filter(None, (self.twist, self.breakage and f"search: {self.breakage}")))
        told = f"{self.villages} villages, {self.demand}, {self.strategy}, {self.engine}, {self.time_limit_s:g} s"
        return f"case {self.number}: {told}{' (' + odd + ')' if odd else ''}"


def case(number: int, seed: int) -> Case:
    """The case of a number; every tenth is hostile, by turns in its engine and in its scenario.

    >>> case(9, 1).twist or case(9, 1).breakage
    'hang'
    >>> case(3, 1) == case(3, 1)
    True
    """
    rng = random.Random(f"{seed} {number}")
    engine = rng.choice(ENGINES)
    turn, hostile = divmod(number, _EVERY)
    twist: str = ""
    breakage: Breakage = ""
    if hostile == _EVERY - 1:
        engine = "auto"
        if turn % 2 == 0:
            breakage = BREAKAGES[turn // 2 % len(BREAKAGES)]
        else:
            twist = list(TWISTS)[turn // 2 % len(TWISTS)]
    low, high = (60, 600) if breakage else (3, MOST_VILLAGES[engine])
    strategies = ("joint", "shared") if breakage else tuple(Strategy)
    return Case(
        number=number,
        seed=rng.randrange(2**31),
        villages=round(low * (high / low) ** rng.random()),
        demand=rng.choice(("thin", "normal", "dense")),
        strategy=str(rng.choice(strategies)),
        engine="county" if breakage else engine,
        time_limit_s=round(rng.uniform(1, 20), 1),
        twist=twist,
        breakage=breakage,
    )


def scenario_of(case: Case) -> Scenario:
    """The scenario of a case."""
    if case.engine == "exact":
        return with_strategy(tiny_scenario(case.seed % 1000), case.strategy)
    spec = CountySpec.of_size(case.villages, case.demand)  # type: ignore[arg-type]
    made = with_strategy(generate_county(spec, case.seed % 1000), case.strategy)
    made = replace(made, settings=replace(made.settings, leave_unreachable=True))
    return TWISTS[case.twist](made) if case.twist else made


def as_arguments(case: Case) -> dict[str, object]:
    """A case as plain values, to be sent to another process."""
    return asdict(case)


def _through_stations(scenario: Scenario) -> Scenario:
    """A third of the goods comes from town stations, some of it late: shipments, reloads and releases in one model."""
    stations = [place.id for place in scenario.places if place.kind is PlaceKind.STATION]
    changed = []
    for number, one in enumerate(scenario.consignments):
        station = stations[number % len(stations)]
        if number % 3 == 0 and one.destination != station:
            one = replace(one, origin=station, ready_s=one.ready_s + number % 7 * 1800)
        changed.append(one)
    return replace(scenario, consignments=tuple(changed))


def _no_vans(scenario: Scenario) -> Scenario:
    return replace(scenario, vans=())


def _unreachable(scenario: Scenario) -> Scenario:
    """Every fifth village has lost its roads."""
    villages = [place.id for place in scenario.places if place.kind is PlaceKind.VILLAGE]
    lost = set(villages[::5])
    links = tuple(link for link in scenario.links if not lost & {link.from_place, link.to_place})
    return replace(scenario, links=links)


def _one_place(scenario: Scenario) -> Scenario:
    """All that comes in goes to one village."""
    village = next(place.id for place in scenario.places if place.kind is PlaceKind.VILLAGE)
    hub = next(place.id for place in scenario.places if place.kind is PlaceKind.HUB)
    goods = tuple(replace(one, destination=village) if one.origin == hub else one for one in scenario.consignments)
    return replace(scenario, consignments=tuple(one for one in goods if one.origin != one.destination))


def _a_million(scenario: Scenario) -> Scenario:
    """One consignment has a million parcels."""
    first, *rest = scenario.consignments
    return replace(scenario, consignments=(replace(first, parcels=_MILLION), *rest))


def _closed(scenario: Scenario) -> Scenario:
    """Villages open for a minute before anything can be there."""
    places = tuple(
        replace(place, opens_s=0, closes_s=60, gap_from_s=None, gap_to_s=None)
        if place.kind is PlaceKind.VILLAGE
        else place
        for place in scenario.places
    )
    return replace(scenario, places=places)


def _tiny_vans(scenario: Scenario) -> Scenario:
    """Vans for three parcels or so: hundreds of trips, most goods split."""

    def small(van: VanType) -> VanType:
        return replace(van, capacity_ml=60_000, capacity_g=20_000, max_trips=50)

    return replace(scenario, vans=tuple(map(small, scenario.vans)))


def _worthless(scenario: Scenario) -> Scenario:
    """Nothing is worth carrying."""

    def cheap(one: Consignment) -> Consignment:
        return replace(one, unserved_urmb=1)

    return replace(scenario, consignments=tuple(map(cheap, scenario.consignments)))


TWISTS: dict[str, Callable[[Scenario], Scenario]] = {
    "goods of town stations": _through_stations,
    "no vans": _no_vans,
    "unreachable villages": _unreachable,
    "all at one place": _one_place,
    "a million parcels": _a_million,
    "closed windows": _closed,
    "tiny vans": _tiny_vans,
    "worthless goods": _worthless,
}
