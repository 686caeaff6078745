"""A whole scenario from parts: joined, filled up where something is missing, and validated."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from networks.importers.assemble.filling import Demand, make_demand, make_vans
from networks.importers.assemble.sources import joined, read_sources
from networks.importers.assemble.stops import SAME_PLACE_M, calls_by_place, join_stops
from networks.importers.coordinates import Coordinates
from networks.importers.faults import source_error
from networks.importers.notes import NOTES_NAME, Notes, notes_text
from networks.importers.part import GEOMETRY_NAME, Part
from networks.importers.places import join_places
from networks.importers.roads import Road, collection, roads_of
from networks.importers.snap import MOST_M
from scenarios.faults import ScenarioError
from scenarios.parse import parse_scenario, row_faults
from scenarios.schema import BY_NAME
from scenarios.settings import ScenarioFile
from scenarios.tables import read_table
from scenarios.types import PlaceKind, Run, Scenario, Strategy
from scenarios.validate import validate
from scenarios.write import write_scenario


@dataclass(frozen=True, slots=True)
class AssembleOptions:
    """What to make of the parts.

    Attributes:
        name: what reports call the scenario.
        date: service day; None for the one on which most runs operate.
        strategy: how brands and vehicles may be used.
        hub: id of the place that is the hub; None if the parts have one.
        demand: parcels to make up where the parts have none: few, normal or many a village; None to refuse.
        vans: vans at the hub where the parts have none; None for ample.
        seed: of the parcels made up.
        coordinates: of single tables of places.
        snap_m: longest straight way from a place to a road.
        same_place_m: a stop nearer than this to a hub, station or village is taken for it.
        unreachable: ``leave`` to leave parcels behind where no vehicle comes, ``error`` to refuse.
    """

    name: str
    date: datetime.date | None = None
    strategy: Strategy = Strategy.SHARED
    hub: str | None = None
    demand: Demand | None = None
    vans: int | None = None
    seed: int = 0
    coordinates: Coordinates = Coordinates.WGS84
    snap_m: float = MOST_M
    same_place_m: float = SAME_PLACE_M
    unreachable: str = "error"


@dataclass(frozen=True, eq=False)
class Assembled:
    """A valid scenario, the shapes of its roads (GeoJSON), and the notes of the parts and of putting them together."""

    scenario: Scenario
    geometry: dict[str, Any]
    notes: Notes


def assemble(paths: Sequence[str | Path], options: AssembleOptions) -> Assembled:
    """Join parts and tables into a scenario.

    Raises:
        SourceError: a part cannot be read, ids clash, there is no hub, or there are no parcels and none may be made up.
        ScenarioError: the parts do not fit together: with all faults that validation finds.
    """
    notes = Notes()
    part = joined(read_sources(paths, options.coordinates, notes), notes)
    scenario = _with_hub(_parsed(part, options), options.hub, notes)
    scenario = _on_a_day(scenario, options.date, notes)
    scenario = join_stops(scenario, options.same_place_m, notes)
    roads, scenario = _on_roads(part, scenario, options.snap_m, notes)
    if not scenario.consignments:
        scenario = make_demand(scenario, options.demand, options.seed, notes)
    if not scenario.vans and scenario.strategy.uses_vans:
        scenario = make_vans(scenario, options.vans, notes)
    return Assembled(validate(scenario), collection(roads), notes)


def write_assembled(made: Assembled, folder: str | Path) -> Path:
    """Write a scenario's folder with `notes.csv` and, if there are roads, `roads.geojson`; whole or not at all.

    Raises:
        WriteError: the folder is not empty, or cannot be written.
    """
    beside = {NOTES_NAME: notes_text(made.notes.listed())}
    if made.geometry["features"]:
        beside[GEOMETRY_NAME] = json.dumps(made.geometry, ensure_ascii=False, allow_nan=False)
    return write_scenario(made.scenario, folder, beside=beside)


def _parsed(part: Part, options: AssembleOptions) -> Scenario:
    """Return what the tables say; they have been checked one by one, here they meet."""
    if part.places is None:
        raise source_error("the sources", "no places at all", "a part or table with places")
    tables = {
        name: read_table(BY_NAME[name], f"{name}.csv", frame.to_csv(index=False).encode())
        for name, frame in part.tables().items()
    }
    file = ScenarioFile.model_validate(
        {
            "name": options.name,
            "service_date": options.date or datetime.date.today(),
            "strategy": options.strategy.value,
            "policy": {"unreachable": options.unreachable},
        }
    )
    parsed = parse_scenario(file, tables)
    faults = [*row_faults(tables), *parsed.faults]
    if faults:
        raise ScenarioError(faults)
    return parsed.scenario


def _with_hub(scenario: Scenario, hub: str | None, notes: Notes) -> Scenario:
    """Return the scenario with the place that the user names as a hub, if any."""
    ids = {place.id for place in scenario.places}
    if hub is not None and hub not in ids:
        raise source_error("--hub", hub, "the id of a place", _busiest(scenario))
    if hub is None and not any(place.kind is PlaceKind.HUB for place in scenario.places):
        hint = f"name one with --hub; {_busiest(scenario)}"
        raise source_error("places", "no hub", "at least one place of kind hub", hint)
    if hub is None:
        return scenario
    notes.count("places", f"hub: {hub}", 1)
    places = (replace(place, kind=PlaceKind.HUB) if place.id == hub else place for place in scenario.places)
    return replace(scenario, places=tuple(places))


def _busiest(scenario: Scenario) -> str:
    """Return a hint that names the places where most runs call, or else some stations."""
    names = {place.id: place.name for place in scenario.places}
    most = [f"{id_} ({names[id_]})" for id_, _ in calls_by_place(scenario.runs).most_common(5) if id_ in names]
    if most:
        return f"most runs call at {', '.join(most)}"
    stations = [place for place in scenario.places if place.kind is PlaceKind.STATION][:5]
    some = ", ".join(f"{place.id} ({place.name})" for place in stations)
    return f"stations are {some}" if stations else "no run calls anywhere"


def _on_a_day(scenario: Scenario, date: datetime.date | None, notes: Notes) -> Scenario:
    """Return the scenario on the day wanted, or else on the day on which most runs operate."""
    if date is not None:
        return scenario
    days = Counter(day for run in scenario.runs for day in run.dates if run.operates_on(day))
    if days:
        date = min(days, key=lambda day: (-_operating(scenario.runs, day), day))
        what = "service day, the one on which most runs operate"
    else:
        date = scenario.service_date
        what = "service day, today, because no source names one"
    notes.guess("scenario.toml", None, what, date.isoformat())
    return replace(scenario, service_date=date)


def _operating(runs: Sequence[Run], day: datetime.date) -> int:
    return sum(run.operates_on(day) for run in runs)


def _on_roads(part: Part, scenario: Scenario, most_m: float, notes: Notes) -> tuple[tuple[Road, ...], Scenario]:
    """Return the roads and the scenario with every place joined to them that no link leads to yet."""
    ids = {place.id for place in scenario.places}
    ends = {end for link in scenario.links for end in (link.from_place, link.to_place)}
    if ends - ids:
        return (), scenario  # validation tells which links lead nowhere
    apart = [place for place in scenario.places if place.id not in ends and place.kind is not PlaceKind.JUNCTION]
    roads = roads_of(part)
    if not roads:
        for place in apart if scenario.links else ():
            notes.warning("travel", None, "place without a measured way", f"{place.id} ({place.name})")
        return (), scenario
    found = join_places(roads, scenario.places, apart, most_m, "places", notes)
    # Links come first, measured ways after them.
    measured = scenario.links[len(roads) :]
    ends |= {end for road in found.roads for end in (road.link.from_place, road.link.to_place)}
    places = tuple(place for place in found.places if place.kind is not PlaceKind.JUNCTION or place.id in ends)
    links = (*(road.link for road in found.roads), *measured)
    return found.roads, replace(scenario, places=places, links=links)
