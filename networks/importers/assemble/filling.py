"""What is made up where a scenario lacks it: parcels, vans. Every such thing is noted as a guess."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from networks.importers.faults import source_error
from networks.importers.notes import Notes
from networks.roads import UNREACHABLE, road_graph, travel_matrices
from scenarios.generate.demand import make_consignments
from scenarios.generate.fleet import AMPLE, VAN, Distances, estimate_vans, make_fleet
from scenarios.generate.spec import CountySpec
from scenarios.types import Goods, Place, PlaceKind, Scenario

Demand = Literal["thin", "normal", "dense"]

MOST_VILLAGES = 2_000
NEAREST = 5
"""Villages counted from one to the next when the vans needed are estimated."""


def make_demand(scenario: Scenario, demand: Demand | None, seed: int, notes: Notes) -> Scenario:
    """Return the scenario with parcels for its villages as the generator makes them up.

    Raises:
        SourceError: they may not be made up, there is no village, or there are too many.
    """
    villages = tuple(place for place in scenario.places if place.kind is PlaceKind.VILLAGE)
    if demand is None:
        hint = "give a part with parcels (roadpost import parcels), or make them up with --demand thin"
        raise source_error("consignments", "no parcels", "a part or table with consignments", hint)
    if not 1 <= len(villages) <= MOST_VILLAGES:
        hint = "give a table of places, or make some up with roadpost scenario places"
        raise source_error("places", f"{len(villages):,} villages", f"1 to {MOST_VILLAGES:,} villages", hint)
    spec = CountySpec.of_size(max(3, len(villages)), demand)
    hub = _hub(scenario).id
    made = make_consignments(np.random.default_rng(seed), spec, hub, villages, frozenset())
    parcels = sum(item.parcels for item in made)
    notes.guess("consignments", None, f"parcels made up, {demand}, seed {seed}", f"in {len(made):,} lots", parcels)
    return replace(scenario, consignments=made)


def make_vans(scenario: Scenario, number: int | None, notes: Notes) -> Scenario:
    """Return the scenario with light e-vans at its hub, as many as asked for or ample, and cold ones for cold goods."""
    hub = _hub(scenario)
    far = _distances(scenario, hub)
    cold = tuple(item for item in scenario.consignments if item.goods is Goods.COLD)
    cold_vans = math.ceil(AMPLE * estimate_vans(cold, hub.id, far))
    if number is None:
        number = max(1, math.ceil(AMPLE * estimate_vans(scenario.consignments, hub.id, far)))
        notes.guess("vans", None, "vans, an ample number of the usual kind", f"at {hub.id}", number)
    else:
        notes.guess("vans", None, "vans of the usual kind", f"at {hub.id}", number)
    if cold_vans:
        notes.guess("vans", None, "cold vans, an ample number of the usual kind", f"at {hub.id}", cold_vans)
    return replace(scenario, vans=make_fleet(hub.id, number, cold_vans, ()))


def _hub(scenario: Scenario) -> Place:
    return next(place for place in scenario.places if place.kind is PlaceKind.HUB)


def _distances(scenario: Scenario, hub: Place) -> Distances:
    """Return the mean minutes from the hub to places with parcels, and from one of those to the next few."""
    ends = {end for item in scenario.consignments for end in (item.origin, item.destination)} - {hub.id}
    ends &= {place.id for place in scenario.places}  # others are faults, which validation tells
    if not ends or not scenario.links:
        return Distances(30.0, 5.0)
    seconds, _ = travel_matrices(road_graph(scenario, replace(VAN, base=hub.id)), [hub.id, *sorted(ends)])
    minutes = np.where(seconds >= UNREACHABLE, np.nan, seconds / 60.0)
    near = np.sort(minutes[1:, 1:] + np.where(np.eye(len(ends)) > 0, np.inf, 0.0), axis=1)[:, :NEAREST]
    return Distances(_mean(minutes[0, 1:], 30.0), _mean(near[np.isfinite(near)], 5.0))


def _mean(values: Sequence[float] | np.ndarray[tuple[int, ...], np.dtype[np.float64]], otherwise: float) -> float:
    """Return the mean of the numbers that there are."""
    given = np.asarray(values, dtype=np.float64)
    given = given[np.isfinite(given)]
    return float(given.mean()) if given.size else otherwise
