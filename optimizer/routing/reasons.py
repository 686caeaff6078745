"""Rows for what stays behind; the last step of a solve replaces them by proofs that try every way."""

from __future__ import annotations

from optimizer.instance import Instance
from optimizer.plan import Unserved
from optimizer.solution import Solution


def unserved_rows(instance: Instance, solution: Solution) -> tuple[Unserved, ...]:
    """One row for every consignment with parcels left behind: no way at all, or none that the search found worth it."""
    rows = []
    for index, parcels in sorted(solution.left(instance).items()):
        item = instance.items[index]
        if instance.ways(item):
            row = Unserved(item.consignment, parcels, "all", "cost", 0, "fen", "no way found that is worth its price")
        else:
            row = Unserved(
                item.consignment, parcels, "none", "unreachable", parcels, "parcels", "no way suits these goods"
            )
        rows.append(row)
    return tuple(rows)
