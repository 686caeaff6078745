"""From a road map to rows of `links.csv`: minutes each way, one-way roads, weight limits.

The minutes follow a curve measured on map-service times between rural stations of a county in Shandong: a trip costs
about five minutes whatever its length (the way out of one village and into another) and 1.25 minutes per km.
"""

from __future__ import annotations

import numpy as np

from scenarios.generate.draw import chance, choose
from scenarios.generate.roads import Road, RoadMap
from scenarios.generate.spec import CountySpec
from scenarios.types import Link

SOURCE = "generated"

SPEED_KMH = {"county": 60.0, "town": 54.0, "village": 42.0}
"""Speed on the open road between two junctions."""

TURN_MIN = {"county": 0.05, "town": 0.12, "village": 0.2}
"""Minutes for the junction at a road's end: slowing down, turning, waiting."""

LANE_KMH = 22.0
"""Speed on a village's own lane, from its junction to its point."""

LANE_MIN = 1.7
"""Minutes inside a village and at its turn-off, on top of the lane's length."""

STATION_MIN = 0.6
"""Minutes in the streets of a town, added to each road that ends at its station or at the hub."""

ASYMMETRIC_SHARE = 0.2
"""Share of roads whose two directions take different times."""

LIMIT_KG = 1_800
"""Weight limit of weak village roads and bridges: an e-trike may pass, a van may not."""


def make_links(rng: np.random.Generator, spec: CountySpec, roads: RoadMap, weak: frozenset[int]) -> tuple[Link, ...]:
    """Links for all roads; ``weak`` are villages (numbers from 0) whose only road bears no van."""
    links: list[Link] = []
    for road in roads.roads:
        limit_kg = LIMIT_KG if road.b - roads.first_village in weak else None
        if not road.needed and chance(rng, spec.limited_share):
            limit_kg = LIMIT_KG
        if not road.needed and chance(rng, spec.one_way_share):
            links.append(_one_way(rng, roads, road, limit_kg))
        elif chance(rng, ASYMMETRIC_SHARE):
            links += _two_one_ways(rng, roads, road, limit_kg)
        else:
            links.append(_link(roads, road, road.a, road.b, False, _minutes(rng, roads, road), limit_kg))
    return tuple(links)


def _one_way(rng: np.random.Generator, roads: RoadMap, road: Road, limit_kg: int | None) -> Link:
    a, b = choose(rng, ((road.a, road.b), (road.b, road.a)))
    return _link(roads, road, a, b, True, _minutes(rng, roads, road), limit_kg)


def _two_one_ways(rng: np.random.Generator, roads: RoadMap, road: Road, limit_kg: int | None) -> list[Link]:
    """The two directions as links of their own, one up to a quarter slower: a left turn, a gradient, a market."""
    minutes = _minutes(rng, roads, road)
    slower = minutes * rng.uniform(1.05, 1.25)
    a, b = choose(rng, ((road.a, road.b), (road.b, road.a)))
    return [
        _link(roads, road, a, b, True, minutes, limit_kg),
        _link(roads, road, b, a, True, slower, limit_kg),
    ]


def _minutes(rng: np.random.Generator, roads: RoadMap, road: Road) -> float:
    """Minutes for a road, some 8 % more or fewer at random."""
    km = road.length_m / 1000
    if road.b >= roads.first_village:
        minutes = LANE_MIN + 60 * km / LANE_KMH
    else:
        minutes = TURN_MIN[road.road_class] + 60 * km / SPEED_KMH[road.road_class]
        minutes += STATION_MIN * sum(end <= roads.towns for end in (road.a, road.b))
    return minutes * float(np.clip(rng.normal(1.0, 0.08), 0.8, 1.25))


def _link(roads: RoadMap, road: Road, a: int, b: int, oneway: bool, minutes: float, limit_kg: int | None) -> Link:
    """A row; minutes to a tenth."""
    duration_ms = 6_000 * max(1, round(10 * minutes))
    start, end = roads.nodes[a].id, roads.nodes[b].id
    return Link(start, end, road.length_m, road.road_class, oneway, duration_ms, limit_kg, SOURCE)
