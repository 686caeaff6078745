"""Sentences that other parts of the program build in English, in the reader's language.

The checker and the engines say where a rule is broken and by how much in short sentences with names and figures in
them. Each kind of sentence stands here once as a template; a sentence is recognised by its template.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from reports.catalogue.reading import Translator, mark
from reports.catalogue.words import GOODS, KINDS
from reports.plain import plain

TEMPLATES = (
    # Why goods stay behind
    mark("no road, and no buses that can be caught"),
    mark("pays for {n} parcels, but the time was over"),
    mark("not tried: the time was over"),
    mark("dearer for {n} parcels than leaving them"),
    mark("no way found that is worth its price"),
    mark("no van may carry {goods} goods"),
    mark("one parcel is too large for any van"),
    mark("no van that may carry the goods has a road there and back"),
    mark("a piece too heavy for a bus"),
    mark("a piece too long for a bus"),
    mark("run {run} takes no {goods} goods"),
    mark("it departs before the goods are there"),
    mark("it departs before a van can bring the goods"),
    mark("not one can be sorted before the next bus"),
    mark("it arrives too late"),
    mark("no cold store at {place}"),
    # Where a rule is broken
    mark("run {run} calls {calls}, consignment {consignment}"),
    mark("run {run} segment {segment}"),
    mark("run {run} call {call} at {place}"),
    mark("layover after run {run}"),
    mark("layover before run {run}"),
    mark("consignment {consignment} at {place}"),
    mark("van {van} trip {trip} stop {stop} at {place}"),
    mark("van {van} trip {trip}, consignment {consignment}"),
    mark("van {van} trip {trip}"),
    mark("van {van} brand {brand}"),
    mark("run {run}, consignment {consignment}"),
    mark("bus load {run} {calls} {consignment}"),
    mark("van load {van} trip {trip} {stops} {consignment}"),
    mark("unserved {consignment}"),
    mark("plan"),
    mark("place {place}"),
    mark("consignment {consignment}"),
    mark("run {run}"),
    mark("van {van}"),
    # By how much
    mark("no run {name}"),
    mark("no van type {name}"),
    mark("no consignment {name}"),
    mark("no place {name}"),
    mark("no trip with sound stops"),
    mark("taken off no later than it is put on"),
    mark("strategy {name} is none of {known}"),
    mark("call {call} is not one of {calls}"),
    mark("stop {stop} is not one of {stops}"),
    mark("trips are numbered {found}, not {expected}"),
    mark("stops are numbered {found}, not {expected}"),
    mark("came aboard at call {call}, which is not the run's first"),
    mark("stays aboard at call {call}, which is not the run's last"),
    mark("{came} of consignment {consignment} came aboard, {stayed} stayed from no earlier run of the block"),
    mark("{came} of consignment {consignment} came aboard, {stayed} stayed from run {run}"),
    mark("run {run} ends at {place}, run {next} starts at {start}"),
    mark("departs at {time}, but run {run} arrives at {arrival}"),
    mark("board {board} is not before leave {leave}"),
    mark("{leave} leave the origin, {given} are to be carried"),
    mark("{n} come back to the origin"),
    mark("{n} leave the destination again"),
    mark("{come} come and {leave} leave"),
    mark("parcels change vehicles at a {kind}, but may only at hubs and stations"),
    mark("cold goods, but van type {van} is not cold"),
    mark("vans of this type are numbered 1 to {most}"),
    mark("brand {brand} uses {n} vans, it has {most}"),
    mark("a trip has at least a departure and a return"),
    mark("{place} was visited before"),
    mark("{place} is the base"),
    mark("arrival, begin and departure are one moment at departure and return"),
    mark("a rest of {n} s: none is negative, and none is taken at the departure"),
    mark("rests {n} s in one piece begun by {time}, needs {needed} s"),
    mark("its rows name {n} parcels"),
    mark("plan.json says strategy {claimed}, the plan says {counted}"),
    mark("the plan was made for another scenario: digest {claimed}, this one has {counted}"),
    mark("{used} of {room} {unit} after the stop"),
    mark("{n} of consignment {consignment} stay aboard, none came aboard the block's next run"),
    mark("handling takes {used} s of {room} s on the way"),
    mark("handling takes {used} s of {room} s"),
    mark("leaves at {time}, available from {ready}"),
    mark("leave at {time} before they are available ({ready})"),
    mark("{n} parcels wait at {time}, room for {room}"),
    mark("cold goods wait {used} s, at most {room} s without a cold store"),
    mark("cold goods change between a bus and a van without a cold store"),
    mark("goods change hands at {time}, open {hours}"),
    mark("{n} arrive at {time}, due {due}"),
    mark("plan.json claims {claimed}, recomputed {counted}"),
    mark("the lower bound {bound} is above the cost {cost}"),
    mark("barred goods never ride on a bus"),
    mark("the run takes no {goods} goods"),
    mark("the run carries passengers only"),
    mark("the run does not operate on {day}"),
    mark("no loading at call {call} at {place}"),
    mark("no unloading at call {call} at {place}"),
    mark("heaviest piece {used} g, limit {room} g"),
    mark("longest side {used} cm, limit {room} cm"),
    mark("{arrive} arrive + {left} left behind, of {given} given"),
    mark("{missing} parcels do not arrive and no row says why"),
    mark("departs at {time}, not before {limit}"),
    mark("returns at {time}, not after {limit}"),
    mark("the day takes {used} s of {room} s with overtime"),
    mark("drives {used} m of {room} m"),
    mark("{n} trips, at most {most} a day"),
    mark("a trip starts and ends at the base {place}"),
    mark("nothing is loaded or unloaded"),
    mark("no road from {start} to {end} for van type {van}"),
    mark("arrives at {time}, by road at {earliest}"),
    mark("departs at {time}, free from {limit}"),
    mark("departs at {time}, work and rest end at {limit}"),
    mark("work begins at {time}, before the arrival at {arrival}"),
    mark("strategy {strategy} uses no buses"),
    mark("strategy {strategy} uses no vans"),
    mark("one van carries parcels of {brands}"),
    mark("{used} of {room} {unit}"),
    mark("{n} parcels"),
)
"""The longer of two that may fit the same sentence comes first."""

_WAYS = {"none": mark("no way"), "all": mark("all ways"), "all ways": mark("all ways"), "van": mark("van")}
_WORDS = {"goods": GOODS, "kind": KINDS}


def phrase(text: str, _: Translator) -> str:
    """A sentence in the reader's language; one that no template fits stays as it is.

    >>> phrase("run r1 segment 2", {"run {run} segment {segment}": "{segment} of {run}"}.get)
    '2 of r1'
    """
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return _filled(_(template), found.groupdict(), _)
    return plain(text)


def way_phrase(way: str, place: Callable[[str], str], _: Translator) -> str:
    """A way that was tried, such as ``van to T1 > bus R1+R2 > van from T2``, with the names of its places."""
    legs = []
    for leg in way.split(" > "):
        if leg in _WAYS:
            legs.append(_(_WAYS[leg]))
        elif leg.startswith("van to "):
            legs.append(_("van to {place}").replace("{place}", place(leg.removeprefix("van to "))))
        elif leg.startswith("van from "):
            legs.append(_("van from {place}").replace("{place}", place(leg.removeprefix("van from "))))
        elif leg.startswith("bus "):
            legs.append(_("bus {run}").replace("{run}", plain(leg.removeprefix("bus "))))
        else:
            legs.append(plain(leg))
    return " → ".join(legs)


def _filled(sentence: str, groups: dict[str, str], _: Translator) -> str:
    """The sentence with its names put in all at once, so that a name with braces in it stays a name."""
    words = {key: _(_WORDS[key].get(value, value)) if key in _WORDS else plain(value) for key, value in groups.items()}
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), sentence)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every template with the pattern of its sentences; a name may hold any characters."""
    return tuple((template, re.compile(_pattern(template), re.DOTALL)) for template in TEMPLATES)


def _pattern(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
