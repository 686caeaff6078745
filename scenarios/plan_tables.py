"""What the files of a plan's folder hold, for the documentation; `optimizer.plan_io` reads and writes them.

This package cannot ask the optimizer for its columns, so a test keeps the two lists the same.
"""

from __future__ import annotations

PlanColumns = tuple[tuple[str, str, str], ...]

PLAN_RECORD: tuple[tuple[str, str], ...] = (
    ("format", "what this file is, and its version"),
    ("scenario", "the scenario's name"),
    ("digest", "SHA-256 over all that the scenario says but name, description and strategy"),
    ("strategy", "separate, joint, bus or shared"),
    ("engine", "which engine made the plan"),
    ("seed", "seed of its random numbers"),
    ("threads", "threads that it was allowed"),
    ("stopped", "why the search stopped"),
    ("seconds", "how long it took"),
    ("cost_urmb", "cost of the plan in millionths of a RMB; cost_rmb beside it is for reading"),
    ("bound_urmb", "no valid plan costs less than this; null if no bound is known"),
    ("cost_parts_urmb", "the parts of the cost by name, see docs/model.md; their sum is the cost"),
    ("versions", "versions of the program and of its libraries"),
    ("summary", "figures for people and for comparisons; no rule is judged by them"),
)

_CONSIGNMENT = ("consignment", "id", "the consignment that the parcels belong to")
_PARCELS = ("parcels", "whole number", "how many parcels")
_TRIP: PlanColumns = (
    ("van", "id", "van type"),
    ("number", "whole number", "which van of the type, from 1"),
    ("trip", "whole number", "which trip of the van, from 1"),
)

PLAN_TABLES: tuple[tuple[str, str, PlanColumns], ...] = (
    (
        "bus_loads", "Parcels on bus runs.",
        (
            ("run", "id", "the bus run"),
            ("board", "whole number", "position of the call where they are put on, from 0"),
            ("leave", "whole number", "position of the call where they are taken off"),
            _CONSIGNMENT,
            _PARCELS,
            ("came_aboard", "yes or no", "whether they were in the hold already, from the bus's run before"),
            ("stays_aboard", "yes or no", "whether they remain in the hold for the bus's next run"),
        ),
    ),
    (
        "van_stops", "Stops of van and e-trike trips.",
        (
            *_TRIP,
            ("seq", "whole number", "0 is the departure from the base, the last one the return to it"),
            ("place", "id", "where"),
            ("arrive", "time", "arrival"),
            ("begin", "time", "work begins"),
            ("depart", "time", "departure, after work and rest"),
            ("rest_s", "whole number of seconds", "rest of the driver after the work"),
        ),
    ),
    (
        "van_loads", "Parcels on van and e-trike trips.",
        (
            *_TRIP,
            ("load_seq", "whole number", "the stop where they are put on"),
            ("unload_seq", "whole number", "the stop where they are taken off"),
            _CONSIGNMENT,
            _PARCELS,
        ),
    ),
    (
        "unserved", "Parcels left behind, a row for each way they could have gone.",
        (
            _CONSIGNMENT,
            ("parcels", "whole number", "how many of the consignment are left behind, the same in all its rows"),
            ("way", "text", "a way they could have gone"),
            ("rule", "text", "the rule that stopped it, see docs/model.md"),
            ("amount", "whole number", "by how much it breaks the rule"),
            ("unit", "text", "unit of the amount"),
            ("detail", "text", "the same in words"),
        ),
    ),
)  # fmt: skip
