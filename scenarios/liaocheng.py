"""The shipped examples of Liaocheng: real towns, village names and outlines; everything else is made up.

`python -m scenarios.liaocheng DATA_FOLDER` writes the folders `shenxian-east`, `shenxian` and `guanxian` anew. The data
folder holds `towns.csv`, `villages_2019.csv` and `liaocheng_counties.geojson`.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios import examples
from scenarios.generate.county import build_county
from scenarios.generate.geo import Points, Projection, ring_area_km2, scatter
from scenarios.generate.layout import PER_KM2, Layout, Site, as_points, hub_beside, site_villages
from scenarios.generate.spec import CountySpec
from scenarios.types import Scenario
from scenarios.write import write_scenario

TOWN_SOURCE = "real position; road, storage and hours made up"
VILLAGE_SOURCE = "real name of 2019; position made up"
HUB_SOURCE = "made up"

RENAMED = {"371525205": "371525112"}
"""Codes of towns that changed between the list of villages (2019) and that of towns: a township became a town."""


@dataclass(frozen=True, slots=True)
class County:
    """What an example takes from the data.

    ``seat``: code of the town where the made-up hub is. ``towns``: codes of the towns in it, all if empty.
    ``residents_of``: towns whose residents' committees count as villages, because they were villages until lately.
    """

    name: str
    county: str
    seat: str
    lines: int
    parcels_median: float
    seed: int
    towns: tuple[str, ...] = ()
    residents_of: tuple[str, ...] = ()
    description: str = ""


SHENXIAN_EAST = County(
    "shenxian-east",
    "莘县",
    seat="371522001",
    lines=6,
    parcels_median=8.0,
    seed=2024,
    towns=("371522001", "371522003", "371522004", "371522107", "371522118"),
    description=(
        "five towns in the east of Shenxian and their 197 villages by name; positions, roads, buses and parcels made up"
    ),
)
SHENXIAN = County(
    "shenxian",
    "莘县",
    seat="371522001",
    lines=28,
    parcels_median=8.0,
    seed=2024,
    description="all 24 towns and 1,116 villages of Shenxian by name; positions, roads, buses and parcels made up",
)
GUANXIAN = County(
    "guanxian",
    "冠县",
    seat="371525001",
    lines=18,
    parcels_median=8.0,
    seed=2024,
    residents_of=("371525001", "371525002", "371525003"),
    description="all 18 towns and 760 villages of Guanxian by name; positions, roads, buses and parcels made up",
)
EXAMPLES = (SHENXIAN_EAST, SHENXIAN, GUANXIAN)


def liaocheng_example(folder: str | Path, example: County) -> Scenario:
    """An example county from the data folder; the same for the same data.

    Raises:
        FileNotFoundError: a file is not in the folder.
    """
    data = Path(folder)
    rng = np.random.default_rng(example.seed)
    layout = _layout(rng, data, example)
    spec = CountySpec(
        villages=len(layout.villages),
        towns=len(layout.towns),
        lines=example.lines,
        area_km2=max(1.0, len(layout.villages) / 0.8),
        name=example.name,
        parcels_median=example.parcels_median,
    )
    return build_county(rng, spec, layout, example.description)


def _layout(rng: np.random.Generator, data: Path, example: County) -> Layout:
    """Villages are placed in the whole county, whatever part of it the example takes: so parts agree with the whole."""
    ring_degrees = _outline(data, example.county)
    plane = Projection(*(round(float(middle), 3) for middle in ring_degrees.mean(axis=0)))
    ring = np.array([plane.to_km(lon, lat) for lon, lat in ring_degrees])
    towns = {
        row["code"]: _site(plane, row["code"], row["name"], float(row["lon"]), float(row["lat"]))
        for row in _rows(data / "towns.csv")
        if row["county"] == example.county
    }
    named = _villages(data, example, towns)
    counts = [len(named[code]) for code in towns]
    spots = scatter(rng, ring, PER_KM2, 20 * sum(counts))
    cells = site_villages(rng, spots, as_points(tuple(towns.values())), counts)
    wanted = example.towns or tuple(towns)
    villages = [
        Site(code, name, towns[town].name, *_metres(spot), VILLAGE_SOURCE)
        for town, cell in zip(towns, cells, strict=True)
        for (code, name), spot in zip(named[town], cell, strict=True)
        if town in wanted
    ]
    seat = towns[example.seat]
    hub = hub_beside(rng, seat, f"{example.seat[:6]}H", f"{example.county}县级共配中心", HUB_SOURCE)
    return Layout(plane, hub, tuple(towns[code] for code in towns if code in wanted), tuple(villages))


def _site(plane: Projection, code: str, name: str, lon: float, lat: float) -> Site:
    x_km, y_km = plane.to_km(lon, lat)
    return Site(code, name, name, x_km, y_km, TOWN_SOURCE)


def _villages(data: Path, example: County, towns: dict[str, Site]) -> dict[str, list[tuple[str, str]]]:
    """Codes and names of the villages of each town, in order of their codes."""
    named: dict[str, list[tuple[str, str]]] = {code: [] for code in towns}
    for row in sorted(_rows(data / "villages_2019.csv"), key=lambda row: row["code"]):
        town = RENAMED.get(row["town_code"], row["town_code"])
        if town in named and _counts_as_village(row, example):
            named[town].append((row["code"], row["short"]))
    return named


def _counts_as_village(row: dict[str, str], example: County) -> bool:
    """Villages do, and committees named like one; not those of an office, whose names end in 局."""
    if row["kind"] == "village":
        return True
    return row["town_code"] in example.residents_of and not row["short"].endswith("局")


def _outline(data: Path, county: str) -> Points:
    """The county's outer ring in degrees, the largest if it has several parts."""
    collection = json.loads((data / "liaocheng_counties.geojson").read_text("utf-8"))
    shapes = [f["geometry"] for f in collection["features"] if f["properties"]["name"] == county]
    parts = shapes[0]["coordinates"] if shapes[0]["type"] == "MultiPolygon" else [shapes[0]["coordinates"]]
    return max((np.array(part[0], dtype=np.float64) for part in parts), key=ring_area_km2)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _metres(spot: Points) -> tuple[float, float]:
    return round(float(spot[0]), 3), round(float(spot[1]), 3)


def main(arguments: list[str]) -> int:
    """Write the examples' tables anew from the data folder; their READMEs stay."""
    if len(arguments) != 1:
        print("usage: python -m scenarios.liaocheng DATA_FOLDER", file=sys.stderr)
        return 2
    root = Path(str(examples.__file__)).parent
    for example in EXAMPLES:
        scenario = liaocheng_example(arguments[0], example)
        write_scenario(scenario, root / example.name, overwrite=True)
        print(f"{example.name}: {len(scenario.places)} places, {len(scenario.consignments)} consignments")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
