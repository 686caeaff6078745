"""Bus stops beside a hub, a station or a village become that place; stops where no bus calls go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from networks.importers.geo import Plane
from networks.importers.notes import Notes
from scenarios.types import Call, Place, PlaceKind, Run, Scenario

SAME_PLACE_M = 150.0
"""A stop nearer than this to a place where goods change hands is taken for it: a walk of two minutes."""

_GOODS = (PlaceKind.HUB, PlaceKind.STATION, PlaceKind.VILLAGE)


def join_stops(scenario: Scenario, same_m: float, notes: Notes) -> Scenario:
    """Return a scenario whose runs call at its hubs, stations and villages where its stops lie beside them.

    Args:
        scenario: with places and runs.
        same_m: metres within which a stop is the place. 0 leaves all stops as they are.
        notes: added to.
    """
    become = _become(scenario.places, same_m, notes)
    runs = []
    for run in scenario.runs:
        calls = _joined_calls([replace(call, place=become.get(call.place, call.place)) for call in run.calls])
        if len(calls) >= 2:
            runs.append(replace(run, calls=calls))
        else:
            notes.left_out("runs", None, "run whose calls are all at one place", f"run {run.id}")
    called = {call.place for run in runs for call in run.calls}
    ends = {end for item in scenario.consignments for end in (item.origin, item.destination)}
    ends |= {end for link in scenario.links for end in (link.from_place, link.to_place)}
    idle = [place for place in scenario.places if place.kind is PlaceKind.STOP and place.id not in called | ends]
    for place in idle:
        if place.id not in become:
            notes.left_out("places", None, "stop where no run calls", f"{place.id} ({place.name})")
    gone = {place.id for place in idle}
    places = tuple(place for place in scenario.places if place.id not in gone)
    return replace(scenario, places=places, runs=tuple(runs))


def _become(places: tuple[Place, ...], same_m: float, notes: Notes) -> dict[str, str]:
    """Return the place that each stop beside one becomes, by ids."""
    centres = [place for place in places if place.kind in _GOODS]
    stops = [place for place in places if place.kind is PlaceKind.STOP]
    if not centres or not stops or same_m <= 0:
        return {}
    plane = Plane.around([place.lon for place in places], [place.lat for place in places])
    tree = cKDTree(_points(plane, centres))
    distances, nearest = tree.query(_points(plane, stops))
    become = {}
    for stop, metres, at in zip(stops, np.atleast_1d(distances), np.atleast_1d(nearest), strict=True):
        if metres <= same_m:
            place = centres[int(at)]
            become[stop.id] = place.id
            detail = f"stop {stop.id} ({stop.name}) is {place.id} ({place.name}), {metres:.0f} m away"
            notes.guess("places", None, "stop taken for the place beside it", detail)
    return become


def _points(plane: Plane, places: list[Place]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return plane.to_metres([place.lon for place in places], [place.lat for place in places])


def _joined_calls(calls: list[Call]) -> tuple[Call, ...]:
    """Return calls with successive ones at one place as one, from the first's arrival to the last's departure."""
    found: list[Call] = []
    for call in calls:
        if found and found[-1].place == call.place:
            before = found[-1]
            found[-1] = replace(
                before, depart_s=call.depart_s, load=before.load or call.load, unload=before.unload or call.unload
            )
        else:
            found.append(call)
    return tuple(found)


def calls_by_place(runs: tuple[Run, ...]) -> Counter[str]:
    """Return how many runs call at each place."""
    return Counter(place for run in runs for place in dict.fromkeys(call.place for call in run.calls))
