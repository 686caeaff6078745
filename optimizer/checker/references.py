"""Rules about the rows themselves: what they name, and what is said of parcels left behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from optimizer.checker.violation import Violation
from optimizer.costs.reading import Reading


def reference(reading: Reading) -> Iterator[Violation]:
    """Every row names things that exist; the other rules do not see those that do not."""
    for bad in reading.sieve.bad:
        yield Violation("reference", bad.where, bad.amount, bad.unit, bad.detail)


def unserved(reading: Reading) -> Iterator[Violation]:
    """Parcels left behind are told of: a row or more for the consignment, all with the same number."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in reading.plan.unserved:
        numbers[row.consignment].add(row.parcels)
    for consignment, named in numbers.items():
        if len(named) > 1:
            told = ", ".join(map(str, sorted(named)))
            where = f"consignment {consignment}"
            yield Violation("unserved", where, max(named) - min(named), "parcels", f"its rows name {told} parcels")
    for consignment, delivered in reading.delivered().items():
        missing = reading.consignments[consignment].parcels - delivered
        if missing > 0 and consignment not in numbers:
            detail = f"{missing} parcels do not arrive and no row says why"
            yield Violation("unserved", f"consignment {consignment}", missing, "parcels", detail)
