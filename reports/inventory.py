"""Tables of what a scenario holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.table import Table

from reports.counts import Counts
from reports.terminal import facts, table
from reports.text import count, km, some

KINDS = {"hub": "hubs", "station": "town stations", "village": "villages", "stop": "bus stops", "junction": "junctions"}


def inventory(counts: Counts, itineraries: int | None = None) -> list[object]:
    """What `roadpost scenario show` prints."""
    head = f"{counts.name}: {counts.service_date}, strategy {counts.strategy}"
    return [head, "", facts([*_places(counts), *_buses(counts), *_goods(counts, itineraries)])]


def one_line(counts: Counts) -> str:
    """The size in one line, as `roadpost examples` and `scenario validate` print it."""
    return (
        f"{some(counts.places['village'], 'village')}, {some(counts.places['station'], 'town')}, "
        f"{some(counts.lines, 'line')} with {some(counts.runs_today, 'run')}, "
        f"{some(sum(counts.vans.values()), 'van')}, {some(counts.parcels, 'parcel')} in "
        f"{some(counts.consignments, 'consignment')}"
    )


def examples_table(rows: Iterable[Mapping[str, object]]) -> Table:
    """Names, sizes and descriptions of the examples."""
    header = ("example", "what it is", "villages", "lines", "runs", "vans", "parcels")
    figures = ("villages", "lines", "runs", "vans", "parcels")
    cells = [
        (str(row["name"]), str(row["description"]), *(count(int(str(row[name]))) for name in figures)) for row in rows
    ]
    return table(header, cells, "llrrrrr")


def _places(counts: Counts) -> Iterable[tuple[str, str, str]]:
    for kind, number in counts.places.items():
        if number:
            yield KINDS[kind], count(number), ""
    yield "villages with parcels", count(counts.villages_with_parcels), ""
    yield "villages on a line", count(counts.villages_on_a_line), "a shared run of the day calls there"
    for road_class, metres in counts.road_m.items():
        yield f"{road_class} roads", km(metres), "km"


def _buses(counts: Counts) -> Iterable[tuple[str, str, str]]:
    yield "bus lines", count(counts.lines), ""
    yield "runs today", count(counts.runs_today), f"of {count(counts.runs)} in the timetable"
    yield "buses", count(counts.buses), "blocks (车辆周转)"
    if counts.runs_today:
        low, mean, high = (f"{ml / 1000:,.0f}" for ml in counts.hold_ml)
        yield "hold of a run", mean, f"litres in the mean, {low} to {high}, after the passengers' share"
    for kind, number in counts.vans.items():
        yield f"vans of kind {kind}", count(number), ""


def _goods(counts: Counts, itineraries: int | None) -> Iterable[tuple[str, str, str]]:
    yield "consignments", count(counts.consignments), ""
    yield "parcels", count(counts.parcels), f"{counts.parcels_g / 1e6:,.2f} t, {counts.parcels_ml / 1e6:,.1f} m3"
    groups = (
        ("brand", counts.parcels_by_brand),
        ("class", counts.parcels_by_goods),
        ("direction", counts.parcels_by_direction),
        ("ready at a hub", counts.parcels_by_wave),
    )
    for title, parcels in groups:
        for name, number in parcels.items():
            yield f"  {title} {name}", count(number), ""
    if itineraries is not None:
        yield "itineraries", count(itineraries), "ways that goods could take, for all pairs of places"
