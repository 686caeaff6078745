"""Rules about what may go where: strategies, calendars, calls and classes of goods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from optimizer.checker.violation import Violation
from optimizer.costs.loads import OnBus
from optimizer.costs.reading import Reading
from scenarios.types import Goods, Strategy


def strategy(reading: Reading) -> Iterator[Violation]:
    """Vehicles and brands are used as the plan's strategy says."""
    used = reading.strategy
    if not used.uses_buses:
        for load in reading.on_bus:
            yield Violation("strategy", load.where, load.parcels, "parcels", f"strategy {used} uses no buses")
    if not used.uses_vans:
        for trip in reading.trips:
            yield Violation("strategy", trip.where, 1, "trips", f"strategy {used} uses no vans")
    if used is Strategy.SEPARATE:
        for day in reading.days:
            brands = sorted(day.brands)
            if len(brands) > 1:
                detail = f"one van carries parcels of {', '.join(brands)}"
                yield Violation("strategy", day.where, len(brands) - 1, "brands", detail)


def calendar(reading: Reading) -> Iterator[Violation]:
    """A run that carries parcels is shared and operates on the service date."""
    carried: Counter[str] = Counter()
    for load in reading.on_bus:
        carried[load.run.id] += load.parcels
    day = reading.scenario.service_date
    for name, parcels in carried.items():
        run = reading.runs[name]
        if not run.shared:
            yield Violation("calendar", f"run {name}", parcels, "parcels", "the run carries passengers only")
        if not run.operates_on(day):
            yield Violation("calendar", f"run {name}", parcels, "parcels", f"the run does not operate on {day}")


def call(reading: Reading) -> Iterator[Violation]:
    """Goods get on before they get off, at calls that let cargo on and off."""
    for row in reading.sieve.backward:
        detail = f"board {row.board} is not before leave {row.leave}"
        where = f"run {row.run} calls {row.board}-{row.leave}, consignment {row.consignment}"
        yield Violation("call", where, row.board - row.leave + 1, "calls", detail)
    for load in reading.on_bus:
        board, leave = load.run.calls[load.board], load.run.calls[load.leave]
        if not load.came_aboard and not board.load:
            detail = f"no loading at call {load.board} at {board.place}"
            yield Violation("call", load.where, load.parcels, "parcels", detail)
        if not load.stays_aboard and not leave.unload:
            detail = f"no unloading at call {load.leave} at {leave.place}"
            yield Violation("call", load.where, load.parcels, "parcels", detail)


def goods(reading: Reading) -> Iterator[Violation]:
    """Classes and single pieces travel only on vehicles that may carry them."""
    for load in reading.on_bus:
        yield from _on_bus(reading, load)
    for trip in reading.trips:
        for carried in trip.loads:
            if carried.consignment.goods is Goods.COLD and not trip.van.cold:
                where = f"{trip.where}, consignment {carried.consignment.id}"
                detail = f"cold goods, but van type {trip.van.id} is not cold"
                yield Violation("goods", where, carried.parcels, "parcels", detail)


def _on_bus(reading: Reading, load: OnBus) -> Iterator[Violation]:
    consignment, settings = load.consignment, reading.settings
    if consignment.goods is Goods.BARRED:
        yield Violation("goods", load.where, load.parcels, "parcels", "barred goods never ride on a bus")
    elif consignment.goods not in load.run.goods:
        detail = f"the run takes no {consignment.goods} goods"
        yield Violation("goods", load.where, load.parcels, "parcels", detail)
    heaviest_g, most_g = consignment.heaviest_g, settings.bus_max_piece_g
    if heaviest_g > most_g:
        detail = f"heaviest piece {heaviest_g} g, limit {most_g} g"
        yield Violation("goods", load.where, heaviest_g - most_g, "g", detail)
    longest_cm, most_cm = consignment.longest_cm, settings.bus_max_side_cm
    if longest_cm > most_cm:
        detail = f"longest side {longest_cm} cm, limit {most_cm} cm"
        yield Violation("goods", load.where, longest_cm - most_cm, "cm", detail)
