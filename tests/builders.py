"""Tiny scenarios and plans, made by hand: builders with quiet defaults, so that a test says only what it is about.

Times are written as on a timetable: ``at("07:30")``. Nothing is limited unless a test limits it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from optimizer.plan import BusLoad, Plan, Unserved, VanLoad, VanStop
from scenarios.settings import Settings
from scenarios.types import Call, Consignment, Goods, Link, Place, PlaceKind, Run, Scenario, Strategy, VanType

SERVICE_DATE = datetime.date(2026, 3, 17)
"""A Tuesday."""


def at(text: str) -> int:
    """Seconds since midnight of a time such as "07:30" or "25:10:05".

    >>> at("01:00:05"), at("24:30")
    (3605, 88200)
    """
    hours, minutes, seconds = [*map(int, text.split(":")), 0][:3]
    return hours * 3600 + minutes * 60 + seconds


def place(id: str, kind: str = "village", **more: Any) -> Place:
    """A place that is always open and has room for everything."""
    return Place(id, more.pop("name", id), PlaceKind(kind), more.pop("lon", 0.0), more.pop("lat", 0.0), **more)


def places(hub: str = "", stations: str = "", villages: str = "", stops: str = "") -> tuple[Place, ...]:
    """Places by kind, their ids in words: ``places(hub="H", villages="A B")``."""
    kinds = {"hub": hub, "station": stations, "village": villages, "stop": stops}
    return tuple(place(id, kind) for kind, ids in kinds.items() for id in ids.split())


def link(start: str, end: str, metres: int = 1000, minutes: int = 1, **more: Any) -> Link:
    """A road with a measured duration, both ways."""
    return Link(start, end, metres, more.pop("road_class", "county"), duration_ms=minutes * 60_000, **more)


def call(place: str, time: str, departs: str | None = None, **more: Any) -> Call:
    """A call; it departs when it arrives unless told otherwise."""
    return Call(place, at(time), at(departs or time), **more)


def run(id: str, *calls: Call, block: str = "", **more: Any) -> Run:
    """A shared run that goes every day, with a hold that nothing fills."""
    roomy = {"hold_ml": 10**9, "hold_g": 10**9, "dwell_budget_s": 86_400}
    return Run(id=id, line=more.pop("line", id), block=block, calls=calls, **{**roomy, **more})


def van(id: str, base: str, number: int = 1, **more: Any) -> VanType:
    """A van type that costs nothing, holds everything and may drive all day on many trips."""
    roomy = {"capacity_ml": 10**9, "capacity_g": 10**9, "shift_s": 172_800, "max_trips": 100}
    return VanType(id=id, base=base, number=number, **{**roomy, **more})


def consignment(id: str, origin: str, destination: str, parcels: int = 1, **more: Any) -> Consignment:
    """Parcels of 1 kg and 5 litres, ready at midnight, due in two days; 20 RMB for each left behind."""
    usual: dict[str, Any] = {
        "brand": "brand",
        "parcel_g": 1_000,
        "parcel_ml": 5_000,
        "ready_s": 0,
        "due_s": 172_800,
        "unserved_urmb": 20_000_000,
    }
    return Consignment(id=id, origin=origin, destination=destination, parcels=parcels, **{**usual, **more})


def county(
    places: Iterable[Place] = (),
    links: Iterable[Link] = (),
    runs: Iterable[Run] = (),
    vans: Iterable[VanType] = (),
    consignments: Iterable[Consignment] = (),
    settings: Settings | None = None,
    strategy: str = "shared",
) -> Scenario:
    """A scenario on a Tuesday, with the default settings."""
    return Scenario(
        name="by hand",
        service_date=SERVICE_DATE,
        strategy=Strategy(strategy),
        settings=settings or Settings(),
        places=tuple(places),
        links=tuple(links),
        runs=tuple(runs),
        vans=tuple(vans),
        consignments=tuple(consignments),
    )


def stop(van: str, number: int, trip: int, seq: int, place: str, *times: str, rest_s: int = 0) -> VanStop:
    """A stop of a van trip. One time: all three moments; two: begin (= arrive) and depart; three: each."""
    moments = [at(time) for time in times]
    arrive, begin, depart = {1: moments * 3, 2: [moments[0], *moments], 3: moments}[len(moments)]
    return VanStop(van, number, trip, seq, place, arrive, begin, depart, rest_s)


def plan(
    bus_loads: Iterable[BusLoad] = (),
    van_stops: Iterable[VanStop] = (),
    van_loads: Iterable[VanLoad] = (),
    unserved: Iterable[Unserved] = (),
    strategy: str = "shared",
) -> Plan:
    """A plan in canonical order."""
    return Plan(strategy, tuple(bus_loads), tuple(van_stops), tuple(van_loads), tuple(unserved)).sorted()


def left(consignment: str, parcels: int = 1) -> Unserved:
    """Parcels left behind."""
    return Unserved(consignment, parcels, "bus", "hold", 1, "ml", "")


__all__ = [
    "SERVICE_DATE",
    "BusLoad",
    "Goods",
    "Unserved",
    "VanLoad",
    "VanStop",
    "at",
    "call",
    "consignment",
    "county",
    "left",
    "link",
    "place",
    "places",
    "plan",
    "run",
    "stop",
    "van",
]
