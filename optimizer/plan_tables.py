"""The tables of a plan's folder: what each column is called and holds, like `scenarios.schema` for scenarios."""

from __future__ import annotations

from decimal import Decimal

from optimizer.plan import BusLoad, Unserved, VanLoad, VanStop
from scenarios.columns import Column, Kind, Table


def _id(name: str, meaning: str) -> Column:
    return Column(name, Kind.ID, name, meaning, required=True)


def _count(name: str, meaning: str, unit: str = "") -> Column:
    # Numbers that make no sense are let in: the checker says what is wrong with them.
    limit = Decimal(10**12)
    return Column(name, Kind.INTEGER, name, meaning, required=True, unit=unit, low=-limit, high=limit)


def _time(name: str, meaning: str) -> Column:
    return Column(name, Kind.TIME, f"{name}_s", meaning, required=True)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, Kind.YES_NO, name, meaning, required=True)


_PARCELS = _count("parcels", "how many parcels", "parcels")
_CONSIGNMENT = _id("consignment", "the consignment that the parcels belong to")
_TRIP = (
    _id("van", "van type"),
    _count("number", "which van of the type, from 1"),
    _count("trip", "which trip of the van, from 1"),
)
TABLES = (
    Table(
        "bus_loads", BusLoad, "Parcels on bus runs.", "always",
        (
            _id("run", "the bus run"),
            _count("board", "position of the call where they are put on, from 0"),
            _count("leave", "position of the call where they are taken off"),
            _CONSIGNMENT,
            _PARCELS,
            _flag("came_aboard", "whether they were in the hold already, from the bus's run before"),
            _flag("stays_aboard", "whether they remain in the hold for the bus's next run"),
        ),
    ),
    Table(
        "van_stops", VanStop, "Stops of van and e-trike trips.", "always",
        (
            *_TRIP,
            _count("seq", "0 is the departure from the base, the last one the return to it"),
            _id("place", "where"),
            _time("arrive", "arrival"),
            _time("begin", "work begins"),
            _time("depart", "departure, after work and rest"),
            _count("rest_s", "rest of the driver after the work", "seconds"),
        ),
    ),
    Table(
        "van_loads", VanLoad, "Parcels on van and e-trike trips.", "always",
        (
            *_TRIP,
            _count("load_seq", "the stop where they are put on"),
            _count("unload_seq", "the stop where they are taken off"),
            _CONSIGNMENT,
            _PARCELS,
        ),
    ),
    Table(
        "unserved", Unserved, "Parcels left behind, a row for each way they could have gone.", "always",
        (
            _CONSIGNMENT,
            _count("parcels", "how many parcels of the consignment are left behind, the same in all its rows"),
            Column("way", Kind.TEXT, "way", "a way they could have gone", required=True),
            Column("rule", Kind.TEXT, "rule", "the rule that stopped it, see docs/model.md", required=True),
            _count("amount", "by how much it breaks the rule"),
            Column("unit", Kind.TEXT, "unit", "unit of the amount", required=True),
            Column("detail", Kind.TEXT, "detail", "the same in words"),
        ),
    ),
)  # fmt: skip
"""The tables of a plan, one for each kind of row; `Table.name` is also the name of the plan's attribute."""
