"""Which bus stops are places that the user has already: the stop at the village is the village point.

A bus calls at a stop, parcels end at a place. Where both are the same spot, the calls must be at the place, or no
parcel could ever be handed over there without a van.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from networks.importers.geo import metres_between
from networks.importers.headings import plain_text
from scenarios.types import Place, PlaceKind

WITHIN_M = 150.0
"""A stop nearer to a place than this is taken as the place itself, whatever its name: two minutes' walk."""
SAME_NAME_WITHIN_M = 1_000.0
"""A stop of the same name is taken as the place up to here: a village's stop is often at the main road."""

_BLANKS = re.compile(r"[\s·・,，.。()\[\]【】《》\-_/]+")
_ENDINGS = re.compile(
    r"(公交站|汽车站|客运站|车站|站点|停靠点|村委会|村民委员会|(?<=.)[村站]| bus station| station| stop)$"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A stop that is a place; ``by`` says why."""

    place: Place
    metres: float
    by: str


def same_name(name: str) -> str:
    """Return a name in the form in which stops and places are compared.

    >>> same_name("张庄村 站"), same_name(" Ripton Station"), same_name("村")
    ('张庄', 'ripton', '村')
    """
    plain = plain_text(name)
    while (shorter := _ENDINGS.sub("", plain).strip()) and shorter != plain:
        plain = shorter
    return _BLANKS.sub("", plain) or plain


def match_stops(
    stops: Iterable[tuple[str, str, float, float]], places: Sequence[Place], within_m: float = WITHIN_M
) -> dict[str, Match]:
    """Return the stops that are places.

    A stop is the nearest place (hub, station, village or stop) of the same name within 1,000 m, else the nearest of any
    name within ``within_m``. Several stops may be one place, such as those on both sides of the road.

    Args:
        stops: id, name, lon and lat of each.
        places: of the user; junctions are passed over.
        within_m: 0 for the same name alone.
    """
    known = [place for place in places if place.kind is not PlaceKind.JUNCTION]
    if not known:
        return {}
    lon, lat = (np.array([getattr(place, name) for place in known]) for name in ("lon", "lat"))
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(known):
        by_name[same_name(place.name)].append(number)
    found = {}
    for stop, name, x, y in stops:
        metres = metres_between(x, y, lon, lat)
        named = by_name.get(same_name(name), []) if name else []
        best = min(named, key=lambda number: metres[number], default=-1)
        if best >= 0 and metres[best] <= SAME_NAME_WITHIN_M:
            found[stop] = Match(known[best], float(metres[best]), "same name")
            continue
        best = int(np.argmin(metres))
        if within_m and metres[best] <= within_m:
            found[stop] = Match(known[best], float(metres[best]), "nearest")
    return found


def free_id(wanted: str, taken: Iterable[str]) -> str:
    """Return an id that no place of the user's has.

    >>> free_id("1", {"1"}), free_id("2", {"1"})
    ('stop 1', '2')
    """
    names = set(taken)
    while wanted in names:
        wanted = f"stop {wanted}"[:64]
        if wanted in names and len(wanted) == 64:
            wanted = wanted[:-7] + "~1"
    return wanted
