"""The rule about claims: what `plan.json` says of the plan is true."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.checker.violation import Violation
from optimizer.costs import cost_of
from optimizer.costs.reading import Reading
from optimizer.plan import PlanRecord
from scenarios.digest import digest


def claims(reading: Reading, record: PlanRecord) -> Iterator[Violation]:
    """The claimed costs are the recomputed ones, the bound is not above them, digest and strategy agree."""
    costs = cost_of(reading)
    counted = {"total": costs.total, **costs.parts()}
    claimed = {**record.cost_parts_urmb, "total": record.cost_urmb}
    for part in sorted({*counted, *claimed}):
        is_cost, is_claimed = counted.get(part, 0), claimed.get(part, 0)
        if is_cost != is_claimed:
            detail = f"plan.json claims {is_claimed}, recomputed {is_cost}"
            yield Violation("cost", f"part {part}", abs(is_claimed - is_cost), "urmb", detail)
    if record.bound_urmb is not None and record.bound_urmb > costs.total:
        detail = f"the lower bound {record.bound_urmb} is above the cost {costs.total}"
        yield Violation("cost", "bound", record.bound_urmb - costs.total, "urmb", detail)
    if record.strategy != reading.plan.strategy:
        detail = f"plan.json says strategy {record.strategy}, the plan says {reading.plan.strategy}"
        yield Violation("cost", "strategy", 1, "names", detail)
    if record.digest != (expected := digest(reading.scenario)):
        detail = f"the plan was made for another scenario: digest {record.digest}, this one has {expected}"
        yield Violation("cost", "digest", 1, "digests", detail)
