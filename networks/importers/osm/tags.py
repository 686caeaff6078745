"""What the tags of an OpenStreetMap way say to a van: may it drive there, which way, how fast, how heavy.

Speeds are starting values of ours, not measured; the limit signed beside a road, where it is tagged, comes first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.settings import Settings

Tags = Mapping[str, str]

CLASS_KMH = dict(Settings().speeds_kmh)
"""Free speed by road class where a scenario does not say otherwise."""

HIGHWAYS: dict[str, tuple[str, int | None]] = {
    "motorway": ("county", 90),
    "motorway_link": ("county", 45),
    "trunk": ("county", 60),
    "trunk_link": ("county", 40),
    "primary": ("county", None),
    "primary_link": ("county", None),
    "secondary": ("county", None),
    "secondary_link": ("county", None),
    "tertiary": ("town", None),
    "tertiary_link": ("town", None),
    "unclassified": ("village", None),
    "residential": ("village", None),
    "road": ("village", None),
    "living_street": ("village", 15),
    "service": ("village", 15),
    "track": ("village", 15),
}
"""Road class and free km/h by the value of ``highway``; None where the speed of the class holds."""

CHINESE_REF = re.compile(r"\s*([GSXYC])\d{3}", re.ASCII)
CLASS_BY_REF = {"G": "county", "S": "county", "X": "county", "Y": "town", "C": "village"}
"""Road numbers in China begin with the class: national, provincial, county (县道), town (乡道), village (村道)."""

OF_LIMIT = 0.9
"""Mean speed over the limit signed, on a free country road."""

SURFACE_KMH = {
    **dict.fromkeys(("compacted", "fine_gravel", "gravel", "unpaved", "pebblestone", "sett", "cobblestone"), 40),
    **dict.fromkeys(("unhewn_cobblestone", "wood", "grass_paver", "dirt", "ground", "clay"), 25),
    **dict.fromkeys(("earth", "grass", "stone", "rock", "woodchips"), 20),
    **dict.fromkeys(("sand", "mud", "snow", "ice"), 10),
}
TRACK_KMH = {"grade1": 40, "grade2": 25, "grade3": 20, "grade4": 15, "grade5": 10}
SMOOTHNESS_KMH = {"bad": 30, "very_bad": 20, "horrible": 10}
"""Fastest km/h on a surface, kind of track and smoothness; others do not slow a van down."""

_CLOSED = frozenset(
    (
        *("no", "private", "agricultural", "forestry", "agricultural;forestry", "military", "emergency"),
        *("restricted", "permit", "official", "psv", "bus", "residents", "employees"),
    )
)
_IMPASSABLE = frozenset({"very_horrible", "impassable"})
_DRIVEWAYS = frozenset({"driveway", "parking_aisle", "drive-through", "emergency_access"})
_TRACKS = frozenset({"grade1", "grade2", "grade3"})
_ACCESS = ("goods", "motor_vehicle", "vehicle", "access")
"""Keys that say whether a light goods vehicle may pass, the most particular first."""

_BLOCKING = frozenset(
    (
        *("bollard", "block", "chain", "cycle_barrier", "debris", "fence", "full-height_turnstile", "hedge"),
        *("horse_stile", "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "planter", "stile"),
        *("turnstile", "wall"),
    )
)
_KMH = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", re.ASCII)
_TONNES = re.compile(r"(\d{1,6}(?:\.\d+)?)\s*(t|st|kg|lbs)?", re.ASCII)
_KG = {None: 1_000.0, "t": 1_000.0, "st": 907.18474, "kg": 1.0, "lbs": 0.45359237}
LIGHT_GOODS_KG = 3_500
"""Vehicles above this mass are heavy goods vehicles, which ``hgv=no`` keeps out."""


@dataclass(frozen=True, slots=True)
class Road:
    """What a van may do on a way.

    ``kmh``: free speed; None where that of the road class holds. ``direction``: 1 along the way's nodes only, -1
    against them only, 0 both. ``max_gross_kg``: heaviest vehicle; None without a limit. ``unread``: tags that make no
    sense to us and were passed over.
    """

    highway: str
    road_class: str
    kmh: float | None
    direction: int
    max_gross_kg: int | None
    name: str
    signed: bool = False
    unread: tuple[str, ...] = ()


def road_of(tags: Tags) -> Road | str:
    """Return what a way's tags say, or the reason for which no van drives there.

    >>> road_of({"highway": "tertiary", "maxspeed": "50"})  # doctest: +ELLIPSIS
    Road(highway='tertiary', road_class='town', kmh=45.0, direction=0, max_gross_kg=None, name='', signed=True, ...)
    >>> road_of({"highway": "footway"})
    'not for motor vehicles'
    """
    reason = _why_not(tags)
    if reason:
        return reason
    highway = tags["highway"]
    road_class, usual_kmh = HIGHWAYS[highway]
    if number := CHINESE_REF.match(tags.get("ref", "")):
        road_class = CLASS_BY_REF[number[1]]
    limit_kmh, unread_speed = _limit_kmh(tags)
    gross_kg, unread_weight = _max_gross_kg(tags)
    free_kmh = OF_LIMIT * limit_kmh if limit_kmh else usual_kmh
    return Road(
        highway=highway,
        road_class=road_class,
        kmh=_slowed(tags, road_class, free_kmh),
        direction=_direction(tags),
        max_gross_kg=gross_kg,
        name=tags.get("name") or tags.get("ref", ""),
        signed=limit_kmh is not None,
        unread=(*unread_speed, *unread_weight),
    )


def closes_road(tags: Tags) -> bool:
    """Tell whether a barrier on a road, by its tags, lets no van pass. A gate is open unless it says not."""
    access = next((tags[key] for key in _ACCESS if key in tags), None)
    if access is not None:
        return access in _CLOSED
    return tags.get("barrier") in _BLOCKING


def _why_not(tags: Tags) -> str:
    """Return why a van cannot use a way, or "" if it can."""
    highway = tags.get("highway", "")
    if highway in ("construction", "proposed", "planned", "abandoned", "razed", "disused"):
        return "not built, or given up"
    if highway not in HIGHWAYS or tags.get("area") == "yes":
        return "not for motor vehicles"
    access = next((tags[key] for key in _ACCESS if key in tags), "yes")
    if access in _CLOSED:
        return "closed to the public"
    if tags.get("smoothness") in _IMPASSABLE or tags.get("impassable") == "yes":
        return "too rough to drive"
    if highway == "service" and tags.get("service") in _DRIVEWAYS:
        return "driveways and parking aisles"
    if highway == "track" and tags.get("tracktype") not in _TRACKS and not _allows_cars(tags):
        return "tracks of unknown or poor quality"
    if tags.get("oneway") == "reversible":
        return "direction changes with the hour"
    return ""


def _allows_cars(tags: Tags) -> bool:
    return tags.get("motor_vehicle") in ("yes", "designated", "permissive", "destination")


def _direction(tags: Tags) -> int:
    oneway = tags.get("oneway", "")
    if oneway in ("yes", "true", "1"):
        return 1
    if oneway in ("-1", "reverse"):
        return -1
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") in ("motorway", "motorway_link")
    return 1 if implied and oneway not in ("no", "false", "0") else 0


def _limit_kmh(tags: Tags) -> tuple[float | None, list[str]]:
    """Return the lowest speed limit signed, and the tags that hold none we can read."""
    found, unread = [], []
    for key in ("maxspeed", "maxspeed:forward", "maxspeed:backward"):
        text = tags.get(key)
        if text is None or text == "none" or ":" in text:  # "CN:rural": the law's limit, which our class speeds know
            continue
        kmh = _kmh(text)
        if kmh is None:
            unread.append(f"{key}={text}")
        else:
            found.append(kmh)
    return (min(found) if found else None), unread


def _kmh(text: str) -> float | None:
    """Return a speed in km/h; of several the lowest.

    >>> _kmh("50"), _kmh("40;30"), round(_kmh("30 mph")), _kmh("fast")
    (50.0, 30.0, 48, None)
    """
    speeds = []
    for part in text.split(";"):
        match = _KMH.fullmatch(part.strip())
        if part.strip() == "walk":
            speeds.append(5.0)
        elif not match or not 1 <= float(match[1]) <= 200:
            return None
        else:
            speeds.append(float(match[1]) * (1.609344 if match[2] == "mph" else 1.0))
    return min(speeds)


def _slowed(tags: Tags, road_class: str, kmh: float | None) -> float | None:
    """Return the free speed after what surface and smoothness allow; None where the class's own speed holds."""
    surface = tags.get("surface", "").split(";")[0].split(":")[0]
    bounds = [
        table[value]
        for table, value in (
            (SURFACE_KMH, surface),
            (TRACK_KMH, tags.get("tracktype", "")),
            (SMOOTHNESS_KMH, tags.get("smoothness", "")),
        )
        if value in table
    ]
    if not bounds or min(bounds) >= (CLASS_KMH[road_class] if kmh is None else kmh):
        return None if kmh is None else float(kmh)
    return float(min(bounds))


def _max_gross_kg(tags: Tags) -> tuple[int | None, list[str]]:
    """Return the heaviest vehicle allowed, rounded down to kg, and the tags that hold no weight we can read."""
    found, unread = [], []
    for key in ("maxweight", "maxweightrating"):
        text = tags.get(key)
        if text is None or text in ("none", "default", "unsigned"):
            continue
        match = _TONNES.fullmatch(text.strip().lower().replace(",", "."))
        kg = float(match[1]) * _KG[match[2]] if match else 0.0
        if 0 < kg <= 1_000_000:
            found.append(int(kg))
        else:
            unread.append(f"{key}={text}")
    if tags.get("hgv") == "no":
        found.append(LIGHT_GOODS_KG)
    return (min(found) if found else None), unread
