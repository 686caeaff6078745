"""A whole county from a seed."""

from __future__ import annotations

import math

import numpy as np

from scenarios.generate.demand import make_consignments
from scenarios.generate.draw import some, step
from scenarios.generate.fleet import AMPLE, Distances, estimate_vans, make_fleet
from scenarios.generate.graph import Paths, edge
from scenarios.generate.layout import Layout, Site, random_layout
from scenarios.generate.links import make_links
from scenarios.generate.roads import RoadMap, build_roads
from scenarios.generate.routes import RoutePlanner
from scenarios.generate.spec import MINUTE, CountySpec, H
from scenarios.generate.timetable import make_runs
from scenarios.settings import Settings
from scenarios.types import Consignment, Goods, Link, Place, PlaceKind, Scenario

TRIKE_HUB_KM = 18.0
"""A village that only e-trikes reach is no farther from the hub, so that a trike can fetch its goods there."""


def generate_county(spec: CountySpec, seed: int) -> Scenario:
    """A made-up county; the same for the same spec and seed.

    >>> spec = CountySpec.of_size(3)
    >>> generate_county(spec, 1) == generate_county(spec, 1)
    True
    """
    rng = np.random.default_rng(seed)
    return build_county(rng, spec, random_layout(rng, spec), f"made up by the generator, seed {seed}")


def build_county(rng: np.random.Generator, spec: CountySpec, layout: Layout, description: str) -> Scenario:
    """Roads, buses, demand and fleet for places that are given."""
    roads = build_roads(rng, layout)
    weak = _trike_only(rng, spec, layout, roads)
    links = make_links(rng, spec, roads, weak)
    runs = make_runs(rng, spec, roads, RoutePlanner(rng, spec, roads).routes())
    places = _places(rng, layout, roads)
    villages = tuple(place for place in places if place.kind is PlaceKind.VILLAGE)
    plain = frozenset(villages[at].id for at in weak)
    consignments = make_consignments(rng, spec, layout.hub.id, villages, plain)
    trikes = _trike_bases(rng, spec, layout, weak)
    return Scenario(
        name=spec.name,
        service_date=spec.service_date,
        strategy=spec.strategy,
        settings=Settings(),
        places=places,
        links=links,
        runs=runs,
        vans=make_fleet(layout.hub.id, *_van_numbers(spec, layout, roads, links, consignments), trikes),
        consignments=consignments,
        description=description,
    )


def _trike_only(rng: np.random.Generator, spec: CountySpec, layout: Layout, roads: RoadMap) -> frozenset[int]:
    """Villages (numbers from 0) whose only road bears no van."""
    near = [at for at, village in enumerate(layout.villages) if layout.hub.crow_km(village) <= TRIKE_HUB_KM / 1.4]
    if roads.towns == 0 or not near:
        return frozenset()
    return frozenset(some(rng, near, round(spec.trike_only_share * len(layout.villages))))


def _trike_bases(rng: np.random.Generator, spec: CountySpec, layout: Layout, weak: frozenset[int]) -> tuple[str, ...]:
    """Stations with an e-trike: a share of them, and each whose town has a village that only trikes reach."""
    chosen = {town.id for town in some(rng, layout.towns, round(spec.trike_share * len(layout.towns)))}
    must = {layout.villages[at].town for at in weak}
    return tuple(town.id for town in layout.towns if town.id in chosen or town.town in must)


def _places(rng: np.random.Generator, layout: Layout, roads: RoadMap) -> tuple[Place, ...]:
    """Rows of places: hub, stations, villages, then junctions."""
    hub = _place(layout, layout.hub, PlaceKind.HUB, 5 * H, 22 * H)
    stations = [_station(rng, layout, town) for town in layout.towns]
    villages = [_village(layout, village) for village in layout.villages]
    first = 1 + roads.towns
    junctions = [
        _place(layout, site, PlaceKind.JUNCTION, 0, 48 * H) for site in roads.nodes[first : first + roads.junctions]
    ]
    return (hub, *stations, *villages, *junctions)


def _place(layout: Layout, site: Site, kind: PlaceKind, opens_s: int, closes_s: int) -> Place:
    lon, lat = layout.plane.to_degrees(site.x_km, site.y_km)
    if kind is PlaceKind.JUNCTION:
        lon, lat = round(lon, 5), round(lat, 5)
    town = "" if kind is PlaceKind.JUNCTION else site.town
    return Place(site.id, site.name, kind, lon, lat, town, opens_s, closes_s, source=site.source)


def _station(rng: np.random.Generator, layout: Layout, site: Site) -> Place:
    lon, lat = layout.plane.to_degrees(site.x_km, site.y_km)
    return Place(
        id=site.id,
        name=site.name,
        kind=PlaceKind.STATION,
        lon=lon,
        lat=lat,
        town=site.town,
        opens_s=6 * H,
        closes_s=20 * H,
        storage_parcels=step(rng, 300, 600, 50),
        source=site.source,
    )


def _village(layout: Layout, site: Site) -> Place:
    lon, lat = layout.plane.to_degrees(site.x_km, site.y_km)
    return Place(
        id=site.id,
        name=site.name,
        kind=PlaceKind.VILLAGE,
        lon=lon,
        lat=lat,
        town=site.town,
        opens_s=8 * H,
        closes_s=19 * H,
        gap_from_s=12 * H,
        gap_to_s=13 * H + 30 * MINUTE,
        source=site.source,
    )


def _van_numbers(
    spec: CountySpec,
    layout: Layout,
    roads: RoadMap,
    links: tuple[Link, ...],
    consignments: tuple[Consignment, ...],
) -> tuple[int, int]:
    """Vans and cold vans: what the spec says, or ample for everything without a bus."""
    far = _distances(layout, roads, links)
    hub = layout.hub.id
    cold = tuple(c for c in consignments if c.goods is Goods.COLD)
    cold_vans = math.ceil(AMPLE * estimate_vans(cold, hub, far))
    vans = math.ceil(AMPLE * estimate_vans(consignments, hub, far))
    return (
        vans if spec.vans is None else spec.vans,
        cold_vans if spec.cold_vans is None else spec.cold_vans,
    )


def _distances(layout: Layout, roads: RoadMap, links: tuple[Link, ...]) -> Distances:
    """Mean minutes from the hub to a village, and typical minutes from one village to the next."""
    number = {site.id: at for at, site in enumerate(roads.nodes)}
    minutes = {edge(number[link.from_place], number[link.to_place]): (link.duration_ms or 0) / 60_000 for link in links}
    from_hub = Paths(len(roads.nodes), minutes).tree(0).length[roads.first_village :]
    lanes = [minutes[edge(turn, roads.first_village + at)] for at, turn in enumerate(roads.turn_off)]
    return Distances(float(np.mean(from_hub)), 2 * float(np.mean(lanes)) + 1.0)
