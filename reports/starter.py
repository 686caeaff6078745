"""What to begin one's own scenario with: a small one made here, or a copy of an example."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path

from scenarios import WriteError, examples
from scenarios.settings import Settings
from scenarios.types import Call, Consignment, Goods, Link, Place, PlaceKind, Run, Scenario, Strategy, VanType

H, MINUTE = 3600, 60
SOURCE = "made up: put your own here"


def copy_example(name: str, target: Path) -> None:
    """Copy an example's folder, whole or not at all, to where nothing is or an empty folder.

    Raises:
        UnknownExample: there is none of this name.
        WriteError: there is something already.
    """
    source = examples.find(name)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WriteError(f"{target} is not an empty folder; nothing was written")
    beside = target.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".roadpost-", dir=beside) as held:
        copied = Path(held, "copy")
        shutil.copytree(source, copied, copy_function=shutil.copyfile)
        if target.exists():
            target.rmdir()
        copied.rename(target)


def starter(name: str, service_date: datetime.date) -> Scenario:
    """A hub, a town, three villages, a bus there and back, two vans."""
    return Scenario(
        name=name,
        service_date=service_date,
        strategy=Strategy.SHARED,
        settings=Settings(),
        places=_places(),
        links=_links(),
        runs=(_run("out-1", 8 * H, ("hub", "v1", "town", "v2")), _run("back-1", 14 * H, ("v2", "town", "v1", "hub"))),
        vans=_vans(),
        consignments=_consignments(),
        description="A beginning: change the tables to your own county. docs/formats.md tells every column.",
    )


def _places() -> tuple[Place, ...]:
    village = {"town": "Town", "opens_s": 8 * H, "closes_s": 19 * H, "gap_from_s": 12 * H, "gap_to_s": 13 * H + 1800}
    return (
        Place("hub", "County hub 县级共配中心", PlaceKind.HUB, 115.70, 36.24, source=SOURCE),
        Place("town", "Town station 乡镇站", PlaceKind.STATION, 115.80, 36.24, "Town", 7 * H, 19 * H, source=SOURCE),
        Place("v1", "Village 1 村一", PlaceKind.VILLAGE, 115.75, 36.24, source=SOURCE, **village),  # type: ignore[arg-type]
        Place("v2", "Village 2 村二", PlaceKind.VILLAGE, 115.85, 36.25, source=SOURCE, **village),  # type: ignore[arg-type]
        Place("v3", "Village 3 村三", PlaceKind.VILLAGE, 115.84, 36.21, source=SOURCE, **village),  # type: ignore[arg-type]
    )


def _links() -> tuple[Link, ...]:
    return (
        Link("hub", "v1", 5_200, "county", source=SOURCE),
        Link("v1", "town", 4_900, "county", source=SOURCE),
        Link("town", "v2", 5_600, "town", source=SOURCE),
        Link("town", "v3", 6_100, "village", source=SOURCE),
        Link("v3", "v2", 5_000, "village", source=SOURCE),
    )


def _run(name: str, departs_s: int, stops: tuple[str, ...]) -> Run:
    """A run that calls every 15 minutes and waits a minute at each stop."""
    calls = []
    last = len(stops) - 1
    for position, place in enumerate(stops):
        arrive_s = departs_s + position * 15 * MINUTE
        depart_s = arrive_s + (MINUTE if 0 < position < last else 0)
        calls.append(Call(place, arrive_s, depart_s, dwell_limit_s=MINUTE if 0 < position < last else None))
    return Run(name, "L1", "bus-1", tuple(calls), hold_ml=800_000, hold_g=150_000, haircut_pct=10)


def _vans() -> tuple[VanType, ...]:
    return (
        VanType(
            "van", "hub", 2, capacity_ml=4_500_000, capacity_g=900_000, kind="e-van", fixed_urmb=320_000_000,
            urmb_per_m=280, overtime_urmb_per_s=12_500, earliest_s=6 * H, latest_s=20 * H, shift_s=8 * H,
            max_overtime_s=2 * H, range_m=200_000, reload_s=15 * MINUTE, max_trips=3, gross_kg=2_800, co2_g_per_km=102,
        ),
    )  # fmt: skip


def _consignments() -> tuple[Consignment, ...]:
    rows = (
        ("c1", "hub", "v1", "post", 12, 7 * H, Goods.ORDINARY),
        ("c2", "hub", "v2", "post", 9, 7 * H, Goods.ORDINARY),
        ("c3", "hub", "v3", "express", 14, 7 * H, Goods.ORDINARY),
        ("c4", "hub", "v3", "express", 1, 7 * H, Goods.BARRED),
        ("c5", "v2", "hub", "express", 4, 9 * H, Goods.FRAGILE),
    )
    return tuple(
        Consignment(name, origin, destination, brand, parcels, 1_300, 14_000, ready_s, 19 * H, 20_000_000, goods, 1_300)
        for name, origin, destination, brand, parcels, ready_s, goods in rows
    )
