"""Places and roads of the tiny scenarios."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenarios.generate.draw import chance, choose, some, step, whole
from scenarios.types import Link, Place, PlaceKind

H = 3600
MINUTE = 60
SOURCE = "generated"


@dataclass(frozen=True, slots=True)
class TinyMap:
    """Places of a tiny county and where they lie, in km east and north of the hub."""

    places: tuple[Place, ...]
    at_km: dict[str, tuple[float, float]]
    hub: str
    stations: tuple[str, ...]
    villages: tuple[str, ...]
    stops: tuple[str, ...]

    def crow_km(self, one: str, other: str) -> float:
        """Straight-line km between two places."""
        return math.dist(self.at_km[one], self.at_km[other])


def tiny_map(rng: np.random.Generator) -> TinyMap:
    """A hub, one or two town stations, three to six villages; at times a bus stop and a junction."""
    stations = ("s1", "s2")[: whole(rng, 1, 2)]
    villages = tuple(f"v{number}" for number in range(1, whole(rng, 3, 6) + 1))
    stops = ("stop1",) if chance(rng, 0.2) else ()
    at_km = {"hub": (0.0, 0.0)}
    turn = rng.uniform(0, 2 * math.pi)
    for number, station in enumerate(stations):
        at_km[station] = _around(rng, (0.0, 0.0), turn + 2.2 * number, 4.0, 10.0)
    for village in villages:
        centre = "hub" if chance(rng, 0.2) else choose(rng, stations)
        at_km[village] = _around(rng, at_km[centre], rng.uniform(0, 2 * math.pi), 1.0, 6.0)
    for other in (*stops, *(("j1",) if chance(rng, 0.4) else ())):
        at_km[other] = _around(rng, at_km[choose(rng, stations)], rng.uniform(0, 2 * math.pi), 0.5, 3.0)
    places = tuple(_place(rng, id_, spot) for id_, spot in at_km.items())
    return TinyMap(places, at_km, "hub", stations, villages, stops)


def _around(
    rng: np.random.Generator, centre: tuple[float, float], angle: float, near_km: float, far_km: float
) -> tuple[float, float]:
    radius = rng.uniform(near_km, far_km)
    return round(centre[0] + radius * math.cos(angle), 3), round(centre[1] + radius * math.sin(angle), 3)


def _place(rng: np.random.Generator, id_: str, at_km: tuple[float, float]) -> Place:
    lon = round(115.7 + at_km[0] / 89.6, 6)
    lat = round(36.3 + at_km[1] / 111.2, 6)
    if id_ == "hub":
        return Place(id_, "Hub", PlaceKind.HUB, lon, lat, "", 5 * H, 22 * H, source=SOURCE)
    if id_.startswith("v"):
        return _village(rng, id_, lon, lat)
    if id_.startswith("stop"):
        return Place(id_, "Stop", PlaceKind.STOP, lon, lat, source=SOURCE)
    if id_.startswith("j"):
        return Place(id_, "Junction", PlaceKind.JUNCTION, lon, lat, source=SOURCE)
    return Place(
        id=id_,
        name=f"Town {id_}",
        kind=PlaceKind.STATION,
        lon=lon,
        lat=lat,
        town=id_,
        opens_s=choose(rng, (6, 6, 8)) * H,
        closes_s=choose(rng, (20, 20, 17)) * H,
        storage_parcels=choose(rng, (400, 400, None, 12, 5)),
        sort_s_per_parcel=choose(rng, (None, None, 8, 2)),
        cold_store=chance(rng, 0.3),
        source=SOURCE,
    )


def _village(rng: np.random.Generator, id_: str, lon: float, lat: float) -> Place:
    """Open 08:00 to 19:00 with a midday gap; some villages open late or have no gap."""
    gap = chance(rng, 0.7)
    return Place(
        id=id_,
        name=f"Village {id_}",
        kind=PlaceKind.VILLAGE,
        lon=lon,
        lat=lat,
        opens_s=choose(rng, (8, 8, 8, 9, 6)) * H,
        closes_s=choose(rng, (19, 19, 19, 16)) * H,
        gap_from_s=12 * H if gap else None,
        gap_to_s=13 * H + 30 * MINUTE if gap else None,
        source=SOURCE,
    )


def tiny_links(rng: np.random.Generator, county: TinyMap, lightest_kg: int) -> tuple[Link, ...]:
    """A two-way tree that reaches every place, and a few shortcuts that may be one way or limited in weight.

    If the lightest vehicle (``lightest_kg`` gross) is a trike, one village's only road may bear only that.
    """
    ids = list(county.at_km)
    joined = [ids[0]]
    links: list[Link] = []
    for id_ in ids[1:]:
        near = min(joined, key=lambda other: county.crow_km(other, id_))
        weak = lightest_kg < 1_200 and id_ == county.villages[-1] and chance(rng, 0.4)
        links += _ways(rng, county, near, id_, 1_200 if weak else None)
        joined.append(id_)
    have = {frozenset((link.from_place, link.to_place)) for link in links}
    pairs = [(a, b) for at, a in enumerate(ids) for b in ids[at + 1 :] if frozenset((a, b)) not in have]
    near_pairs = sorted(pairs, key=lambda pair: county.crow_km(*pair))[:6]
    links += [_shortcut(rng, county, a, b) for a, b in some(rng, near_pairs, whole(rng, 1, 3))]
    return tuple(links)


def _ways(rng: np.random.Generator, county: TinyMap, a: str, b: str, limit_kg: int | None) -> list[Link]:
    """The road between two places: one two-way link, or two one-way links that take different times."""
    length_m = _length_m(rng, county, a, b)
    road = _road_class(a, b)
    if not chance(rng, 0.25):
        return [Link(a, b, length_m, road, max_gross_kg=limit_kg, source=SOURCE)]
    there_ms, back_ms = (1000 * (length_m // whole(rng, 5, 11) + 20) for _ in range(2))
    return [
        Link(a, b, length_m, road, True, there_ms, limit_kg, SOURCE),
        Link(b, a, length_m, road, True, back_ms, limit_kg, SOURCE),
    ]


def _shortcut(rng: np.random.Generator, county: TinyMap, a: str, b: str) -> Link:
    if chance(rng, 0.5):
        a, b = b, a
    limit_kg = choose(rng, (None, None, 1_200))
    return Link(a, b, _length_m(rng, county, a, b), "village", chance(rng, 0.3), None, limit_kg, SOURCE)


def _length_m(rng: np.random.Generator, county: TinyMap, a: str, b: str) -> int:
    straight_m = int(1000 * county.crow_km(a, b))
    return max(100, straight_m * step(rng, 115, 145, 5) // 1000 * 10)


def _road_class(a: str, b: str) -> str:
    if a.startswith("v") and b.startswith("v"):
        return "village"
    return "town" if a.startswith("v") or b.startswith("v") else "county"
