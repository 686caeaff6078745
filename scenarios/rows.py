"""Which row of which file each value of a scenario came from, so that a fault can be found again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.schema import MEASURED
from scenarios.types import Link, Scenario

Row = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Rows:
    """File and row number, by position in the scenario's tuples.

    Attributes:
        calls: by position of the run, then of the call in it.
        files: path of each table's file, by table name; missing where it is ``name.csv``.
    """

    places: Sequence[Row]
    links: Sequence[Row]
    runs: Sequence[Row]
    vans: Sequence[Row]
    consignments: Sequence[Row]
    calls: Sequence[Sequence[Row]]
    files: Mapping[str, str] = field(default_factory=dict)

    def file(self, table: str) -> str:
        """Return the path of a table's file."""
        return self.files.get(table, f"{table}.csv")


def belongs_to_travel(link: Link) -> bool:
    """True if a link is written to travel.csv: measured, one way, with nothing that only links.csv can say."""
    return (
        link.road_class == MEASURED
        and link.oneway
        and link.duration_ms is not None
        and link.max_gross_kg is None
    )


def rows_as_written(scenario: Scenario) -> Rows:
    """Return the rows in which `write_scenario` would put everything: for a scenario that was not read from files."""
    calls: list[list[Row]] = []
    row = 2
    for run in scenario.runs:
        calls.append([("calls.csv", row + position) for position in range(len(run.calls))])
        row += len(run.calls)
    next_row = {"links.csv": 2, "travel.csv": 2}
    links = []
    for link in scenario.links:
        file = "travel.csv" if belongs_to_travel(link) else "links.csv"
        links.append((file, next_row[file]))
        next_row[file] += 1
    return Rows(
        places=_from_two("places.csv", len(scenario.places)),
        links=links,
        runs=_from_two("runs.csv", len(scenario.runs)),
        vans=_from_two("vans.csv", len(scenario.vans)),
        consignments=_from_two("consignments.csv", len(scenario.consignments)),
        calls=calls,
    )


def _from_two(file: str, number: int) -> list[Row]:
    return [(file, row) for row in range(2, number + 2)]
